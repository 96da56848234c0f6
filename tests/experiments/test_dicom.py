#!/usr/bin/env python3
"""DICOM files through the program: what their pixels become, which are refused and why, damage never ends it with a signal."""
import csv
import struct

import harness
from dicom_files import (IMPLICIT, JPEG, JPEG2000, JPEG_LOSSLESS, JPEG_LS, MPEG2, RLE, dicom, element, fragments, rle_frame,
                         sequence)
from harness import artefacts, tree
from image_files import BASELINE, JPEG_LS as JPEG_LS_FILE, JPEG2000 as JPEG2000_FILE, LOSSLESS, TWELVE_BITS

SIDE = 16
RAMP = [(x * 3 + y * 50) % 1000 for y in range(SIDE) for x in range(SIDE)]  # 12 bits


def experiment(side=SIDE, **more):
    more = {"window": "range", "split": {"test": 0.3, "validation": 0.2}, **more}
    return harness.grid("e", seeds=1, image={"size": side, "channels": 1}, sources={"scratch": {}}, targets=["data"],
                        strategies={"probe": {"use": "linear_probe"}},
                        datasets={"data": {"use": "dicom_folder", "root": "data", **more}})


def shown(values, black, white):
    """What a window makes of modality values."""
    return bytes(int(255 * min(1, max(0, (v - black) / (white - black))) + 0.5) for v in values)


def grey_file(**more):
    return dicom(RAMP, SIDE, SIDE, stored=12, **more)


