#!/usr/bin/env python3
"""Datasets from their layouts on disk: listed, run, and indifferent to the order of a folder's entries.

With TLHOST_DATA, the folder that holds chest-xray/, natural/ and blood-cells/, these are planned too.
"""
import csv
import json
import os
import unittest
from pathlib import Path

import harness
from harness import artefacts, drawn_image, tree

DATA = os.environ.get("TLHOST_DATA", "")
COPIES = 16  # images of a class


def isic2017():
    files = {}
    for part, first in (("Training", 0), ("Validation", 100), ("Test_v2", 200)):
        folder, lines = f"ISIC-2017_{part}_Data", ["image_id,melanoma,seborrheic_keratosis"]
        for i in range(COPIES * 3):
            name = f"ISIC_{first + i:07}"
            files[f"{folder}/{name}.jpg"] = drawn_image(first + i, i % 3 == 1)
            files[f"{folder}/{name}_superpixels.png"] = b"no photograph"
            lines.append(f"{name},{int(i % 3 == 1)}.0,{int(i % 3 == 2)}.0")
        files[f"ISIC-2017_{part}_Part3_GroundTruth.csv"] = "\r\n".join(lines).encode()
    return files


def chest_xray():
    files = {}
    for k, part in enumerate(("train", "val", "test")):
        for i in range(COPIES):
            for bright, name in ((0, f"NORMAL/IM-{100 + i // 2:04}-000{i % 2}.jpeg"),
                                 (1, f"PNEUMONIA/person{i // 2}_virus_{i}.jpeg")):
                image = drawn_image(1000 * k + 2 * i + bright, bright)
                files[f"chest_xray/{part}/{name}"] = files[f"chest_xray/chest_xray/{part}/{name}"] = image
                files[f"chest_xray/__MACOSX/{part}/{name}"] = b"Mac OS X"
    return files


def blood_cells():
    files = {}
    for c, name in enumerate(("EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL")):
        for k, part in enumerate(("TRAIN", "TEST", "TEST_SIMPLE")):
            for i in range(COPIES):
                path = f"dataset2-master/dataset2-master/images/{part}/{name}/_{100 * k + 10 * c + i // 2}_{i}.jpeg"
                files[path] = drawn_image(1000 * k + 100 * c + i, c % 2)
    return files


def kaggle_dr():
    files, lines = {}, ["image,level"]
    for i in range(COPIES * 5):
        name = f"{i // 2}_{'right' if i % 2 else 'left'}"
        files[f"train/{name}.jpeg"] = drawn_image(i, i % 5 > 2)
        lines.append(f"{name},{i // 2 % 5}")
    return {**files, "trainLabels.csv/trainLabels.csv": "\n".join(lines).encode()}


def folders(prefix, names, pattern="{i}.jpg"):
    return {f"{prefix}/{name}/{pattern.format(i=i)}": drawn_image(100 * c + i, c % 2)
            for c, name in enumerate(names) for i in range(COPIES)}


def csv_manifest():
    lines = ["path,label,group,split"]
    files = {}
    for i in range(COPIES * 2):
        files[f"images/{i}.png"] = drawn_image(i, i % 2)
        lines.append(f"images/{i}.png,{'dark' if i % 2 else 'bright'},p{i // 4},{'test' if i // 4 % 2 else 'train'}")
    return {**files, "manifest.csv": "\n".join(lines).encode()}


OFFICIAL = {"protocol": "official"}
#: Classes that the dataset puts in an order of its own; all others stand in the order of their names.
OWN_ORDER = {"isic2017": ["nevus", "melanoma", "seborrheic_keratosis"]}
#: files, protocol, records, whether more than one image makes a group
FIXTURES = {
    "isic2017": (isic2017, OFFICIAL, 9 * COPIES, False),
    "chest_xray": (chest_xray, OFFICIAL, 6 * COPIES, True),
    "blood_cells": (blood_cells, OFFICIAL, 8 * COPIES, True),
    "kaggle_dr": (kaggle_dr, {"test": 0.3}, 5 * COPIES, True),
    "natural_images": (lambda: folders("data/natural_images", ("car", "cat", "dog")), {"test": 0.3}, 3 * COPIES, False),
    "cats_dogs": (lambda: {**folders("PetImages", ("Cat", "Dog")), "PetImages/Cat/Thumbs.db": b"x"}, {"test": 0.3},
                  2 * COPIES, False),
    "csv_manifest": (csv_manifest, OFFICIAL, 2 * COPIES, True),
}


def experiment(name, root, split, **more):
    place = {"file": f"{root}/manifest.csv"} if name == "csv_manifest" else {"root": str(root)}
    return harness.grid(name, seeds=1, sources={"scratch": {}}, targets=["data"],
                        strategies={"probe": {"use": "linear_probe"}},
                        datasets={"data": {"use": name, **place, **more, "split": {"validation": 0.2, **split}}})


def records(store):
    """Rows of all record tables of a store."""
    rows = []
    for folder in artefacts(store, "records").values():
        with open(folder / "records.tsv", newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file, delimiter="\t")
    return rows


def splits_of(done):
    """Of each split of a `plan --json`, the ids of its parts."""
    return [{part: split[part] for part in ("train", "validation", "test")}
            for split in json.loads(done.out)["plan"]["splits"]]


def shared_groups(parts, group_of):
    """The groups that stand in more than one part."""
    seen = {}
    for part, ids in parts.items():
        for name in ids:
            seen.setdefault(group_of[name], set()).add(part)
    return sorted(group for group, where in seen.items() if len(where) > 1)


