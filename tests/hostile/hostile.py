"""What the tests of misbehaving plugins share: the tables of README.md, the built plugins, files made from a good one.

Beside the environment of tests/experiments/harness.py, TLHOST_HOSTILE names the folder of misbehaving plugins.
"""
import os
import re
import shutil
import struct
from pathlib import Path

import harness

README = Path(__file__).with_name("README.md")
USED = ("dataset", "model", "strategy")  # plugins that load, and misbehave when an experiment tells them to


def table(heading):
    """The rows of the table below a heading of README.md, as dicts; a heading without a table is an error."""
    text = README.read_text(encoding="utf-8")
    (part,) = re.findall(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")]
             for line in part.splitlines() if line.startswith("|")]
    names, rule, *rows = lines
    if set("".join(rule)) - {"-", " ", ":"} or not rows:
        raise AssertionError(f"README.md: the table below \"{heading}\" cannot be read")
    return [dict(zip(names, row, strict=True)) for row in rows]


def code(cell):
    """The one word in backticks of a cell."""
    (word,) = re.findall(r"`([^`]+)`", cell)
    return word


def is_said(cell, text):
    """Whether a text has one of the pieces in backticks; `...` within a piece stands for anything."""
    pieces = re.findall(r"`([^`]+)`", cell)
    assert pieces, f"nothing in backticks: {cell}"
    return any(re.search(r".*?".join(map(re.escape, re.split(r" *\.\.\. *", piece))), text, re.DOTALL) for piece in pieces)


def built(name):
    """The file of a misbehaving plugin."""
    path = Path(harness.setting("TLHOST_HOSTILE")) / f"{name}.so"
    if not path.is_file():
        raise AssertionError(f"{path} is not built; build the target tlhost_hostile")
    return path


def all_built():
    return sorted(path.stem for path in Path(harness.setting("TLHOST_HOSTILE")).glob("*.so"))


def folder(lab, name, *files):
    """A folder of plugins that nobody else can write."""
    path = lab.path / name
    path.mkdir(mode=0o755, parents=True)
    for file in files:
        shutil.copy(file, path)
    return path


def replaced(data, old, new):
    if old not in data or len(old) != len(new):
        raise AssertionError(f"cannot replace {old} by {new}")
    return data.replace(old, new)


def put(data, offset, layout, value):
    changed = bytearray(data)
    struct.pack_into(layout, changed, offset, value)
    return bytes(changed)


def note_of(data):
    """Where the note begins: sizes of name and body, type, "TLHOST", body."""
    return data.index(b"TLHOST\0\0") - 12


def make_files(path):
    """Files that no compiler makes, from a good plugin; returns their names."""
    good = built("good").read_bytes()
    note = note_of(good)
    contents = {
        "text": b"#!/bin/sh\necho no library\n" * 20,
        "empty": b"",
        "forty_bytes": good[:40],
        "cut_in_half": good[:len(good) // 2],
        "without_its_end": good[:-1],
        "other_machine": put(good, 18, "<H", 183),
        "class_32": put(good, 4, "B", 1),
        "big_endian": put(good, 5, "B", 2),
        "object_file": put(good, 16, "<H", 1),
        "headers_far_away": put(good, 32, "<Q", 2**63),
        "executable": Path("/bin/true").read_bytes(),
        "no_note": replaced(good, b"TLHOST\0\0", b"tlhost\0\0"),
        "short_note": put(good, note + 4, "<I", 16),
        "endless_note": put(good, note + 4, "<I", 2**32 - 1),
        "twin": good,
    }
    for name, data in contents.items():
        (path / f"{name}.so").write_bytes(data)
    os.mkfifo(path / "fifo.so")
    (path / "dangling_link.so").symlink_to("nowhere.so")
    (path / "link_to_itself.so").symlink_to("link_to_itself.so")
    (path / "folder.so").mkdir()
    return {*contents, "fifo", "dangling_link", "link_to_itself", "folder"}
