#!/usr/bin/env python3
"""Real images through their own plugins: counts, groups, parts, the audit, and a short run.  Needs TLHOST_DATA."""
import json
import os
import re
import sys
import unittest
from pathlib import Path

import harness
from harness import rows_of

DATA = os.environ.get("TLHOST_DATA", "")


def needs(folder):
    """Skips a test where the images are not there, and says why."""
    if not DATA:
        return unittest.skip("TLHOST_DATA is not set; it names the folder that holds chest-xray/, natural/ and blood-cells/")
    return unittest.skipUnless((Path(DATA) / folder).is_dir(), f"{DATA} has no folder {folder}")


class RealData(harness.ExperimentTest):
    def experiment(self, plugin, folder, split, **changes):
        experiment = {
            "format": 1, "name": "e", "seeds": 1, "image": {"size": 32},
            "datasets": {"real": {"use": plugin, "root": f"{DATA}/{folder}", "split": split}},
            "models": {"resnet18": {"use": "resnet", "depth": 18}},
            "sources": {"scratch": {}}, "targets": ["real"],
            "strategies": {"probe": {"use": "linear_probe"}},
            "training": {"epochs": 1, "batch": 32},
        }
        experiment.update(changes)
        self.lab.write("e.json", experiment)

    def parts(self):
        """{part: ids} of the only split of the plan."""
        (split,) = json.loads(self.ok("plan", "--json", "e.json").out)["plan"]["splits"]
        return {part: split[part] for part in ("train", "validation", "test")}

    def audited(self):
        done = self.lab.run("audit", "--json", "e.json")
        return done.code, json.loads(done.out)

    def runs(self, **counts):
        """The run ends well; what it did is printed."""
        done = self.ok("e.json")
        (auc,) = rows_of(self.lab.path / "runs/e", "cell", metric="auc")
        print(f"\n{counts}\n{done.out}", file=sys.stderr)
        self.assertTrue(0 <= float(auc["value"]) <= 1, auc)

    @needs("chest-xray")
    def test_chest_xray_keeps_its_published_test_part(self):
        self.experiment("chest_xray", "chest-xray", {"protocol": "official", "validation": 0.1}, image={"size": 32, "channels": 1})
        parts = self.parts()
        self.assertEqual({part: len(ids) for part, ids in parts.items()}, {"train": 360, "validation": 40, "test": 200})
        self.assertTrue(all(name.startswith("test/") for name in parts["test"]), parts["test"][:3])
        code, found = self.audited()
        self.assertEqual((code, found["images"], found["leaks"], found["near"], found["conflicts"]), (0, 600, [], [], []))
        self.runs(records=600, parts={part: len(ids) for part, ids in parts.items()}, near_copies=len(found["near"]))

    @needs("natural")
    def test_natural_images_have_ten_classes_of_four_hundred(self):
        self.experiment("natural_images", "natural", {"test": 0.2, "validation": 0.1})
        parts = self.parts()
        self.assertEqual({part: len(ids) for part, ids in parts.items()}, {"train": 2800, "validation": 400, "test": 800})
        for part, ids in parts.items():
            classes = {re.sub(r".*/|_\d+\.jpg$", "", name) for name in ids}
            self.assertEqual(len(classes), 10, f"{part}: {classes}")
        code, found = self.audited()
        self.assertEqual((code, found["images"], found["leaks"], found["near"], found["conflicts"]), (0, 4000, [], [], []))
        self.runs(records=4000, classes=10, parts={part: len(ids) for part, ids in parts.items()}, near_copies=len(found["near"]))

    @needs("blood-cells")
    def test_blood_cells_of_one_slide_stay_together(self):
        self.experiment("blood_cells", "blood-cells", {"test": 0.2, "validation": 0.1})
        parts = self.parts()
        self.assertEqual(sum(map(len, parts.values())), 600)
        slides = {part: {re.search(r"BloodImage_\d+", name).group() for name in ids} for part, ids in parts.items()}
        for one, other in (("train", "validation"), ("train", "test"), ("validation", "test")):
            self.assertEqual(slides[one] & slides[other], set(), f"slides in {one} and {other}")
        cells = max(sum(f"{slide}_" in name for ids in parts.values() for name in ids) for slide in slides["train"])
        self.assertGreater(cells, 1, "no slide has two cells")
        code, found = self.audited()
        self.assertEqual((code, found["images"], found["leaks"], found["near"], found["conflicts"]), (0, 600, [], [], []))
        self.runs(records=600, slides={part: len(names) for part, names in slides.items()},
                  parts={part: len(ids) for part, ids in parts.items()}, near_copies=len(found["near"]))


if __name__ == "__main__":
    harness.main()
