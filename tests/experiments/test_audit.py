#!/usr/bin/env python3
"""Copies of images across parts, and images with two labels: the audit sees them before anything is trained."""
import json
import struct
import sys
import zlib

import harness
from harness import artefacts, draw_folder, drawn_image, folder_experiment, grey_png, let_files_age
from pictures import brightened, chest, jpeg, resized


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
        self.assertEqual(self.audited(0), {"images": 240, "leaks": [], "allowed": [], "near": [], "near_are_all": True,
                                           "conflicts": []})
        self.assertEqual(self.ok("audit", "e.json").out, "240 images: 0 copies across parts, 0 near copies, "
                                                         "0 images with contradicting labels\n")
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
        self.assertIn("241 images compared by their pixels: 0 copies across parts, 0 near copies, "
                      "1 image with contradicting labels", report)
        self.assertIn("blobs/test/bright/copy.png (bright)", report)


    def test_a_copy_that_the_experiment_allows_stops_nothing_and_is_in_the_report(self):
        self.copy("data/train/dark/train_001.png", "data/test/dark/copy.png")
        self.audited(65)
        self.lab.write("e.json", folder_experiment("e", audit={"allow": ["blobs/test/dark/copy.png"]}))
        found = self.audited(0)
        self.assertEqual(found["leaks"], [])
        (pair,) = found["allowed"]
        self.assertEqual([side["record"] for side in pair], ["train/dark/train_001.png", "test/dark/copy.png"])
        self.assertIn("1 copy across parts that the experiment allows", self.ok("e.json").err)
        report = (self.lab.path / "runs/e/report.html").read_text(encoding="utf-8")
        self.assertIn("0 copies across parts and 1 allowed", report)
        self.lab.write("e.json", folder_experiment("e", audit={"allow": ["blobs/test/dark/none.png"]}))
        self.refused(2, "AUDIT-ALLOW", "blobs/test/dark/none.png", "/audit/allow/0", arguments=["audit", "e.json"])


#: how a picture becomes another file that shows the same
CHANGES = [
    lambda rows: ("jpg", jpeg(rows, 60)),
    lambda rows: ("jpg", jpeg(rows, 30)),
    lambda rows: ("png", grey_png(resized(rows, 20, 20))),
    lambda rows: ("png", grey_png(resized(rows, 36, 48))),
    lambda rows: ("jpg", jpeg(resized(rows, 20, 20), 75)),
    lambda rows: ("jpg", jpeg(resized(rows, 64, 50), 75)),
    lambda rows: ("png", grey_png(brightened(rows))),
    lambda rows: ("jpg", jpeg(brightened(rows), 80)),
]


class ManyThatResembleEachOther(AuditTest):
    def test_planted_copies_are_found_among_two_thousand_pictures_of_one_kind(self):
        pictures = {}
        for i in range(1960):
            part, label = ("train", "test")[i % 4 == 3], ("healthy", "ill")[i % 2]
            pictures[f"{part}/{label}/{i:04}.png"] = chest(i)
        for name, rows in pictures.items():
            self.lab.write(f"data/{name}", grey_png(rows))
        learnt = [name for name in pictures if name.startswith("train")]
        exact, near = set(), set()
        for i in range(20):
            self.copy(f"data/{learnt[i]}", f"data/test/healthy/exact_{i:02}.png", *([reencoded] if i % 2 else []))
            exact.add((learnt[i], f"test/healthy/exact_{i:02}.png"))
            ending, content = CHANGES[i % len(CHANGES)](pictures[learnt[100 + i]])
            self.lab.write(f"data/test/ill/near_{i:02}.{ending}", content)
            near.add((learnt[100 + i], f"test/ill/near_{i:02}.{ending}"))
        self.lab.write("e.json", folder_experiment("e"))
        found = self.audited(65)
        self.assertEqual(found["images"], 2000)
        self.assertEqual({(a["record"], b["record"]) for a, b in found["leaks"]}, exact)
        told = {tuple(side["record"] for side in each["pair"]) for each in found["near"]}
        print(f"\nnear copies: {len(told & near)} of {len(near)} found, {len(told - near)} false", file=sys.stderr)
        self.assertGreaterEqual(len(told & near), 18, f"missed: {sorted(near - told)}")
        self.assertEqual(told - near, set())
        for each in found["near"]:
            self.assertEqual([side["part"] == "test" for side in each["pair"]], [False, True])
            self.assertTrue(0.98 <= each["likeness"] <= 1, each)

    def test_near_copies_are_a_warning_and_in_the_report(self):
        draw_folder(self.lab)
        rows = chest(1)
        self.lab.write("data/train/dark/one.png", grey_png(rows))
        self.lab.write("data/test/dark/two.jpg", jpeg(rows, 60))
        self.lab.write("e.json", folder_experiment("e"))
        self.assertIn("near      blobs/train/dark/one.png (train) ~ blobs/test/dark/two.jpg (test) ",
                      self.ok("audit", "e.json").out)
        self.assertIn("1 near copy across parts, the first: blobs/train/dark/one.png", self.ok("e.json").err)
        report = (self.lab.path / "runs/e/report.html").read_text(encoding="utf-8")
        self.assertIn("blobs/train/dark/one.png (train) ~ blobs/test/dark/two.jpg (test)", report)


class DamagedStore(AuditTest):
    def test_damaged_records_are_told_and_read_again(self):
        draw_folder(self.lab)
        self.lab.write("e.json", folder_experiment("e"))
        let_files_age()
        before = self.audited(0)
        for name in ("identities.txt", "records.tsv"):
            (folder,) = artefacts(self.lab.path / ".tlhost", "records").values()
            file = folder / name
            file.chmod(0o644)
            file.write_bytes(file.read_bytes()[1:])
            done = self.ok("audit", "--json", "e.json")
            self.assertEqual(json.loads(done.out), before)
            self.assertIn(f"the store's artefact {folder} is damaged ({name}: ", done.err)
            self.assertEqual(self.ok("audit", "--json", "e.json").err, "")


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

    def test_a_source_that_learns_from_a_near_copy_of_a_test_image_is_a_warning(self):
        rows = chest(2)
        self.lab.write("old/dark/seen.jpg", jpeg(rows, 60))
        self.lab.write("data/test/dark/seen.png", grey_png(rows))
        found = self.audited(0)
        self.assertEqual(found["leaks"], [])
        (each,) = found["near"]
        self.assertEqual([(side["dataset"], side["record"]) for side in each["pair"]],
                         [("old", "dark/seen.jpg"), ("blobs", "test/dark/seen.png")])

    def test_the_same_file_is_left_out_of_the_source_and_stops_nothing(self):
        self.copy("data/test/dark/test_002.png", "old/dark/copy.png")
        self.assertEqual(self.audited(0)["leaks"], [])


if __name__ == "__main__":
    harness.main()
