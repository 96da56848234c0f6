#!/usr/bin/env python3
"""The tree speaks only of itself: no folder of one machine, no package registry, in any text file.

Usage: check_own_words.py [ROOT]
"""
import re
import sys
from pathlib import Path

import cpp_source

# Written so that no pattern matches its own line.
FORBIDDEN = [
    (re.compile(r"(?<![\w.>}])/(wor[k]/(main|shared)|roo[t]/|hom[e]/\w|User[s]/)"), "a folder of one machine"),
    (re.compile(r"(?<!\w)[A-Z]:\\\\?Use[r]s"), "a folder of one machine"),
    (re.compile(r"pyp[i]\.org|pythonhoste[d]\.org|crate[s]\.io|npmj[s]\.(org|com)|proxy\.golan[g]\.org"), "a package registry"),
    (re.compile(r"de[b]\.debian\.org|archiv[e]\.ubuntu\.com"), "a package mirror"),
]
SKIPPED = {".git", ".cache", ".tlhost", ".vscode", ".idea", "build", "install", "runs", "__pycache__"}


def texts(root):
    """(path, text) of all text files."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if SKIPPED & set(relative.parts) or path.is_symlink() or not path.is_file():
            continue
        try:
            yield relative, path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # not a text


def main(arguments):
    root = cpp_source.root_from(arguments)
    problems = []
    checked = 0
    for path, text in texts(Path(root)):
        checked += 1
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, what in FORBIDDEN:
                match = pattern.search(line)
                if match:
                    problems.append(f"{path}:{number}: names {what}: {match.group(0)}")
    return cpp_source.report("check_own_words", problems, checked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
