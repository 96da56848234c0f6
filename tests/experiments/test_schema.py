#!/usr/bin/env python3
"""`tlhost schema` says what the program takes: the same files are right, and the same places are wrong."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import harness
from harness import grid, setting
from json_schema import GONE, Walk, beyond, changed, load, places, properties_of

try:
    import jsonschema
except ImportError:
    print("SKIP: python3-jsonschema is not installed (./bootstrap test installs it)", file=sys.stderr)
    sys.exit(harness.SKIPPED)

SOURCE = Path(setting("TLHOST_SOURCE"))
# With these the program need not start itself again: half the time of its hundred starts here.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
COMPONENTS = {"datasets": ["image_folder", "phantom"], "models": ["resnet"],
              "strategies": ["fine_tune", "linear_probe", "svm_features"]}
# What stands for these keys where they are left out is no value that could be written.
WITHOUT_DEFAULT = {"$schema", "note", "output", "train_on", "from", "pretrain", "model", "source", "target", "strategy", "budget",
                   "crop", "weights"}


def shapes_of(kind, name, lab):
    """An entry that gives every parameter of a component its default."""
    entry = {"use": name}
    for parameter in json.loads(lab.run("describe", f"{kind}/{name}", "--json").out)["parameters"]:
        entry[parameter["name"]] = parameter["default"] if not parameter["required"] else "data"
    return entry


def full(lab):
    """A file that has every key, and every parameter of COMPONENTS: of each kind, those that differ in what they take."""
    training = {"epochs": 1, "batch": 16, "optimizer": "sgd", "lr": 0.1, "momentum": 0.5, "weight_decay": 0, "clip": 1,
                "decay_vectors": False, "schedule": "cosine", "warmup": 0.1, "keep": "last", "patience": 1,
                "augment": {"policy": "standard", "crop": 0.25, "flip_vertical": True, "rotate": 180, "scale": 0.2, "brightness": 0.4,
                            "contrast": 0.4, "saturation": 0.4, "hue": 0.1, "cutout": 0.25},
                "mixup": 0.2, "cutmix": 1, "imbalance": {"use": "focal", "gamma": 2}}
    numeric = {"precision": "fp32", "device": "cpu", "threads": 1}
    split = {"protocol": "holdout", "test": 0.4, "validation": 0.2, "seed": 1, "vary": "test", "folds": 5, "repeats": 1,
             "naive": False}
    of = {kind: {name: shapes_of(kind, name, lab) for name in names} for kind, names in COMPONENTS.items()}
    of["datasets"]["skin"] = {"use": "phantom", "domain": "skin", "samples": 60}
    for entry in of["datasets"].values():
        entry.update(note="n", image={"fit": "pad", "window": [4095, 0]}, split=split, limit={"per_class": 50})
    bad_samples = {"policy": "skip", "most": 3, "part": 0.1, "part_of_class": 0.1, "test": True}
    for name, label in (("skin", "benign"), ("image_folder", "bright")):
        of["datasets"][name].update(relabel={label: "other"}, on_bad_sample=bad_samples, follow_links=True)
    for entry in of["models"].values():
        entry.update(note="n", image={"size": 16})
    for entry in of["strategies"].values():
        entry.update(note="n", training=training, numeric=numeric)
    recipe = dict(of["strategies"]["fine_tune"])
    harness.draw_folder(lab, train=6, test=4)
    experiment = {
        "$schema": "schema.json", "format": 1, "name": "full", "note": "n", "plugins": [setting("TLHOST_PLUGINS")],
        "requires": {"org.tlhost.resnet": ">=0.1, <2"},
        "seeds": [1], "image": {"size": 16, "channels": 3, "fit": "crop", "window": [0, 65535]}, **of,
        "sources": {"scratch": {"note": "n", "normalise": "half"}, "file": {"weights": {"resnet": "w.safetensors"}, "least_fill": 0.5},
                    "phantom": {"train_on": ["phantom"], "pretrain": recipe, "seeds": "each", "numeric": numeric,
                                "normalise": {"mean": [0.5, 0.5, 0.5], "std": [1, 1, 1]}},
                    "chain": {"train_on": "image_f*", "from": "phantom"}},
        "targets": ["skin"], "pretrain": recipe, "training": training, "split": split, "select": "accuracy",
        "self": True, "on_bad_sample": bad_samples,
        "audit": {"allow": ["image_folder/train/bright/train_000.png"]}, "numeric": numeric, "budgets": {"per_class": [5], "validation_per_class": 0},
        "store": "store", "output": "out",
        "include": [{"model": "resnet", "source": ["scratch", "ch*"], "target": "skin", "strategy": "*"}],
        "exclude": [{"model": ["resnet"], "source": "scratch", "target": ["skin"], "strategy": "svm_features",
                     "budget": [5, "5*"]}],
    }
    return json.loads(json.dumps(experiment))  # every object once: a change of one changes no other


class SchemaTest(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        self.text = self.ok("schema").out
        self.schema = json.loads(self.text)
        self.validator = jsonschema.Draft7Validator(self.schema)

    def wrong_places(self, experiment):
        """Pointers of what the schema finds wrong."""
        return set().union(*map(places, self.validator.iter_errors(experiment)))

    def said(self, experiment):
        """{(code, pointer)} of what the program finds wrong; empty if it would run."""
        self.lab.write("e.json", experiment)
        done = self.lab.run("plan", "e.json")
        self.assertIn(done.code, (0, 2), str(done))
        found = set(re.findall(r"error\[([A-Z0-9-]+)\]: e\.json.*\n(?:  at: (\S+)\n)?", done.err))
        self.assertEqual(bool(found), done.code == 2, str(done))
        return found


class Form(SchemaTest):
    def test_it_is_a_schema_of_draft_07(self):
        self.assertEqual(self.schema["$schema"], "http://json-schema.org/draft-07/schema#")
        jsonschema.Draft7Validator.check_schema(self.schema)
        with self.assertRaises(jsonschema.SchemaError):  # the check can fail
            jsonschema.Draft7Validator.check_schema({**self.schema, "type": "experiment"})

    def test_it_is_the_same_every_time_and_says_nothing_else(self):
        done = self.ok("schema")
        self.assertEqual((done.out, done.err), (self.text, ""))
        self.assertNotIn(str(Path(setting("TLHOST_PLUGINS")).parent), self.text, "the folders of one machine")

    def test_every_property_has_a_description_and_a_default(self):
        undescribed, without = [], set()
        found = list(properties_of(self.schema))
        self.assertGreater(len(found), 100)
        for path, schema in found:
            if schema is True or set(schema) <= {"minItems", "maxItems", "properties", "additionalProperties"}:
                continue  # conditions on what is described elsewhere
            if not schema.get("description"):
                undescribed.append(path)
            elif "default" not in schema and "(default: " not in schema["description"]:
                without.add(path.rsplit("/", 1)[1])
        self.assertEqual(undescribed, [])
        needed = {key for schema in every_object(self.schema) for key in schema.get("required", [])}
        self.assertEqual(without - needed - WITHOUT_DEFAULT, set())

    def test_defaults_are_values_that_the_schema_takes(self):
        for path, schema in properties_of(self.schema):
            if isinstance(schema, dict) and "default" in schema:
                resolved = {**schema, "definitions": self.schema["definitions"]}
                errors = [e.message for e in jsonschema.Draft7Validator(resolved).iter_errors(schema["default"])]
                self.assertEqual(errors, [], path)

    def test_without_plugins_no_entry_is_right(self):
        schema = json.loads(self.ok("schema", plugins=[]).out)
        jsonschema.Draft7Validator.check_schema(schema)
        self.assertFalse(jsonschema.Draft7Validator(schema).is_valid(grid("e")))


def every_object(schema):
    """Every schema but those that are conditions."""
    if isinstance(schema, dict):
        yield schema
        schema = [item for key, item in schema.items() if key != "if"]
    if isinstance(schema, list):
        for item in schema:
            yield from every_object(item)


class Files(SchemaTest):
    def test_every_experiment_file_of_the_tree_is_right(self):
        checked = 0
        listed = subprocess.run(["git", "ls-files", "*.json", "*.jsonc"], cwd=SOURCE, capture_output=True, text=True)
        names = listed.stdout.split() or [str(p.relative_to(SOURCE)) for top in ("examples", "tests")
                                          for p in sorted((SOURCE / top).rglob("*.json*"))]
        for name in names:
            experiment = load((SOURCE / name).read_text(encoding="utf-8"))
            if not isinstance(experiment, dict) or "format" not in experiment:
                continue
            wrong = self.wrong_places(experiment)
            if name.startswith(("examples/out_of_tree_plugin/", "host/scaffold/templates/")):
                self.assertEqual(len(wrong), 1, name)  # their plugin is not one of the build's
                self.assertRegex(wrong.pop(), r"/(rings|plugin_name)/use$")
            self.assertEqual(wrong, set(), name)
            checked += 1
        self.assertGreaterEqual(checked, 6)

    def test_the_example_of_the_readme_is_right(self):
        blocks = re.findall(r"```json\n(.*?)```", (SOURCE / "README.md").read_text(encoding="utf-8"), re.S)
        experiments = [e for e in map(load, blocks) if "format" in e]
        self.assertTrue(experiments)
        for experiment in experiments:
            self.assertEqual(self.wrong_places(experiment), set())


class EveryKey(SchemaTest):
    """One file that has all keys: whatever is made wrong in it, schema and program see it at the same place."""

    # The program goes on and finds, elsewhere, that a name which was destroyed is referred to.
    FOLLOWS = {"SPEC-UNKNOWN-NAME", "SPEC-EMPTY", "PARAMETER-PATH", "SPEC-CONFLICT"}

    def setUp(self):
        super().setUp()
        self.full = full(self.lab)
        self.walk = Walk(self.schema).of(self.full)

    def same_places(self, changes):
        self.assertTrue(changes)
        experiment = changed(self.full, *changes)
        said = self.said(experiment)
        expected = {pointer for pointer, _ in changes}
        self.assertEqual(self.wrong_places(experiment), expected)
        self.assertEqual({pointer for code, pointer in said if code not in self.FOLLOWS}, expected, said)

    def test_the_file_has_every_key_of_the_schema_and_is_right(self):
        self.assertEqual(self.walk.missing(), set(), "a new key: add it to full()")
        self.assertEqual(self.wrong_places(self.full), set())
        self.assertEqual(self.said(changed(self.full, ("/sources/file/weights", GONE), ("/sources/file/least_fill", GONE))), set())  # there is no such file

    def test_null_is_wrong_everywhere(self):
        pointers = [pointer for pointer, schema, _ in self.walk.leaves
                    if not pointer.endswith("/use") and "null" not in schema["type"]]
        self.assertGreater(len(pointers), 150)
        self.same_places([(pointer, None) for pointer in pointers])

    def test_no_word_stands_for_another(self):
        self.same_places([(pointer, "no_such_word") for pointer, schema, _ in self.walk.leaves
                          if "enum" in schema and isinstance(schema["enum"][0], str) and not pointer.endswith("/use")])

    def test_numbers_end_where_the_schema_says(self):
        turns = [[], []]
        for pointer, schema, value in self.walk.leaves:
            for turn, number in zip(turns, beyond(schema)):
                turn.append((pointer, number))
        for changes in turns:
            self.assertGreater(len(changes), 10)
            self.same_places(changes)

    def test_an_unknown_key_is_refused_in_every_object(self):
        objects = [where for where, keys, _ in self.walk.offered.values() if keys]
        self.assertGreater(len(objects), 20)
        self.same_places([(f"{where}/no_such_key", 1) for where in objects])


# Each makes the small file wrong in one place, and the schema must say so exactly where the program does.
WRONG = {
    # the file
    "format left out": ("/format", GONE),
    "format 2": ("/format", 2),
    "format as a string": ("/format", "1"),
    "name left out": ("/name", GONE),
    "name with a blank": ("/name", "two words"),
    "name that begins with a dot": ("/name", ".e"),
    "empty name": ("/name", ""),
    "name as a number": ("/name", 1),
    "note as a number": ("/note", 1),
    "unknown key of the file": ("/seed", 1),
    "key in capitals": ("/Seeds", 1),
    "no seeds": ("/seeds", 0),
    "too many seeds": ("/seeds", 100001),
    "half a seed": ("/seeds", 1.5),
    "seeds as a string": ("/seeds", "6"),
    "an empty list of seeds": ("/seeds", []),
    "a negative seed": ("/seeds", [1, -1]),
    "a seed twice": ("/seeds", [1, 2, 1]),
    "a seed twice, written differently": ("/seeds", [1, 1.0]),
    "plugins as a string": ("/plugins", "plugins"),
    "an empty path of plugins": ("/plugins", [""]),
    "a number among plugins": ("/plugins", [1]),
    "select of another figure": ("/select", "f1"),
    "self as a number": ("/self", 1),
    "store as a list": ("/store", ["a"]),
    "an empty store": ("/store", ""),
    "output as null": ("/output", None),
    # tables and names
    "datasets left out": ("/datasets", GONE),
    "datasets as a list": ("/datasets", []),
    "no models": ("/models", {}),
    "no strategies": ("/strategies", {}),
    "a dataset's name with a tilde": ("/datasets/a~b", {"use": "phantom", "domain": "skin"}),
    "an entry as a string": ("/models/resnet18", "resnet"),
    "targets left out": ("/targets", GONE),
    "no targets": ("/targets", []),
    "targets as a number": ("/targets", 1),
    "a number among targets": ("/targets", ["skin", 1]),
    "a target that no name can match": ("/targets", "sk in"),
    # entries and parameters
    "use left out": ("/models/resnet18/use", GONE),
    "use as a number": ("/models/resnet18/use", 1),
    "unknown component": ("/models/resnet18/use", "alexnet"),
    "a component of another kind": ("/models/resnet18/use", "fine_tune"),
    "a component with its kind": ("/models/resnet18/use", "models/resnet"),
    "a component of another plugin": ("/models/resnet18/use", "org.tlhost.phantom/resnet"),
    "unknown parameter": ("/models/resnet18/dept", 18),
    "parameter of another component": ("/models/resnet18/samples", 18),
    "parameter out of its range": ("/datasets/skin/samples", 1),
    "parameter as a string": ("/datasets/skin/samples", "many"),
    "parameter that is not whole": ("/datasets/skin/samples", 60.5),
    "parameter as a list": ("/datasets/skin/samples", [60]),
    "parameter that is no choice": ("/datasets/skin/domain", "skim"),
    "reserved word": ("/datasets/skin/tag", "x"),
    "reserved word of another entry": ("/datasets/skin/training", {}),
    "for": ("/datasets/skin/for", {"a": [1]}),
    "limit": ("/datasets/skin/limit", 10),
    "relabel without a class": ("/datasets/skin/relabel", {}),
    "relabel to a number": ("/datasets/skin/relabel", {"benign": 1}),
    "relabel to nothing": ("/datasets/skin/relabel", {"benign": ""}),
    "on_bad_sample of another word": ("/datasets/skin/on_bad_sample", "ignore"),
    "on_bad_sample without policy": ("/datasets/skin/on_bad_sample", {"part": 0.1}),
    "on_bad_sample of all samples": ("/datasets/skin/on_bad_sample", {"policy": "skip", "part": 1}),
    "on_bad_sample as a flag": ("/on_bad_sample", True),
    "follow_links as a word": ("/datasets/skin/follow_links", "yes"),
    "relabel of a model": ("/models/resnet18/relabel", {"a": "b"}),
    "search": ("/strategies/svm/search", {}),
    "after": ("/strategies/svm/after", "probe"),
    # values
    "image too small": ("/image/size", 7),
    "image too large": ("/image/size", 1025),
    "a list of sizes": ("/image/size", [16, 32]),
    "two channels": ("/image/channels", 2),
    "unknown fit": ("/image/fit", "squeeze"),
    "a window of one number": ("/image/window", [255]),
    "a window of three numbers": ("/datasets/skin/image", {"window": [0, 7, 9]}),
    "a window of words": ("/image/window", ["black", "white"]),
    "fit of a model": ("/models/resnet18/image", {"fit": "pad"}),
    "size of a dataset": ("/datasets/skin/image", {"size": 16}),
    "one fold": ("/split", {"protocol": "folds", "folds": 1}),
    "no repeat": ("/split", {"repeats": 0}),
    "all records in test": ("/split", {"test": 1}),
    "unknown key of split": ("/split", {"tests": 0.2}),
    "no epochs": ("/training/epochs", 0),
    "epochs as a string": ("/training/epochs", "1"),
    "no learning rate": ("/training/lr", 0),
    "adam": ("/training/optimizer", "adam"),
    "momentum 1": ("/training/momentum", 1),
    "unknown policy": ("/training/augment", "flip"),
    "policy left out": ("/training/augment", {"crop": 0.1}),
    "crop too large": ("/training/augment", {"policy": "flips", "crop": 0.6}),
    "more than any angle": ("/training/augment", {"policy": "none", "rotate": 360}),
    "imbalance without a word": ("/training/imbalance", {"gamma": 2}),
    "an unknown sampler": ("/training/imbalance", "balanced"),
    "mixup below 0": ("/training/mixup", -0.2),
    "no threads": ("/numeric", {"threads": 0}),
    "unknown precision": ("/numeric", {"precision": "fp16"}),
    "unknown device": ("/numeric", {"device": "cuda:0"}),
    "training of a strategy": ("/strategies/svm/training", {"batch": 0}),
    "an unknown strategy as recipe": ("/pretrain", {"use": "fine_tun"}),
    "a recipe without use": ("/pretrain", {"training": {"epochs": 1}}),
    "a parameter of the recipe": ("/pretrain", {"use": "fine_tune", "head_lr": 0}),
    # sources
    "no source": ("/sources", {}),
    "unknown key of a source": ("/sources/natural/use", "fine_tune"),
    "train_on as a number": ("/sources/natural/train_on", 1),
    "train_on as an empty list": ("/sources/natural/train_on", []),
    "from without train_on": ("/sources/scratch", {"from": "natural"}),
    "from as a list": ("/sources/natural/from", ["scratch"]),
    "seeds without train_on": ("/sources/scratch/seeds", "each"),
    "pretrain without train_on": ("/sources/scratch/pretrain", {"use": "fine_tune"}),
    "numeric without train_on": ("/sources/scratch/numeric", {"threads": 1}),
    "seeds of a source as a number": ("/sources/natural/seeds", 2),
    "normalise with from": ("/sources/natural", {"train_on": "natural", "from": "scratch", "normalise": "half"}),
    "unknown normalise": ("/sources/scratch/normalise", "zscore"),
    "normalise without std": ("/sources/scratch/normalise", {"mean": [0, 0, 0]}),
    "normalise of one channel": ("/sources/scratch/normalise", {"mean": [0], "std": [1]}),
    "normalise with a deviation of 0": ("/sources/scratch/normalise", {"mean": [0, 0, 0], "std": [1, 0, 1]}),
    "weights as a list": ("/sources/scratch/weights", ["w.safetensors"]),
    "weights of no model": ("/sources/scratch/weights", {}),
    "weights at an empty path": ("/sources/scratch/weights", {"resnet18": ""}),
    "an unknown word in weights": ("/sources/scratch/weights", "{modell}.safetensors"),
    "least_fill without weights": ("/sources/scratch/least_fill", 0.5),
    "weights and from": ("/sources/natural", {"train_on": "natural", "from": "scratch", "weights": "w.safetensors"}),
    "without_target": ("/sources/natural/without_target", True),
    # cells
    "include as an object": ("/include", {"model": "resnet18"}),
    "an empty filter": ("/exclude", [{}]),
    "unknown key of a filter": ("/exclude", [{"models": "resnet18"}]),
    "a flag as the budget of a filter": ("/exclude", [{"budget": True}]),
    "no name in a filter": ("/exclude", [{"strategy": []}]),
    "requires something else than an object": ("/requires", ["tlhost"]),
    "versions that are no comparison": ("/requires", {"org.tlhost.resnet": "0.1"}),
    "a version of four numbers": ("/requires", {"org.tlhost.resnet": ">=0.1.0.0"}),
    "a version as a number": ("/requires", {"org.tlhost.resnet": 0.1}),
    "a plugin id in capitals": ("/requires", {"Org.tlhost": ">=0.1"}),
    "budgets": ("/budgets", [10]),
    "no budget": ("/budgets", {"per_class": []}),
    "a budget of nothing": ("/budgets", {"per_class": [0]}),
    "a budget in words": ("/budgets", {"per_class": "most"}),
    "devices": ("/devices", ["cpu"]),
}

# Each is right, for the schema and for the program.
RIGHT = {
    "as it is": (),
    "format as a real number": ("/format", 1.0),
    "seeds as a real number": ("/seeds", 1e0),
    "a large seed": ("/seeds", [2 ** 53]),
    "no plugins of the file's own": ("/plugins", []),
    "nothing in include and exclude": ("/include", []),
    "versions between two": ("/requires", {"org.tlhost.resnet": ">=0.1.0 , <9"}),
    "a schema": ("/$schema", "anything"),
    "a note in an entry": ("/datasets/skin/note", "n"),
    "a component with its plugin": ("/models/resnet18/use", "org.tlhost.resnet/resnet"),
    "a whole number where a real one is": ("/training/lr", 1),
    "a real number that is whole": ("/training/epochs", 1.0),
    "targets as one pattern": ("/targets", "sk*"),
    "targets as patterns that match one": ("/targets", ["sk?n", "skin"]),
    "train_on as a list": ("/sources/natural/train_on", ["natur*"]),
    "a recipe": ("/pretrain", {"use": "org.tlhost.fine_tune/fine_tune", "training": {"augment": "flips"}}),
    "normalise with one number a channel": ("/sources/scratch/normalise", {"mean": [0, 0, 0], "std": [1, 1, 1]}),
    "a filter with patterns": ("/exclude", [{"strategy": ["svm*"], "source": "scratch"}]),
    "an augmentation with its crop": ("/training/augment", {"policy": "flips", "crop": 0.5}),
    "any angle": ("/training/augment", {"policy": "none", "rotate": 180}),
    "a sampler": ("/training/imbalance", "oversample"),
    "a loss with the usual gamma": ("/training/imbalance", {"use": "focal"}),
    "values from 0 to 255": ("/sources/scratch/normalise", "none"),
}

# What a schema cannot say: right for it, and refused by the program with this code.  docs/experiment-file.md has the list.
BEYOND_A_SCHEMA = {
    "a name that no entry has": ("/targets", ["skim"], "SPEC-UNKNOWN-NAME"),
    "a pattern that matches nothing": ("/exclude", [{"model": "vgg*"}], "SPEC-UNKNOWN-NAME"),
    "weights of a model that there is not": ("/sources/scratch/weights", {"vgg": "w.pth"}, "SPEC-UNKNOWN-KEY"),
    "sources in a circle": ("/sources/natural", {"train_on": "natural", "from": "natural"}, "SPEC-CYCLE"),
    "several datasets in one source": ("/sources/natural/train_on", ["natural", "skin"], "SPEC-NOT-YET"),
    "a gamma without the focal loss": ("/training/imbalance", {"use": "class_weight", "gamma": 2}, "SPEC-CONFLICT"),
    "a window without an extent": ("/datasets/skin/image", {"window": [7, 7]}, "SPEC-RANGE"),
    "mixed images in batches of one": ("/training", {"batch": 1, "mixup": 0.2}, "SPEC-CONFLICT"),
    "parts that leave nothing to train on": ("/split", {"test": 0.6, "validation": 0.5}, "SPEC-CONFLICT"),
    "a number that no 64 bits hold": ("/seeds", [2 ** 64], "JSON-NUMBER"),
    "a file that is not there": ("/datasets/skin", {"use": "image_folder", "root": "nowhere"}, "PARAMETER-PATH"),
    "a device that this version cannot use": ("/numeric", {"device": "cuda"}, "NUMERIC-DEVICE"),
    "a plugin that is too old": ("/requires", {"org.tlhost.resnet": ">=99"}, "REQUIRES-VERSION"),
    "NUL in a string": ("/note", "a\0b", "JSON-NUL"),
}


class Verdicts(SchemaTest):
    def setUp(self):
        super().setUp()
        self.small = grid("e", seeds=1, strategies={"svm": {"use": "svm_features"}})

    def test_what_is_wrong_is_wrong_for_both(self):
        self.assertGreaterEqual(len(WRONG), 60)
        for words, change in WRONG.items():
            with self.subTest(words):
                experiment = changed(self.small, change)
                self.assertFalse(self.validator.is_valid(experiment), "the schema takes it")
                self.assertTrue(self.said(experiment), "the program takes it")

    def test_a_schema_that_drifts_from_the_program_is_seen(self):
        for where, key, value in (("training", "epochs", {"type": "integer"}), ("image", "channels", {}),
                                  ("source", "seeds", {"type": ["string", "integer"]})):
            drifted = json.loads(self.text)
            drifted["definitions"][where]["properties"][key] = value
            validator = jsonschema.Draft7Validator(drifted)
            taken = [words for words, change in WRONG.items() if validator.is_valid(changed(self.small, change))]
            self.assertTrue(taken, f"no change of WRONG tells {where}.{key}")

    def test_what_is_right_is_right_for_both(self):
        for words, change in RIGHT.items():
            with self.subTest(words):
                experiment = changed(self.small, change) if change else self.small
                self.assertEqual(self.wrong_places(experiment), set())
                self.assertEqual(self.said(experiment), set())

    def test_what_a_schema_cannot_say_is_this(self):
        for words, (pointer, value, code) in BEYOND_A_SCHEMA.items():
            with self.subTest(words):
                experiment = changed(self.small, (pointer, value))
                self.assertTrue(self.validator.is_valid(experiment))
                self.assertIn(code, {code for code, _ in self.said(experiment)})

    def test_channels_decide_how_many_numbers_normalise_has(self):
        grey = changed(self.small, ("/image", {"size": 16, "channels": 1}))
        for count, right in ((1, True), (3, False)):
            experiment = changed(grey, ("/sources/scratch/normalise", {"mean": [0] * count, "std": [1] * count}))
            self.assertEqual(self.validator.is_valid(experiment), right)
            self.assertEqual(self.said(experiment) == set(), right)


class Describe(SchemaTest):
    def test_the_schema_of_each_component_takes_its_entries_and_no_others(self):
        for kind in COMPONENTS:
            for name in harness.shipped(kind):
                schema = json.loads(self.ok("describe", f"{kind}/{name}", "--json-schema").out)
                jsonschema.Draft7Validator.check_schema(schema)
                validator = jsonschema.Draft7Validator(schema)
                entry = shapes_of(kind, name, self.lab)
                self.assertEqual([e.message for e in validator.iter_errors(entry)], [], name)
                self.assertTrue(validator.is_valid({**entry, "use": f"org.tlhost.{name}/{name}", "note": "n"}))
                for wrong in ({**entry, "no_such_key": 1}, {**entry, "use": "another"}, {**entry, "note": 1}, {}):
                    self.assertFalse(validator.is_valid(wrong), f"{name}: {wrong}")

    def test_a_misspelt_component_has_no_schema(self):
        for form in ("--json-schema", "--markdown"):
            self.refused(2, "COMPONENT-UNKNOWN", 'did you mean "models/resnet"?',
                         arguments=["describe", "models/resnett", form])

    def test_the_page_of_a_component_has_its_parameters_and_an_example(self):
        page = self.ok("describe", "datasets/image_folder", "--markdown").out
        self.assertTrue(page.startswith("# datasets/image_folder\n"), page)
        self.assertRegex(page, r"\| `root` \| path \| \*\*required\*\* \|")
        (example,) = re.findall(r"```json\n(.*?)```", page, re.S)
        entry = json.loads("{" + example + "}")["datasets"]["my_image_folder"]
        self.assertEqual(entry["use"], "image_folder")
        self.assertEqual(self.wrong_places(changed(grid("e"), ("/datasets/natural", entry))), set())

    def test_the_page_of_all_components_is_up_to_date(self):
        made = subprocess.run([sys.executable, "-B", str(SOURCE / "tools/components_page.py"), setting("TLHOST_BIN"),
                               setting("TLHOST_PLUGINS")], capture_output=True, text=True, check=True).stdout
        for kind in COMPONENTS:
            for name in harness.shipped(kind):
                self.assertIn(f"## {kind}/{name}\n", made)
        self.assertEqual((SOURCE / "docs/components.md").read_text(encoding="utf-8"), made,
                         "make it again: tools/components_page.py BIN PLUGINS > docs/components.md")


if __name__ == "__main__":
    harness.main()
