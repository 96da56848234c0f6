#!/usr/bin/env python3
"""Plugins of other times in today's program: built with a frozen SDK, or with one that is newer than the program."""
import json
import shutil
from pathlib import Path

import harness

FROZEN = Path(harness.setting("TLHOST_BUILD")) / "frozen"
FINE_TUNE = Path(harness.setting("TLHOST_PLUGINS")) / "strategies/fine_tune.so"  # what trains sources
SAMPLES = ["sample_dots", "sample_net", "sample_steps"]


def experiment(**dots):
    """Each of the sample plugins' components once; 13 jobs."""
    return {
        "format": 1, "name": "frozen", "seeds": 2, "image": {"size": 16},
        "datasets": {"dots": {"use": "sample_dots", "samples": 40, "split": {"test": 0.4, "validation": 0.25}, **dots},
                     "many": {"use": "sample_dots", "samples": 48, "prefix": "many_", "levels": [60, 120, 200],
                              "mirrored": True, "tint": "blue", "split": {"test": 0, "validation": 0.25}}},
        "models": {"net": {"use": "sample_net", "width": 6}},
        "sources": {"scratch": {}, "many": {"train_on": "many"}},
        "targets": ["dots"],
        "strategies": {"steps": {"use": "sample_steps", "slower": 0.25}, "nearest": {"use": "sample_nearest"}},
        "training": {"epochs": 2, "batch": 16},
    }


class PluginsOfAFrozenSdk(harness.ExperimentTest):
    def predictions(self, plugins, **dots):
        """{key/file: bytes} of the test scores of a run with a store of its own."""
        lab = harness.Lab()
        self.addCleanup(lab.remove)
        self.ok(lab.write("exp.json", experiment(**dots)), lab=lab, plugins=[*plugins, FINE_TUNE])
        stores = [path.parent for path in lab.path.rglob("predict") if path.is_dir()]
        self.assertEqual(len(stores), 1)
        found = {f"{name}/test": path.joinpath("test.safetensors").read_bytes()
                 for name, path in harness.artefacts(stores[0], "predict").items()}
        self.assertGreaterEqual(len(found), 6)  # two strategies, two sources, seeds where they matter
        self.assertGreater(len(set(found.values())), 3, "the scores depend on what made them")
        return found

    def test_a_twin_of_each_frozen_sdk_predicts_the_same_bytes_as_that_of_today(self):
        today = self.predictions([FROZEN / "sdk-today"])
        sdks = sorted(path for path in FROZEN.glob("sdk-*") if path.name != "sdk-today")
        self.assertTrue(sdks)
        for sdk in sdks:
            with self.subTest(sdk=sdk.name):
                self.assertEqual(self.predictions([sdk]), today)
        mixed = self.lab.path / "mixed"
        mixed.mkdir()
        for name, sdk in zip(SAMPLES, [sdks[0], FROZEN / "sdk-today", sdks[0]]):
            shutil.copy(sdk / f"{name}.so", mixed)
        self.assertEqual(self.predictions([mixed]), today)
        other = self.predictions([FROZEN / "sdk-today"], noise=0.25)
        self.assertNotEqual(sorted(other.values()), sorted(today.values()), "a difference would be seen")

    def test_the_twins_are_not_the_same_file_but_the_same_plugin(self):
        seen = {}
        for sdk in FROZEN.glob("sdk-*"):
            found = json.loads(self.ok("list", "--rejected", "--json", plugins=[sdk]).out)
            self.assertEqual(found["rejected"], [])
            seen[sdk.name] = [(plugin["id"], plugin["version"]) for plugin in found["plugins"]]
            self.assertEqual(sorted(path.stem for path in sdk.glob("*.so")), SAMPLES)
        self.assertEqual(len(set(map(str, seen.values()))), 1, seen)
        self.assertGreaterEqual(len(seen), 2)


