#!/usr/bin/env python3
"""Images that are damaged, lie, want too much or are of another kind: each is refused with its reason, or accepted.

Each case is a run of the program on one folder with that image: exit code and words, no signal, 10 s and 1 GiB at most, and
the data and finished work as before.
"""
import struct
import zlib

import harness
import image_files
from bad_cases import BadCases
from harness import artefacts, drawn_image
from image_files import BASELINE, CMYK, JPEG2000, PROGRESSIVE, chunk, grey, png, tiff, with_orientation, with_side

ACCEPTED = None
PIXELS = image_files.pixels_at(BASELINE)
HALF = PIXELS + (len(BASELINE) - PIXELS) // 2
DAMAGED = "JPEG ends early or is damaged"
NO_RANGE = "16-bit PNG, which does not say what is black and white; set \"image\": {\"window\": [BLACK, WHITE]}"
TOO_LARGE = "pixels; expected sides from 1 to 65535 and at most 100000000 pixels"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


def short_lines():
    return png(24, 24, [bytes(24)] * 10)


def broken_checksum():
    data = bytearray(grey())
    data[data.find(b"IDAT") + 8] ^= 1
    return bytes(data)


def huge(width, height, depth=1):
    """A header, and pixels that are zeros, as small as they get; or none where that would be much."""
    size = height * (1 + (width * depth + 7) // 8)
    packed = zlib.compress(bytes(min(size, 1 << 24)), 9)
    return png(width, height, [], depth=depth, packed=packed)


#: name: file, bytes, and what is said of it, or ACCEPTED
CASES = {
    "I1 no byte": ("a.jpg", b"", "not an image: the file is empty"),
    "I2 one byte": ("a.jpg", b"\x01", "not an image that is known; it begins with the bytes 01"),
    "I3 a JPEG's first marker": ("a.jpg", b"\xff\xd8", "JPEG is damaged (nothing follows its first marker)"),
    "I4 a web page": ("a.jpg", b"<!DOCTYPE html><html><body>404</body></html>", "HTML; a web page was saved in its place"),
    "I5 a pointer of git-lfs": ("a.png", LFS, "a git-lfs pointer; fetch the file itself"),
    "I6 a JPEG, the first 10 %": ("a.jpg", BASELINE[:len(BASELINE) // 10], "JPEG"),
    "I6 a JPEG, the first half": ("a.jpg", BASELINE[:HALF], DAMAGED),
    "I6 a JPEG, the first 99 %": ("a.jpg", BASELINE[:len(BASELINE) * 99 // 100], DAMAGED),
    "I7 a progressive JPEG, the first half": ("a.jpg", PROGRESSIVE[:len(PROGRESSIVE) // 2], "JPEG"),
    "I7 a progressive JPEG, the first 95 %": ("a.jpg", PROGRESSIVE[:len(PROGRESSIVE) * 95 // 100], DAMAGED),
    "I8 a JPEG without its end": ("a.jpg", BASELINE[:-2], DAMAGED),
    "I9 a JPEG with damaged pixels": ("a.jpg", BASELINE[:HALF] + b"\xff\xd5" + BASELINE[HALF + 2:], DAMAGED),
    "I11 twice as tall": ("a.jpg", with_side(BASELINE, 0, 48), DAMAGED),
    "I12 twice as wide": ("a.jpg", with_side(BASELINE, 1, 48), DAMAGED),
    "I13 65,500 x 65,500": ("a.jpg", with_side(with_side(BASELINE, 0, 65500), 1, 65500), "image of 65500 x 65500 " + TOO_LARGE),
    "I14 no height": ("a.jpg", with_side(BASELINE, 0, 0), "JPEG"),
    "I15 half a PNG": ("a.png", grey()[:len(grey()) // 2], "PNG ends early"),
    "I16 a wrong checksum": ("a.png", broken_checksum(), "PNG is damaged (wrong checksum of IDAT"),
    "I17 too few pixels": ("a.png", short_lines(), "PNG is damaged (its pixels cannot be unpacked)"),
    "I18 a colour beyond the palette": ("a.png", png(2, 2, [b"\0\5", b"\1\0"], colour=3, before=[chunk(b"PLTE", bytes(6))]),
                                        "PNG is damaged (colour 5 of a palette of 2)"),
    "I19 20,000 x 20,000": ("a.png", huge(20000, 20000), "image of 20000 x 20000 " + TOO_LARGE),
    "I20 32,767 x 32,767": ("a.png", huge(32767, 32767), "image of 32767 x 32767 " + TOO_LARGE),
    "I21 100,000 x 100,000": ("a.png", huge(100000, 100000), "image of 100000 x 100000 " + TOO_LARGE),
    "I22 2,147,483,647 x 1": ("a.png", huge(2**31 - 1, 1), "image of 2147483647 x 1 " + TOO_LARGE),
    "I23 a text that unpacks to 64 MiB": (
        "a.png", png(8, 8, [bytes(range(8))] * 8, before=[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 26), 9))]), ACCEPTED),
    "I24 a PNG that is called .jpg": ("a.jpg", grey(), ACCEPTED),
    "I25 DICOM that is called .jpg": ("a.jpg", bytes(128) + b"DICM", "DICOM: not decoded by the host; use a dataset that reads it"),
    "I26 CMYK": ("a.jpg", CMYK, "CMYK JPEG: not supported; convert it to RGB"),
    **{f"I27 EXIF orientation {n}": ("a.jpg", with_orientation(BASELINE, n), ACCEPTED) for n in (3, 6, 8, 9)},
    "I28 colours that transparency hides": ("a.png", png(2, 2, [b"\xff\0\0\0" * 2] * 2, colour=6),
                                            "PNG with transparency (an alpha channel): not supported; flatten it"),
    "I29 16-bit RGB": ("a.png", png(2, 2, [bytes(12)] * 2, depth=16, colour=2), NO_RANGE),
    "I30 12 bits in 16-bit grey": ("a.png", png(2, 2, [b"\x0f\xff\0\x01"] * 2, depth=16), NO_RANGE),
    "I31 16-bit grey with transparency": ("a.png", png(2, 2, [bytes(8)] * 2, depth=16, colour=4), "PNG"),
    "I32 1 x 1": ("a.png", grey(1, 1), ACCEPTED),
    "I33 an animated GIF": ("a.jpg", b"GIF89a" + bytes(40), "GIF: not supported; convert it to PNG"),
    "I33 a TIFF of two pages": ("a.png", tiff([bytes(4), bytes(4)]), "TIFF: not supported; convert it to PNG"),
    "I34 a TIFF of numbers that are none": ("a.png", tiff([struct.pack("<4f", 1, float("nan"), 2, 3)], 3, 32),
                                            "TIFF: not supported; convert it to PNG"),
    "I35 a JPEG with a zip behind it": ("a.jpg", BASELINE + EMPTY_ZIP, ACCEPTED),
    "I36 grey among colour": ("a.png", png(2, 2, [b"\xff\0\0\0\xff\0"] * 2, colour=2), ACCEPTED),
    "JPEG 2000": ("a.jpg", JPEG2000, "JPEG 2000: not supported; convert it to PNG"),
}


class ImageCases(BadCases):
    def setUp(self):
        super().setUp()
        for i in range(12):
            self.lab.write(f"case/{'bright' if i % 2 else 'dark'}/{i:02}.png", drawn_image(i, i % 2))
        self.lab.write("case.json", self.experiment("case", use="image_folder"))

    def test_every_case_is_refused_with_its_reason_or_accepted(self):
        for case, (name, content, said) in CASES.items():
            with self.subTest(case):
                path = self.lab.write(f"case/bright/{name}", content)
                self.assertLess(len(content), 1 << 20)
                if said is ACCEPTED:
                    self.judge(case, 0, ())
                else:
                    done = self.judge(case, 65, (f"error[DATA-IMAGE]: {path}: ", said))
                    self.assertEqual(done.err.count("error["), 1, done.err)
                path.unlink()

    def test_I10_a_flipped_bit_makes_other_data(self):
        content = bytearray(BASELINE)
        path = self.lab.write("case/bright/a.jpg", bytes(content))
        self.judge("whole", 0, ())
        before = set(artefacts(self.lab.path / ".tlhost", "records"))
        content[PIXELS + 6] ^= 1
        path.write_bytes(bytes(content))
        code = self.limited("plan", "case.json").code  # the picture may be refused or not; it is never taken for the other
        after = set(artefacts(self.lab.path / ".tlhost", "records"))
        self.assertTrue(before <= after)
        self.assertEqual(code, 0 if len(after) > len(before) else 65)

    def test_I30_a_window_says_what_12_bits_show(self):
        eight = [[(x * 7 + y * 3) % 256 for x in range(20)] for y in range(20)]
        lines = [b"".join(struct.pack(">H", round(value * 4095 / 255)) for value in row) for row in eight]
        shown = set()
        for store, content in (("eight", png(20, 20, list(map(bytes, eight)))), ("twelve", png(20, 20, lines, depth=16))):
            experiment = {**self.experiment("case", use="image_folder"), "store": store}
            experiment["image"] = {**experiment.get("image", {}), "window": [0, 4095]}
            self.lab.write("case.json", experiment)
            self.lab.write("case/bright/a.png", content)
            self.ok("plan", "case.json")
            (folder,) = artefacts(self.lab.path / store, "pixels").values()
            shown.add((folder / "pixels.u8").read_bytes())
        self.assertEqual(len(shown), 1)

    def test_I27_orientation_is_ignored(self):
        shown = set()
        for value in (None, 6):
            store = f"own{value}"
            self.lab.write("case.json", {**self.experiment("case", use="image_folder"), "store": store})
            self.lab.write("case/bright/a.jpg", with_orientation(BASELINE, value) if value else BASELINE)
            self.judge("turned", 0, ())
            (folder,) = artefacts(self.lab.path / store, "pixels").values()
            shown.add((folder / "pixels.u8").read_bytes())
        self.assertEqual(len(shown), 1, "the same pixels with and without")


if __name__ == "__main__":
    harness.main()
