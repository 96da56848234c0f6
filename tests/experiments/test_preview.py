#!/usr/bin/env python3
"""`tlhost preview`: pictures and histograms of the data, before anything is trained."""
import csv
import struct
import zlib

import harness
from harness import artefacts, draw_folder, folder_experiment, tree


def png_lines(path):
    """Width, and the lines of a grey or RGB PNG that OpenCV wrote."""
    png, at, packed, size = path.read_bytes(), 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I", png[at:at + 4])[0], png[at + 4:at + 8]
        body = png[at + 8:at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            channels = 3 if body[9] == 2 else 1
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    raw, stride, before, lines = zlib.decompress(packed), size[0] * channels, bytes(size[0] * channels), []
    for y in range(size[1]):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left, up = line[i - channels] if i >= channels else 0, before[i]
            corner = before[i - channels] if i >= channels else 0
            near = left + up - corner
            paeth = min((left, up, corner), key=lambda value: abs(near - value))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[kind]) % 256
        lines.append(bytes(line))
        before = line
    return size[0], lines


class Preview(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        draw_folder(self.lab)

    def previewed(self, **changes):
        self.lab.write("e.json", folder_experiment("e", **changes))
        done = self.ok("preview", "e.json")
        self.assertEqual(done.out, f"{self.lab.path}/runs/e/preview/index.html\n")
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})
        return self.lab.path / "runs/e/preview"

    def test_each_part_has_a_sheet_with_a_row_a_class(self):
        folder = self.previewed()
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         ["blobs_test.png", "blobs_train.png", "blobs_validation.png", "histograms.csv", "index.html"])
        width, lines = png_lines(folder / "blobs_train.png")
        self.assertEqual((width, len(lines)), (4 + 8 * 68, 4 + 2 * 68))
        bright, dark = lines[4 + 32][4 + 32], lines[4 + 68 + 32][4 + 32]  # the middle of a picture of each class
        self.assertGreater(bright, dark + 60)
        page = (folder / "index.html").read_text(encoding="utf-8")
        self.assertIn('<img src="blobs_test.png"', page)
        self.assertNotIn("<script", page)

    def test_augmented_pictures_are_those_of_the_sheet_before(self):
        flips = {"use": "fine_tune", "training": {"augment": "flips"}}
        folder = self.previewed(strategies={"a": flips, "b": {"use": "fine_tune"}})
        (width, before), (same, after) = (png_lines(folder / f"blobs_train{s}.png") for s in ("", "_augmented1"))
        self.assertEqual((width, len(before)), (same, len(after)))
        kept = flipped = 0
        for row in range(2):
            for column in range(8):
                top, left = 4 + 68 * row, 4 + 68 * column
                tiles = [[line[left:left + 64] for line in lines[top:top + 64]] for lines in (before, after)]
                kept += tiles[0] == tiles[1]
                flipped += [line[::-1] for line in tiles[0]] == tiles[1]
        self.assertEqual(kept + flipped, 16)
        self.assertTrue(kept and flipped, f"{kept} as they were, {flipped} mirrored")

    def test_histograms_are_shares_of_each_class_and_part(self):
        folder = self.previewed()
        with open(folder / "histograms.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        sums, brightness = {}, {}
        for row in rows:
            key = row["part"], row["class"], row["figure"]
            sums[key] = sums.get(key, 0) + float(row["share"])
            brightness[key] = brightness.get(key, 0) + float(row["share"]) * int(row["bin"])
        self.assertEqual(sorted(sums), [(part, label, figure) for part in ("test", "train", "validation")
                                        for label in ("bright", "dark") for figure in ("grey", "texture")])
        for key, value in sums.items():
            self.assertAlmostEqual(value, 1, places=9, msg=key)
        self.assertGreater(brightness["train", "bright", "grey"], brightness["train", "dark", "grey"])
        self.assertEqual({row["records"] for row in rows if row["part"] == "test"}, {"16"})

    def test_the_same_data_give_the_same_bytes(self):
        first = tree(self.previewed())
        self.assertEqual(tree(self.previewed()), first)
        self.assertEqual(tree(self.previewed(store="another")), first)


if __name__ == "__main__":
    harness.main()
