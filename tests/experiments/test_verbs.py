#!/usr/bin/env python3
"""The verbs that only look, and what goes to stdout and what to stderr."""
import collections
import json
import shutil
from pathlib import Path

import harness
from harness import artefacts, draw_folder, folder_experiment, grid, setting, tree

COMPONENTS = ["datasets/image_folder", "datasets/phantom", "models/resnet", "strategies/fine_tune",
              "strategies/linear_probe", "strategies/svm_features"]


class List(harness.ExperimentTest):
    def test_list_shows_each_component_with_its_plugin_and_one_line(self):
        done = self.ok("list")
        self.assertEqual(done.err, "")
        lines = {line.split()[0]: line for line in done.out.splitlines()}
        for name in COMPONENTS:
            self.assertRegex(lines.get(name, ""), rf"^{name} +org\.tlhost\.{name.split('/')[1]} \d+\.\d+\.\d+  +\w.+")

    def test_list_json_has_the_same(self):
        found = json.loads(self.ok("list", "--json").out)
        by_name = {f"{c['kind']}/{c['name']}": c for c in found["components"]}
        plugins = {p["id"]: p for p in found["plugins"]}
        for name in COMPONENTS:
            component = by_name[name]
            self.assertEqual(component["plugin"], f"org.tlhost.{name.split('/')[1]}")
            self.assertRegex(component["version"], r"^\d+\.\d+\.\d+$")
            self.assertNotIn("\n", component["summary"])
            self.assertTrue(component["summary"])
            self.assertTrue(Path(plugins[component["plugin"]]["path"]).is_file())

    def test_list_of_a_kind_shows_only_that_kind(self):
        names = [line.split()[0] for line in self.ok("list", "datasets").out.splitlines()]
        self.assertEqual([n for n in names if not n.startswith("datasets/")], [])
        self.assertIn("datasets/image_folder", names)
        self.refused(2, "USAGE", "dataset", 'did you mean "datasets"?', arguments=["list", "dataset"])

    def test_list_rejected_names_the_file_and_why(self):
        folder = self.lab.path / "plugins"
        shutil.copytree(setting("TLHOST_PLUGINS"), folder)
        self.lab.write("plugins/garbage.so", "no library at all")
        done = self.ok("list", "--rejected", plugins=[folder])
        lines = [line for line in done.out.splitlines() if line.startswith("rejected")]
        self.assertEqual(len(lines), 1, done.out)
        self.assertIn(str(folder / "garbage.so") + ": ", lines[0])
        rejected = json.loads(self.ok("list", "--rejected", "--json", plugins=[folder]).out)["rejected"]
        self.assertEqual([r["path"] for r in rejected], [str(folder / "garbage.so")])
        self.assertTrue(rejected[0]["reason"])
        self.assertTrue(rejected[0]["remedy"])
        self.assertNotIn("rejected", self.ok("list", plugins=[folder]).out)


class Describe(harness.ExperimentTest):
    def test_describe_has_type_default_range_unit_and_meaning(self):
        done = self.ok("describe", "strategies/fine_tune")
        header = next(line for line in done.out.splitlines() if line.startswith("parameter"))
        self.assertEqual(header.split(), ["parameter", "type", "default", "range", "unit", "meaning"])
        row = next(line for line in done.out.splitlines() if line.startswith("head_lr"))
        self.assertRegex(row, r"^head_lr +real +1 +0 < x +\S.* +learning rate of the head")

    def test_describe_json_has_the_same(self):
        found = json.loads(self.ok("describe", "strategies/fine_tune", "--json").out)
        self.assertEqual((found["kind"], found["name"], found["plugin"]),
                         ("strategies", "fine_tune", "org.tlhost.fine_tune"))
        (parameter,) = [p for p in found["parameters"] if p["name"] == "head_lr"]
        self.assertEqual((parameter["type"], parameter["default"], parameter["range"]), ("real", 1, "0 < x"))
        self.assertTrue(parameter["unit"])
        self.assertTrue(parameter["doc"])

    def test_a_misspelt_component_is_answered_with_the_nearest(self):
        self.refused(2, "COMPONENT-UNKNOWN", "strategies/fine_tun:", 'did you mean "strategies/fine_tune"?',
                     arguments=["describe", "strategies/fine_tun"])


