"""Grey pictures for tests, as rows of values 0..255: drawn, changed a little, and encoded with loss.  Nothing but Python."""
import math
import struct

from harness import Dice


def chest(seed, side=40):
    """Two dark lungs in a bright chest with a few soft spots: pictures that resemble each other as one kind of image does."""
    dice = Dice(seed)

    def part(low, high):
        return low + (high - low) * dice.below(1 << 20) / (1 << 20)

    blobs = [(part(.38, .62), part(.22, .36), part(.20, .34), part(.09, .16), part(-110, -70)),
             (part(.38, .62), part(.64, .78), part(.20, .34), part(.09, .16), part(-110, -70))]
    blobs += [(part(0, 1), part(0, 1), part(.05, .2), part(.05, .2), part(-50, 50)) for _ in range(5)]
    ground, slope = part(140, 180), part(-40, 40)
    places = [(i + .5) / side for i in range(side)]
    down = [[strength * math.exp(-((p - y) / high) ** 2) for p in places] for y, _, high, _, strength in blobs]
    along = [[math.exp(-((p - x) / wide) ** 2) for p in places] for _, x, _, wide, _ in blobs]
    columns = list(zip(*along))
    rows = []
    for i, p in enumerate(places):
        strengths = [d[i] for d in down]
        level = ground + slope * p
        rows.append([clamped(level + sum(map(float.__mul__, strengths, column))) for column in columns])
    return rows


def clamped(value):
    return min(255, max(0, round(value)))


def resized(rows, height, width):
    """Bilinear, by pixel centres."""
    def stops(old, new):
        for i in range(new):
            at = min(old - 1.0, max(0.0, (i + .5) * old / new - .5))
            first = min(int(at), old - 2)
            yield first, at - first

    across = list(stops(len(rows[0]), width))
    return [[clamped((1 - v) * ((1 - u) * rows[y][x] + u * rows[y][x + 1]) + v * ((1 - u) * rows[y + 1][x] + u * rows[y + 1][x + 1]))
             for x, u in across] for y, v in stops(len(rows), height)]


def brightened(rows, gain=1.08, offset=8):
    return [[clamped(gain * value + offset) for value in row] for row in rows]


# ---- a grey baseline JPEG

LUMINANCE = [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
             87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
             72, 92, 95, 98, 112, 100, 103, 99]
#: places of an 8 x 8 block in the order in which JPEG writes them
ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
COSINES = [[(math.sqrt(.125) if u == 0 else .5) * math.cos(math.pi * u * (2 * x + 1) / 16) for x in range(8)] for u in range(8)]


def bits_of(value):
    """Category and bits of a coefficient, as JPEG codes it."""
    size = abs(value).bit_length()
    return size, format(value if value > 0 else value + (1 << size) - 1, f"0{size}b") if size else ""


def block_bits(block, table, before):
    """The bits of one block of 8 x 8 values and its mean.  Every symbol has its own number as a code, of 4 or 8 bits."""
    half = [[sum(COSINES[u][x] * row[x] for x in range(8)) for u in range(8)] for row in block]
    whole = [sum(COSINES[v][y] * half[y][u] for y in range(8)) for v in range(8) for u in range(8)]
    levels = [round(whole[i] / table[i]) for i in ZIGZAG]
    size, bits = bits_of(levels[0] - before)
    out, zeros = [format(size, "04b") + bits], 0
    for level in levels[1:]:
        if level == 0:
            zeros += 1
            continue
        out += ["11110000"] * (zeros // 16)
        size, bits = bits_of(level)
        out.append(format(zeros % 16 * 16 + size, "08b") + bits)
        zeros = 0
    return "".join(out) + ("00000000" if zeros else ""), levels[0]


def jpeg(rows, quality):
    """The file's bytes.  quality: 1..100, as libjpeg means it."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    table = [min(255, max(1, (q * scale + 50) // 100)) for q in LUMINANCE]
    height, width = len(rows), len(rows[0])
    bits, mean = [], 0
    for top in range(0, height, 8):
        for left in range(0, width, 8):
            block = [[rows[min(y, height - 1)][min(x, width - 1)] - 128 for x in range(left, left + 8)]
                     for y in range(top, top + 8)]
            text, mean = block_bits(block, table, mean)
            bits.append(text)
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    data = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)).replace(b"\xff", b"\xff\0")

    def segment(kind, body):
        return bytes([255, kind]) + struct.pack(">H", len(body) + 2) + body

    return (b"\xff\xd8" + segment(0xdb, b"\0" + bytes(table[i] for i in ZIGZAG)) +
            segment(0xc0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0") +
            segment(0xc4, b"\0" + bytes([0, 0, 0, 12] + [0] * 12) + bytes(range(12))) +
            segment(0xc4, b"\x10" + bytes([0] * 7 + [255] + [0] * 8) + bytes(range(255))) +
            segment(0xda, b"\1\1\0\0\x3f\0") + data + b"\xff\xd9")
