#!/usr/bin/env python3
"""Reference values for the plugins linear_probe and svm_features, by scikit-learn on data from a formula.

    python3 tests/parity/linear_golden.py        the numbers a contract test compares with

A test makes the same samples (three(), two()) as features of the last backbone stage, runs the built plugin's fit() and
compares what set_linear() receives: scores of training samples 0, 1 and 2, and the sum of squares of the raw weights.
Logits are defined up to a constant a sample; those of the probe sum to 0 over the classes.
Needs numpy and scikit-learn (made with 1.24.2 and 1.2.1).
"""
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC


def three(first=0, samples=60):
    """Three classes, nine features, the last one constant.  Whole numbers, so that every language has the same."""
    i = np.arange(first, first + samples)
    labels = (7 * i + (i * i) % 5) % 3
    d = np.arange(8)[None, :]
    n = i[:, None]
    x = ((n * n * (d + 3) + 17 * n * (d + 1) + 5 * d) % 29) / 8 * (d + 1) + 2 * (d % 3 == labels[:, None])
    return np.hstack([x, np.full((samples, 1), 2.5)]), labels


def two(first=0, samples=60):
    """Class 2 of three() against the rest."""
    x, labels = three(first, samples)
    return x, (labels == 2).astype(int)


def standardised(x):
    mean, deviation = x.mean(0), x.std(0)
    deviation[deviation == 0] = 1
    return mean, deviation


def both_rows(w, b):
    return (np.vstack([-w, w]), np.r_[-b, b]) if len(w) == 1 else (w, b)


def folded(w, b, mean, deviation):
    weight = w / deviation
    return weight, b - weight @ mean


def probe(x, y, penalty):
    mean, deviation = standardised(x)
    fit = LogisticRegression(C=1 / (len(y) * penalty), multi_class="multinomial", solver="newton-cg", tol=1e-10, max_iter=1000)
    fit.fit((x - mean) / deviation, y)
    return folded(*both_rows(fit.coef_, fit.intercept_), mean, deviation)


def svm(x, y, c, loss, balanced=False, standardise=True):
    mean, deviation = standardised(x) if standardise else (np.zeros(x.shape[1]), np.ones(x.shape[1]))
    fit = LinearSVC(C=c, loss=loss, dual=loss == "hinge", tol=1e-9, max_iter=10000000, class_weight="balanced" if balanced else None)
    fit.fit((x - mean) / deviation, y)
    return folded(*both_rows(fit.coef_, fit.intercept_), mean, deviation)


def show(name, x, weight, bias):
    scores = x[:3] @ weight.T + bias
    print(f"{name}: scores", ", ".join(f"{v:.6f}" for v in scores.ravel()), f"; sum of squares {np.sum(weight**2):.6f}")


def searched(data):
    """The default path of penalties, scored by accuracy on samples 60 .. 89; ties keep the stronger one."""
    (x, y), (vx, vy) = data(), data(60, 30)
    tried = [(penalty, *probe(x, y, penalty)) for penalty in np.logspace(2, -6, 25)]
    scores = [np.mean((vx @ w.T + b).argmax(1) == vy) for _, w, b in tried]
    penalty, w, b = tried[int(np.argmax(scores))]
    return penalty, max(scores), w, b


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for data in three, two:
        x, y = data()
        show(f"probe, {data.__name__}, lambda 0.01", x, *probe(x, y, 0.01))
        penalty, score, w, b = searched(data)
        show(f"probe, {data.__name__}, searched: lambda {penalty:.6g}, accuracy {score:.6f}", x, w, b)
        show(f"svm, {data.__name__}, hinge, c 0.05", x, *svm(x, y, 0.05, "hinge"))
        show(f"svm, {data.__name__}, hinge, c 0.05, balanced", x, *svm(x, y, 0.05, "hinge", balanced=True))
        show(f"svm, {data.__name__}, squared hinge, c 1", x, *svm(x, y, 1, "squared_hinge"))
        show(f"svm, {data.__name__}, hinge, c 0.001, raw", x, *svm(x, y, 0.001, "hinge", standardise=False))
