#!/usr/bin/env python3
"""Copies of images across parts, and images with two labels: the audit sees them before anything is trained."""
import json
import struct
import zlib

import harness
from harness import artefacts, draw_folder, drawn_image, folder_experiment


def reencoded(png):
    """The same pixels in other bytes: not compressed, in a chunk each of at most 50 bytes."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    out, at, lines = png[:8], 8, b""
    while at < len(png):
        size = struct.unpack(">I", png[at:at + 4])[0]
        kind, body = png[at + 4:at + 8], png[at + 8:at + 8 + size]
        if kind == b"IDAT":
            lines = zlib.compress(zlib.decompress(body), 0)
            out += b"".join(chunk(kind, lines[i:i + 50]) for i in range(0, len(lines), 50))
        else:
            out += chunk(kind, body)
        at += size + 12
    assert lines and out != png
    return out


class AuditTest(harness.ExperimentTest):
    def audited(self, code):
        done = self.lab.run("audit", "--json", "e.json")
        self.assertEqual(done.code, code, str(done))
        return json.loads(done.out)

    def copy(self, origin, name, encode=lambda png: png):
        self.lab.write(name, encode((self.lab.path / origin).read_bytes()))

    def no_job_ran(self):
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})


class OneDataset(AuditTest):
    def setUp(self):
        super().setUp()
        draw_folder(self.lab, train=60, test=60)
        self.lab.write("e.json", folder_experiment("e"))

    def test_distinct_images_are_silent(self):
        self.assertEqual(self.audited(0), {"images": 240, "leaks": [], "conflicts": []})
        self.assertEqual(self.ok("audit", "e.json").out,
                         "240 images: 0 copies across parts, 0 images with contradicting labels\n")
        self.no_job_ran()

    def test_all_of_twenty_planted_copies_are_found_and_nothing_else(self):
        planted = set()
        for i in range(20):
            label = ("bright", "dark")[i % 2]
            name = f"data/test/{label}/copy_{i:02}.png"
            self.copy(f"data/train/{label}/train_{i:03}.png", name, *([reencoded] if i % 4 < 2 else []))
            planted.add((f"train/{label}/train_{i:03}.png", f"test/{label}/copy_{i:02}.png"))
        found = self.audited(65)
        self.assertEqual(found["images"], 260)
        self.assertEqual({(a["record"], b["record"]) for a, b in found["leaks"]}, planted)
        self.assertEqual(len(found["leaks"]), 20)
        self.assertEqual(found["conflicts"], [])
        for a, b in found["leaks"]:
            self.assertIn(a["part"], ("train", "validation"))
            self.assertEqual(b["part"], "test")
        self.refused(65, "AUDIT-DUPLICATE", "blobs/train/dark/train_001.png", "20 copies across parts",
                     "take one of each pair out", arguments=["e.json"])
        self.no_job_ran()

    def test_what_was_found_is_remembered_with_the_files(self):
        self.copy("data/train/dark/train_001.png", "data/test/dark/copy.png")
        self.assertEqual(self.audited(65), self.audited(65))
        (self.lab.path / "data/test/dark/copy.png").unlink()
        self.assertEqual(self.audited(0)["leaks"], [])

    def test_equal_images_with_two_labels_are_a_warning_and_in_the_report(self):
        self.copy("data/test/dark/test_001.png", "data/test/bright/copy.png", reencoded)
        found = self.audited(0)
        self.assertEqual(found["leaks"], [])
        (pair,) = found["conflicts"]
        self.assertEqual({(side["record"], side["classes"]) for side in pair},
                         {("test/bright/copy.png", "bright"), ("test/dark/test_001.png", "dark")})
        done = self.ok("e.json")
        self.assertIn("1 image with contradicting labels", done.err)
        report = (self.lab.path / "runs/e/report.html").read_text(encoding="utf-8")
        self.assertIn("241 images compared by their pixels: 0 copies across parts, 1 image with contradicting labels",
                      report)
        self.assertIn("blobs/test/bright/copy.png (bright)", report)


class SourceAndTarget(AuditTest):
    def setUp(self):
        super().setUp()
        draw_folder(self.lab)
        for k, label in enumerate(("bright", "dark")):
            for i in range(20):
                self.lab.write(f"old/{label}/old_{i:02}.png", drawn_image(50_000 + 1000 * k + i, label == "bright"))
        experiment = folder_experiment("e", sources={"old": {"train_on": "old"}})
        experiment["datasets"]["old"] = {"use": "image_folder", "root": "old", "channels": 1,
                                         "split": {"test": 0, "validation": 0.2}}
        self.lab.write("e.json", experiment)

    def test_a_source_that_learns_from_test_images_in_another_encoding_is_refused(self):
        self.assertEqual(self.audited(0)["leaks"], [])
        self.copy("data/train/dark/train_002.png", "old/dark/learnt_twice.png", reencoded)
        self.assertEqual(self.audited(0)["leaks"], [], "both learn from it, none tests it")
        self.copy("data/test/dark/test_002.png", "old/dark/copy.png", reencoded)
        (pair,) = self.audited(65)["leaks"]
        self.assertEqual([(side["dataset"], side["record"]) for side in pair],
                         [("old", "dark/copy.png"), ("blobs", "test/dark/test_002.png")])
        self.refused(65, "AUDIT-DUPLICATE", "old/dark/copy.png", "1 copy across parts", arguments=["e.json"])
        self.no_job_ran()

    def test_the_same_file_is_left_out_of_the_source_and_stops_nothing(self):
        self.copy("data/test/dark/test_002.png", "old/dark/copy.png")
        self.assertEqual(self.audited(0)["leaks"], [])


if __name__ == "__main__":
    harness.main()
