#!/usr/bin/env python3
"""Golden values of records with several labels, by definition: every pair counted, no mid-ranks.

Usage: labels_golden.py    the figures (plain Python), and the loss and its gradient (PyTorch, if it is there)
"""
import math

RECORDS, LABELS = 12, 3


def score(i, c):
    return ((7 * i + 3 * c) % 11) / 3.0 - 1.5


def truth(i, c):
    """1 there, 0 not there, -1 unknown."""
    if (i + 2 * c) % 6 == 0:
        return -1
    return int((5 * i + i * i + 4 * c) % 7 < 3)


def psi(x, y):
    return 1.0 if x > y else 0.5 if x == y else 0.0


def mean(values):
    return sum(values) / len(values)


def label_auc(c):
    """The area, and DeLong's influence of each record; of an unknown one 0."""
    positive = [i for i in range(RECORDS) if truth(i, c) == 1]
    negative = [i for i in range(RECORDS) if truth(i, c) == 0]
    m, n = len(positive), len(negative)
    area = mean([psi(score(i, c), score(j, c)) for i in positive for j in negative])
    influence = [0.0] * RECORDS
    for i in positive:
        influence[i] = (mean([psi(score(i, c), score(j, c)) for j in negative]) - area) / math.sqrt(m * (m - 1))
    for j in negative:
        influence[j] = (mean([psi(score(i, c), score(j, c)) for i in positive]) - area) / math.sqrt(n * (n - 1))
    return area, influence


def logit_interval(value, variance):
    z, centre = 1.959963984540054, math.log(value / (1 - value))
    half = z * math.sqrt(variance) / (value * (1 - value))
    return [1 / (1 + math.exp(-(centre + side * half))) for side in (-1, 1)]


def figures():
    areas = [label_auc(c) for c in range(LABELS)]
    for c, (area, _) in enumerate(areas):
        print("auc", c, repr(area))
    macro = mean([area for area, _ in areas])
    variance = sum(mean([influence[i] for _, influence in areas]) ** 2 for i in range(RECORDS))
    print("auc", repr(macro), logit_interval(macro, variance))
    known = [sum(truth(i, c) >= 0 for c in range(LABELS)) for i in range(RECORDS)]
    right = [sum(truth(i, c) >= 0 and (score(i, c) > 0) == (truth(i, c) == 1) for c in range(LABELS))
             for i in range(RECORDS)]
    accuracy = sum(right) / sum(known)
    scale = mean(known) * math.sqrt(RECORDS * (RECORDS - 1))
    variance = sum(((h - accuracy * k) / scale) ** 2 for h, k in zip(right, known))
    print("accuracy", repr(accuracy), logit_interval(accuracy, variance))


def losses():
    try:
        import torch
    except ImportError:
        return
    nan = math.nan
    logits = torch.tensor([[2.0, -1.0, 0.5], [-0.3, 0.8, -2.0], [1.5, 0.0, 30.0], [-40.0, 0.25, -0.75]])
    targets = torch.tensor([[1, 0, nan], [0, 1, 0], [1, nan, 1], [0, 0, 1]])
    known = ~targets.isnan()
    logits.requires_grad_(True)
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets.nan_to_num(0), reduction="none")
    print("loss", each[known].mean().item())
    each[known].mean().backward()
    print("gradient", logits.grad.tolist())
    positive, negative = (targets == 1).sum(0).double(), (targets == 0).sum(0).double()
    both = positive + negative
    weight = torch.where(targets == 1, both / (2 * positive), both / (2 * negative))
    print("weights", (both / (2 * negative)).tolist(), (both / (2 * positive)).tolist())
    print("weighted loss", ((each * weight)[known].sum() / weight[known].sum()).item())


figures()
losses()
