#!/usr/bin/env python3
"""Error codes: each code that the host can print has a row in docs/errors.md, and each row is a code that it can print.

Usage: check_error_codes.py [ROOT]
A code is a string literal of host/ made of capital words joined by '-', each beginning with a letter: "SPEC-UNKNOWN-KEY"
is one, "UTF-8" and "SHA-256" are not.  A row is a line "| `CODE` | ... |".
"""
import re
import sys

import cpp_source

CODE = re.compile(r"[A-Z][A-Z0-9]+(-[A-Z][A-Z0-9]*)+")
ROW = re.compile(r"\|\s*`(?P<code>[^`]+)`\s*\|(?P<rest>.*)")
TABLE = "docs/errors.md"


def codes_in_sources(root, files):
    """{code: "file:line" of its first use}"""
    found = {}
    for path in files:
        for line, text in cpp_source.strings(cpp_source.read(root / path)):
            if CODE.fullmatch(text):
                found.setdefault(text, f"{path}:{line}")
    return found


def codes_in_table(root, problems):
    """{code: line}; doubled rows and rows without a meaning are problems."""
    rows = {}
    path = root / TABLE
    lines = cpp_source.read(path).splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        match = ROW.match(line)
        if not match:
            continue
        code = match.group("code")
        if code in rows:
            problems.append(f"{TABLE}:{number}: {code} has a row already, line {rows[code]}")
        if not match.group("rest").strip(" |"):
            problems.append(f"{TABLE}:{number}: {code} has no meaning")
        rows.setdefault(code, number)
    return rows


def main(arguments):
    root = cpp_source.root_from(arguments)
    problems = []
    files = cpp_source.sources(root, ["host"])
    used = codes_in_sources(root, files)
    rows = codes_in_table(root, problems)
    problems += [f"{where}: {code} has no row in {TABLE}" for code, where in sorted(used.items()) if code not in rows]
    problems += [f"{TABLE}:{line}: {code} is not used in host/" for code, line in rows.items() if code not in used]
    return cpp_source.report("check_error_codes", problems, len(files))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
