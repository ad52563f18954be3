"""Writes the tables of SciPy, NumPy and plain enumeration beside this file; make.R adds those of R."""
import itertools
from fractions import Fraction

import numpy as np
import scipy
from scipy import special, stats

NAMES = f"SciPy {scipy.__version__}, NumPy {np.__version__}"


def text(values):
    return " ".join(repr(v.item() if hasattr(v, "item") else v) for v in values)


def table(name, head, rows):
    with open(name, "w") as out:
        out.write(f"# {NAMES}; columns: {head}\n")
        for row in rows:
            out.write(";".join(v if isinstance(v, str) else text([v]) for v in row) + "\n")


def enumerated(d):
    """W+ and the exact two-sided p of differences in hundredths, by all signs of their mid-ranks."""
    d = [Fraction(round(v * 100)) for v in d if round(v * 100) != 0]
    size = [abs(v) for v in d]
    rank = [sum(s < v for s in size) + Fraction(sum(s == v for s in size) + 1, 2) for v in size]
    total, plus = sum(rank), sum(r for r, v in zip(rank, d) if v > 0)
    low = min(plus, total - plus)
    sums = [sum(r for r, s in zip(rank, signs) if s) for signs in itertools.product((0, 1), repeat=len(d))]
    return float(plus), min(1.0, 2 * sum(s <= low for s in sums) / len(sums))


def wilcoxon():
    rng = np.random.default_rng(11)
    rows = []
    for n in (1, 2, 5, 6, 7, 10, 17, 25, 49, 120):
        d = rng.normal(0.3, 1, n)
        plus = float(sum(stats.rankdata(abs(d))[d > 0]))
        rows.append((f"scipy exact {n}", text(d), 0, plus, stats.wilcoxon(d, method="exact").pvalue))
    x = [.81, .83, .79, .90, .88, .77, .85, .91, .70, .86]
    y = [.78, .80, .80, .85, .86, .75, .84, .88, .69, .80]
    tied = [("fixture 10", np.subtract(x, y))]
    for n in (3, 6, 9, 12, 14):
        tied.append((f"ties {n}", np.round(rng.integers(-3, 6, n) / 100, 2)))
        tied.append((f"halves {n}", np.round(rng.normal(0.02, 0.05, n), 2)))
    for name, d in tied:
        plus, p = enumerated(d)
        exact = np.round(d * 100)
        exact = exact[exact != 0]
        if len(exact):
            every = stats.wilcoxon(exact, method=stats.PermutationMethod(n_resamples=np.inf)).pvalue
            assert abs(every - p) < 1e-12, (name, every, p)
        rows.append((f"enumeration {name}", text(d), len(d) - len(exact), plus, p))
    table("wilcoxon.txt", "name; differences; zeros; W+; two-sided p", rows)


def permutation():
    rng = np.random.default_rng(12)
    rows = []
    for n in (2, 5, 8, 12, 15):
        for name, d in (("normal", rng.normal(0.4, 1, n)), ("tied", np.round(rng.integers(-2, 5, n) / 10, 1))):
            exact = np.round(d * 10) if name == "tied" else d
            p = stats.permutation_test((exact,), lambda v, axis: np.mean(v, axis=axis), permutation_type="samples",
                                       vectorized=True, n_resamples=np.inf).pvalue
            rows.append((f"{name} {n}", text(d), p))
    table("permutation.txt", "name; differences; two-sided p of all sign flips", rows)


