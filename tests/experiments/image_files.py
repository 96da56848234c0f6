"""Images for tests that need no image library: PNG and others from their parts, JPEG and JPEG 2000 as bytes.

The latter were made by Pillow 9.4.0 of image = Image.new("L", (24, 24)) with
    image.putdata([(x * 9 + y * 5) % 256 for y in range(24) for x in range(24)])
by image.save(file, "JPEG", quality=75), the same with progressive=True, and image.save(file, "JPEG2000", irreversible=False);
CMYK is Image.new("CMYK", (16, 16), (40, 80, 120, 10)) with quality=50.  JPEG_LS and LOSSLESS are the fragments that gdcmconv 3.0.21
(--jpegls, --jpeg) made of dicom_files.dicom(values, 24, 24, stored=12), values those of TWELVE_BITS.
"""
import base64
import struct
import zlib

BASELINE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wAALCAAYABgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG"
    "E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJ"
    "ipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APMNEsPu8V6R"
    "olh93ivSNEsPu8V4volh93ivSNEsPu8VseM9f/4QvwNd6lEdt9Li2suM/vnBw33SPlAZ8EYO3HeuH0Sw+7xXpGiWH3eK8H+I3iP/AIS/xzL9ml8z"
    "TNPza2m1so+D88gwxU7m6MMZVUz0r//Z")
PROGRESSIVE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wgALCAAYABgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABgQF/9oACAEBAAAAAS6RILSWYaQH/8QAGRAAAwEBAQAAAAAAAAAAAAAAAAID"
    "BBQF/9oACAEBAAEFAooRQihFCKGy/FhihFD0dHXu/8QAHxAAAQIGAwAAAAAAAAAAAAAAAQIDABAREiAiMnHR/9oACAEBAAY/AsVODmdUdzNpq23q"
    "n2P/xAAdEAACAQQDAAAAAAAAAAAAAAAAMQERIUFRYYGR/9oACAEBAAE/IVixYsWLN7HKxeehYs44Lm07al5zqIP/2gAIAQEAAAAQ/wD/AP/EABoQ"
    "AAIDAQEAAAAAAAAAAAAAAAERACFRQTH/2gAIAQEAAT8QzTNM0zTNHto1ukr0FAkhGnZmmadfq0WakRcATZ8n/9k=")
CMYK = base64.b64decode(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdoZz5NcXlwZHhc"
    "ZWdj/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAE"
    "EQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6"
    "g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkA"
    "SwAAPwDrK2Kkru6KKKKKKKKKKKK//9k=")
JPEG2000 = base64.b64decode(
    "AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAGAAAABgAAQcHAAAAAAAPY29scgEAAAAAABEAAAFRanAy"
    "Y/9P/1EAKQAAAAAAGAAAABgAAAAAAAAAAAAAABgAAAAYAAAAAAAAAAAAAQcBAf9SAAwAAAABAAQEBAAB/1wAEEBASEhQSEhQSEhQSEhQ/2QAJQAB"
    "Q3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAA0wAB/5PfgCgHtWiwU8D5AcHzgoD5AQAJy38KiwV/z8AiH1A0PtBwGzUV"
    "OaxcMX8a6leLHZ8YLj4P+MB5z8BGPtEI/APALtc7bvnrHcGRrVzjk5aAAX9hRovWI2O3zsU9ANqzefx1LxrHV5HfQm+PnH5kFgGjz8B6fgPR+AgA"
    "gjR0j91Lo9dinikRaQnRGIaRDd71nObR5XyRPFGHjJKMB11adazSIw9RLUnt3p2mfB8TiUCjv2CBEue/giOUI/3lSjT9VVLFmn//f//Z")
TWELVE_BITS = [(x * 90 + y * 50) % 4096 for y in range(24) for x in range(24)]
JPEG_LS = base64.b64decode(
    "/9j/9wALEAAYABgBAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAKWcs5Y1fLOWNX1bVep0+l0ehz+dzeZy+VyeRx8ZIyRimCXq5WqxVqpUqhnZmVkY"
    "2JhYF9eXUZIyXFtaWVhXVlVUVFNmyZMWLBgvXr1yMUYrly1atWrFixYrVq1atUqVKlSpSmCYKVKhQoUKE666666yyyyyyyyqXpeqqqqqqqqqoooooooo"
    "ommmmrlcmmmmta1rWpSlKUpSlKUrVapSlKUlKUpSlKUpSlKqrFYqqqqqqqqqqqoiIirVaIiIiIiIiSSSSSqVSSSSSSSSSSSSpVKqqqqqqqqFQqqq/387"
    "O/9//mZn/3/8rK//f/kZH/9/8bG//3/iYn//f8LC/3//QMD/f/8+vv9//zy8/3//Orr/f/84/9kA")
LOSSLESS = base64.b64decode(
    "/9j/wwALEAAYABgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABwYQ/9oACAEBAAEAAMtLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tL"
    "S0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tL"
    "S0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tL"
    "S0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tL"
    "S0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktL"
    "S0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tL"
    "S0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tLS0tLS0tLS0tLS0tLS0tLVktLS0tLS0tL"
    "S0tLS0tLS0tLS0tLS0tLX//ZAA==")


# ---- PNG

def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, lines, depth=8, colour=0, before=(), packed=None):
    """lines: bytes of each row, without filter byte; before: chunks before the pixels; packed: instead of lines."""
    packed = zlib.compress(b"".join(b"\0" + line for line in lines)) if packed is None else packed
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) +
            b"".join(before) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def grey(width=24, height=24):
    return png(width, height, [bytes((x * 7 + y * 3) % 256 for x in range(width)) for y in range(height)])


# ---- JPEG

def with_side(jpeg, which, value):
    """One side in the frame header written anew: 0 height, 1 width."""
    at = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2")) + 5 + 2 * which
    return jpeg[:at] + struct.pack(">H", value) + jpeg[at + 2:]


def with_orientation(jpeg, value):
    """An EXIF segment that says how the picture is turned."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x112, 3, 1, value, 0) + b"\0\0\0\0"
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def pixels_at(jpeg):
    """Where the compressed pixels of a baseline JPEG begin."""
    at = jpeg.find(b"\xff\xda")
    return at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]


# ---- TIFF

def tiff(pages, kind=1, bits=8):
    """Little endian, grey, 2 x 2, a page for each bytes of pixels; kind: 1 whole numbers, 3 float."""
    out = b"II*\0" + struct.pack("<I", 8)
    for i, pixels in enumerate(pages):
        fields = [(256, 3, 2), (257, 3, 2), (258, 3, bits), (259, 3, 1), (262, 3, 1), (273, 4, 0), (277, 3, 1), (278, 3, 2),
                  (279, 4, len(pixels)), (339, 3, kind)]
        begin = len(out) + 2 + 12 * len(fields) + 4
        out += struct.pack("<H", len(fields))
        for tag, size, value in fields:
            value = begin if tag == 273 else value
            out += struct.pack("<HHIHH", tag, size, 1, value, 0) if size == 3 else struct.pack("<HHII", tag, size, 1, value)
        out += struct.pack("<I", begin + len(pixels) if i + 1 < len(pages) else 0) + pixels
    return out
