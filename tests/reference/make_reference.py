"""Writes the reference values that src/compare/ is tested against.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_reference.py && Rscript make_reference.R

Documents are written `h:t h:t ...` (mentions and tokens of each).
"""

import csv
import itertools
import pathlib

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20200927)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for row in rows:
            out.writerow([repr(float(x)) if isinstance(x, (float, np.floating)) else x for x in row])


def documents(n, rate=0.006, median=400):
    t = np.maximum(20, np.exp(rng.normal(np.log(median), 0.6, n))).astype(int)
    h = rng.poisson(rate * rng.gamma(2, 0.5, n) * t)
    return h, t


def text(docs):
    return " ".join(f"{h}:{t}" for h, t in zip(*docs))


def ratio(docs):
    """Rate per 1,000 and its variance, from the linearised residuals."""
    h, t = (np.asarray(x, float) for x in docs)
    n, r = len(h), h.sum() / t.sum()
    return 1000 * r, 1e6 * n * np.var(h - r * t, ddof=1) / t.sum() ** 2


def ratios():
    """R's survey package adds its own standard error to these (make_reference.R)."""
    rows = []
    for n in (2, 3, 5, 10, 40, 200):
        docs = documents(n, 0.01)
        r, v = ratio(docs)
        half = stats.t.ppf(0.975, n - 1) * np.sqrt(v) / r
        rows.append([text(docs), r, v, r * np.exp(-half), r * np.exp(half)])
    write("ratio.csv", ["documents", "rate", "variance", "low", "high"], rows)


PRIOR = 2


def variance(h, t, everyone):
    """Variance of the rate of a side, two documents' worth of the common spread mixed in."""
    H, T = everyone[0].sum(), everyone[1].sum()
    n, common = len(everyone[0]), np.sum((everyone[0] - H / T * everyone[1]) ** 2)
    spread = max(H, n / (n - 1) * common) / T
    own = len(h) * np.sum((h - h.sum() / t.sum() * t) ** 2)
    return (own + PRIOR * spread * t.sum()) / (len(h) - 1 + PRIOR) / t.sum() ** 2


def contrasts():
    """Ratio of two rates; Welch's test of the difference, plain and moderated. With equal lengths Welch is statsmodels'."""
    rows = []
    for n1, n2, equal in [(5, 5, False), (8, 3, False), (12, 40, False), (6, 9, True), (4, 20, True)]:
        a, b = documents(n1, 0.012), documents(n2, 0.006)
        if equal:
            a, b = (rng.poisson(5, n1), np.full(n1, 500)), (rng.poisson(2, n2), np.full(n2, 500))
        (r1, v1), (r2, v2) = ratio(a), ratio(b)

        def df(x, y):
            return (x + y) ** 2 / (x**2 / (n1 - 1) + y**2 / (n2 - 1))

        log = (v1 / r1**2, v2 / r2**2)
        half = stats.t.ppf(0.975, df(*log)) * np.sqrt(sum(log))
        if equal:
            t, p, d = CompareMeans(DescrStatsW(a[0] / a[1]), DescrStatsW(b[0] / b[1])).ttest_ind(usevar="unequal")
        else:
            t, d = (r1 - r2) / np.sqrt(v1 + v2), df(v1, v2)
            p = 2 * stats.t.sf(abs(t), d)
        everyone = [np.r_[x, y].astype(float) for x, y in zip(a, b)]
        m1, m2 = (1e6 * variance(*(np.asarray(x, float) for x in side), everyone) for side in (a, b))
        moderated = 2 * stats.t.sf(abs(r1 - r2) / np.sqrt(m1 + m2), df(m1, m2))
        limits = r1 / r2 * np.exp(-half), r1 / r2 * np.exp(half)
        rows.append([text(a), text(b), r1 / r2, *limits, t, d, p, moderated])
    write("contrast.csv", ["target", "reference", "ratio", "low", "high", "t", "df", "p", "moderated_p"], rows)


