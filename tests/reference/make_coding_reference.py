"""Writes the reference values that src/curate/ is tested against.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_coding_reference.py

Units of a stratified sample are written `stratum:weight:y:x ...`.
"""

import csv
import pathlib

import numpy as np
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20231019)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for row in rows:
            out.writerow([repr(float(x)) if isinstance(x, (float, np.floating)) else x for x in row])


def alpha(a, b):
    """Krippendorff's nominal alpha from the coincidence matrix (no package of the list has it)."""
    labels = sorted(set(a) | set(b))
    o = np.zeros((len(labels), len(labels)))
    for x, y in zip(a, b):
        i, j = labels.index(x), labels.index(y)
        o[i, j] += 1
        o[j, i] += 1
    n_c = o.sum(axis=1)
    n = n_c.sum()
    observed = n - np.trace(o)
    expected = (n * n - (n_c**2).sum()) / (n - 1)
    return 1 - observed / expected


def agreement():
    rows = []
    for n, labels, p in [(12, "yn", 0.8), (40, "yn", 0.9), (60, "ynu", 0.7), (200, "abcd", 0.5)]:
        a = rng.choice(list(labels), n)
        b = np.where(rng.random(n) < p, a, rng.choice(list(labels), n))
        counts = np.array([[np.sum((a == x) & (b == y)) for y in labels] for x in labels])
        result = cohens_kappa(counts)
        assert abs(result.kappa - cohen_kappa_score(a, b)) < 1e-12
        rows.append(["".join(a), "".join(b), result.kappa, result.std_kappa, alpha(list(a), list(b))])
    write("agreement.csv", ["a", "b", "kappa", "kappa_error", "alpha"], rows)


def linearised(strata, w, y, x):
    """Ratio, and its variance by a weighted regression through nothing but the strata's means."""
    r = np.sum(w * y) / np.sum(w * x)
    score = w * (y - r * x) / np.sum(w * x)
    v = 0.0
    for h in np.unique(strata):
        z = score[strata == h]
        # scipy's standard error of the mean, times n: the spread of a total.
        v += (stats.sem(z) * len(z)) ** 2 if len(z) > 1 else float(z[0] ** 2)
    return r, v


def ratios():
    rows = []
    for sizes, populations, domain in [
        ([20], [300], 1.0),
        ([5, 8, 2, 12], [10, 200, 2, 900], 1.0),
        ([5, 8, 1, 12, 30], [10, 200, 3, 900, 4000], 0.6),
        ([2, 2, 2, 2, 40], [2, 40, 9, 77, 300], 0.8),
    ]:
        strata = np.repeat(np.arange(len(sizes)), sizes)
        w = np.repeat(np.array(populations) / np.array(sizes), sizes)
        x = (rng.random(len(strata)) < domain).astype(float)
        y = x * (rng.random(len(strata)) < 0.75)
        r, v = linearised(strata, w, y, x)
        n = x.sum()
        worth = min(n, r * (1 - r) / v * n / (n - 1)) if v > 0 else np.sum(w * x) ** 2 / np.sum(w * w * x)
        low, high = proportion_confint(r * worth, worth, method="wilson")
        units = " ".join(f"{s}:{float(a)!r}:{int(b)}:{int(c)}" for s, a, b, c in zip(strata, w, y, x))
        rows.append([units, r, v, low, high])
    write("stratified_ratio.csv", ["units", "ratio", "variance", "low", "high"], rows)


def corrected():
    """A rate times a factor, limits combined on the log scale (Zou and Donner)."""
    rows = []
    for _ in range(6):
        rate, factor = rng.uniform(0.5, 12), rng.uniform(0.5, 1.6)
        a, b, c, d = np.exp(rng.uniform(0.05, 0.8, 4))
        limits = [rate / a, rate * b, factor / c, factor * d]
        low = rate * factor * np.exp(-np.hypot(np.log(a), np.log(c)))
        high = rate * factor * np.exp(np.hypot(np.log(b), np.log(d)))
        rows.append([rate, limits[0], limits[1], factor, limits[2], limits[3], rate * factor, low, high])
    header = ["rate", "rate_low", "rate_high", "factor", "factor_low", "factor_high", "corrected", "low", "high"]
    write("corrected.csv", header, rows)


agreement()
ratios()
corrected()
