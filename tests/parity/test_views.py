#!/usr/bin/env python3
"""Images resized here and by Pillow, and JPEGs decoded here no further than needed and there with draft().

Prints the greatest difference, in grey levels.
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy
    from PIL import Image
except ImportError as error:
    print(f"SKIP: {error}")
    sys.exit(77)

PROGRAM = os.environ["TLHOST_PARITY_VIEWS"]


def ours(*words, data=b""):
    done = subprocess.run([PROGRAM, *map(str, words)], input=data, capture_output=True, check=True)
    return numpy.frombuffer(done.stdout, numpy.uint8).astype(int)


def noise(random, height, width, channels):
    return random.integers(0, 256, (height, width, channels), numpy.uint8)


def soft(random, height, width, channels):
    """Waves and a little noise: a picture that a JPEG keeps well."""
    y, x = numpy.mgrid[0:height, 0:width]
    waves = [127 + 60 * numpy.sin(x / (9 + 5 * c)) + 50 * numpy.cos(y / (14 + 3 * c)) for c in range(channels)]
    return numpy.clip(numpy.stack(waves, -1) + random.normal(0, 2, (height, width, channels)), 0, 255).astype(numpy.uint8)


class Views(unittest.TestCase):
    def test_resizing_gives_pillows_bytes(self):
        random = numpy.random.default_rng(5)
        greatest, compared = 0, 0
        for _ in range(60):
            height, width, to_height, to_width = random.integers(1, 400, 4)
            channels = int(random.choice([1, 3]))
            image = noise(random, height, width, channels)
            wanted = Image.fromarray(image.squeeze(-1) if channels == 1 else image).resize((to_width, to_height), Image.BILINEAR)
            found = ours("resize", height, width, channels, to_height, to_width, data=image.tobytes())
            difference = numpy.abs(found - numpy.asarray(wanted).reshape(-1))
            greatest, compared = max(greatest, difference.max()), compared + difference.size
        print(f"greatest difference of {compared} values: {greatest}")
        self.assertLessEqual(greatest, 1)

    def test_a_reduced_jpeg_is_that_of_draft(self):
        random = numpy.random.default_rng(6)
        greatest = 0.0
        with tempfile.TemporaryDirectory() as folder:
            for height, width, channels in ((750, 1000, 3), (1200, 1500, 1), (701, 905, 3), (905, 701, 1), (230, 240, 3)):
                path = Path(folder) / "a.jpg"
                image = soft(random, height, width, channels)
                Image.fromarray(image.squeeze(-1) if channels == 1 else image).save(path, quality=90)
                drafted = Image.open(path)
                scaled = drafted.draft(drafted.mode, (224, 224))
                box = scaled[1] if scaled else (0, 0, width, height)  # edges end within a pixel
                wanted = numpy.asarray(drafted.resize((224, 224), Image.BILINEAR, box=box)).reshape(-1)
                difference = numpy.abs(ours("file", 224, channels, path) - wanted)
                self.assertLess(difference.mean(), 1)
                greatest = max(greatest, difference.max())
        print(f"greatest difference from draft(): {greatest}")
        self.assertLessEqual(greatest, 6)  # their JPEG decoders differ in how colour is enlarged


if __name__ == "__main__":
    unittest.main(verbosity=2)
