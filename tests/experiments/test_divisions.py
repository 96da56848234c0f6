#!/usr/bin/env python3
"""How a target is divided: folds, repeats, budgets, and the naive split beside the clean one."""
import json

import harness
from harness import Dice, draw_folder, folder_experiment, grey_png, jobs_of, rows_of, tree


def divided(name, **changes):
    """One cell on the images of `data`, which have no parts of their own."""
    experiment = folder_experiment(name, **{"seeds": 1, "strategies": {"probe": {"use": "linear_probe"}}, **changes})
    del experiment["datasets"]["blobs"]["split"]
    return experiment


def subject_image(subject, shot, side=16):
    """An image of a subject: its own noise, a little of it changed from shot to shot."""
    base, change = Dice(subject), Dice(1000 * subject + shot)
    return grey_png([[max(0, min(255, base.below(200) + change.below(20))) for _ in range(side)] for _ in range(side)])


class DivisionTest(harness.ExperimentTest):
    def plan(self):
        return json.loads(self.ok("plan", "--json", "e.json").out)["plan"]


class Folds(DivisionTest):
    def setUp(self):
        super().setUp()
        draw_folder(self.lab, parts=False)  # 40 images of each class

    def test_each_record_is_tested_once_in_each_repeat_and_the_report_says_of_what(self):
        self.lab.write("e.json", divided("e", split={"protocol": "folds", "folds": 4, "repeats": 2}))
        splits = self.plan()["splits"]
        self.assertEqual([(s["repeat"], s["fold"]) for s in splits], [(r, f) for r in (1, 2) for f in (1, 2, 3, 4)])
        for repeat in (1, 2):
            tested = [record for s in splits if s["repeat"] == repeat for record in s["test"]]
            self.assertEqual(len(tested), 80)
            self.assertEqual(len(set(tested)), 80)
        for split in splits:
            parts = [set(split[part]) for part in ("train", "validation", "test")]
            self.assertEqual(sum(map(len, parts)), len(set.union(*parts)))
        done = self.ok("e.json")
        self.assertIn("2 x 4 folds", done.out)
        self.assertIn("80 test records", done.out)
        cell, = rows_of(self.lab.path / "runs/e", "cell", metric="auc")
        self.assertEqual((cell["n_seeds"], cell["n_test"]), ("2", "80"))
        runs = rows_of(self.lab.path / "runs/e", "run", metric="auc")
        self.assertEqual({(run["repeat"], run["fold"]) for run in runs}, {(r, f) for r in "12" for f in "1234"})
        mean = sum(float(run["value"]) for run in runs) / 8
        self.assertAlmostEqual(float(cell["value"]), mean, places=12)
        predictions = sorted(tree(self.lab.path / "runs/e/predictions"))
        self.assertEqual(len(predictions), 8)
        self.assertIn("blobs/scratch__resnet18__probe__seed1__repeat2__fold4.csv", predictions)

    def test_a_second_run_does_no_work_and_more_repeats_compute_only_those(self):
        self.lab.write("e.json", divided("e", split={"repeats": 2}))
        self.assertEqual(len(jobs_of(self.ok("e.json"))), 4)
        self.assertEqual(jobs_of(self.ok("e.json")), [])
        self.lab.write("e.json", divided("e", split={"repeats": 3}))
        self.assertEqual(len(jobs_of(self.ok("e.json"))), 2)

    def test_more_folds_than_a_class_has_groups_are_refused(self):
        self.lab.write("e.json", divided("e", split={"protocol": "folds", "folds": 41, "validation": 0}))
        self.refused(65, "PLAN-SPLIT", "would have no record of class", "ask for fewer folds", arguments=["e.json"])


class Budgets(DivisionTest):
    def test_budgets_are_nested_parts_of_the_training_data_and_test_on_the_same_records(self):
        draw_folder(self.lab, parts=False)
        self.lab.write("e.json", divided("e", budgets={"per_class": [3, 9, "all"], "validation_per_class": 2}))
        few, more, all_of = self.plan()["splits"]
        self.assertEqual([len(s["train"]) for s in (few, more)], [6, 18])
        self.assertLess(set(few["train"]), set(more["train"]))
        self.assertLess(set(more["train"]), set(all_of["train"]))
        self.assertEqual(few["test"], all_of["test"])
        self.assertEqual([len(s["validation"]) for s in (few, more, all_of)], [4, 4, 8])
        done = self.ok("e.json")
        for words in ("probe, 3 of each class", "probe, 9 of each class", "probe, all labels"):
            self.assertIn(words, done.out)
        cells = rows_of(self.lab.path / "runs/e", "cell", metric="auc")
        self.assertEqual([cell["budget"] for cell in cells], ["3", "9", "all"])

    def test_a_budget_is_a_name_for_filters(self):
        draw_folder(self.lab, parts=False)
        self.lab.write("e.json", divided("e", budgets={"per_class": [3, 9, "all"]}, exclude=[{"budget": [9, "a*"]}]))
        self.assertEqual({run["budget"] for run in self.plan()["runs"]}, {"3"})
        self.lab.write("e.json", divided("e", budgets={"per_class": [3, 9]}, exclude=[{"budget": 8}]))
        self.refused(2, "SPEC-UNKNOWN-NAME", "there is no budget \"8\"", arguments=["e.json"])


class Naive(DivisionTest):
    """Thirty subjects of a class by chance, four shots of each: only who knows the subject knows its class."""

    def setUp(self):
        super().setUp()
        lines = ["path,label,group"]
        for subject in range(30):
            label = ("well", "ill")[Dice(77 + subject).below(100) % 2]
            for shot in range(4):
                name = f"images/s{subject:02}_{shot}.png"
                self.lab.write(name, subject_image(subject, shot))
                lines.append(f"{name},{label},s{subject:02}")
        self.lab.write("list.csv", "\n".join(lines) + "\n")
        self.experiment = divided("e", strategies={"svm": {"use": "svm_features"}},
                                  split={"protocol": "folds", "folds": 3, "naive": True})
        self.experiment["datasets"]["blobs"] = {"use": "csv_manifest", "file": "list.csv", "channels": 1}

    def test_what_leakage_adds_stands_beside_the_clean_figure(self):
        self.lab.write("e.json", self.experiment)
        for split in self.plan()["splits"]:
            learnt, tested = ({r.split("_")[0] for r in split[part]} for part in ("train", "test"))
            self.assertEqual(bool(learnt & tested), split["naive"])
        done = self.ok("e.json")
        self.assertIn("svm, naive split", done.out)
        self.assertIn("is leakage", done.out)
        clean, naive = rows_of(self.lab.path / "runs/e", "cell", metric="auc")
        self.assertEqual((clean["split"], naive["split"]), ("", "naive"))
        self.assertEqual(clean["n_test"], naive["n_test"])
        self.assertGreater(float(naive["value"]), float(clean["value"]) + 0.2)

    def test_the_audit_lets_naive_cells_leak_and_no_others(self):
        self.lab.write("images/copy.png", (self.lab.path / "images/s00_0.png").read_bytes())
        with open(self.lab.path / "list.csv", "a", encoding="utf-8") as file:
            file.write("images/copy.png,well,s00\n")
        self.lab.write("e.json", self.experiment)
        self.ok("audit", "e.json")
        with open(self.lab.path / "list.csv", encoding="utf-8") as file:
            text = file.read()
        self.lab.write("list.csv", text.replace("copy.png,well,s00", "copy.png,well,alone"))
        self.refused(65, "AUDIT-DUPLICATE", arguments=["e.json"])


if __name__ == "__main__":
    harness.main()
