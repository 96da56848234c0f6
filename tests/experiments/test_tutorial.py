#!/usr/bin/env python3
"""docs/writing-a-plugin.md, executed: files are written, commands run in order, and what they print is compared.

Fenced blocks are marked behind their language:
    sh                 is run by `sh -e`; `exit=N`: with that exit code; `check`: it is a `tlhost check`;
                       `setup`: not run, for the tests set the same variables themselves
    text               lines that the command before it prints, in this order (see `line_pattern`)
    LANGUAGE file=F    the file F
    LANGUAGE part-of=F stands like this in the file F
"""
import os
import re
import sys
import time
from pathlib import Path

import harness
from harness import setting

PAGE = "docs/writing-a-plugin.md"
BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """[(language, mark, value, body)] of all fenced blocks: ("sh", "exit", "2", ...); what is not known is an error."""
    found = []
    for block in BLOCK.finditer(text):
        words = block.group("info").split()
        language, mark, value = words[0] if words else "", "", ""
        if len(words) == 2:
            mark, _, value = words[1].partition("=")
        known = mark in ("", "exit", "check", "setup") if language == "sh" else \
            mark == "" if language == "text" else mark in ("file", "part-of") and value
        if len(words) > 2 or not known:
            raise ValueError(f"{PAGE}: a block ```{block.group('info')} is neither run nor compared")
        found.append((language, mark, value, block.group("body")))
    return found


def plain(line):
    """Any space is any other; the mark of a table's best row is left out."""
    return re.sub(r"\s+", " ", line.strip().removeprefix("* ").strip())


def line_pattern(line):
    """Loosely: `...` is anything, and a number with a point is any such number."""
    words = plain(line)
    parts = re.split(r"(\.\.\.|\d+\.\d+)", words)
    return "".join(".*" if part == "..." else r"\d+\.\d+" if re.fullmatch(r"\d+\.\d+", part) else re.escape(part)
                   for part in parts)


def missing_line(expected, printed):
    """The first expected line that does not follow in what was printed, or None."""
    lines = [plain(line) for line in printed.splitlines()]
    for wanted in filter(str.strip, expected.splitlines()):
        pattern = line_pattern(wanted)
        while lines and not re.fullmatch(pattern, lines[0]):
            lines.pop(0)
        if not lines:
            return wanted
        lines.pop(0)
    return None


class Tutorial(harness.InstalledTest):
    def setUp(self):
        super().setUp()
        self.text = (Path(setting("TLHOST_SOURCE")) / PAGE).read_text(encoding="utf-8")
        self.environment = {"TLHOST": str(self.prefix), "PATH": f"{self.prefix}/bin:{os.environ.get('PATH', '')}"}

    def shell(self, code, script):
        """Runs a block and returns all that it printed."""
        done = self.command("sh", "-ec", script, **self.environment)
        self.assertEqual(done.code, code, f"{script}\n{done}")
        return done.out + done.err

    def follow(self, language, mark, value, body):
        """One block; what it printed, if it is a command."""
        if language == "sh" and mark == "check":
            self.passes_check(*body.split()[2:])
        elif language == "sh" and mark != "setup":
            return self.shell(int(value or 0), body)
        elif mark == "file":
            self.lab.write(value, body)
        elif mark == "part-of":
            self.assertIn(body, (self.lab.path / value).read_text(encoding="utf-8"), f"{PAGE} shows {value} otherwise")
        return ""

    def test_every_step_does_what_the_page_says(self):
        start = time.monotonic()
        printed = ""
        for language, mark, value, body in blocks(self.text):
            if language == "text":
                self.assertIsNone(missing_line(body, printed), printed)
            else:
                printed = self.follow(language, mark, value, body)
        print(f"the tutorial took {time.monotonic() - start:.0f} s of computing", file=sys.stderr)

    def test_the_dataset_has_at_most_60_lines(self):
        (dataset,) = [body for _, mark, value, body in blocks(self.text) if (mark, value) == ("file", "moles/moles.cpp")]
        self.assertLessEqual(len(dataset.splitlines()), 60)

    def test_the_page_shows_output_of_every_kind_of_step(self):
        kinds = [(language, mark) for language, mark, _, _ in blocks(self.text)]
        self.assertGreaterEqual(kinds.count(("sh", "check")), 3)
        self.assertGreaterEqual(kinds.count(("sh", "exit")), 2)
        self.assertGreaterEqual(kinds.count(("text", "")), 5)


class Comparison(harness.unittest.TestCase):
    """A page that is wrong is seen."""

    def test_space_and_decimals_do_not_matter_but_words_and_order_do(self):
        printed = "said\ntarget moles (18 test records)\n  scratch   fine_tune  0.612\nend\n"
        self.assertIsNone(missing_line("target moles (18 test records)\nscratch fine_tune 0.9\n", printed))
        self.assertIsNone(missing_line("target ... records)\n", printed))
        self.assertEqual(missing_line("target moles (19 test records)\n", printed), "target moles (19 test records)")
        self.assertEqual(missing_line("end\nsaid\n", printed), "said")
        self.assertEqual(missing_line("scratch\n", printed), "scratch")

    def test_a_block_that_would_not_be_tested_is_an_error(self):
        self.assertEqual(blocks("```sh exit=2\na\n```\n"), [("sh", "exit", "2", "a\n")])
        for info in ("", "cpp", "bash", "sh later", "json file=", "text file=x", "sh exit=2 check"):
            with self.assertRaises(ValueError, msg=info):
                blocks(f"```{info}\nx\n```\n")


if __name__ == "__main__":
    harness.main()
