#!/usr/bin/env python3
"""MedMNIST files as numpy writes them, and predictions graded as the publisher's evaluator does; needs numpy.

Usage: medmnist_arrays.py make FOLDER    one small .npz for each line of SETS; prints what is in them as JSON
       medmnist_arrays.py grade FILE.csv FILE.npz TASK    prints AUC and accuracy of a prediction file as JSON
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

#: file: side, channels, classes, several labels, type of labels, how it is saved
SETS = {
    "pneumoniamnist": (28, 1, 2, False, np.uint8, np.savez_compressed),
    "bloodmnist_64": (64, 3, 8, False, np.int64, np.savez),
    "chestmnist": (28, 1, 14, True, np.uint8, np.savez_compressed),
    "retinamnist": (28, 3, 5, False, np.int32, np.savez_compressed),
}
ROWS = {"train": 64, "val": 32, "test": 40}


def images_of(labels, side, channels, random):
    """Noise with a bright square for each class that is there, each at its own place."""
    shape = (len(labels), side, side) + ((channels,) if channels > 1 else ())
    images = random.integers(0, 100, shape)
    cell = side // 4
    for image, classes in zip(images, labels):
        for c in classes:
            y, x = c // 4 * cell, c % 4 * cell
            image[y:y + cell, x:x + cell] += 120
    return images.astype(np.uint8)


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    facts = {}
    for name, (side, channels, classes, several, dtype, save) in SETS.items():
        random = np.random.default_rng(sum(name.encode()))
        arrays, rows = {}, {}
        for part, count in ROWS.items():
            if several:
                flags = random.random((count, classes)) < 0.3
                flags[:2] = [[False] * classes, [True] * classes]  # each label is there, and not there
                labels = [np.flatnonzero(row).tolist() for row in flags]
                arrays[f"{part}_labels"] = flags.astype(dtype)
            else:
                labels = [[int(i) % classes] for i in random.permutation(count)]
                arrays[f"{part}_labels"] = np.array(labels, dtype)
            images = arrays[f"{part}_images"] = images_of(labels, side, channels, random)
            for i in range(count):
                rows[f"{part}_{i:06}"] = [labels[i], hashlib.sha256(images[i].tobytes()).hexdigest()]
        save(folder / f"{name}.npz", **arrays)
        facts[name] = {"side": side, "channels": channels, "classes": classes, "rows": rows}
    print(json.dumps(facts))


def area(truth, scores):
    positive, negative = scores[truth == 1], scores[truth == 0]
    pairs = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return pairs.mean()


def grade(predictions, npz, task):
    """By task: "binary" looks at the last column, "labels" at each above 1/2, "classes" at the highest."""
    table = np.loadtxt(predictions, delimiter=",", ndmin=2)
    scores, truth = table[np.argsort(table[:, 0]), 1:], np.load(npz)["test_labels"].squeeze()
    assert len(scores) == len(truth)
    if task == "labels":
        columns = range(truth.shape[1])
        auc = np.mean([area(truth[:, c], scores[:, c]) for c in columns])
        accuracy = np.mean([np.mean((scores[:, c] > 0.5) == truth[:, c]) for c in columns])
    elif task == "binary":
        auc, accuracy = area(truth, scores[:, -1]), np.mean((scores[:, -1] > 0.5) == truth)
    else:
        auc = np.mean([area((truth == c).astype(int), scores[:, c]) for c in range(scores.shape[1])])
        accuracy = np.mean(np.argmax(scores, axis=-1) == truth)
    print(json.dumps([float(auc), float(accuracy)]))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    else:
        grade(*sys.argv[2:])