def bca():
    rng = np.random.default_rng(13)
    hits, counts = rng.integers(0, 4, 15), rng.integers(3, 9, 15)
    cases = [("mean", (rng.normal(0.02, 0.05, 12),), lambda v, axis=-1: np.mean(v, axis=axis), 0.95),
             ("mean", (rng.lognormal(0, 1, 20),), lambda v, axis=-1: np.mean(v, axis=axis), 0.9),
             ("deviation", (rng.lognormal(0, 0.7, 10),), lambda v, axis=-1: np.std(v, axis=axis, ddof=1), 0.95),
             ("ratio", (hits + 0.0, counts + 0.0),
              lambda h, c, axis=-1: np.sum(h, axis=axis) / np.sum(c, axis=axis), 0.95)]
    rows = []
    for seed, (name, data, statistic, level) in enumerate(cases):
        n, resamples = len(data[0]), 250
        drawn = np.random.default_rng(seed).integers(0, n, (resamples, n))
        b = stats.bootstrap(data, statistic, paired=len(data) == 2, vectorized=True, n_resamples=resamples,
                            confidence_level=level, method="BCa", rng=np.random.default_rng(seed))
        assert np.allclose(b.bootstrap_distribution, [statistic(*(v[i] for v in data)) for i in drawn], 1e-13, 0)
        low, high = b.confidence_interval
        rows.append((name, text(data[0]), text(data[-1]), level, text(drawn.ravel()), statistic(*data), low, high))
    table("bca.txt", "statistic; values or parts; wholes; level; 250 resamples of indices; estimate; low; high", rows)


def quartiles():
    rng = np.random.default_rng(14)
    rows = []
    for v in ([0.7], [3.0, 1.0], [0.0, 0.0, 0.0, 10.0], rng.normal(0, 1, 9), rng.standard_t(1.5, 23), rng.lognormal(0, 1, 40)):
        q1, q2, q3 = np.percentile(v, (25, 50, 75))
        v = np.asarray(v)
        inside = v[(v >= q1 - 1.5 * (q3 - q1)) & (v <= q3 + 1.5 * (q3 - q1))]
        outside = np.sort(v[~np.isin(v, inside)])
        rows.append((text(v), q1, q2, q3, min(q1, inside.min()), max(q3, inside.max()), text(outside)))
    table("quartiles.txt", "values; quartiles 1, 2, 3; whiskers, low and high; outliers", rows)


def others():
    rng = np.random.default_rng(15)
    x = np.concatenate((np.linspace(-8, 8, 33), [-37.0, -20.0, 1e-9]))
    p = [1e-300, 1e-12, 1e-5, 0.001, 0.025, 0.2, 0.4999, 0.5, 0.61, 0.975, 0.99999]
    table("normal.txt", "function; argument; value", [("cdf", v, special.ndtr(v)) for v in x]
          + [("quantile", v, special.ndtri(v)) for v in p])
    pairs = [(rng.integers(0, top, n), rng.integers(0, top, n)) for n, top in ((2, 9), (5, 9), (8, 4), (20, 6), (20, 99))]
    table("kendall.txt", "values; values; tau-b",
          [(text(a), text(b), stats.kendalltau(a, b).statistic) for a, b in pairs])


def student():
    degrees = (1, 2, 3, 5, 9, 11, 39, 120, 500)
    t = (-60.0, -12.7, -3.1, -1.0, -0.2, 0.0, 0.4, 2.5, 8.0)
    p = (1e-6, 0.0025, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999)
    table("student.txt", "function; argument; degrees of freedom; value",
          [("cdf", v, f, stats.t.cdf(v, f)) for f in degrees for v in t]
          + [("quantile", v, f, stats.t.ppf(v, f)) for f in degrees for v in p])
    rng = np.random.default_rng(16)
    pairs = [(rng.normal(0.7, 0.1, n), rng.normal(0.03, 0.05, n)) for n in (2, 3, 6, 12, 40, 200)]
    rows = []
    for y, d in pairs:
        x, n = y + d, len(y)
        s, r = (np.std(x, ddof=1), np.std(y, ddof=1)), np.corrcoef(x, y)[0, 1]
        published = stats.t.cdf(-np.sqrt(n) * abs(x.mean() - y.mean())
                                / np.sqrt(s[0] ** 2 + s[1] ** 2 - 2 * r * s[0] * s[1]), n - 1)
        paired = stats.ttest_rel(x, y).pvalue / 2
        assert abs(published - paired) < 1e-9, (n, published, paired)
        rows.append((text(x), text(y), paired))
    table("falseclaim.txt", "scores; scores of another method; one-sided p of the paired t test", rows)


wilcoxon()
permutation()
bca()
quartiles()
others()
student()
