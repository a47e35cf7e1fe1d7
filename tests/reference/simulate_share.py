"""How often the 95 % interval of a share (formula::share) holds the truth: the coverage table of README.md.

Documents have 1 to some 15 mentions (gamma-Poisson) and a share of their own, beta-distributed around the truth with
intra-class correlation rho.
"""

import numpy as np
from scipy import stats

rng = np.random.default_rng(1)


def interval(h, m):
    n, p = len(h), h.sum() / m.sum()
    worth, q = n, stats.norm.ppf(0.975)
    if 0 < p < 1:
        v = n * np.var(h - p * m, ddof=1) / m.sum() ** 2
        worth, q = min(m.sum(), p * (1 - p) / v) if v > 0 else m.sum(), stats.t.ppf(0.975, n - 1)
    half = q * np.sqrt(p * (1 - p) * worth + q * q / 4)
    return (p * worth + q * q / 2 - half) / (worth + q * q), (p * worth + q * q / 2 + half) / (worth + q * q)


def coverage(p, rho, n, draws=3000):
    hits = []
    for _ in range(draws):
        m = rng.poisson(rng.gamma(1.5, 2, n))
        m = m[m > 0]
        if len(m) < 2:
            continue
        own = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), len(m)) if rho else np.full(len(m), p)
        low, high = interval(rng.binomial(m, own), m)
        hits.append(low <= p <= high)
    return np.mean(hits)


for p in (0.1, 0.3, 0.5):
    for rho in (0, 0.2, 0.5):
        print(p, rho, *(f"{coverage(p, rho, n):.1%}" for n in (3, 6, 10, 20, 60)), sep=" | ")
