#!/usr/bin/env python3
"""Reference values for augmentation, mixing and the loss of mixed labels, by torchvision, numpy and a second reading of
host/data/random.hpp, on data from formulas.

    python3 tests/parity/augment_golden.py       the numbers that unit tests compare with

Needs numpy, PyTorch and torchvision (made with 1.24.2, 1.13.0 and 0.14.1).
"""
import hashlib
import struct

import numpy as np
import torch
import torchvision.transforms.functional as F

SIDE = 8
MASK = 2**64 - 1


class Stream:
    """xoshiro256** from the SHA-256 of its name."""

    def __init__(self, seed, purpose, coordinates, record):
        def text(value):
            return struct.pack("<Q", len(value)) + value.encode()
        name = text("tlhost.stream/1") + struct.pack("<Q", seed) + text(purpose)
        name += struct.pack("<Q", len(coordinates)) + b"".join(struct.pack("<Q", c) for c in coordinates) + text(record)
        self.state = list(struct.unpack("<4Q", hashlib.sha256(name).digest()))

    def next(self):
        def rotate(value, bits):
            return (value << bits | value >> (64 - bits)) & MASK
        s = self.state
        result = rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        shifted = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def below(self, bound):
        value = self.next()
        while value < (2**64 - bound) % bound:
            value = self.next()
        return value % bound


def draws():
    """Of images "image 0" .. "image 7", seed 3, epoch 5, 40 pixels a side, crop 0.125: mirror, down, right; degrees of 180."""
    for i in range(8):
        stream, margin = Stream(3, "augment", [5], f"image {i}"), 5
        mirror = stream.below(2) == 1
        down, right = (stream.below(2 * margin + 1) - margin for _ in range(2))
        degrees = 180 * (2 * Stream(3, "augment/rotate", [5], f"image {i}").uniform() - 1)
        print(f"    {{{str(mirror).lower()}, {down}, {right}, {degrees!r}}},")


def warped():
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    image = torch.tensor((y * 37 + x * x * 11 + x * y * 5) % 256, dtype=torch.float32)[None, None]
    pad = SIDE - 1
    large = torch.nn.functional.pad(image, (pad, pad, pad, pad), mode="reflect")
    # torchvision counts clockwise here.
    for degrees, factor in ((30, 1.0), (-135, 0.8)):
        turned = F.affine(large, -degrees, [0, 0], factor, [0.0, 0.0], F.InterpolationMode.BILINEAR)
        print(f"  // {degrees} degrees, factor {factor}")
        for row in turned[0, 0, pad:-pad, pad:-pad].round().to(torch.int64).tolist():
            print("   ", ", ".join(map(str, row)) + ",")


COLOURS = [[10, 200, 90], [250, 30, 30], [128, 128, 128], [0, 64, 255], [255, 255, 0], [7, 3, 1]]


def jittered():
    image = torch.tensor(COLOURS, dtype=torch.float64).T.reshape(3, 2, 3) / 255
    changes = {"brightness 1.3": lambda x: F.adjust_brightness(x, 1.3), "contrast 0.6": lambda x: F.adjust_contrast(x, 0.6),
               "saturation 1.7": lambda x: F.adjust_saturation(x, 1.7), "hue 0.2": lambda x: F.adjust_hue(x, 0.2),
               "hue -0.35": lambda x: F.adjust_hue(x, -0.35)}
    everything = image
    for name in ("brightness 1.3", "contrast 0.6", "saturation 1.7", "hue 0.2"):
        everything = changes[name](everything)
    for name, changed in [*((n, f(image)) for n, f in changes.items()), ("the first four", everything)]:
        print(f"  // {name}")
        print("   ", ", ".join(str(round(v, 3)) for v in (changed.reshape(3, 6).T * 255).flatten().tolist()))
    grey = torch.tensor([10.0, 200, 90, 250], dtype=torch.float64).reshape(1, 2, 2) / 255
    print("  // grey 10 200 90 250: brightness 0.5, then contrast 1.8")
    print("   ", (F.adjust_contrast(F.adjust_brightness(grey, 0.5), 1.8) * 255).flatten().tolist())


def losses():
    """Logits ((5 i + 3 c + i c) % 7) / 2 - 1 of 4 samples and 3 classes, labels 0 2 1 2, partners 1 2 3 0, own 0.7."""
    i, c = np.mgrid[0:4, 0:3]
    logits = ((5 * i + 3 * c + i * c) % 7) / 2 - 1
    hot = np.eye(3)[[0, 2, 1, 2]]
    mixed = 0.7 * hot + 0.3 * hot[[1, 2, 3, 0]]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    for name, targets, weights, gamma in (("mixed", mixed, np.ones(3), 0), ("mixed, weights", mixed, np.array([2, 0.5, 1]), 0),
                                          ("focal 2", hot, np.ones(3), 2), ("focal 0.5, mixed", mixed, np.ones(3), 0.5)):
        terms = weights * targets * (1 - p)**gamma * -np.log(p)
        print(f"  {name}: {terms.sum() / (weights * targets).sum():.9f}")


if __name__ == "__main__":
    for part in (draws, warped, jittered, losses):
        print(f"{part.__name__}:")
        part()
