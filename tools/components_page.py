#!/usr/bin/env python3
"""Prints docs/components.md: the page of every component that ships with tlhost, as the program itself describes it.

Usage: components_page.py TLHOST PLUGINS    e.g. components_page.py build/ci/bin/tlhost build/ci/plugins
"""
import json
import re
import subprocess
import sys

HEAD = """\
# Components

What ships with tlhost. Made from what the plugins say of themselves, by `tools/components_page.py`; do not edit. For any
other plugin, `tlhost --plugins DIR describe KIND/NAME --markdown` prints the same.
"""


def asked(program, plugins, *words):
    command = [program, "--plugins", plugins, *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    components = json.loads(asked(*arguments, "list", "--json"))["components"]
    print(HEAD)
    names = [f"{c['kind']}/{c['name']}" for c in components]
    for name in sorted(names):
        page = asked(*arguments, "describe", name, "--markdown")
        print(re.sub(r"^# ", "## ", page), end="\n" if name != sorted(names)[-1] else "")


if __name__ == "__main__":
    main(sys.argv[1:])