def student():
    rows = []
    for df in (0.7, 1, 1.5, 2, 3.37, 5, 10, 29.5, 120, 1999, 1e6):
        for t in (0.0, 0.01, 0.5, 1.96, 3.3, 12.0, 200.0):
            rows.append([float(df), t, 2 * stats.t.sf(t, df), stats.t.ppf(0.975, df)])
    write("student.csv", ["df", "t", "p", "quantile"], rows)


def poisson():
    write("poisson.csv", ["count", "upper"], [[0, stats.chi2.ppf(0.975, 2) / 2]])


def corrections():
    rows = []
    for case, p in enumerate([rng.uniform(size=7), rng.beta(0.3, 1, 40), np.array([0.01, 0.01, 0.5, 1.0, 1.0])]):
        q = multipletests(p, method="fdr_bh")[1]
        rows += [[case, x, y] for x, y in zip(p, q)]
    write("benjamini_hochberg.csv", ["case", "p", "q"], rows)


def divergences():
    rows = []
    for k in (2, 3, 5, 12):
        a, b = rng.poisson(6, k), rng.poisson(rng.gamma(1, 6, k))
        a[0] += 1
        b[-1] += 1
        rows.append([" ".join(map(str, a)), " ".join(map(str, b)), jensenshannon(a, b, base=2) ** 2])
    write("jensen_shannon.csv", ["target", "reference", "jsd"], rows)


def score(h, t, one, two):
    """Difference of rates of a stratum and its variance, both weighted by T1 T2 / T."""
    weight = t[one].sum() * t[two].sum() / t.sum()
    difference = h[one].sum() / t[one].sum() - h[two].sum() / t[two].sum()
    return weight * difference, weight**2 * (variance(h[one], t[one], (h, t)) + variance(h[two], t[two], (h, t)))


def statistic(h, t, one, two):
    difference, v = score(h, t, one, two)
    return abs(difference) / np.sqrt(v)


def permutations():
    """All arrangements, by scipy; it wants two documents a side, so a single one is enumerated here."""
    rows = []
    for n1, n2 in [(1, 6), (2, 2), (3, 4), (4, 4), (5, 5), (3, 9), (6, 5)]:
        a, b = documents(n1, 0.012), documents(n2, 0.006)
        h, t = np.r_[a[0], b[0]].astype(float), np.r_[a[1], b[1]].astype(float)

        def of(x, y):
            return statistic(h, t, x.astype(int), y.astype(int))

        if n1 == 1:
            everyone = np.arange(1 + n2)
            values = [of(everyone[i : i + 1], np.delete(everyone, i)) for i in everyone]
            p = np.mean(np.array(values) >= values[0] - 1e-9)
        else:
            sides = (np.arange(n1), np.arange(n1, n1 + n2))
            p = stats.permutation_test(sides, of, alternative="greater", n_resamples=np.inf, vectorized=False).pvalue
        rows.append([text(a), text(b), p])
    write("permutation.csv", ["target", "reference", "p"], rows)


def stratified():
    """All arrangements within strata, one after the other; a stratum is an event, `|` parts them."""
    rows = []
    for sizes in [[(2, 2), (1, 3)], [(2, 3), (3, 2), (1, 1)], [(4, 2), (2, 5)]]:
        strata = [(documents(n1, 0.012), documents(n2, 0.006)) for n1, n2 in sizes]
        lists = []
        for a, b in strata:
            h, t = np.r_[a[0], b[0]].astype(float), np.r_[a[1], b[1]].astype(float)
            n1, everyone, parts = len(a[0]), set(range(len(h))), []
            for first in itertools.combinations(range(len(h)), n1):
                one, two = np.array(first), np.array(sorted(everyone - set(first)))
                parts.append(score(h, t, one, two))
            lists.append(parts)  # the first combination is the one observed
        values = [abs(sum(p[0] for p in c)) / np.sqrt(sum(p[1] for p in c)) for c in itertools.product(*lists)]
        p = np.mean(np.array(values) >= values[0] * (1 - 1e-9))
        rows.append([" | ".join(text(a) for a, _ in strata), " | ".join(text(b) for _, b in strata), p])
    write("stratified.csv", ["target", "reference", "p"], rows)


