"""Files of weights that are none, made without PyTorch: each case a name, bytes, and words of the message that it must get.

The numbers are those of the list of bad inputs (W1 to W31); W32, tensors that do not fit the model, is in test_weights.py.
"""
import io
import json
import pickle
import struct
import zipfile

GLOBAL_REBUILD = b"ctorch._utils\n_rebuild_tensor_v2\n"


def text(value):
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def number(value):
    return b"\x8a" + bytes([8]) + struct.pack("<q", value)  # LONG1


def numbers(values):
    return b"(" + b"".join(map(number, values)) + b"t"


def tensor(key="0", numel=6, offset=0, shape=(2, 3), stride=(3, 1)):
    return (GLOBAL_REBUILD + b"((" + text("storage") + b"ctorch\nFloatStorage\n" + text(key) + text("cpu") + number(numel) +
            b"tQ" + number(offset) + numbers(shape) + numbers(stride) + b"\x89}tR")


def pickled(*entries):
    """A dict of names and values that are written as opcodes."""
    return b"\x80\x02}(" + b"".join(text(name) + value for name, value in entries) + b"u."


def archive(pickle_bytes, storages=(("0", struct.pack("<6f", *range(6))),), version=b"3\n", compress=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as file:
        file.writestr("net/data.pkl", pickle_bytes)
        for key, data in storages:
            file.writestr(f"net/data/{key}", data)
        file.writestr("net/version", version)
    return out.getvalue()


def one(value):
    return archive(pickled(("a", value)))


def flipped(data, at):
    data = bytearray(data)
    data[at] ^= 1
    return bytes(data)


def legacy(storage=struct.pack("<6f", *range(6)), count=6):
    """As PyTorch before 1.6 wrote it: magic, protocol, system, object, keys, then each storage."""
    magic = pickle.dumps(0x1950a86a20f9469cfc6c, 2) + pickle.dumps(1001, 2) + pickle.dumps({"little_endian": True}, 2)
    value = (GLOBAL_REBUILD + b"((" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + number(6) + b"NtQ" +
             number(0) + numbers((2, 3)) + numbers((3, 1)) + b"\x89}tR")
    return magic + pickled(("a", value)) + pickle.dumps(["0"], 2) + struct.pack("<q", count) + storage


def safetensors(header, data=b"\0" * 24, size=None):
    body = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(body) if size is None else size) + body + data


def entry(begin=0, end=24, dtype="F32", shape=(2, 3)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


def call(module, name, argument):
    return archive(b"\x80\x02c" + f"{module}\n{name}\n".encode() + text(argument) + b"\x85R.")


def bad_files(folder):
    """(name, bytes, words) of each case; folder: where nothing of them may appear."""
    good = one(tensor())
    data_at = good.index(struct.pack("<6f", *range(6)))
    yield "W1_nothing", b"", "empty"
    yield "W2_html", b"<!DOCTYPE html><html><body>404</body></html>", "HTML"
    yield "W3_lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "LFS"
    yield "W4_legacy_without_tensors", pickle.dumps({"a": 1}, 2), ""
    yield "W4_legacy_short", legacy(storage=b"\0" * 20), ""
    yield "W4_legacy_numel", legacy(count=2**60), ""
    for part in (10, 50, 90):
        yield f"W5_truncated_{part}", good[:len(good) * part // 100], ""
    yield "W6_flipped_data", flipped(good, data_at + 3), "CRC"
    yield "W7_flipped_pickle", flipped(good, good.index(b"_rebuild_tensor_v2")), "CRC"
    yield "W8_system", call("os", "system", f"touch {folder}/ran"), "no tensors"
    yield "W9_eval", call("builtins", "eval", f"open('{folder}/ran', 'w')"), "no tensors"
    yield "W10_size", one(tensor(shape=(200, 3))), ""
    yield "W11_stride", one(tensor(stride=(2**40, 1))), ""
    yield "W12_offset", one(tensor(offset=2**40)), ""
    yield "W13_negative_offset", one(tensor(offset=-1)), ""
    yield "W14_negative_size", one(tensor(shape=(-2, 3))), ""
    yield "W15_numel", one(tensor(numel=7)), ""
    yield "W16_missing_storage", one(tensor(key="9")), ""
    yield "W17_key_outside", one(tensor(key="../../etc/passwd")), ""
    for name, code in {"reduce": b"R", "build": b"b", "setitem": b"s", "tuple": b"\x86", "append": b"a"}.items():
        yield f"W18_empty_stack_{name}", archive(b"\x80\x02" + code + b"."), ""
    yield "W19_build_none", archive(b"\x80\x02NNb."), ""
    yield "W20_setitem_on_none", archive(b"\x80\x02N" + text("a") + tensor() + b"s."), ""
    yield "W21_memo", archive(b"\x80\x02j" + struct.pack("<I", 10**6) + b"."), ""
    yield "W22_long_string", archive(b"\x80\x02X" + struct.pack("<I", 2**32 - 1) + b"."), ""
    yield "W23_deep", archive(b"\x80\x02" + b")" + b"\x85" * 2_000_000 + b".", compress=True), ""
    yield "W24_deflate_bomb", archive(pickled(("a", tensor())), (("0", b"\0" * (300 << 20)),), compress=True), ""
    for version in (b"999\n", b"abc\n"):
        yield f"W25_version_{version[:3].decode()}", archive(pickled(("a", tensor())), version=version), "version"
    yield "W26_header_length", safetensors({"a": entry()}, size=2**63), ""
    yield "W27_header_no_json", safetensors(b'{"a": '), ""
    yield "W28_overlap", safetensors({"a": entry(), "b": entry(12, 36)}, b"\0" * 36), ""
    yield "W29_hole", safetensors({"a": entry(), "b": entry(30, 54)}, b"\0" * 54), ""
    yield "W30_trailing", safetensors({"a": entry()}, b"\0" * 25), ""
    yield "W31_duplicate_key", safetensors(b'{"a": %s, "a": %s}' % ((json.dumps(entry()).encode(),) * 2)), ""
    yield "W31_unknown_dtype", safetensors({"a": entry(dtype="F33")}), ""
    yield "W31_shape_overflow", safetensors({"a": entry(shape=(2**40, 2**40))}), ""


def good_file():
    return one(tensor())


