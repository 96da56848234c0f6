#!/usr/bin/env python3
"""Reference values of tests/unit/host/metrics and tests/unit/host/evaluate: AUCs by scikit-learn, variances by DeLong's definition in O(mn).

    python3 tests/parity/auc_golden.py              the numbers in the tests
    python3 tests/parity/auc_golden.py --simulate   how often the 95 % intervals hold the truth (docs/statistics.md)

Needs numpy, scipy and scikit-learn (made with 1.24.2, 1.10.1 and 1.2.1).
"""
import sys

import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score


def placements(scores, positive):
    x, y = scores[positive], scores[~positive]
    psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    return psi.mean(axis=1), psi.mean(axis=0)


def delong_covariance(tables, positive):
    """Covariance of several AUCs on the same records, as DeLong et al. (1988) write it: S10 / m + S01 / n."""
    v10, v01 = zip(*(placements(t, positive) for t in tables))
    s10, s01 = np.atleast_2d(np.cov(v10)), np.atleast_2d(np.cov(v01))
    return s10 / positive.sum() + s01 / (~positive).sum()


def influence(scores, positive):
    v10, v01 = placements(scores, positive)
    m, n = len(v10), len(v01)
    out = np.empty(len(scores))
    out[positive] = (v10 - v10.mean()) / np.sqrt(m * (m - 1))
    out[~positive] = (v01 - v01.mean()) / np.sqrt(n * (n - 1))
    return out


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def macro(z, labels, to_scores):
    p, k = to_scores(z), z.shape[1]
    areas = [roc_auc_score(labels == c, p[:, c]) for c in range(k)]
    joint = np.mean([influence(p[:, c], labels == c) for c in range(k)], axis=0)
    return areas, np.mean(areas), np.sum(joint**2)


def logit_interval(value, variance, freedom=np.inf):
    q = stats.t.ppf(0.975, freedom) if np.isfinite(freedom) else stats.norm.ppf(0.975)
    half = q * np.sqrt(variance) / (value * (1 - value))
    centre = np.log(value / (1 - value))
    return 1 / (1 + np.exp(-(centre - half))), 1 / (1 + np.exp(-(centre + half)))


def over_seeds(values, case):
    n = len(values)
    mean, seed = np.mean(values), np.var(values, ddof=1) / n
    freedom = (n - 1) * (1 + case / seed) ** 2 if seed > 0 else np.inf
    return mean, np.std(values, ddof=1), case, seed, *logit_interval(mean, case + seed, freedom)


def wilson(hits, n):
    z = stats.norm.ppf(0.975)
    p = hits / n
    centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


# The same whole-number formulas are in tests/support/formula_scores.hpp.
def binary(records, seed=0):
    i = np.arange(records)
    return ((7 * i * i + 13 * i + 5 * seed * i) % 23 - 3 * seed) / 8, (5 * i + (i * i) % 7) % 3 == 0


def three(records, seed=0):
    i = np.arange(records)
    labels = (7 * i + (i * i) % 5) % 3
    z = np.stack([((i * i * (c + 3) + 17 * i * (c + 1) + 5 * c + seed * i) % 29) / 8 + (labels == c) for c in range(3)], axis=1)
    return z, labels


def show(name, *numbers):
    print(name + ":", ", ".join(repr(float(v)) for v in np.hstack(numbers)))


def goldens():
    s, t = binary(40)
    variance = delong_covariance([s], t)[0, 0]
    show("binary with ties, 40: area, variance, low, high", roc_auc_score(t, s), variance, logit_interval(roc_auc_score(t, s), variance))
    s, t = binary(7)
    show("binary, 7: area, variance", roc_auc_score(t, s), delong_covariance([s], t)[0, 0])
    s = np.array([0.1, 0.4, 0.35, 0.8, 0.4])
    t = np.array([0, 0, 0, 1, 0]) == 1
    show("one positive: area", roc_auc_score(t, s))
    t = np.array([0, 1, 0, 0, 0]) == 1
    v = roc_auc_score(t, s)
    show("one positive, tied: area, bound", v, logit_interval(v, v * (1 - v)))
    for name, to_scores in ("softmax", softmax), ("as they are", lambda z: z):
        z, labels = three(45)
        areas, mean, variance = macro(z, labels, to_scores)
        show(f"3 classes, {name}: areas, macro, variance, low, high", *areas, mean, variance, *logit_interval(mean, variance))
    show("3 classes: sklearn's own macro", roc_auc_score(labels, softmax(z), multi_class="ovr", average="macro"))
    show("3 classes: accuracy, Wilson", np.mean(z.argmax(1) == labels), wilson(np.sum(z.argmax(1) == labels), 45))
    show("Wilson 0/10, 10/10, 1/1, 7/9", wilson(0, 10), wilson(10, 10), wilson(1, 1), wilson(7, 9))
    show("exact bound, 5 and 1 trials", stats.beta.ppf(0.025, 5, 1), stats.beta.ppf(0.025, 1, 1))
    tables = [binary(40, seed)[0] for seed in range(3)]
    t = binary(40)[1]
    case = delong_covariance(tables, t).mean()
    show("3 seeds, binary: mean, spread, case, seed, low, high", over_seeds([roc_auc_score(t, s) for s in tables], case))
    runs = [three(45, seed) for seed in range(3)]
    joint = np.mean([[influence(softmax(z)[:, c], l == c) for c in range(3)] for z, l in runs], axis=(0, 1))
    values = [macro(z, l, softmax)[1] for z, l in runs]
    show("3 seeds, 3 classes: mean, spread, case, seed, low, high", over_seeds(values, np.sum(joint**2)))
    hits = [np.mean(z.argmax(1) == l) for z, l in runs]
    p = np.mean(hits)
    show("3 seeds, 3 classes, accuracy", over_seeds(hits, p * (1 - p) / 45))
    sizes = [40, 30]
    tables = [binary(n, seed) for seed, n in enumerate(sizes)]
    case = np.mean([delong_covariance([s], t)[0, 0] for s, t in tables])
    show("2 seeds, unequal records", over_seeds([roc_auc_score(t, s) for s, t in tables], case))
    folds_goldens()


