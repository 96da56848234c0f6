#!/usr/bin/env python3
"""What the scan does with labels, bad samples and a disk that is too small."""
import json
import shutil
from pathlib import Path

import harness
from harness import artefacts, draw_folder, drawn_image, folder_experiment, grid, let_files_age, setting, stamps, tree


def three_classes(lab, count=16):
    """The folder `lesions` with the classes melanoma, nevus and unsure; the last looks like the first."""
    for k, label in enumerate(("melanoma", "nevus", "unsure")):
        for i in range(count):
            lab.write(f"lesions/{label}/{label}_{i:02}.png", drawn_image(1000 * k + i, k != 1))


def lesions(name, seeds=1, **entry):
    return grid(name, seeds=seeds, image={"size": 16, "channels": 1}, sources={"scratch": {}}, targets=["skin"],
                strategies={"probe": {"use": "linear_probe"}},
                datasets={"skin": {"use": "image_folder", "root": "lesions", "channels": 1,
                                   "split": {"test": 0.25, "validation": 0.25}, **entry}})


class ScanTest(harness.ExperimentTest):
    def plan(self, experiment):
        self.lab.write("e.json", experiment)
        return json.loads(self.ok("plan", "e.json", "--json").out)["plan"]

    def report(self, name):
        return (self.lab.path / "runs" / name / "report.html").read_text(encoding="utf-8")

    def info(self):
        """info.json of the only records in the store."""
        (folder,) = artefacts(self.lab.path / ".tlhost", "records").values()
        return json.loads((folder / "info.json").read_text(encoding="utf-8"))


class Relabel(ScanTest):
    def setUp(self):
        super().setUp()
        three_classes(self.lab)

    def planned_rows(self, experiment):
        (split,) = self.plan(experiment)["splits"]
        return split["train"] + split["validation"] + split["test"]

    def test_labels_are_renamed_merged_and_dropped_without_decoding_anything_again(self):
        let_files_age()
        self.assertEqual(len(self.planned_rows(lesions("e"))), 48)
        before = stamps(self.lab.path / ".tlhost")
        dropped = lesions("e", relabel={"melanoma": "malignant", "nevus": "benign", "unsure": None})
        rows = self.planned_rows(dropped)
        self.assertEqual(len(rows), 32)
        self.assertFalse([row for row in rows if "unsure" in row])
        merged = lesions("e", relabel={"melanoma": "malignant", "nevus": "benign", "unsure": "malignant"})
        self.assertEqual(len(self.planned_rows(merged)), 48)
        self.assertEqual(stamps(self.lab.path / ".tlhost"), before, "nothing was scanned or decoded again")
        done = self.ok("e.json")
        self.assertNotIn("images to decode", done.err)
        self.assertIn("labels: melanoma is malignant, nevus is benign, unsure is malignant", self.report("e"))
        predictions = next((self.lab.path / "runs/e/predictions/skin").iterdir()).read_text(encoding="utf-8")
        self.assertIn("benign", predictions.splitlines()[0])
        self.assertNotIn("nevus", predictions.splitlines()[0])

    def test_another_name_that_keeps_the_order_of_the_classes_computes_nothing(self):
        self.lab.write("e.json", lesions("e"))
        self.ok("e.json")
        before = stamps(self.lab.path / ".tlhost")
        self.lab.write("e.json", lesions("e", relabel={"unsure": "zoster"}))
        done = self.ok("e.json")
        self.assertEqual(harness.jobs_of(done), [])
        self.assertEqual(stamps(self.lab.path / ".tlhost"), before)
        self.assertIn("zoster", self.report("e"))

    def test_other_labels_are_other_jobs(self):
        keys = [{job["key"] for job in self.plan(experiment)["jobs"]}
                for experiment in (lesions("e"), lesions("e", relabel={"unsure": "nevus"}),
                                   lesions("e", relabel={"unsure": None}))]
        self.assertFalse(keys[0] & keys[1] | keys[1] & keys[2] | keys[0] & keys[2])

    def test_a_limit_counts_the_new_classes(self):
        rows = self.planned_rows(lesions("e", relabel={"unsure": "nevus"}, limit={"per_class": 10}))
        self.assertEqual(len(rows), 20)

    def test_classes_that_are_not_there_are_told_with_the_nearest(self):
        self.lab.write("e.json", lesions("e", relabel={"melanom": "a", "quite other": None, "nevus": "b"}))
        done = self.refused(2, "DATA-RELABEL", 'dataset skin has no class "melanom"', 'did you mean "melanoma"?',
                            "at: /datasets/skin/relabel/melanom", 'no class "quite other"',
                            "known here: melanoma, nevus, unsure", arguments=["e.json"])
        self.assertRegex(done.err, r"error\[DATA-RELABEL\]: e\.json:\d+:\d+: ")
        self.assertEqual(done.err.count("error["), 2)
        self.lab.write("e.json", lesions("e", relabel={"melanoma": "nevus", "unsure": "nevus"}))
        self.refused(2, "DATA-RELABEL", "1 class remains; at least two are needed", arguments=["e.json"])

    def test_no_shipped_component_has_a_parameter_of_these_names(self):
        page = (Path(setting("TLHOST_SOURCE")) / "docs/components.md").read_text(encoding="utf-8")
        self.assertIn("| `root` |", page)  # the page that lists every parameter of every component
        for word in ("relabel", "on_bad_sample", "follow_links"):
            self.assertNotIn(f"| `{word}` |", page)


