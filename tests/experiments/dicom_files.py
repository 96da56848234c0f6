"""DICOM files from their parts, without a library: explicit or implicit little endian, sequences, frames, RLE."""
import struct

EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
RLE, JPEG, JPEG_LOSSLESS, JPEG_LS, JPEG2000, MPEG2 = (
    "1.2.840.10008.1.2." + end for end in ("5", "4.50", "4.70", "4.80", "4.90", "4.100"))
LONG = {"OB", "OW", "SQ", "UN", "UT"}


def element(group, number, kind, value, implicit=False):
    """One element: bytes, text, or for US a whole number."""
    if kind == "US":
        value = struct.pack("<H", value)
    elif isinstance(value, str):
        value = value.encode("latin-1")
    value += (b"\0" if kind in ("UI", "OB") else b" ") * (len(value) % 2)
    tag = struct.pack("<HH", group, number)
    if implicit:
        return tag + struct.pack("<I", len(value)) + value
    if kind in LONG:
        return tag + kind.encode() + b"\0\0" + struct.pack("<I", len(value)) + value
    return tag + kind.encode() + struct.pack("<H", len(value)) + value


def sequence(group, number, items, open_end=False, implicit=False):
    """Items are bytes of elements."""
    if not open_end:
        body = b"".join(b"\xfe\xff\0\xe0" + struct.pack("<I", len(i)) + i for i in items)
        return element(group, number, "SQ", body, implicit)
    body = b"".join(b"\xfe\xff\0\xe0\xff\xff\xff\xff" + i + b"\xfe\xff\x0d\xe0\0\0\0\0" for i in items)
    return struct.pack("<HH2sHI", group, number, b"SQ", 0, 0xffffffff) + body + b"\xfe\xff\xdd\xe0\0\0\0\0"


def fragments(pieces):
    """Encapsulated pixel data with an empty table of offsets."""
    body = b"\xfe\xff\0\xe0\0\0\0\0"
    for piece in pieces:
        piece += b"\0" * (len(piece) % 2)
        body += b"\xfe\xff\0\xe0" + struct.pack("<I", len(piece)) + piece
    return struct.pack("<HH2sHI", 0x7fe0, 0x10, b"OB", 0, 0xffffffff) + body + b"\xfe\xff\xdd\xe0\0\0\0\0"


def packed_bits(row):
    """PackBits of one byte plane, in literal runs."""
    out = b""
    for i in range(0, len(row), 128):
        out += bytes([len(row[i:i + 128]) - 1]) + row[i:i + 128]
    return out


def rle_frame(values, width):
    """A 16-bit frame as RLE: the high bytes, then the low ones, row by row."""
    planes = [bytes(v >> shift & 255 for v in values) for shift in (8, 0)]
    segments = [b"".join(packed_bits(plane[i:i + width]) for i in range(0, len(plane), width)) for plane in planes]
    segments = [s + b"\0" * (len(s) % 2) for s in segments]
    return struct.pack("<16I", 2, 64, 64 + len(segments[0]), *[0] * 13) + b"".join(segments)


def dicom(values, width, height, *, syntax=EXPLICIT, bits=16, stored=None, signed=False, frames=1, samples=1,
          photometric="MONOCHROME2", slope=None, intercept=None, window=None, patient="P1", name="Doe^Jane", sop="1.2.3",
          study="1.2.3.4", rows=None, pixels=None, extra=b"", function=None, planar=None):
    """A whole file.  values: of all frames, row by row; rows: another number than the picture's; pixels: instead of values."""
    implicit = syntax == IMPLICIT
    stored = stored or bits

    def one(group, number, kind, value):
        return element(group, number, kind, value, implicit)
    meta = element(2, 0x10, "UI", syntax)
    body = one(8, 0x18, "UI", sop) + one(8, 0x60, "CS", "CT") + one(0x10, 0x10, "PN", name) + one(0x10, 0x20, "LO", patient)
    body += one(0x20, 0xd, "UI", study) + one(0x28, 2, "US", samples) + one(0x28, 4, "CS", photometric)
    body += one(0x28, 6, "US", planar) if planar is not None else b""
    body += one(0x28, 8, "IS", str(frames)) if frames != 1 else b""
    body += one(0x28, 0x10, "US", rows or height) + one(0x28, 0x11, "US", width) + one(0x28, 0x100, "US", bits)
    body += one(0x28, 0x101, "US", stored) + one(0x28, 0x102, "US", stored - 1) + one(0x28, 0x103, "US", int(signed))
    if window:
        body += one(0x28, 0x1050, "DS", window[0]) + one(0x28, 0x1051, "DS", window[1])
    body += one(0x28, 0x1052, "DS", intercept) if intercept is not None else b""
    body += one(0x28, 0x1053, "DS", slope) if slope is not None else b""
    body += one(0x28, 0x1056, "CS", function) if function else b""
    body += extra
    if pixels is None:
        layout = {8: "B", 16: "h" if signed else "H"}[bits]
        pixels = one(0x7fe0, 0x10, "OW", struct.pack(f"<{len(values)}{layout}", *values))
    return bytes(128) + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta))) + meta + body + pixels