def folds_goldens():
    """Cross-validation: the mean of the folds' AUCs, whose errors are independent; over seeds, jointly in each fold."""
    folds = [[binary(n, seed) for seed in range(2)] for n in (40, 30, 25)]
    first = [fold[0] for fold in folds]
    mean = np.mean([roc_auc_score(t, s) for s, t in first])
    variance = sum(delong_covariance([s], t)[0, 0] for s, t in first) / len(folds) ** 2
    show("3 folds: mean, variance, low, high", mean, variance, logit_interval(mean, variance))
    values = [np.mean([roc_auc_score(fold[seed][1], fold[seed][0]) for fold in folds]) for seed in range(2)]
    case = sum(delong_covariance([s for s, _ in fold], fold[0][1]).mean() for fold in folds) / len(folds) ** 2
    show("2 seeds of 3 folds: mean, spread, case, seed, low, high", over_seeds(values, case))
    hits = [np.sum((s > 0) == t) for s, t in first]
    show("3 folds, accuracy: value, Wilson", sum(hits) / 95, wilson(sum(hits), 95))


def coverage(draw, truth, rounds):
    inside = [low <= truth <= high for low, high in (draw() for _ in range(rounds))]
    return np.mean(inside)


def simulate():
    rng = np.random.default_rng(0)

    def case_only(m, n, shift):
        t = np.arange(m + n) < m
        s = rng.normal(size=m + n) + shift * t
        v = np.mean(placements(s, t)[0])
        if v == 1:
            return 0.025 ** (1 / min(m, n)), 1.0
        return logit_interval(v, delong_covariance([s], t)[0, 0])

    for m, n, shift in (100, 400, 2), (50, 50, 1), (20, 80, 2), (10, 40, 3):
        truth = stats.norm.cdf(shift / np.sqrt(2))
        print(f"one fit, {m}+{n} records, AUC {truth:.3f}:", coverage(lambda: case_only(m, n, shift), truth, 4000))

    def macro_only(per_class):
        labels = np.repeat(np.arange(3), per_class)
        labels = rng.permutation(labels) if np.ndim(per_class) == 0 else labels
        z = rng.normal(size=(len(labels), 3)) + 1.5 * np.eye(3)[labels]
        _, mean, variance = macro(z, labels, softmax)
        return mean, variance

    pairs = np.array([macro_only(60) for _ in range(3000)])
    print("macro, 3 x 60: mean estimate / true variance of the mean:", pairs[:, 1].mean() / pairs[:, 0].var())

    def seeds(fits, between, records=(100, 100), student=True):
        # The AUC of a fit moves with its own shift; the truth is the AUC's mean over shifts.
        m, n = records
        t = np.arange(m + n) < m
        case = rng.normal(size=m + n)
        # correlated scores: a shared part of the record and one of the fit
        tables = [case * 0.9 + 0.43589 * rng.normal(size=m + n) + (1.2 + between * rng.normal()) * t for _ in range(fits)]
        values = [np.mean(placements(s, t)[0]) for s in tables]
        mean, _, case_part, seed_part, low, high = over_seeds(values, delong_covariance(tables, t).mean())
        return (low, high) if student else logit_interval(mean, case_part + seed_part)

    for between in 0.0, 0.1, 0.4:
        truth = stats.norm.cdf(1.2 / np.sqrt(2 + between**2))
        for fits in 2, 3, 5:
            print(f"{fits} fits, shift deviation {between}: Student {coverage(lambda: seeds(fits, between), truth, 2000):.3f}",
                  f"normal {coverage(lambda: seeds(fits, between, student=False), truth, 2000):.3f}")


if __name__ == "__main__":
    simulate() if "--simulate" in sys.argv[1:] else goldens()