class BadSamples(ScanTest):
    """Two hundred images in the publisher's parts, some of which cannot be read."""

    def setUp(self):
        super().setUp()
        draw_folder(self.lab, train=60, test=40)
        self.lab.write("data/train/dark/notes.txt", "not an image")

    def spoil(self, *names):
        for name in names:
            path = self.lab.path / "data" / name
            path.write_bytes(path.read_bytes()[:40])

    def experiment(self, rule=None, **changes):
        experiment = folder_experiment("e", seeds=1, strategies={"probe": {"use": "linear_probe"}}, **changes)
        if rule is not None:
            experiment["datasets"]["blobs"]["on_bad_sample"] = rule
        self.lab.write("e.json", experiment)

    def test_they_are_refused_with_the_full_list_unless_the_file_says_otherwise(self):
        self.spoil("train/dark/train_001.png", "test/bright/test_002.png")
        self.experiment()
        done = self.refused(65, "DATA-IMAGE", "data/train/dark/train_001.png", "data/test/bright/test_002.png",
                            '"on_bad_sample": "skip"', arguments=["e.json"])
        self.assertEqual(done.err.count("error["), 2)

    def test_they_are_left_out_counted_and_listed_and_a_second_run_says_it_again(self):
        self.spoil("train/dark/train_001.png", "train/dark/train_007.png")
        self.experiment({"policy": "skip", "part": 0.01, "part_of_class": 0.02})
        said = "2 of 200 samples cannot be read and left out (dark 2), the first: train/dark/train_001.png ("
        first = self.ok("e.json")
        self.assertIn(said, first.err)
        self.assertIn("1 file left out, the first: train/dark/notes.txt", first.err)
        report = self.report("e")
        for text in (said, "train/dark/train_001.png: ", "train/dark/train_007.png: ", "(dark, train)", "train/dark/notes.txt: "):
            self.assertIn(text, report)
        skipped = [item for item in self.info()["skipped"] if "class" in item]
        self.assertEqual([(item["what"], item["class"], item["split"]) for item in skipped],
                         [("train/dark/train_001.png", "dark", "train"), ("train/dark/train_007.png", "dark", "train")])
        results, before = tree(self.lab.path / "runs/e"), stamps(self.lab.path / ".tlhost")
        second = self.ok("e.json")
        self.assertIn(said, second.err)
        self.assertEqual(harness.jobs_of(second), [])
        self.assertEqual(stamps(self.lab.path / ".tlhost"), before)
        after = tree(self.lab.path / "runs/e")
        self.assertEqual(after["report.html"], results["report.html"])

    def test_what_remains_is_what_a_folder_without_them_gives(self):
        bad = ("train/dark/train_001.png", "test/bright/test_002.png", "train/bright/train_059.png")
        whole = self.lab.path / "whole"
        shutil.copytree(self.lab.path / "data", whole)
        for name in bad:
            (whole / name).unlink()
        self.spoil(*bad)
        self.experiment({"policy": "skip", "part": 0.05, "part_of_class": 0.05, "test": True})
        skipping = json.loads(self.ok("plan", "e.json", "--json").out)
        (pixels,) = artefacts(self.lab.path / ".tlhost", "pixels").values()
        left = tree(pixels)
        shutil.rmtree(self.lab.path / "data")
        shutil.copytree(whole, self.lab.path / "data")
        shutil.rmtree(self.lab.path / ".tlhost")
        self.experiment()
        clean = json.loads(self.ok("plan", "e.json", "--json").out)
        self.assertEqual({job["key"] for job in skipping["plan"]["jobs"]}, {job["key"] for job in clean["plan"]["jobs"]},
                         "the records that remain decide")
        (pixels,) = artefacts(self.lab.path / ".tlhost", "pixels").values()
        self.assertEqual({name: left[name] for name in ("pixels.u8", "rows.tsv")},
                         {name: tree(pixels)[name] for name in ("pixels.u8", "rows.tsv")})

    def test_a_rule_may_stand_for_all_datasets(self):
        self.spoil("train/dark/train_001.png")
        self.experiment(on_bad_sample={"policy": "skip", "part": 0.01, "part_of_class": 0.1})
        self.assertIn("1 of 200 samples", self.ok("plan", "e.json").err)
        self.experiment("refuse", on_bad_sample={"policy": "skip", "part": 0.01, "part_of_class": 0.1})
        self.refused(65, "DATA-IMAGE", "train_001.png", arguments=["e.json"])

    def test_too_many_are_refused_with_the_list_and_the_bound(self):
        self.spoil("train/dark/train_001.png", "train/dark/train_002.png")
        self.experiment("skip")
        done = self.refused(65, "DATA-QUOTA", "train_001.png", "train_002.png",
                            '2 of 200 samples cannot be read; "part" is 0.001 (0.1 %)', arguments=["e.json"])
        self.assertEqual(done.err.count("error["), 3)
        self.experiment({"policy": "skip", "part": 0.5})
        self.refused(65, "DATA-QUOTA", '2 of 100 samples of class "dark"', '"part_of_class" is 0.01',
                     arguments=["e.json"])
        self.experiment({"policy": "skip", "part": 0.5, "part_of_class": 0.5, "most": 1})
        self.refused(65, "DATA-QUOTA", '"most" is 1', arguments=["e.json"])
        self.assertEqual(artefacts(self.lab.path / ".tlhost"), {})

    def test_a_test_part_that_is_not_whole_needs_a_word_and_is_told(self):
        self.spoil("test/dark/test_001.png")
        rule = {"policy": "skip", "part": 0.01, "part_of_class": 0.1}
        self.experiment(rule)
        self.refused(65, "DATA-QUOTA", "1 sample of the publisher's test part cannot be read", arguments=["e.json"])
        self.experiment({**rule, "test": True})
        said = "THE TEST PART IS NOT WHOLE: 1 sample"
        self.assertIn(said, self.ok("e.json").err)
        self.assertIn(said, self.report("e"))

    def test_a_file_that_is_mended_is_back(self):
        self.spoil("train/dark/train_001.png")
        self.experiment({"policy": "skip", "part": 0.01, "part_of_class": 0.1})
        self.assertIn("1 of 200 samples", self.ok("plan", "e.json").err)
        self.lab.write("data/train/dark/train_001.png", drawn_image(777, False))
        self.assertNotIn("samples cannot be read", self.ok("plan", "e.json").err)

    def test_a_file_that_is_gone_is_a_bad_sample_too(self):
        self.lab.write("m.csv", "path,label\n" + "".join(
            f"data/train/{label}/train_{i:03}.png,{label}\n" for label in ("dark", "bright") for i in range(60)))
        (self.lab.path / "data/train/dark/train_003.png").unlink()
        for _ in range(2):
            self.lab.write("e.json", folder_experiment("e", datasets={"blobs": {
                "use": "csv_manifest", "file": "m.csv", "channels": 1,
                "on_bad_sample": {"policy": "skip", "part": 0.01, "part_of_class": 0.02}}}))
            self.assertIn("1 of 120 samples cannot be read and left out (dark 1), the first: data/train/dark/train_003.png "
                          "(no such file)", self.ok("plan", "e.json").err)


