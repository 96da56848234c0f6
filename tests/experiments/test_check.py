#!/usr/bin/env python3
"""`tlhost check`: every shipped plugin passes, what it prints, what selects tests, and that docs/check.md knows each of them."""
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import harness
from harness import draw_folder, setting, wait_until

STATUSES = ["pass", "warn", "fail", "skip", "crash", "timeout"]
CONFIG = {"datasets/image_folder": {"root": "data", "group_separator": "_"}}


def shipped():
    return sorted(Path(setting("TLHOST_PLUGINS")).rglob("*.so"))


def plugin(name):
    return next(path for path in shipped() if path.stem == name)


class Check(harness.ExperimentTest):
    def report(self, path, *arguments, code=0):
        """The JSON of a check, whose counts and exit code agree with its tests."""
        self.lab.write("config.json", CONFIG)
        if path.stem == "image_folder" and not (self.lab.path / "data").exists():
            draw_folder(self.lab, train=6, test=4)
        config = ["--config", "config.json"] if path.stem == "image_folder" else []
        done = self.lab.run("check", path, "--json", *config, *arguments)
        self.assertEqual(done.code, code, str(done))
        report = json.loads(done.out)
        self.assertEqual(set(report), {"plugin", "seed", "tests", "counts"})
        self.assertEqual(list(report["counts"]), STATUSES)
        for status in STATUSES:
            found = [test for test in report["tests"] if test["status"] == status]
            if "--only-failed" not in arguments or status != "pass":
                self.assertEqual(report["counts"][status], len(found), status)
        names = [(test["component"], test["what"], test["name"]) for test in report["tests"]]
        self.assertEqual(len(set(names)), len(names), "no test runs twice")
        return report


class ShippedPlugins(Check):
    def test_every_shipped_plugin_passes_and_every_test_is_documented(self):
        self.assertGreaterEqual(len(shipped()), 6)
        known = set()
        for path in shipped():
            with self.subTest(plugin=path.stem):
                report = self.report(path)
                for status in ("fail", "crash", "timeout"):
                    self.assertEqual(report["counts"][status], 0)
                self.assertGreaterEqual(sum(report["counts"].values()), 40)
                for test in report["tests"]:
                    if test["status"] in ("warn", "skip"):
                        self.assertTrue(test["text"], test)
                self.assertEqual(report["plugin"]["id"], f"org.tlhost.{path.stem}")
                known |= {(test["what"], test["name"]) for test in report["tests"]}
        self.assertEqual({what for what, _ in known} - {"model", "strategy"}, {"file", "registry", "create", "dataset"})
        self.assertEqual(documented(), known, "docs/check.md and the tests differ")

    def test_an_image_folder_without_config_skips_what_needs_its_root(self):
        done = self.ok("check", plugin("image_folder"), "--json", "--include", "^(create|dataset): ")
        tests = json.loads(done.out)["tests"]
        naming = [test for test in tests if test["status"] == "skip" and '"root"' in test["text"]]
        self.assertGreaterEqual(len(naming), len(tests) - 1)
        self.assertGreater(len(naming), 30)

    def test_a_run_in_one_process_says_what_it_cannot_tell(self):
        report = self.report(plugin("phantom"), "--in-process", "--include", "^(file|registry|dataset): ")
        self.assertEqual((report["counts"]["fail"], report["counts"]["crash"]), (0, 0))
        skipped = {test["name"] for test in report["tests"] if test["status"] == "skip"}
        self.assertIn("loading prints nothing", skipped)