class Datasets(harness.ExperimentTest):
    def run_fixture(self, name, lab=None, backwards=False):
        """Runs one dataset on its tree, written in one order or the other; returns its record rows."""
        lab = lab or self.lab
        make, split, count, grouped = FIXTURES[name]
        for path, content in sorted(make().items(), reverse=backwards):
            lab.write(f"{name}/{path}", content)
        before = tree(lab.path / name)
        lab.write(f"{name}.json", experiment(name, name, split))
        self.ok(f"{name}.json", lab=lab)
        self.assertEqual(tree(lab.path / name), before, "the data are untouched")
        store = next(p for p in lab.path.rglob("records") if p.is_dir()).parent
        rows = records(store)
        (folder,) = artefacts(store, "records").values()
        classes = json.loads((folder / "info.json").read_text(encoding="utf-8"))["classes"]
        self.assertEqual(classes, OWN_ORDER.get(name, sorted(classes)), "never the order of folders")
        self.assertEqual(len(rows), count)
        self.assertEqual(len({row["group"] for row in rows}) < count, grouped)
        return rows

    def test_all_datasets_are_listed(self):
        done = self.ok("list", "datasets")
        for name in [*FIXTURES, "dicom_folder", "image_folder", "medmnist", "phantom"]:
            self.assertIn(name, done.out)

    def test_an_image_that_cannot_be_read_is_named(self):
        for path, content in FIXTURES["cats_dogs"][0]().items():
            self.lab.write(f"cats_dogs/{path}", content)
        self.lab.write("cats_dogs/PetImages/Cat/3.jpg", drawn_image(3, True)[:60])
        self.lab.write("bad.json", experiment("cats_dogs", "cats_dogs", {"test": 0.3}))
        done = self.lab.run("bad.json")
        self.assertEqual(done.code, 65, str(done))
        self.assertIn("Cat/3.jpg", done.err)

    def test_the_label_views_of_isic2017_are_split_alike(self):
        for path, content in isic2017().items():
            self.lab.write(f"isic2017/{path}", content)
        drawn = {}
        for view in ("three", "two_combined", "two"):
            holdout = {"protocol": "holdout", "test": 0.3}
            self.lab.write("view.json", experiment("isic2017", "isic2017", holdout, labels=view))
            drawn[view] = splits_of(self.ok("plan", "view.json", "--json"))[0]
        self.assertEqual(drawn["three"], drawn["two_combined"])
        for part, ids in drawn["two"].items():
            self.assertLessEqual(set(ids), set(drawn["three"][part]), part)

    def test_a_group_in_two_parts_would_be_seen(self):
        self.assertEqual(shared_groups({"train": ["a", "b"], "test": ["c"]}, {"a": "1", "b": "2", "c": "1"}), ["1"])

    def test_an_unknown_split_is_refused_with_its_line(self):
        self.lab.write("csv_manifest/manifest.csv", "path,label,split\na.png,x,train\nb.png,y,dev\n")
        self.lab.write("bad.json", experiment("csv_manifest", "csv_manifest", OFFICIAL))
        done = self.lab.run("bad.json")
        self.assertEqual(done.code, 65, str(done))
        self.assertIn('manifest.csv:3: column "split" is "dev"', done.err)


def fixture_test(name):
    def test(self):
        rows = self.run_fixture(name)
        other = harness.Lab()
        self.addCleanup(other.remove)
        self.assertEqual(self.run_fixture(name, other, backwards=True), rows, "the order of entries changes nothing")
    return test


for fixture in FIXTURES:
    setattr(Datasets, f"test_{fixture}_runs_from_its_layout_in_any_order", fixture_test(fixture))


@unittest.skipIf(not DATA, "TLHOST_DATA is not set; it names the folder that holds chest-xray/, natural/, blood-cells/")
class RealData(harness.ExperimentTest):
    def planned(self, name, folder, split, count, groups):
        place = Path(DATA).resolve() / folder
        if not place.is_dir():
            self.skipTest(f"{place} is not there")
        self.lab.write("real.json", experiment(name, place, split))
        splits = splits_of(self.ok("plan", "real.json", "--json"))
        store = next(p for p in self.lab.path.rglob("records") if p.is_dir()).parent
        rows = records(store)
        self.assertEqual(len(rows), count)
        group_of = {row["id"]: row["group"] for row in rows}
        self.assertEqual(len(set(group_of.values())), groups)
        self.assertTrue(splits)
        for parts in splits:
            self.assertEqual(sum(map(len, parts.values())), count)
            self.assertTrue(all(parts.values()), "no part is empty")
            self.assertEqual(shared_groups(parts, group_of), [])
        return rows

    def test_chest_xray_is_planned(self):
        rows = self.planned("chest_xray", "chest-xray", OFFICIAL, 600, 600)
        self.assertEqual(sum(row["split"] == "test" for row in rows), 200)

    def test_natural_is_planned(self):
        self.planned("natural_images", "natural", {"test": 0.2}, 4000, 4000)

    def test_blood_cells_are_planned_by_slide(self):
        slides = {p.name.rsplit("_", 1)[0] for p in (Path(DATA) / "blood-cells").rglob("*.jpg")}
        rows = self.planned("blood_cells", "blood-cells", {"test": 0.3}, 600, len(slides))
        self.assertEqual({row["group"] for row in rows}, slides)
        self.assertLess(len(slides), 600)


if __name__ == "__main__":
    harness.main()