def keyness():
    """G² from scipy's contingency table; log-odds after the formula of ConvoKit's FightingWords."""
    rows = []
    for y1, n1, y2, n2, share, mass in [
        (30, 1000, 20, 2000, 0.02, 1000.0),
        (0, 500, 7, 900, 0.004, 100.0),
        (12, 80, 3, 5000, 0.001, 500.0),
        (5, 1000, 5, 1000, 0.01, 10.0),
        (400, 100000, 900, 90000, 0.006, 1000.0),
    ]:
        table = [[y1, y2], [n1 - y1, n2 - y2]]
        g2 = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        alpha = share * mass
        delta = np.log((y1 + alpha) / (n1 + mass - y1 - alpha)) - np.log((y2 + alpha) / (n2 + mass - y2 - alpha))
        z = delta / np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))
        ratio = np.log2((max(y1, 0.5) / n1) / (max(y2, 0.5) / n2))
        rows.append([y1, n1, y2, n2, share, mass, np.sign(y1 / n1 - y2 / n2) * g2, delta, z, ratio])
    write("keyness.csv", ["y1", "n1", "y2", "n2", "share", "mass", "g2", "log_odds", "z", "log_ratio"], rows)


def wilson():
    rows = [[k, n, *proportion_confint(k, n, method="wilson")] for k, n in [(0, 5), (5, 5), (1, 3), (8, 10), (37, 400)]]
    write("wilson.csv", ["k", "n", "low", "high"], rows)


def dispersions():
    rows = []
    for n in (2, 4, 15):
        h, t = documents(n, 0.02)
        s = t / t.sum()
        rows.append([text((h, t)), np.abs(h / h.sum() - s).sum() / 2 / (1 - s.min())])
    write("dispersion.csv", ["documents", "dp_norm"], rows)


def cosines():
    """Counts of five features; the first documents are the target's, the next the reference's, then others'."""
    rows = []
    for n1, n2, n3 in [(1, 1, 0), (3, 2, 4), (10, 6, 5)]:
        counts = rng.poisson(rng.gamma(0.5, 4, (n1 + n2 + n3, 5)))
        counts[:, 0] += 1
        weights = TfidfTransformer(norm=None, smooth_idf=True).fit(counts)
        sums = np.array([counts[:n1].sum(0), counts[n1 : n1 + n2].sum(0)])
        shown = " ".join(":".join(map(str, row)) for row in counts)
        rows.append([n1, n2, shown, cosine_similarity(weights.transform(sums))[0, 1]])
    write("cosine.csv", ["n_target", "n_reference", "documents", "cosine"], rows)


def shares():
    """Share of clustered mentions, `h:m` a document: v from the linearised residuals, then statsmodels' Wilson interval
    of as many mentions as have that variance, at the level whose normal quantile is that of t."""
    dice = np.random.default_rng(20231)
    rows = []
    for n, spread in [(2, 1.0), (3, 0.5), (6, 2.0), (15, 0.4), (60, 5.0), (8, None), (5, 1e9)]:
        m = 1 + dice.poisson(3, n)
        p = dice.beta(spread, spread, n) if spread else np.zeros(n)
        h = dice.binomial(m, p)
        if n == 15:
            m, h = np.ones(n, int), (np.arange(n) % 3 == 0).astype(int)
        share, alpha = h.sum() / m.sum(), 0.05
        if share in (0, 1):
            worth = n
        else:
            v = n * np.var(h - share * m, ddof=1) / m.sum() ** 2
            worth = min(m.sum(), share * (1 - share) / v)
            alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, n - 1))
        low, high = proportion_confint(share * worth, worth, alpha=alpha, method="wilson")
        rows.append([text((h, m)), share, low, high])
    write("share.csv", ["documents", "share", "low", "high"], rows)


for make in (ratios, contrasts, student, poisson, corrections, divergences, permutations, stratified, keyness, wilson, dispersions, cosines, shares):
    make()