class DescribeNetwork(harness.ExperimentTest):
    #: multiply-adds in 1e9 and parameters that torchvision publishes, for 224 pixels and 1000 classes
    PUBLISHED = {"vgg": ({"depth": 16}, 15.47, 138357544), "resnet": ({"depth": 50}, 4.09, 25557032),
                 "vit": ({"variant": "b_16"}, 17.56, 86567656)}

    def test_networks_have_the_published_multiply_adds_and_parameters(self):
        for name, (parameters, work, count) in self.PUBLISHED.items():
            self.lab.write("config.json", {f"models/{name}": parameters})
            network = json.loads(self.ok("describe", f"models/{name}", "--json", "--config", "config.json").out)["network"]
            self.assertEqual((network["channels"], network["image_size"], network["classes"]), (3, 224, 1000))
            self.assertAlmostEqual(network["multiply_adds"] / 1e9 / work, 1, delta=0.02, msg=name)
            self.assertEqual(network["parameters"], count, name)
            for key in ("parameters", "multiply_adds"):
                self.assertEqual(sum(stage[key] for stage in network["stages"]), network[key])

    def test_the_stages_are_a_table_behind_the_parameters(self):
        done = self.ok("describe", "models/simple_cnn", "--size", "32", "--channels", "1", "--classes", "2")
        _, table = done.out.split("\nFor one image of 1 x 32 x 32 and 2 classes:\n\n")
        rows = [line.split("  ") for line in table.splitlines()]
        self.assertEqual([row[0] for row in rows],
                         ["stage", "block1", "block2", "block3", "block4", "pool", "head", "all"])
        # 49 x 32 weights and two of the norm; 49 x 32 products for each of 32 x 32 places
        self.assertRegex(table, r"\nblock1 +32 x 16 x 16 +1632 +1\.61 M\n")
        self.assertRegex(table, r"\nhead +2 +514 +512\n")

    def test_what_cannot_be_built_as_wished_is_refused_and_as_it_stands_said(self):
        self.refused(2, "DESCRIBE-MODEL", "image size is 50 pixels; expected a multiple of the patch's 16",
                     arguments=["describe", "models/vit", "--size", "50"])
        self.refused(2, "DESCRIBE-MODEL", "it is no model", arguments=["describe", "datasets/phantom", "--size", "50"])
        self.lab.write("config.json", {"models/vit": {"variant": "b_17"}})
        self.refused(2, "PARAMETER-VALUE", "variant", arguments=["describe", "models/vit", "--config", "config.json"])
        done = self.ok("describe", "models/torchscript")
        self.assertIn('Its stages cannot be shown: its parameter "file" is required; give it by --config FILE.json', done.out)
        found = json.loads(self.ok("describe", "models/torchscript", "--json").out)
        self.assertIn('"file" is required', found["network"]["reason"])
        self.assertNotIn("network", json.loads(self.ok("describe", "datasets/phantom", "--json").out))


class VersionAndHelp(harness.ExperimentTest):
    def test_version_is_one_line(self):
        self.assertRegex(self.ok("--version", plugins=[]).out, r"^tlhost \d+\.\d+\.\d+\n$")

    def test_help_names_the_verbs_the_options_and_the_exit_codes(self):
        done = self.ok("--help", plugins=[])
        self.assertEqual(done.err, "")
        for word in ("plan", "list", "describe", "--plugins", "--jobs", "--no-feature-cache", "--quiet", "--verbose",
                     "--version", "65", "69", "73", "75", "130", "143"):
            self.assertIn(word, done.out)
        self.assertNotIn("{", done.out, "the parser's own notation is no help")


