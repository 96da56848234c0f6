#!/usr/bin/env python3
"""Experiments as data.  For each x.json here there is one of

x.expected.json   what the run must give: "cells" and "seeds" exactly; "metrics", the figures that must be
                  there, each with the bounds of its mean over seeds; narrower ones for one cell stand there, as in
                  "cells": {"source/target/model/strategy": {"auc": [0.8, 1]}}; "n_test"; "jobs", how many were run
x.error.txt       the exit code in the first line, then texts that must stand in stderr, a line each

In x.json, @DATA@ stands for a folder with train/ and test/, drawn by harness.draw_folder.  An experiment that needs
data from elsewhere has neither, and a test file of its own.
"""
import json
import math
from pathlib import Path

import harness
from harness import jobs_of, rows_of, sha256

HERE = Path(__file__).resolve().parent


class Experiments(harness.ExperimentTest):
    def load(self, path):
        text = path.read_text(encoding="utf-8")
        if "@DATA@" in text:
            harness.draw_folder(self.lab, root="images/data")
            text = text.replace("@DATA@", str(self.lab.path / "images/data"))
        self.lab.write(path.name, text)
        return path.name

    def fails(self, path, expected):
        code, *words = expected.read_text(encoding="utf-8").splitlines()
        done = self.lab.run(self.load(path))
        self.assertEqual(done.code, int(code), str(done))
        for word in words:
            self.assertIn(word, done.err)
        self.assertEqual(done.out, "")

    def succeeds(self, path, expected):
        wanted = json.loads(expected.read_text(encoding="utf-8"))
        done = self.ok(self.load(path))
        self.assertEqual(len(jobs_of(done)), wanted["jobs"], done.err)
        output = self.lab.path / "runs" / path.stem
        self.check_rows(output, wanted)
        for file in json.loads((output / "report.json").read_text(encoding="utf-8"))["files"]:
            self.assertEqual(sha256(output / file["name"]), file["sha256"], file["name"])
        for cell in wanted["cells"]:
            _, _, _, strategy = cell.split("/")
            self.assertIn(strategy, done.out)

    def check_rows(self, output, wanted):
        names = ("source", "target", "model", "strategy")
        cells = {"/".join(row[k] for k in names): row for row in rows_of(output, "cell")}
        self.assertEqual(sorted(cells), sorted(wanted["cells"]))
        self.assertEqual(sorted({row["metric"] for row in rows_of(output)}), sorted(wanted["metrics"]))
        for row in rows_of(output):
            self.assertEqual((row["status"], row["reason"], row["n_test"]), ("ok", "", str(wanted["n_test"])), row)
            low, value, high = (float(row[k]) for k in ("ci_low", "value", "ci_high"))
            self.assertTrue(math.isfinite(value) and 0 <= low <= value <= high <= 1, row)
        for cell in wanted["cells"]:
            of_cell = dict(zip(names, cell.split("/")))
            for metric, bounds in wanted["metrics"].items():
                (row,) = rows_of(output, "cell", metric=metric, **of_cell)
                low, high = wanted["cells"][cell].get(metric, bounds)
                self.assertTrue(low <= float(row["value"]) <= high, f"{low}..{high}: {row}")
                runs = rows_of(output, "run", metric=metric, **of_cell)
                self.assertEqual([int(run["seed"]) for run in runs], wanted["seeds"])
                mean = sum(float(run["value"]) for run in runs) / len(runs)
                self.assertAlmostEqual(mean, float(row["value"]), places=12)


def add_tests():
    for path in sorted(HERE.glob("*.json")):
        if path.name.endswith(".expected.json"):
            continue
        for ending, check in ((".expected.json", Experiments.succeeds), (".error.txt", Experiments.fails)):
            expected = path.with_name(path.stem + ending)
            if expected.exists():
                def test(self, check=check, path=path, expected=expected):
                    check(self, path, expected)
                setattr(Experiments, f"test_{path.stem}", test)


add_tests()

if __name__ == "__main__":
    harness.main()