class Dicom(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        for i in range(12):
            values = [(v * 7 + 13 * i) % 4096 for v in RAMP]
            self.lab.write(f"data/{'a' if i % 2 else 'b'}/{i:02}.dcm",
                           dicom(values, SIDE, SIDE, stored=12, patient=f"P{i}", study=f"2.{i}", sop=f"1.{i}", window=("500", "1000")))

    def planned(self, content, name="data/a/case.dcm", **parameters):
        self.lab.write("e.json", experiment(**parameters))
        if content is not None:
            self.lab.write(name, content)
        before = tree(self.lab.path / "data")
        done = self.lab.run("plan", "e.json")
        self.assertEqual(tree(self.lab.path / "data"), before)
        return done

    def refuse(self, content, error, *words, code=65, **parameters):
        done = self.planned(content, **parameters)
        self.assertEqual(done.code, code, str(done))
        self.assertIn(f"error[{error}]: ", done.err)
        for word in words:
            self.assertIn(word, done.err)

    def pixels(self, content, name="case.dcm", side=SIDE, **parameters):
        """{id: pixels} of the records of one file."""
        done = self.planned(content, f"data/a/{name}", side=side, **parameters)
        self.assertEqual(done.code, 0, str(done))
        newest = max(artefacts(self.lab.path / ".tlhost", "pixels").values(), key=lambda p: p.stat().st_mtime_ns)
        rows = (newest / "rows.tsv").read_text().splitlines()
        data = (newest / "pixels.u8").read_bytes()
        size = side * side
        return {row: data[i * size:(i + 1) * size] for i, row in enumerate(rows) if name in row}

    def records(self):
        newest = max(artefacts(self.lab.path / ".tlhost", "records").values(), key=lambda p: p.stat().st_mtime_ns)
        with open(newest / "records.tsv", newline="", encoding="utf-8") as file:
            return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}

    def one(self, content, **parameters):
        (image,) = self.pixels(content, **parameters).values()
        return image

    def test_D1_nothing_behind_the_preamble(self):
        self.refuse(bytes(128) + b"DICM", "DATA-DATASET", "a/case.dcm: DICOM is damaged (it names no transfer syntax)")

    def test_D2_pixels_that_are_cut(self):
        self.refuse(grey_file()[:-100], "DATA-IMAGE", "data/a/case.dcm", "DICOM ends early (412 of 512 bytes of its pixel data)")

    def test_D3_rows_that_lie(self):
        self.refuse(grey_file(rows=60000), "DATA-IMAGE", "16 x 60000 pixels, 1 frame of 16 bits, 1920000 bytes, and has 512")
        self.refuse(grey_file(rows=8), "DATA-IMAGE", "256 bytes, and has 512")

    def test_D4_signed_values_with_an_intercept(self):
        values = [v - 500 for v in RAMP]
        content = dicom(values, SIDE, SIDE, stored=12, signed=True, slope="1", intercept="-24")
        wanted = shown([v - 24 for v in values], 40 - 0.5 - 199.5, 40 - 0.5 + 199.5)
        self.assertEqual(self.one(content, window="given", centre=40, width=400), wanted)

    def test_D5_monochrome1_is_turned_over(self):
        straight = self.one(grey_file())
        self.assertEqual(straight, shown(RAMP, 0, 4095))
        turned = self.one(grey_file(photometric="MONOCHROME1"))
        self.assertEqual(turned, shown([4095 - v for v in RAMP], 0, 4095))

    def test_D6_a_slope_and_the_files_window(self):
        content = grey_file(slope="2.5", intercept="-100", window=("300\\40", "901\\400"))
        self.assertEqual(self.one(content, window="file"), shown([2.5 * v - 100 for v in RAMP], -150.5, 749.5))
        exact = grey_file(slope="2.5", intercept="-100", window=("300", "900"), function="LINEAR_EXACT")
        self.assertEqual(self.one(exact, window="file"), shown([2.5 * v - 100 for v in RAMP], -150, 750))
        falling = grey_file(slope="-2", window=("-500", "1001"))
        self.assertEqual(self.one(falling, window="file"), shown([-2 * v for v in RAMP], -1000.5, -0.5))

    def test_D7_each_frame_is_an_image(self):
        frames = [RAMP, RAMP[::-1], [v // 2 for v in RAMP]]
        content = dicom(sum(frames, []), SIDE, SIDE, stored=12, frames=3, patient="many")
        images = self.pixels(content)
        self.assertEqual(sorted(images), ["a/case.dcm", "a/case.dcm#1", "a/case.dcm#2"])
        for name, frame in zip(sorted(images), frames):
            self.assertEqual(images[name], shown(frame, 0, 4095))
        self.assertEqual({r["group"] for r in self.records().values() if "case" in r["id"]}, {"many"})

    def test_D8_a_transfer_syntax_that_is_not_supported(self):
        content = grey_file(syntax=MPEG2, pixels=fragments([b"video!"]))
        self.refuse(content, "DATA-IMAGE", f"transfer syntax {MPEG2}: not supported; convert it to explicit little endian")

    def test_D9_names_that_are_html(self):
        evil = "<script>alert(1)</script>"
        content = grey_file(name=evil, patient=evil, window=("500", "1000"))
        self.assertEqual(self.planned(content, window="file").code, 0)
        self.assertEqual(self.records()["a/case.dcm"]["group"], evil)
        self.ok("e.json")
        for page in (self.lab.path / "runs/e").rglob("*.html"):
            self.assertNotIn(evil, page.read_text(encoding="utf-8"))

    def test_implicit_and_8_bit_and_nested_files_are_read(self):
        wanted = shown(RAMP, 0, 4095)
        self.assertEqual(self.one(grey_file(syntax=IMPLICIT)), wanted)
        icon = element(0x28, 0x10, "US", 3) + element(0x28, 0x1053, "DS", "9")
        for open_end in (False, True):
            extra = sequence(0x88, 0x200, [icon, sequence(0x88, 0x904, [icon], open_end)], open_end)
            self.assertEqual(self.one(grey_file(extra=extra)), wanted)
        bytes8 = [v % 256 for v in RAMP]
        self.assertEqual(self.one(dicom(bytes8, SIDE, SIDE, bits=8)), bytes(bytes8))

    def test_colour_becomes_grey_or_stays(self):
        rgb = [c for v in RAMP for c in (v % 256, 0, 0)]
        content = dicom(rgb, SIDE, SIDE, bits=8, samples=3, photometric="RGB", planar=0)
        wanted = bytes((299 * (v % 256) + 500) // 1000 for v in RAMP)
        self.assertEqual(self.one(content), wanted)
        planes = [v % 256 for v in RAMP] + [0] * (2 * SIDE * SIDE)
        self.assertEqual(self.one(dicom(planes, SIDE, SIDE, bits=8, samples=3, photometric="RGB", planar=1)), wanted)
        self.refuse(dicom(RAMP, SIDE, SIDE, stored=12, photometric="PALETTE COLOR"), "DATA-IMAGE", "PALETTE COLOR of 1 x 16 bits")

    def test_percentiles_are_each_frames_own(self):
        content = grey_file()
        ordered = sorted(RAMP)
        low, high = ordered[25], ordered[230]  # of 256: ranks ceil(25.6) and ceil(230.4), counted from 1
        self.assertEqual(self.one(content, window="percentile", percentile=10), shown(RAMP, low, high))
        self.assertEqual(self.one(dicom([7] * 256, SIDE, SIDE, stored=12), window="percentile"), bytes(256))

    def test_compressed_frames_are_decoded(self):
        frames = [RAMP, RAMP[::-1]]
        content = dicom([], SIDE, SIDE, stored=12, frames=2, syntax=RLE,
                        pixels=fragments([rle_frame(frame, SIDE) for frame in frames]))
        for image, frame in zip(self.pixels(content).values(), frames):
            self.assertEqual(image, shown(frame, 0, 4095))
        drawn = bytes((x * 9 + y * 5) % 256 for y in range(24) for x in range(24))
        exact = dicom([], 24, 24, bits=8, syntax=JPEG2000, pixels=fragments([JPEG2000_FILE]))
        self.assertEqual(self.one(exact, side=24), drawn)
        for syntax, fragment in ((JPEG_LOSSLESS, LOSSLESS), (JPEG_LS, JPEG_LS_FILE)):
            wide = dicom([], 24, 24, stored=12, syntax=syntax, pixels=fragments([fragment]))
            self.assertEqual(self.one(wide, side=24), shown(TWELVE_BITS, 0, 4095))
        lossy = self.one(dicom([], 24, 24, bits=8, syntax=JPEG, pixels=fragments([BASELINE])), side=24)
        self.assertLess(sum(abs(a - b) for a, b in zip(lossy, drawn)) / len(drawn), 12)

    def test_a_table_gives_labels_and_splits(self):
        lines = ["sop,label,split"] + [f"1.{i},{'x' if i % 3 else 'y'},{'test' if i > 7 else 'train'}" for i in range(11)]
        self.lab.write("data/labels.csv", "\n".join(lines))
        done = self.planned(None, labels="labels.csv", split={"protocol": "official", "validation": 0.2})
        self.assertEqual(done.code, 0, str(done))
        rows = self.records()
        self.assertEqual(len(rows), 11)
        self.assertEqual({rows[f"{'a' if i % 2 else 'b'}/{i:02}.dcm"]["split"] for i in range(8, 11)}, {"test"})
        self.assertIn("b/00.dcm", rows)
        self.lab.write("data/labels.csv", "\n".join(lines + ["9.9,x,train"]))
        self.refuse(None, "DATA-DATASET", 'labels.csv:13: column "sop" is "9.9"; expected a DICOM file below', labels="labels.csv")

    def test_what_is_not_stated_is_refused_and_told(self):
        self.refuse(grey_file(), "DATA-IMAGE", 'DICOM without a window; set "window" to "percentile"', window="file")
        width = element(0x28, 0x1051, "DS", "400")
        self.refuse(grey_file(extra=width), "DATA-IMAGE", "DICOM window with a width and no centre", window="file")
        self.refuse(grey_file(patient=""), "DATA-DATASET", "case.dcm: no PatientID, so its group is unknown")
        self.assertEqual(self.planned(grey_file(patient=""), group="study").code, 0)
        self.refuse(None, "DATA-CONFIG", '"window": "given" needs a "width" above 1', code=2, window="given")
        table = sequence(0x28, 0x3000, [element(0x28, 0x3003, "LO", "steps")])
        self.refuse(grey_file(extra=table), "DATA-IMAGE", "modality table")
        groups = sequence(0x5200, 0x9230, [sequence(0x28, 0x9145, [element(0x28, 0x1053, "DS", "2")])])
        self.refuse(grey_file()[:-524] + groups + grey_file()[-524:], "DATA-IMAGE", "slope or window for single frames")

    def test_sequences_whose_type_is_not_stated_are_seen_all_the_same(self):
        table = sequence(0x28, 0x3000, [element(0x28, 0x3003, "LO", "steps", True)], implicit=True)
        self.refuse(grey_file(extra=table, syntax=IMPLICIT), "DATA-IMAGE", "modality table")
        slope = sequence(0x28, 0x9145, [element(0x28, 0x1053, "DS", "2", True)], implicit=True)
        groups = sequence(0x5200, 0x9230, [slope], implicit=True)
        plain = grey_file(syntax=IMPLICIT)
        self.refuse(plain[:-520] + groups + plain[-520:], "DATA-IMAGE", "slope or window for single frames")

    def test_shared_groups_of_frames_are_read(self):
        shared = sequence(0x5200, 0x9229, [sequence(0x28, 0x9145, [element(0x28, 0x1052, "DS", "-100") +
                                                                   element(0x28, 0x1053, "DS", "2.5")])])
        plain = grey_file()
        content = plain[:-524] + shared + plain[-524:]
        wanted = shown([2.5 * v - 100 for v in RAMP], -150.5, 749.5)
        self.assertEqual(self.one(content, window="given", centre=300, width=901), wanted)
        values = element(0x28, 0x1052, "DS", "-100", True) + element(0x28, 0x1053, "DS", "2.5", True)
        shared = sequence(0x5200, 0x9229, [sequence(0x28, 0x9145, [values], implicit=True)], implicit=True)
        plain = grey_file(syntax=IMPLICIT)
        self.assertEqual(self.one(plain[:-520] + shared + plain[-520:], window="given", centre=300, width=901), wanted)

    def test_damaged_headers_are_refused_together(self):
        content = grey_file(extra=sequence(0x88, 0x200, [element(0x28, 0x10, "US", 3)], True))
        dice = harness.Dice(1)
        for i in range(300):
            damaged = bytearray(content)
            damaged[132 + dice.below(len(content) - 512 - 132)] = dice.below(256)
            self.lab.write(f"data/a/damaged{i}.dcm", bytes(damaged))
        done = self.planned(None)
        self.assertEqual(done.code, 65, str(done))
        self.assertNotIn("PLUGIN-CRASHED", done.err)
        self.assertIn("files cannot be read", done.err)

    def damage(self, content, count, dice):
        """Writes copies with one bit of the compressed pixels changed; their names."""
        begin = content.find(struct.pack("<HH", 0x7fe0, 0x10)) + 12
        for i in range(count):
            damaged = bytearray(content)
            damaged[begin + dice.below(len(content) - begin)] ^= 1 << dice.below(8)
            self.lab.write(f"data/a/damaged{len(content)}_{i}.dcm", bytes(damaged))

    def test_damaged_run_lengths_are_refused(self):
        content = dicom([], SIDE, SIDE, stored=12, syntax=RLE, pixels=fragments([rle_frame(RAMP, SIDE)]))
        self.damage(content, 300, harness.Dice(2))
        done = self.planned(None)
        self.assertEqual(done.code, 65, str(done))
        self.assertIn("its run lengths do not give the pixels that it states", done.err)

    def test_run_lengths_that_lie(self):
        good = rle_frame(RAMP, SIDE)
        numbers = list(struct.unpack("<16I", good[:64]))

        def with_numbers(*first):
            return struct.pack("<16I", *first, *numbers[len(first):]) + good[64:]
        for name, frames in (
                ("a segment more than bytes of a pixel", [with_numbers(3)]), ("none", [with_numbers(0)]),
                ("a place behind the end", [with_numbers(2, 64, len(good) + 2)]), ("a place in the head", [with_numbers(2, 60)]),
                ("places in the wrong order", [with_numbers(2, numbers[2], 64)]), ("a cut segment", [good[:-8]]),
                ("no head", [good[:40]]), ("a frame more", [good, good])):
            with self.subTest(name):
                words = "no fragments" if len(frames) > 1 else "run lengths"
                self.refuse(dicom([], SIDE, SIDE, stored=12, syntax=RLE, pixels=fragments(frames)), "DATA-IMAGE", words)

    def test_damaged_compressed_pixels_never_end_the_program(self):
        for syntax, fragment in ((JPEG2000, JPEG2000_FILE), (JPEG, BASELINE)):
            self.damage(dicom([], 24, 24, bits=8, syntax=syntax, pixels=fragments([fragment])), 40, harness.Dice(2))
        done = self.planned(None)
        self.assertIn(done.code, (0, 65, 69), str(done))
        if done.code == 69:  # GDCM ended the child
            self.assertRegex(done.err, r"error\[PLUGIN-CRASHED\]: dataset data: org.tlhost.dicom_folder.* reading .*a/damaged\d+_\d+.dcm")


if __name__ == "__main__":
    harness.main()