def documented():
    """{(what, name)} of the tables of docs/check.md: a section for each `what`, a row for each test."""
    found, what = set(), None
    text = (Path(setting("TLHOST_SOURCE")) / "docs/check.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        heading = re.match(r"## `(\w+)`", line)
        row = re.match(r"\| (?!test \|)([^|-][^|]*?) \| [^|]+ \|$", line)
        if heading:
            what = heading[1]
        elif line.startswith("## "):
            what = None
        elif what and row:
            found.add((what, row[1]))
    return found


class Output(Check):
    def test_text_has_a_line_a_test_and_the_counts(self):
        done = self.ok("check", plugin("phantom"), "--include", "^registry: ", "--seed", 5)
        first, *tests, counts = done.out.splitlines()
        self.assertEqual(first, f"{plugin('phantom')}, org.tlhost.phantom 0.1.0, seed 5")
        lines = [line for line in tests if not line.startswith(" ")]
        for line in lines:
            self.assertRegex(line, r"^(pass|warn|skip) +registry: \w")
        self.assertRegex(counts, rf"^{len(lines)} tests: \d+ pass, \d+ warn, 0 fail, \d+ skip, 0 crash, 0 timeout$")
        self.assertEqual(done.err, "")

    def test_only_failed_leaves_out_what_passed_but_counts_it(self):
        everything = self.report(plugin("phantom"), "--include", "^(file|dataset): ")
        failed = self.report(plugin("phantom"), "--include", "^(file|dataset): ", "--only-failed")
        self.assertEqual(failed["counts"], everything["counts"])
        self.assertEqual(failed["tests"], [test for test in everything["tests"] if test["status"] != "pass"])
        self.assertGreater(failed["counts"]["pass"], 10)

    def test_include_is_searched_in_what_and_name(self):
        report = self.report(plugin("phantom"), "--include", "dataset: .*images")
        self.assertEqual({test["what"] for test in report["tests"]}, {"dataset"})
        for test in report["tests"]:
            self.assertIn("images", test["name"])
        self.assertGreater(len(report["tests"]), 1)

    def test_a_broken_file_fails_and_the_rest_is_skipped_with_the_reason(self):
        broken = self.lab.write("broken.so", plugin("phantom").read_bytes()[:4000])
        report = self.report(broken, code=69)
        self.assertEqual(report["counts"]["fail"], 1)
        self.assertIn("truncated", report["plugin"]["not_loaded"])
        for test in report["tests"]:
            if test["what"] != "file":
                self.assertEqual((test["status"], "truncated" in test["text"]), ("skip", True), test)
        done = self.lab.run("check", broken, "--include", "^registry")
        self.assertEqual(done.code, 69, "tests that cannot run are no success: " + str(done))


class BadUse(Check):
    def test_what_is_wrong_with_the_command_line_is_said_with_exit_code_2(self):
        path = plugin("phantom")
        self.refused(2, "CHECK-INCLUDE", "no regular expression", arguments=["check", path, "--include", "("])
        self.refused(2, "CHECK-INCLUDE", "no test", arguments=["check", path, "--include", "no such test"])
        self.refused(2, "PLUGINS-MISSING", "nowhere.so", arguments=["check", "nowhere.so"])
        self.refused(2, "CHECK-CONFIG", "nowhere.json", arguments=["check", path, "--config", "nowhere.json"])

    def test_what_is_wrong_with_the_parameters_is_said_at_its_place(self):
        path = plugin("phantom")
        for content, code, words in (
                ({"datasets/phantm": {}}, "COMPONENT-UNKNOWN", ["config.json:2:2", 'did you mean "datasets/phantom"?']),
                ({"datasets/phantom": {"sampels": 4}}, "PARAMETER-UNKNOWN", ["config.json:3:", '"samples"']),
                ({"datasets/phantom": {"samples": 1}}, "PARAMETER-VALUE", ["1 is outside 2 <= x"]),
                ([], "CHECK-CONFIG", ["config.json:1:1"])):
            self.lab.write("config.json", content)
            self.refused(2, code, *words, arguments=["check", path, "--config", "config.json"])

    def test_parameters_of_a_file_are_what_the_tests_use(self):
        self.lab.write("there/config.json", {"datasets/image_folder": {"root": "../data", "channels": 2}})
        draw_folder(self.lab, train=2, test=2)
        done = self.lab.run("check", plugin("image_folder"), "--json", "--config", "there/config.json", "--include",
                            "create: it is made with its defaults")
        (test,) = json.loads(done.out)["tests"]
        self.assertEqual((done.code, test["status"]), (69, "fail"))
        self.assertIn("channels is 2", test["text"])

    def test_an_interrupted_check_leaves_nothing_behind(self):
        temporary = self.lab.path / "tmp"
        temporary.mkdir()
        with subprocess.Popen(self.lab.command("check", plugin("phantom")), env={**os.environ, "TMPDIR": str(temporary)},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            wait_until(lambda: list(temporary.glob("tlhost-check-*/scratch")), "the first test")
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(harness.LIMIT_S), 130)
        self.assertEqual(list(temporary.iterdir()), [])


if __name__ == "__main__":
    harness.main()
