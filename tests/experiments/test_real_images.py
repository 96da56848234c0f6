#!/usr/bin/env python3
"""Real chest X-rays: sources and strategies give the figures that they should.  Minutes; needs TLHOST_DATA."""
import os
import sys
import time
import unittest
from pathlib import Path

import harness
from harness import rows_of

HERE = Path(__file__).resolve().parent
DATA = os.environ.get("TLHOST_DATA", "")
LIMIT_S = 3600
#: the mean over seeds lies within these, by strategy and source
BOUNDS = {("natural", "fine_tune"): (0.87, 0.95), ("natural", "probe"): (0.81, 0.91), ("natural", "svm"): (0.69, 0.87),
          ("scratch", "fine_tune"): (0.84, 0.94), ("scratch", "probe"): (0.77, 0.89), ("scratch", "svm"): (0.67, 0.84)}


def missing():
    """Why the test cannot run; empty if it can."""
    if not DATA:
        return "TLHOST_DATA is not set; it names the folder that holds natural/ and chest-xray/"
    gone = [name for name in ("natural", "chest-xray") if not (Path(DATA) / name).is_dir()]
    return f"{DATA} has no folder {' and no folder '.join(gone)}" if gone else ""


@unittest.skipIf(missing(), missing())
class RealChestXray(harness.ExperimentTest):
    def test_six_cells_with_three_seeds_have_the_figures_that_they_should(self):
        text = (HERE / "real_chest_xray.json").read_text(encoding="utf-8")
        self.lab.write("real_chest_xray.json", text.replace("@DATA@", str(Path(DATA).resolve())))
        started = time.monotonic()
        done = self.ok("real_chest_xray.json", limit_s=LIMIT_S)
        print(f"\n{done.out}wall time: {time.monotonic() - started:.0f} s", file=sys.stderr)
        output = self.lab.path / "runs/real_chest_xray"
        cells = rows_of(output, "cell", metric="auc")
        self.assertEqual(sorted((row["source"], row["strategy"]) for row in cells),
                         sorted((source, strategy) for source in ("scratch", "natural")
                                for strategy in ("fine_tune", "probe", "svm")))
        for cell in cells:
            name = f"{cell['source']} + {cell['strategy']}"
            runs = rows_of(output, "run", metric="auc", source=cell["source"], strategy=cell["strategy"])
            self.assertEqual([run["seed"] for run in runs], ["1", "2", "3"], name)
            self.assertEqual(cell["n_seeds"], "3", name)
            for row in (cell, *runs):
                low, value, high = (float(row[k]) for k in ("ci_low", "value", "ci_high"))
                self.assertTrue(0 < low < value < high < 1, f"{name}: {row}")
            low, high = BOUNDS[cell["source"], cell["strategy"]]
            self.assertTrue(low <= float(cell["value"]) <= high, f"{name}: AUC {cell['value']}, expected {low}..{high}")


if __name__ == "__main__":
    harness.main()
