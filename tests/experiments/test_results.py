#!/usr/bin/env python3
"""What a run leaves behind: the same bytes each time, nothing computed twice, and nothing learnt from the test part."""
import functools
import json
import os
import shutil
import unittest

import harness
from harness import (artefacts, draw_folder, folder_experiment, grid, jobs_of, lines_of, noise_image, results_of,
                     rows_of, safetensors_header, stamps, tree)


class WholeRun:
    """A finished run, in a folder that all tests share; what it left behind as it was at first."""

    def __init__(self, file, experiment, draw=False):
        self.lab = harness.Lab()
        unittest.addModuleCleanup(self.lab.remove)
        if draw:
            draw_folder(self.lab)
        self.lab.write(file, experiment)
        self.done = self.lab.run("--jobs", "1", file)
        if self.done.code != 0:
            raise AssertionError(str(self.done))
        self.store, self.output = self.lab.path / ".tlhost", self.lab.path / "runs" / experiment["name"]
        self.report, self.results, self.stamps = tree(self.output), results_of(self.store), stamps(self.store)


@functools.cache
def grid_run():
    return WholeRun("grid.json", grid("grid"))


@functools.cache
def folder_run():
    return WholeRun("e.json", folder_experiment("e"), draw=True)


class GridTest(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        self.base = grid_run()
        self.store, self.output = self.lab.path / ".tlhost", self.lab.path / "runs/grid"

    def take_over(self):
        """The finished run's experiment file, store and output, as this test's own."""
        self.lab.write("grid.json", grid("grid"))
        shutil.copytree(self.base.store, self.store, copy_function=os.link)
        shutil.copytree(self.base.output, self.output)


class SameFileTwice(GridTest):
    def test_a_second_run_does_no_work_and_leaves_the_same_bytes(self):
        self.assertEqual(len(jobs_of(self.base.done)), 25)
        self.take_over()
        again = self.ok("grid.json")
        self.assertEqual(jobs_of(again), [])
        self.assertEqual(again.out, self.base.done.out)
        self.assertEqual(tree(self.output), self.base.report)
        self.assertEqual(stamps(self.store), self.base.stamps)
        self.assertIn("25 jobs, 0 to run", self.ok("plan", "grid.json").out)

    def test_a_deleted_output_is_written_again_without_a_job(self):
        self.take_over()
        shutil.rmtree(self.lab.path / "runs")
        self.assertEqual(jobs_of(self.ok("grid.json")), [])
        self.assertEqual(tree(self.output), self.base.report)
        self.assertEqual(stamps(self.store), self.base.stamps)

    def test_other_names_for_the_same_things_need_no_job(self):
        self.take_over()
        text = json.dumps(grid("renamed"))
        for old, new in (("natural", "objects"), ("skin", "lesions"), ("scratch", "nothing"), ("probe", "logistic"),
                         ("resnet18", "net")):
            text = text.replace(f'"{old}"', f'"{new}"')
        for renamed, domain in (("objects", "natural"), ("lesions", "skin")):
            text = text.replace(f'"domain": "{renamed}"', f'"domain": "{domain}"')
        self.lab.write("renamed.json", text)
        self.assertEqual(jobs_of(self.ok("renamed.json")), [])
        old, new = rows_of(self.output), rows_of(self.lab.path / "runs/renamed")
        self.assertEqual([row["value"] for row in new], [row["value"] for row in old])
        self.assertEqual({row["source"] for row in new}, {"nothing", "objects"})


class WhatIsThere(GridTest):
    def test_features_are_computed_once_for_each_frozen_prefix(self):
        # Shared by two strategies and two seeds where a source is shared; random weights differ by the seed.
        keys = [json.loads((path / "key.json").read_text()) for path in artefacts(self.base.store, "features").values()]
        prefixes = [key["prefix"] for key in keys]
        self.assertEqual(len(prefixes), 3, "one of the natural source, and two of random weights")
        self.assertEqual(len(set(prefixes)), 3)

    def test_report_json_lists_each_file_with_its_bytes_and_hash(self):
        listed = json.loads((self.base.output / "report.json").read_text())["files"]
        self.assertEqual({f["name"]: f["sha256"] for f in listed},
                         {name: digest for name, digest in self.base.report.items() if name != "report.json"})
        for file in listed:
            self.assertEqual(file["bytes"], (self.base.output / file["name"]).stat().st_size)

    def test_the_figures_follow_from_the_predictions(self):
        for row in rows_of(self.base.output, level="run", metric="auc"):
            name = f"{row['source']}__resnet18__{row['strategy']}__seed{row['seed']}.csv"
            lines = [line.split(",") for line in
                     (self.base.output / "predictions/skin" / name).read_text().splitlines()[1:]]
            self.assertEqual(len(lines), int(row["n_test"]))
            margins = {label: [float(line[3]) - float(line[2]) for line in lines if line[1] == label]
                       for label in ("benign", "malignant")}
            pairs = [(a, b) for a in margins["malignant"] for b in margins["benign"]]
            auc = sum(1 if a > b else 0.5 if a == b else 0 for a, b in pairs) / len(pairs)  # the definition
            self.assertAlmostEqual(auc, float(row["value"]), delta=1.01 / len(pairs))  # a tie may be one of rounding
            artefact = self.base.store / "predict" / row["predict"][:2] / row["predict"]
            header = safetensors_header(artefact / "test.safetensors")
            self.assertEqual(header["scores"]["shape"], [len(lines), 2])


class SameResultsAnyway(GridTest):
    """Another store, and other ways to compute: every byte is the same."""

    def assert_same(self, *but):
        self.assertEqual(results_of(self.store), {name: digest for name, digest in self.base.results.items()
                                                  if name.split("/")[0] not in but})
        self.assertEqual(tree(self.output), self.base.report)

    def test_two_jobs_at_once(self):
        self.lab.write("grid.json", grid("grid"))
        self.ok("--jobs", "2", "grid.json")
        self.assert_same()

    def test_without_the_feature_cache(self):
        self.lab.write("grid.json", grid("grid"))
        self.ok("--no-feature-cache", "grid.json")
        self.assertEqual(artefacts(self.store, "features"), {})
        self.assert_same("features")


class WhatChangesIsComputed(GridTest):
    def test_other_epochs_of_one_strategy_compute_its_fits_and_predictions_only(self):
        self.take_over()
        experiment = grid("grid")
        experiment["strategies"]["fine_tune"]["training"] = {"epochs": 2}
        self.lab.write("grid.json", experiment)
        done = self.ok("grid.json")
        self.assertEqual(sorted(jobs_of(done)), sorted(
            f"{kind} {source} -> skin, resnet18, fine_tune, seed {seed}"
            for kind in ("fit", "predict") for source in ("scratch", "natural") for seed in (1, 2)))
        self.assertLessEqual(self.base.stamps.items(), stamps(self.store).items())


class TestPartIsOutOfReach(harness.ExperimentTest):
    """A fit depends on nothing of the test part: neither its images nor its labels."""

    def setUp(self):
        super().setUp()
        draw_folder(self.lab)
        self.lab.write("e.json", folder_experiment("e"))
        results = folder_run().results
        self.fits = {k: v for k, v in results.items() if k.startswith("fit/")}
        self.predictions = {k: v for k, v in results.items() if k.startswith("predict/")}

    def test_fits_stay_byte_for_byte_when_all_test_images_become_noise(self):
        for i, image in enumerate(sorted((self.lab.path / "data/test").rglob("*.png"))):
            image.write_bytes(noise_image(i))
        self.ok("e.json")
        fits = results_of(self.lab.path / ".tlhost", ["fit"])
        tensors = [name for name in fits if name.endswith(("/weights.safetensors", "/validation.safetensors"))]
        self.assertEqual(len(tensors), 8)
        self.assertEqual(fits, self.fits)
        predictions = results_of(self.lab.path / ".tlhost", ["predict"])
        self.assertEqual(len(predictions), len(self.predictions))
        self.assertEqual(set(predictions) & set(self.predictions), set())

    def test_fits_stay_byte_for_byte_when_test_images_change_their_class(self):
        test = self.lab.path / "data/test"
        for i in range(8):
            (test / f"bright/test_{i:03}.png").rename(test / f"dark/moved_{i:03}.png")
        self.ok("e.json")
        self.assertEqual(results_of(self.lab.path / ".tlhost", ["fit"]), self.fits)

    def test_a_changed_training_image_changes_the_fits(self):
        self.lab.write("data/train/bright/train_000.png", noise_image(5))
        plan = json.loads(self.ok("plan", "--json", "e.json").out)["plan"]
        self.assertEqual({job["key"] for job in plan["jobs"]} & {n.split("/")[1] for n in self.fits}, set())


class MissingClass(harness.ExperimentTest):
    def test_a_test_part_with_one_class_has_no_auc_and_says_why(self):
        draw_folder(self.lab)
        shutil.rmtree(self.lab.path / "data/test/dark")
        self.lab.write("e.json", folder_experiment("e", seeds=1, strategies={"probe": {"use": "linear_probe"}}))
        self.ok("e.json")
        output = self.lab.path / "runs/e"
        for row in rows_of(output, metric="auc"):
            self.assertEqual((row["value"], row["ci_low"], row["ci_high"]), ("", "", ""), row)
            self.assertIn("dark", row["reason"])
        self.assertEqual(len(rows_of(output, metric="auc")), 2)
        for row in rows_of(output, metric="accuracy"):
            self.assertNotEqual(row["value"], "", row)
        (run,) = [line for line in lines_of(output) if line["level"] == "run"]
        (auc,) = [metric for metric in run["metrics"] if metric["name"] == "auc"]
        self.assertIsNone(auc["value"])
        self.assertIsNone(auc["interval"])
        self.assertIn("dark", auc["reason"])
        self.assertIn(auc["reason"], (output / "report.html").read_text(encoding="utf-8").replace("&quot;", '"'))


if __name__ == "__main__":
    harness.main()
