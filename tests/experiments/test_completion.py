#!/usr/bin/env python3
"""Completion in bash and zsh: exactly the verbs and options that `tlhost --help` has, and the right words behind them."""
import os
import re
import shutil
import unittest
from pathlib import Path

import harness
from harness import setting
from shell_offers import COMPLETION, Zsh, in_bash


def long_options(text):
    """The long options that a help text lists."""
    names = re.findall(r"^  (-\S+)", text.split("\nOptions:\n")[1], re.M)
    return sorted(name for group in names for name in group.split(",") if name.startswith("--"))


def verbs(text):
    return re.findall(r"^  ([a-z]+) ", text.split("\nSubcommands:\n")[1], re.M)


def shipped(kind):
    return [f"{kind}/{name}" for name in harness.shipped(kind)]


class OfShell:
    """What holds in every shell.  A subclass has offers(line)."""

    def setUp(self):
        super().setUp()
        for name in ("exp.json", "notes.txt", "plugin.so", "runs/exp2.json"):
            self.lab.write(name, "")
        self.root = self.ok("--help", plugins=[]).out

    def words(self, line):
        """Offers without what a shell adds: `=` behind an option, `/` behind a folder."""
        return sorted({word.rstrip("=/") for word in self.offers(line)})

    def test_the_help_texts_are_understood(self):
        self.assertIn("describe", verbs(self.root))
        self.assertIn("--jobs", long_options(self.root))
        self.assertNotIn("--jobs", long_options(self.ok("plan", "--help", plugins=[]).out))

    def test_a_run_has_its_options(self):
        self.assertEqual(self.words("tlhost --"), long_options(self.root))

    def test_each_verb_has_its_options(self):
        for verb in verbs(self.root):
            with self.subTest(verb):
                self.assertEqual(self.words(f"tlhost {verb} --"), long_options(self.ok(verb, "--help", plugins=[]).out))

    def test_the_first_word_is_a_verb_or_an_experiment_file(self):
        self.assertEqual(self.words("tlhost "), sorted([*verbs(self.root), "exp.json", "runs"]))
        self.assertEqual(self.words("tlhost --jobs 2 -q e"), ["exp.json", "export"])
        self.assertEqual(self.words("tlhost d"), ["describe", "doctor"])

    def test_files_are_offered_by_their_ending(self):
        for line, wanted in (("tlhost plan ", ["exp.json", "runs"]), ("tlhost plan --json ", ["exp.json", "runs"]),
                             ("tlhost inspect ", ["plugin.so", "runs"]), ("tlhost check --seed 3 ", ["plugin.so", "runs"]),
                             ("tlhost --plugins ", ["plugin.so", "runs"]), ("tlhost --plugins=", ["plugin.so", "runs"]),
                             ("tlhost list --plugins p", ["plugin.so"]), ("tlhost check --config ", ["exp.json", "runs"]),
                             ("tlhost new model x --dir ", ["runs"])):
            with self.subTest(line):
                self.assertEqual(self.words(line), wanted)

    def test_kinds_are_offered_once(self):
        self.assertEqual(self.words("tlhost list "), ["datasets", "models", "plugins", "strategies"])
        self.assertEqual(self.words("tlhost list mod"), ["models"])
        self.assertEqual(self.words("tlhost new "), ["dataset", "model", "strategy"])
        for line in ("tlhost list models ", "tlhost new model "):  # the name is the author's; zsh goes on with options
            self.assertEqual([word for word in self.words(line) if not word.startswith("-")], [])

    def test_components_are_those_that_the_command_line_finds(self):
        os.symlink(setting("TLHOST_PLUGINS"), self.lab.path / "plugins")
        for line in ("tlhost --plugins plugins describe ", "tlhost describe --plugins=plugins ",
                     f"{setting('TLHOST_BIN')} --plugins {setting('TLHOST_PLUGINS')} describe --json "):
            with self.subTest(line):
                self.assertEqual(self.offers(line + "datasets/"), shipped("datasets"))
                self.assertIn("strategies/fine_tune", self.offers(line))

    def test_without_plugins_no_components_are_offered_and_nothing_is_said(self):
        self.assertEqual(self.offers("tlhost --plugins nowhere describe "), [])


@unittest.skipIf(shutil.which("bash") is None, "bash is not found")
class Bash(OfShell, harness.ExperimentTest):
    def offers(self, line):
        return in_bash(line, self.lab.path)

    def test_a_file_that_lacks_an_option_is_noticed(self):
        text = (Path(setting("TLHOST_SOURCE")) / COMPLETION / "tlhost.bash").read_text(encoding="utf-8")
        poorer = self.lab.write("poorer.bash", text.replace(" --no-feature-cache", ""))
        self.assertEqual(set(long_options(self.root)) - set(in_bash("tlhost --", self.lab.path, poorer)),
                         {"--no-feature-cache"})


@unittest.skipIf(shutil.which("zsh") is None, "zsh is not found")
class InZsh(OfShell, harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        self.zsh = Zsh(self.lab.path)
        self.addCleanup(self.zsh.close)

    def offers(self, line):
        return self.zsh.offers(line)


if __name__ == "__main__":
    harness.main()
