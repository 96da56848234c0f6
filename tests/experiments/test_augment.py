#!/usr/bin/env python3
"""Training on changed, mixed and resampled images: the same bytes in any order of work, after a kill, and from the store."""
import json
import math
import zlib

import harness
from harness import artefacts, drawn_image, folder_experiment, grid, jobs_of, kill, noise_image, results_of, wait_until

EVERYTHING = {"policy": "standard", "flip_vertical": True, "rotate": 180, "scale": 0.2, "brightness": 0.3, "contrast": 0.3,
              "saturation": 0.3, "hue": 0.05, "cutout": 0.25}
# Each strategy trains in its own way.
WAYS = {
    "plain": {},
    "changed": {"augment": EVERYTHING},
    "turned": {"augment": {"policy": "none", "rotate": 180}},
    "mixed": {"mixup": 0.4, "cutmix": 1, "imbalance": "class_weight"},
    "balanced": {"imbalance": "balanced_sampler"},
    "filled": {"imbalance": "oversample"},
    "focal": {"imbalance": {"use": "focal", "gamma": 2}},
    "all": {"augment": EVERYTHING, "mixup": 0.2, "cutmix": 0.5, "imbalance": "oversample"},
}


def all_ways(name, **changes):
    strategies = {way: {"use": "fine_tune", "training": training} for way, training in WAYS.items()}
    strategies["probe"] = {"use": "linear_probe", "training": WAYS["all"]}
    datasets = {"natural": {"use": "phantom", "domain": "natural", "samples": 48, "split": {"test": 0, "validation": 0.2}},
                "uneven": {"use": "image_folder", "root": "data", "split": {"test": 0.3, "validation": 0.2}}}
    return grid(name, seeds=1, datasets=datasets, targets=["uneven"], sources={"natural": {"train_on": "natural", "normalise": "none"}}, strategies=strategies,
                training={"epochs": 2, "batch": 8}, pretrain={"use": "fine_tune", "training": WAYS["all"]}, **changes)


def draw_target(lab):
    for label, count in (("bright", 26), ("dark", 12)):
        for i in range(count):
            lab.write(f"data/{label}/i{i:03}.png", drawn_image(1000 * len(label) + i, label == "bright"))


def computed(store):
    """What was computed; records know the folder that they lie in, and so they differ."""
    return results_of(store, kinds=("pixels", "features", "fit", "predict"))


class Ways(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        draw_target(cls.base)
        cls.base.write("e.json", all_ways("e"))
        done = cls.base.run("--jobs", "1", "e.json")
        if done.code != 0:
            raise AssertionError(str(done))
        cls.results = computed(cls.base.path / ".tlhost")

    def test_every_way_trains_another_network(self):
        weights = {digest for path, digest in self.results.items() if path.startswith("fit/") and path.endswith("/weights.safetensors")}
        self.assertEqual(len(weights), 1 + len(WAYS) + 1)  # the source, each way, the probe
        for path in artefacts(self.base.path / ".tlhost", "fit").values():
            self.assertEqual(json.loads((path / "preprocess.json").read_text()), {"mean": [0, 0, 0], "std": [1 / 255] * 3})

    def test_what_is_switched_off_is_in_no_key(self):
        keys = [json.loads((path / "key.json").read_text())["training"]
                for path in artefacts(self.base.path / ".tlhost", "fit").values()]
        plain = [key for key in keys if key["augment"] == {"crop": 0, "flip": False} and not key["class_weight"]]
        self.assertEqual(sorted(set().union(*plain) - set(min(plain, key=len))), ["focal", "sampler"])
        self.assertIn({"crop": 0, "flip": False, "rotate": 180}, [key["augment"] for key in keys])

    def test_workers_and_a_kill_change_no_byte(self):
        draw_target(self.lab)
        self.lab.write("e.json", all_ways("e"))
        store = self.lab.path / ".tlhost"
        process = self.lab.start("--jobs", "2", "e.json")
        wait_until(lambda: len(artefacts(store, "fit")) >= 3 or process.poll() is not None, "three fits")
        kill(process)
        self.ok("--jobs", "2", "e.json")
        self.assertEqual(computed(store), self.results)

    def test_a_second_run_finds_everything(self):
        again = self.ok("e.json", lab=self.base)
        self.assertEqual(jobs_of(again), [])


def draw_uneven(lab, bright, dark, test):
    """Training images of two classes, and test images, of 20 x 20 pixels; the names of the training images."""
    names = []
    for label, count in (("bright", bright), ("dark", dark)):
        for i in range(count):
            names.append(f"data/train/{label}/i{i:03}.png")
            lab.write(names[-1], drawn_image(i, label == "bright"))
        for i in range(6):
            lab.write(f"data/test/{label}/t{i:03}.png", test(1000 * len(label) + i))
    return names


def grey_values(lab, names):
    """All grey levels of PNGs that harness.grey_png wrote."""
    values = []
    for name in names:
        data = (lab.path / name).read_bytes()
        length = int.from_bytes(data[33:37], "big")
        lines = zlib.decompress(data[41:41 + length])
        values += [v for y in range(20) for v in lines[21 * y + 1:21 * y + 21]]
    return values


class Statistics(harness.ExperimentTest):
    def normalise(self, lab):
        """What the only fit in the lab's store subtracts and divides by."""
        experiment = folder_experiment("s", seeds=1, strategies={"filled": {"use": "fine_tune"}},
                                       training={"epochs": 1, "batch": 8, "imbalance": "oversample"})
        experiment["image"]["size"] = 20
        experiment["datasets"]["blobs"]["split"]["validation"] = 0
        lab.write("s.json", experiment)
        self.ok("s.json", lab=lab)
        (fit,) = artefacts(lab.path / ".tlhost", "fit").values()
        return json.loads((fit / "preprocess.json").read_text())

    def test_they_are_those_of_the_training_part_each_image_once(self):
        names = draw_uneven(self.lab, 9, 4, noise_image)
        values = grey_values(self.lab, names)
        mean = sum(values) / len(values) / 255
        deviation = math.sqrt(sum((v / 255 - mean)**2 for v in values) / len(values))
        found = self.normalise(self.lab)
        self.assertAlmostEqual(found["mean"][0], mean, places=12)
        self.assertAlmostEqual(found["std"][0], deviation, places=12)
        other = harness.Lab()
        self.addCleanup(other.remove)
        draw_uneven(other, 9, 4, lambda i: drawn_image(i, True))  # another test part
        self.assertEqual(self.normalise(other), found)


if __name__ == "__main__":
    harness.main()
