#!/usr/bin/env python3
"""Nothing that a cell learns from, through its source, is of the test part of its target: of other label views of the
same images, and of its own records.  What a job learns from is known by its key: it is computed here again from the
records."""
import csv
import hashlib
import json

import harness
from harness import artefacts, grid
from test_datasets import isic2017


def subset(rows, ids):
    """The name of records and their labels in a key: SHA-256 over id, SHA-256 of the file, and label, by id."""
    text = "".join(f"{name}\t{rows[name]['sha256']}\t{rows[name]['label']}\n" for name in sorted(ids))
    return hashlib.sha256(text.encode()).hexdigest()


class LeakTest(harness.ExperimentTest):
    def plan(self, experiment):
        self.lab.write("e.json", experiment)
        self.planned = json.loads(self.ok("plan", "e.json", "--json").out)["plan"]
        self.jobs = {job["key"]: job for job in self.planned["jobs"]}
        self.rows = {scan["dataset"]: self.records(scan, experiment["datasets"][scan["dataset"]])
                     for scan in self.planned["scans"]}

    def records(self, scan, entry):
        """{id: row} of a dataset; `label` is the number of its class after "relabel", or ""."""
        folder = artefacts(self.lab.path / ".tlhost", "records")[f"records/{scan['records']}"]
        classes = json.loads((folder / "info.json").read_text(encoding="utf-8"))["classes"]
        with open(folder / "records.tsv", newline="", encoding="utf-8") as file:
            rows = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
        for row in rows.values():
            name = entry.get("relabel", {}).get(classes[int(row["labels"])], classes[int(row["labels"])])
            row["label"] = "" if name is None else scan["classes"].index(name)
        return rows

    def split(self, dataset, seed):
        (found,) = [split for split in self.planned["splits"] if (split["dataset"], split["seed"]) == (dataset, seed)]
        return found

    def leaking(self, run, source_seed):
        """Records that the source of a run would learn from, were it alone, and that the run tests, by part; checks
        that the plan takes them out, and only them."""
        target, dataset = run["target"], run["source"]
        test = [self.rows[target][name] for name in self.split(target, run["seed"])["test"]]
        groups, files = {row["group"] for row in test}, {row["sha256"] for row in test}
        job = self.jobs[self.jobs[self.jobs[run["fit"]]["inputs"][0]]["key"]]["of"]
        found = {}
        for part in ("train", "validation"):
            ids = self.split(dataset, source_seed)[part]
            found[part] = {name for name in ids if self.rows[dataset][name]["group"] in groups or
                           self.rows[dataset][name]["sha256"] in files}
            self.assertEqual(job[part], subset(self.rows[dataset], set(ids) - found[part]), (run, part))
        return found


class Views(LeakTest):
    VIEWS = {
        "three": {"labels": "three"},
        "two": {"labels": "two"},
        "combined": {"labels": "two_combined"},
        "merged": {"labels": "three", "relabel": {"nevus": "benign", "seborrheic_keratosis": "benign"}},
        "dropped": {"labels": "three", "relabel": {"nevus": None}},
        "redrawn": {"labels": "three", "relabel": {"nevus": None}, "split": {"seed": 7}},
    }

    def experiment(self):
        for path, content in isic2017().items():
            self.lab.write(f"isic2017/{path}", content)
        views = {name: {"use": "isic2017", "root": "isic2017", **view} for name, view in self.VIEWS.items()}
        return grid("e", seeds=[0], datasets=views, sources={name: {"train_on": name} for name in views},
                    targets=list(views), strategies={"probe": {"use": "linear_probe"}},
                    split={"test": 0.3, "validation": 0.2})

    def test_no_view_learns_from_what_another_one_tests(self):
        self.plan({**self.experiment(), "self": True})
        self.assertEqual(len(self.planned["runs"]), 36)
        self.assertEqual({scan["dataset"]: scan["classes"] for scan in self.planned["scans"]}["merged"],
                         ["benign", "melanoma"])
        taken_out = {(run["source"], run["target"]): sum(map(len, self.leaking(run, 0).values()))
                     for run in self.planned["runs"]}
        for name in self.VIEWS:
            self.assertEqual(taken_out[name, name], 0, "a view's own split keeps its parts apart")
        for name in ("two", "combined", "merged", "dropped"):
            self.assertEqual(taken_out[name, "three"], 0, "a dataset's own strata stay, and with them its split")
        self.assertGreater(taken_out["redrawn", "three"], 0, "this would leak")
        self.assertGreater(taken_out["three", "redrawn"], 0, "this would leak")

    def test_views_of_the_same_images_are_no_source_for_each_other_unless_it_is_said(self):
        experiment = self.experiment()
        experiment["datasets"]["other"] = {"use": "phantom", "domain": "skin", "samples": 60}
        experiment["sources"]["other"] = {"train_on": "other"}
        self.plan(experiment)
        self.assertEqual({run["source"] for run in self.planned["runs"]}, {"other"})
        self.assertIn('source dropped has learnt from the images of target three; "self": true would keep such cells',
                      self.planned["left_out"])


class SourceAndTarget(LeakTest):
    def experiment(self):
        skin = {"use": "phantom", "domain": "skin", "samples": 80}
        return grid("e", seeds=[0, 1, 2], datasets={"skin": skin, "renamed": {**skin, "relabel": {"benign": "zero"}}},
                    sources={"skin": {"train_on": "skin"}, "renamed": {"train_on": "renamed"}},
                    targets=["skin", "renamed"], strategies={"probe": {"use": "linear_probe"}}, self=True,
                    split={"test": 0.25, "validation": 0.25, "vary": "test"})

    def test_a_dataset_that_is_both_never_trains_on_its_own_test_groups(self):
        self.plan(self.experiment())
        self.assertEqual(len(self.planned["runs"]), 12)
        for run in self.planned["runs"]:
            leaks = sum(map(len, self.leaking(run, 0).values()))
            if run["source"] == run["target"]:
                self.assertEqual(leaks > 0, run["seed"] != 0, run)

    def test_no_test_record_of_a_fit_is_one_that_it_learns_from(self):
        self.plan(self.experiment())
        for split in self.planned["splits"]:
            groups = {part: {self.rows[split["dataset"]][name]["group"] for name in split[part]}
                      for part in ("train", "validation", "test")}
            self.assertFalse(groups["train"] & groups["test"] | groups["validation"] & groups["test"] |
                             groups["train"] & groups["validation"])


if __name__ == "__main__":
    harness.main()
