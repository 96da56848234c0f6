#!/usr/bin/env python3
"""Size budgets: a header has at most 150 lines, a source file 300.

Usage: check_sizes.py [ROOT]    exit 1 if a file is larger than its budget.
tools/size_exceptions.txt holds what is larger for a reason, "path limit reason" a line; an exception that is not needed
any more is a violation too.
"""
import sys

import cpp_source

BUDGETS = {".hpp": 150, ".h": 150, ".cpp": 300}
EXCEPTIONS = "tools/size_exceptions.txt"


def read_exceptions(root, problems):
    """{path: limit}; lines that cannot be read are problems."""
    limits = {}
    path = root / EXCEPTIONS
    lines = cpp_source.read(path).splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split(maxsplit=2)
        if len(fields) != 3 or not fields[1].isdigit():
            problems.append(f"{EXCEPTIONS}:{number}: expected \"path limit reason\"")
        else:
            limits[fields[0]] = (int(fields[1]), number)
    return limits


def main(arguments):
    root = cpp_source.root_from(arguments)
    problems = []
    exceptions = read_exceptions(root, problems)
    files = cpp_source.sources(root)
    for path in files:
        lines = len(cpp_source.read(root / path).splitlines())
        budget = BUDGETS[path.suffix]
        limit, number = exceptions.pop(path.as_posix(), (budget, None))
        if lines > limit:
            problems.append(f"{path}:{limit + 1}: {lines} lines; the budget is {limit}: split it by nouns, one a file")
        elif number and lines <= budget:
            problems.append(f"{EXCEPTIONS}:{number}: {path} has {lines} lines and needs no exception")
    for path, (_, number) in exceptions.items():
        problems.append(f"{EXCEPTIONS}:{number}: there is no file {path}")
    return cpp_source.report("check_sizes", problems, len(files))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