class Disk(ScanTest):
    def test_the_room_for_pixels_is_said_before_they_are_decoded(self):
        draw_folder(self.lab, train=6, test=4)
        self.lab.write("e.json", folder_experiment("e", image={"size": 512, "channels": 1}))
        let_files_age()
        done = self.ok("plan", "e.json")
        self.assertRegex(done.err, r"dataset blobs: 20 images to decode, at 512 x 512 x 1: 5 MiB of pixels, \d+ MiB are free in ")
        self.assertNotIn("to decode", self.ok("plan", "e.json").err, "they are there")

    def test_pixels_that_cannot_fit_are_refused_before_anything_is_decoded(self):
        samples = shutil.disk_usage(self.lab.path).free // (3 << 20) + 100_000
        self.lab.write("e.json", grid("e", image={"size": 1024}, datasets={
            "skin": {"use": "phantom", "domain": "skin", "samples": samples}}, sources={"scratch": {}}))
        self.refused(74, "DISK-ROOM", f"{samples} images to decode, at 1024 x 1024 x 3", "are free in",
                     "at: /datasets/skin", 'name another "store"', arguments=["plan", "e.json"])
        self.assertEqual(artefacts(self.lab.path / ".tlhost"), {})


if __name__ == "__main__":
    harness.main()
