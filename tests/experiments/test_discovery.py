#!/usr/bin/env python3
"""Where plugins are looked for, which files are taken, and what the program says of those that are not."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

import harness
from harness import artefacts, grid, setting

FOREIGN = 65534  # a user who is neither root nor this one


def misbehaving(name):
    """A plugin of the tests that does one thing wrong."""
    path = Path(setting("TLHOST_BUILD")) / "tests/unit/host/catalog/misbehaving" / f"{name}.so"
    if not path.is_file():
        raise AssertionError(f"{path} is not built: build all, or the target tlhost_test_{name}")
    return path


def small(**changes):
    return grid("e", **{"seeds": 1, "sources": {"scratch": {}}, "strategies": {"probe": {"use": "linear_probe"}},
                        **changes})


class DiscoveryTest(harness.ExperimentTest):
    def copy(self, name, *plugins):
        """A folder of the lab with some plugins."""
        folder = self.lab.path / name
        folder.mkdir(parents=True, exist_ok=True)
        for plugin in plugins:
            shutil.copy(plugin, folder)
        return folder

    def copy_build(self, name="p"):
        """All plugins of the build."""
        folder = self.lab.path / name
        shutil.copytree(setting("TLHOST_PLUGINS"), folder, ignore=shutil.ignore_patterns("CMake*", "cmake*"))
        return folder

    def listed(self, *arguments, **options):
        """{id: path} of the plugins that are used."""
        found = json.loads(self.ok("list", "plugins", "--json", *arguments, **options).out)
        return {plugin["id"]: plugin["path"] for plugin in found["plugins"]}

    def rejected(self, *arguments, **options):
        found = json.loads(self.ok("list", "--rejected", "--json", *arguments, **options).out)
        return found["rejected"]


class Order(DiscoveryTest):
    def test_the_command_line_comes_before_the_environment_and_that_before_what_is_beside_the_program(self):
        phantom = Path(setting("TLHOST_PLUGINS")) / "datasets/phantom.so"
        folders = [self.copy(name, phantom) for name in ("command", "environment", "lib/tlhost/plugins")]
        self.copy("bin", setting("TLHOST_BIN"))
        with mock.patch.dict(os.environ, {"TLHOST_BIN": str(self.lab.path / "bin/tlhost"),
                                          "TLHOST_PLUGIN_PATH": f"/nowhere::{folders[1]}"}):
            def used(*arguments, plugins):
                return Path(self.listed(*arguments, plugins=plugins)["org.tlhost.phantom"]).parent
            self.assertEqual(used(plugins=[folders[0]]), folders[0])
            self.assertEqual(used(plugins=[]), folders[1])
            os.environ["TLHOST_PLUGIN_PATH"] = ""
            self.assertEqual(used(plugins=[]), folders[2])
            self.assertEqual(self.listed("--no-default-plugins", plugins=[]), {})
            shutil.rmtree(folders[2])
            done = self.ok("list", "-v", plugins=[])
            self.assertIn("lib/tlhost/plugins (beside the program) is not there", done.err)
            self.assertEqual(self.ok("list", plugins=[]).err, "", "a default that is not there is no news")

    def test_plugins_of_the_file_are_relative_to_it(self):
        self.copy_build("study/p")
        self.lab.write("study/e.json", small(plugins=["p"]))
        self.assertIn("to run", self.ok("plan", "study/e.json", plugins=[]).out)
        self.lab.write("study/e.json", small(plugins=["q"]))
        self.refused(2, "PLUGINS-MISSING", str(self.lab.path / "study/q"), '"plugins" of the experiment file',
                     arguments=["plan", "study/e.json"], plugins=[])

    @unittest.skipUnless(os.geteuid() == 0, "only root can make a program that has more rights than its user")
    def test_the_environment_means_nothing_to_a_program_with_more_rights_than_its_user(self):
        folder = self.copy("p", Path(setting("TLHOST_PLUGINS")) / "datasets/phantom.so")
        self.lab.path.chmod(0o755)
        program = self.copy("bin", setting("TLHOST_BIN")) / "tlhost"
        with mock.patch.dict(os.environ, {"TLHOST_BIN": str(program), "TLHOST_PLUGIN_PATH": str(folder)}):
            self.assertEqual(list(self.listed(plugins=[])), ["org.tlhost.phantom"])
            os.chown(program, FOREIGN, -1)
            program.chmod(0o4755)
            done = self.ok("list", "-v", plugins=[])
        if "is ignored: this program has more rights than its user" not in done.err:
            mount = subprocess.run(["findmnt", "-no", "OPTIONS", "-T", program], capture_output=True, text=True).stdout
            self.assertIn("nosuid", mount, str(done))
            self.skipTest("this folder gives no program more rights")
        self.assertEqual(done.out, "")

    def test_two_components_of_one_name_must_be_told_apart(self):
        folder = self.copy("p", misbehaving("leaves"), misbehaving("talks"))
        self.refused(2, "COMPONENT-AMBIGUOUS", '"org.example.leaves/nothing", "org.example.talks/nothing"',
                     arguments=["describe", "datasets/nothing"], plugins=[folder])
        self.assertIn("(org.example.talks 1.0.0)",
                      self.ok("describe", "datasets/org.example.talks/nothing", plugins=[folder]).out)

    def test_a_source_tree_is_told_where_the_build_has_its_plugins(self):
        self.lab.write("tree/plugins/models/x/x.cpp", "")
        self.copy("tree/build/ci/plugins", misbehaving("talks"))
        self.refused(2, "PLUGINS-NONE", "this looks like the source tree", str(self.lab.path / "tree/build/ci/plugins"),
                     arguments=["list"], plugins=["tree/plugins"])


class Rejected(DiscoveryTest):
    def test_each_way_of_dying_is_told_apart_and_stops_no_other(self):
        ways = {"exits": "it called exit(3) while it was loaded",
                "throws": "it threw 'std::runtime_error' (\"no licence\") while it was loaded",
                "crashes": "it crashed while it was loaded (signal 11, Segmentation fault)"}
        folder = self.copy("p", *(misbehaving(way) for way in ways), misbehaving("leaves"))
        found = {Path(r["path"]).stem: r for r in self.rejected(plugins=[folder])}
        self.assertEqual(sorted(found), sorted(ways))
        for way, words in ways.items():
            self.assertTrue(found[way]["reason"].startswith(words), found[way])
            self.assertEqual(found[way]["step"], "loading")
            self.assertTrue(found[way]["remedy"])
        self.assertEqual(list(self.listed(plugins=[folder])), ["org.example.leaves"])
        self.assertEqual([p.name for p in self.lab.path.rglob("core*")], [])

    def test_strict_ends_with_69_if_anything_is_rejected(self):
        good, bad = self.copy("good", misbehaving("leaves")), self.copy("bad", misbehaving("exits"))
        self.assertEqual(self.lab.run("list", "--strict", plugins=[good]).code, 0)
        self.assertEqual(self.lab.run("list", plugins=[bad]).code, 0)
        done = self.lab.run("list", "--strict", plugins=[bad])
        self.assertEqual(done.code, 69, str(done))
        self.assertIn("1 rejected; tlhost list --rejected shows which and why", done.err)

    def test_a_library_of_another_kind_is_passed_over_unless_it_is_named(self):
        library = next(Path(line.split()[-1]) for line in Path("/proc/self/maps").read_text().splitlines()
                       if "/libm" in line)
        folder = self.copy("p", misbehaving("leaves"))
        shutil.copy(library.resolve(), folder / "other.so")
        done = self.ok("list", "--strict", "-v", plugins=[folder])
        self.assertIn("other.so: no tlhost note", done.err)
        self.assertEqual([r["step"] for r in self.rejected(plugins=[folder / "other.so"])], ["note"])

    def test_another_version_further_back_is_shown_with_both_paths(self):
        first = self.copy("first", misbehaving("leaves"))
        second = self.lab.path / "second/x.so"
        self.lab.write("second/x.so", misbehaving("leaves").read_bytes().replace(b"1.0.0\0", b"1.5.0\0"))
        done = self.ok("list", plugins=[first, second])
        (rejected,) = self.rejected(plugins=[first, second])
        self.assertEqual(rejected["step"], "duplicate")
        for word in (str(first / "leaves.so"), "version 1.0.0", "version 1.5.0"):
            self.assertIn(word, rejected["reason"])
            self.assertIn(word, done.err)
        self.assertEqual(rejected["path"], str(second))

    def test_what_a_plugin_prints_stays_out_of_the_output(self):
        folder = self.copy("p", misbehaving("talks"))
        done = self.ok("list", "--json", plugins=[folder])
        self.assertEqual([c["name"] for c in json.loads(done.out)["components"]], ["nothing"])
        self.assertEqual(done.err, "")
        talk = self.ok("list", "-v", plugins=[folder]).err
        for words in ("talks.so said while it was loaded: ", "core 0, input -1\n", "and on stderr\n"):
            self.assertIn(words, talk)


class Trust(DiscoveryTest):
    def test_what_others_could_change_is_not_loaded(self):
        folder = self.copy_build()
        folder.chmod(0o777)
        found = self.rejected(plugins=[folder])
        self.assertEqual({r["step"] for r in found}, {"trust"})
        self.assertEqual(self.listed(plugins=[folder]), {})
        self.assertIn(f"{folder} can be written by every user of this machine (mode 0777)", found[0]["reason"])
        self.lab.write("e.json", small())
        self.refused(69, "PLUGIN-REJECTED", "can be written by every user", "--insecure-plugins",
                     arguments=["e.json"], plugins=[folder])

    def test_the_override_is_warned_of_and_shown_in_the_results(self):
        folder = self.copy_build()
        self.lab.write("e.json", small())
        self.ok("e.json", plugins=[folder])
        self.assertNotIn("--insecure-plugins", (self.lab.path / "runs/e/report.html").read_text())
        shutil.rmtree(self.lab.path / ".tlhost")
        folder.chmod(0o777)
        done = self.ok("--insecure-plugins", "e.json", plugins=[folder])
        self.assertIn("is used although", done.err)
        self.assertIn("used with --insecure-plugins", (self.lab.path / "runs/e/report.html").read_text())
        self.assertEqual({plugin["insecure"] for plugin in self.makers()}, {True})

    def makers(self):
        """What the manifests of all records, fits and predictions say of the plugins that made them."""
        found = []
        for kind in ("records", "fit", "predict"):
            manifests = [json.loads((path / "manifest.json").read_text())
                         for path in artefacts(self.lab.path / ".tlhost", kind).values()]
            self.assertTrue(manifests, kind)
            found += [plugin for manifest in manifests for plugin in manifest["made_by"]["plugins"]]
        return found

    def test_each_result_names_the_libraries_that_made_it(self):
        self.lab.write("e.json", small())
        self.ok("e.json")
        found = {plugin["component"]: plugin for plugin in self.makers()}
        self.assertEqual(len({json.dumps(plugin) for plugin in self.makers()}), len(found))
        self.assertEqual({name.split("/")[0] for name in found}, {"datasets", "models", "strategies"})
        for name, plugin in found.items():
            self.assertEqual(Path(plugin["file"]), Path(setting("TLHOST_PLUGINS")) / f"{name}.so")
            self.assertEqual(plugin["sha256"], harness.sha256(plugin["file"]))
            inspected = json.loads(self.ok("inspect", plugin["file"], "--json").out)
            self.assertEqual([plugin[key] for key in ("id", "version", "sdk")],
                             [inspected[key] for key in ("id", "version", "sdk")])
            for field in inspected["tag"]:
                self.assertIn(f"{field['name']}={field['plugin']}", plugin["abi"])
            self.assertNotIn("insecure", plugin)

    def test_a_lock_lets_in_only_what_it_lists(self):
        folder = self.copy("p", misbehaving("leaves"), misbehaving("talks"))
        digest = hashlib.sha256((folder / "leaves.so").read_bytes()).hexdigest()
        self.lab.write("p/plugins.lock", f"{digest}  leaves.so\n{'0' * 64}  talks.so\n")
        self.assertEqual(list(self.listed(plugins=[folder])), ["org.example.leaves"])
        self.assertEqual([(Path(r["path"]).name, r["step"]) for r in self.rejected(plugins=[folder])],
                         [("talks.so", "lock")])
        self.lab.write("p/plugins.lock", f"{digest}  leaves.so\n")
        self.assertIn("does not list it", self.rejected(plugins=[folder])[0]["reason"])
        self.lab.write("p/plugins.lock", f"{digest}  leaves.so\n# and more\n")
        self.refused(2, "PLUGINS-LOCK", "plugins.lock:2: ", arguments=["list"], plugins=[folder])

    def test_the_lock_of_sha256sum_is_understood(self):
        if shutil.which("sha256sum") is None:
            self.skipTest("sha256sum is not found")
        folder = self.copy_build()
        done = subprocess.run("sha256sum */*.so > plugins.lock", shell=True, cwd=folder)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.rejected(plugins=[folder]), [])
        self.assertIn("org.tlhost.phantom", self.listed(plugins=[folder]))


class Requires(DiscoveryTest):
    def check(self, rule, code, error, *words):
        text = json.dumps(small(), indent=1).replace('"format"', f'"requires": {rule},\n "format"', 1)
        self.lab.write("e.json", text)
        return self.refused(code, error, *words, arguments=["plan", "e.json"])

    def test_a_version_that_fits_changes_nothing(self):
        self.lab.write("e.json", small())
        plan = self.ok("plan", "e.json").out
        self.lab.write("e.json", small(requires={"org.tlhost.phantom": ">=0.1,<99"}))
        self.assertEqual(self.ok("plan", "e.json").out, plan)

    def test_what_is_missing_or_too_old_is_told_with_its_place(self):
        self.check('{"org.tlhost.phantom": ">=99"}', 2, "REQUIRES-VERSION", "e.json:2:37: ", "phantom.so is version")
        self.check('{"org.tlhost.gone": ">=1.2,<2"}', 2, "REQUIRES-MISSING", "e.json:2:34: ", "org.tlhost.gone >=1.2,<2")
        self.check('{"org.tlhost.phantom": "1.2"}', 2, "SPEC-VERSION", "e.json:2:37: ")


class Inspect(DiscoveryTest):
    def inspect(self, file, code, *arguments):
        done = self.lab.run("inspect", str(file), *arguments, plugins=[])
        self.assertEqual(done.code, code, str(done))
        return done

    def test_a_plugin_is_shown_without_being_loaded(self):
        text = self.inspect(misbehaving("exits"), 0).out  # which would end the program
        for word in ("org.example.exits 1.0.0", "torch=none  ok", "tlhost_plugin_v1", "accepted  yes"):
            self.assertIn(word, text)
        found = json.loads(self.inspect(Path(setting("TLHOST_PLUGINS")) / "models/resnet.so", 0, "--json").out)
        self.assertEqual((found["id"], found["accepted"]), ("org.tlhost.resnet", True))
        self.assertEqual(found["exports"], ["tlhost_note_v1", "tlhost_plugin_v1"])
        self.assertEqual(found["sha256"],
                         harness.sha256(Path(setting("TLHOST_PLUGINS")) / "models/resnet.so"))

    def test_what_would_be_refused_says_so_and_ends_with_69(self):
        bad = self.lab.write("bad.so", misbehaving("leaves").read_bytes().replace(b"dbg=0", b"dbg=1"))
        done = self.inspect(bad, 69)
        self.assertIn("dbg=1  differs: this tlhost has 0", done.out)
        self.assertIn("accepted  no: built with _GLIBCXX_DEBUG=1", done.out)
        self.assertEqual(json.loads(self.inspect(bad, 69, "--json").out)["refused"]["step"], "abi tag")

    def test_what_is_no_plugin_gets_a_sentence(self):
        self.lab.write("text.so", "hello")
        for file, words in (("text.so", "not an ELF shared library"), ("/proc/self/exe", "an executable"),
                            (".", "not a readable regular file")):
            self.refused(69, "PLUGIN-NONE", words, arguments=["inspect", file], plugins=[])
        self.refused(2, "PLUGINS-MISSING", "no such file", arguments=["inspect", "missing.so"], plugins=[])


class End(DiscoveryTest):
    @unittest.skipIf(harness.SANITIZED, "Python cannot load a library with AddressSanitizer in it")
    def test_destructors_of_a_plugin_do_not_change_the_exit_code(self):
        plugin = misbehaving("leaving_rings")
        loaded = subprocess.run([sys.executable, "-c", f"import ctypes; ctypes.CDLL({str(plugin)!r})"])
        self.assertEqual(loaded.returncode, 42, "this plugin is no test of it any more")
        shutil.copy(Path(setting("TLHOST_SOURCE")) / "examples/out_of_tree_plugin/rings.json", self.lab.path)
        folders = [setting("TLHOST_PLUGINS"), plugin]
        self.assertIn("datasets/rings", self.ok("list", "--strict", plugins=folders).out)
        self.assertIn("target rings", self.ok("rings.json", plugins=folders).out)


if __name__ == "__main__":
    harness.main()