class Plan(harness.ExperimentTest):
    def test_plan_prints_every_job_with_key_and_state_and_computes_nothing(self):
        self.lab.write("e.json", grid("e"))
        done = self.ok("plan", "e.json")
        *jobs, last = done.out.splitlines()
        self.assertEqual(len(jobs), 25)
        for job in jobs:
            self.assertRegex(job, r"^to run  [0-9a-f]{12}  (fit|predict) \w+ -> \w+, resnet18, \w+, seed \d  time")
        self.assertRegex(last, r"^25 jobs, 25 to run, .*; plan [0-9a-f]{12}$")
        self.assertEqual(self.ok("plan", "e.json").out, done.out, "byte-stable")
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})

    def test_a_limited_dataset_gives_whole_groups_of_at_most_so_many_records_of_each_class(self):
        experiment = folder_experiment("e", datasets={"blobs": {"use": "image_folder", "root": "data", "channels": 1,
                                                                "limit": {"per_class": 9}}})
        draw_folder(self.lab, parts=False)
        self.lab.write("e.json", experiment)
        for split in json.loads(self.ok("plan", "--json", "e.json").out)["plan"]["splits"]:
            ids = split["train"] + split["validation"] + split["test"]
            self.assertEqual(collections.Counter(name.split("/")[0] for name in ids), {"bright": 9, "dark": 9})
        experiment["datasets"]["blobs"]["limit"]["per_class"] = 0
        self.lab.write("e.json", experiment)
        self.refused(2, "SPEC-RANGE", "/datasets/blobs/limit/per_class", arguments=["plan", "e.json"])

    def test_plan_json_has_all_keys_and_states_and_is_byte_stable(self):
        self.lab.write("e.json", grid("e"))
        text = self.ok("plan", "--json", "e.json").out
        found = json.loads(text)
        self.assertEqual(found["states"], ["to run"] * 25)
        keys = [job["key"] for job in found["plan"]["jobs"]]
        self.assertEqual(len(set(keys)), 25)
        for key in keys:
            self.assertRegex(key, r"^[0-9a-f]{64}$")
        self.lab.write("elsewhere/e.json", grid("e"))
        for other in ("e.json", "elsewhere/e.json"):  # records read and remembered; another folder
            again = json.loads(self.ok("plan", "--json", other).out)
            for key, value in found["plan"].items():
                self.assertEqual(again["plan"][key], value, f"{key} of {other}")
            self.assertEqual(again, found)

    def test_each_split_is_whole_and_has_no_record_twice(self):
        self.lab.write("e.json", grid("e"))
        plan = json.loads(self.ok("plan", "--json", "e.json").out)["plan"]
        tests = set()
        for split in plan["splits"]:
            parts = [split[part] for part in ("train", "validation", "test")]
            everything = [record for part in parts for record in part]
            self.assertEqual(len(everything), len(set(everything)))
            if split["dataset"] == "skin":
                self.assertEqual(len(everything), 60)
                tests.add(tuple(sorted(split["test"])))
        self.assertEqual(len(tests), 1, "the test part is the same for all seeds")


class Talk(harness.ExperimentTest):
    def test_stdout_is_the_table_and_stderr_is_the_talk(self):
        self.lab.write("e.json", grid("e", seeds=1, sources={"scratch": {}}))
        done = self.ok("e.json")
        table = done.out.splitlines()
        self.assertRegex(table[0], r"^target skin, model resnet18 \(24 test records\)$")
        self.assertEqual(table[1].split()[:4], ["source", "strategy", "seeds", "AUC"])
        self.assertEqual([line.split()[1] for line in table[2:5]], ["fine_tune", "probe", "svm"])
        self.assertNotIn("tlhost:", done.out)
        for line in done.err.splitlines():
            self.assertTrue(line.startswith("tlhost: "), line)
        quiet = self.ok("-q", "e.json")
        self.assertEqual((quiet.out, quiet.err), (done.out, ""))
        before = tree(self.lab.path)
        self.assertRegex(self.ok("plan", "e.json").out, r"6 jobs, 0 to run; plan [0-9a-f]{12}\n$")
        self.assertEqual(tree(self.lab.path), before, "plan changes nothing")


if __name__ == "__main__":
    harness.main()