class PluginsFromTheFuture(harness.ExperimentTest):
    def look_at(self, name):
        """(names of components, what was rejected) of one plugin; the others beside it are used in any case."""
        folder = self.lab.path / name
        folder.mkdir()
        shutil.copy(FROZEN / f"future/{name}.so", folder)
        shutil.copy(FROZEN / "sdk-0.9/sample_net.so", folder)
        found = json.loads(self.ok("list", "--rejected", "--json", plugins=[folder]).out)
        names = [component["name"] for component in found["components"]]
        self.assertIn("sample_net", names, "a plugin from the future stops no other")
        names.remove("sample_net")
        for rejected in found["rejected"]:
            self.assertEqual(Path(rejected["path"]).name, f"{name}.so")
            self.assertNotEqual(rejected["remedy"], "")
        return names, found["rejected"]

    def refused_whole(self, name, *words):
        names, rejected = self.look_at(name)
        self.assertEqual(names, [])
        self.assertEqual(len(rejected), 1, rejected)
        for word in words:
            self.assertIn(word, rejected[0]["reason"])
        return rejected[0]

    def left_out(self, name, *words):
        names, rejected = self.look_at(name)
        self.assertEqual(names, ["future_dots"], "what is known of the plugin is used")
        self.assertEqual([r["step"] for r in rejected], ["component"])
        for word in words:
            self.assertIn(word, rejected[0]["reason"])

    def version(self):
        """(major, minor) of the SDK that is tested."""
        lines = (Path(harness.setting("TLHOST_SOURCE")) / "sdk/include/tlhost/abi.h").read_text(encoding="utf-8").splitlines()
        return [int(line.split()[2]) for line in lines
                if line.startswith(("#define TLHOST_SDK_MAJOR ", "#define TLHOST_SDK_MINOR "))]

    def test_a_newer_minor_or_major_version_is_refused_whole_and_says_both_versions(self):
        major, minor = self.version()
        for name, needs in (("minor", f"{major}.{minor + 1}"), ("major", f"{major + 1}.0")):
            with self.subTest(name):
                rejected = self.refused_whole(name, f"needs SDK {needs}", f"this tlhost offers {major}.{minor}")
                self.assertIn("update tlhost", rejected["remedy"])

    def test_larger_structs_and_unknown_flags_are_used_as_far_as_they_are_known(self):
        names, rejected = self.look_at("larger")
        self.assertEqual(sorted(names), ["future_dots", "future_more"])
        self.assertEqual(rejected, [])
        described = json.loads(self.ok("describe", "datasets/future_dots", "--json",
                                       plugins=[self.lab.path / "larger"]).out)
        self.assertEqual([parameter["name"] for parameter in described["parameters"]], ["ask", "b"])
        self.assertFalse(described["seedless"])

    def test_a_component_of_an_unknown_interface_or_revision_is_left_out_and_the_rest_is_used(self):
        self.left_out("interface", 'component "future_more"', 'unknown interface "tlhost.metric/1"', "tlhost.dataset/1",
                      "the rest of the plugin is used")
        self.left_out("revision", 'component "future_more"', 'unknown interface "tlhost.dataset/2"')

    def test_a_component_with_a_parameter_of_an_unknown_type_is_left_out(self):
        self.left_out("type", 'component "future_more"', 'parameter "b"', "unknown type 99")

    def test_a_plugin_of_which_nothing_is_known_is_refused(self):
        self.refused_whole("alone", 'component "future_more"', 'unknown interface "tlhost.metric/1"')

    def test_an_experiment_that_needs_what_was_left_out_says_why(self):
        self.lab.write("exp.json", {**experiment(), "datasets": {"dots": {"use": "wanted"}}, "sources": {"scratch": {}}})
        self.refused(69, "PLUGIN-REJECTED", "datasets/wanted not found", 'unknown interface "tlhost.metric/1"',
                     arguments=["plan", "exp.json"], plugins=[FROZEN / "future/interface.so", FROZEN / "sdk-0.9/sample_net.so",
                                                              FROZEN / "sdk-0.9/sample_steps.so"])

    def test_a_plugin_that_asks_an_older_host_for_more_gets_an_error_in_words(self):
        plugins = [FROZEN / "future/larger.so", FROZEN / "sdk-0.9/sample_net.so", FROZEN / "sdk-0.9/sample_steps.so"]
        only = {"datasets": {"dots": {"use": "future_dots", "split": {"test": 0.4, "validation": 0}}},
                "sources": {"scratch": {}}}
        exp = self.lab.write("exp.json", {**experiment(), **only})
        self.ok("plan", exp, plugins=plugins)
        only["datasets"]["dots"]["ask"] = True
        done = self.lab.run("plan", self.lab.write("ask.json", {**experiment(), **only}), plugins=plugins)
        self.assertIn(done.code, (65, 69), str(done))
        self.assertIn("this tlhost does not offer downloads: it is older than the SDK of this plugin", done.err)

    def test_sizes_and_strides_that_cannot_be_are_refused_in_words(self):
        cases = {
            "descriptor_none": "its descriptor is damaged: its struct_size is 0 bytes; expected 96 to 4096",
            "descriptor_short": "its struct_size is 88 bytes",
            "descriptor_odd": "its struct_size is 99 bytes; expected 96 to 4096, a multiple of 8",
            "descriptor_huge": "its struct_size is 4294967295 bytes",
            "component_none": "the struct_size of a component is 0 bytes; expected 64 to 4096",
            "component_huge": "the struct_size of a component is 4294967288 bytes",
            "stride_none": 'the param_stride of component "future_dots" is 0 bytes; expected 72 to 4096',
            "stride_huge": 'the param_stride of component "future_dots" is 2147483640 bytes',
            "parameter_none": 'the struct_size of parameter 1 of component "future_dots" is 0 bytes; expected 72 to ',
            "parameter_huge": 'the struct_size of parameter 1 of component "future_dots" is 4000 bytes',
        }
        for name, words in cases.items():
            with self.subTest(name):
                self.refused_whole(name, words)


if __name__ == "__main__":
    harness.main()
