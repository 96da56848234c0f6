#!/usr/bin/env python3
"""The package of the SDK: what cmake --install leaves, the three ways to use it, and what it refuses."""
import json
import re
import shutil
import stat
import unittest
from pathlib import Path

import cmake_projects
import harness
from cmake_projects import CmakeTest, copy_example
from harness import call, install, setting, tree

MISSING = cmake_projects.without("cmake", "ninja", "readelf", "nm")


@unittest.skipIf(MISSING, MISSING)
class Installed(CmakeTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        cls.prefix = cls.base.path / "first"
        install(cls.prefix, umask=0)

    def test_everything_of_the_product_is_installed_and_nothing_else(self):
        files = tree(self.prefix)
        for name in ("bin/tlhost", "include/tlhost/dataset.hpp", "share/doc/tlhost/LICENSE", "share/doc/tlhost/README.md",
                     "share/doc/tlhost/docs/errors.md", "share/doc/tlhost/examples/demo.json",
                     "share/bash-completion/completions/tlhost", "share/zsh/site-functions/_tlhost",
                     "lib/cmake/tlhost_sdk/tlhost_sdk-config.cmake"):
            self.assertIn(name, files)
        places = ("bin/tlhost", "include/tlhost/", "lib/cmake/tlhost_sdk/", "lib/tlhost/plugins/", "share/doc/tlhost/",
                  "share/bash-completion/", "share/zsh/")
        self.assertEqual([f for f in files if not f.startswith(places)], [])
        self.assertEqual([f for f in files if "/build/" in f or "/runs/" in f or "/." in f], [])

    def test_whatever_the_umask_nobody_else_may_write(self):
        wrong = [str(p) for p in self.prefix.rglob("*") if not p.is_symlink() and stat.S_IMODE(p.stat().st_mode) & 0o022]
        self.assertEqual(wrong, [])
        run = [p for p in self.prefix.rglob("*") if p.is_file() and stat.S_IMODE(p.stat().st_mode) & 0o111]
        self.assertEqual([p.name for p in run if p.suffix != ".so"], ["tlhost"])

    def test_below_a_destination_lies_the_same(self):
        install("/chosen", destination=self.lab.path / "staged")
        self.assertEqual(tree(self.lab.path / "staged/chosen"), tree(self.prefix))

    def test_no_cmake_file_names_a_folder_of_this_machine(self):
        for path in (self.prefix / "lib/cmake").rglob("*.cmake"):
            text = path.read_text(encoding="utf-8")
            for folder in (setting("TLHOST_SOURCE"), setting("TLHOST_BUILD"), str(self.prefix)):
                self.assertNotIn(folder, text, path)

    def test_plugins_look_for_libraries_beside_themselves_and_nothing_looks_in_the_build_folder(self):
        for path in [self.prefix / "bin/tlhost", *self.prefix.glob("lib/tlhost/plugins/*/*.so")]:
            paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", self.must("readelf", "-dW", path))
            if path.suffix == ".so":
                self.assertEqual(paths, ["$ORIGIN"], path)
            self.assertNotIn(setting("TLHOST_BUILD"), "".join(paths), path)
            self.assertNotIn("::", "".join(paths), f"{path}: an empty entry is the working folder")

    def test_a_moved_prefix_still_works(self):
        moved = self.lab.path / "moved to here"
        shutil.copytree(self.prefix, moved)
        self.assertIn("datasets/phantom", self.must(moved / "bin/tlhost", "list"))
        copy_example(self.lab)
        self.configured(f"-DCMAKE_PREFIX_PATH={moved}", source="plugin", build="build")
        self.must("cmake", "--build", "build")
        self.assertIn("datasets/rings", self.must(moved / "bin/tlhost", "--plugins", "build/plugins", "list"))
        tests = (self.lab.path / "build/CTestTestfile.cmake").read_text(encoding="utf-8")
        self.assertIn(f'"{moved}/bin/tlhost" "check"', tests)

    def test_a_prefix_seen_through_a_link_still_works(self):
        # As in a merged /usr, where /lib is a link to /usr/lib and there is no /include.
        (self.lab.path / "root").mkdir()
        (self.lab.path / "root/lib").symlink_to(self.prefix / "lib")
        self.project("tlhost_add_plugin(datasets a SOURCES a.cpp)", **{"a.cpp": "#include <tlhost/dataset.hpp>\n"})
        self.configured(f"-DCMAKE_PREFIX_PATH={self.lab.path}/root")
        self.must("cmake", "--build", "b")


@unittest.skipIf(MISSING, MISSING)
class BuildTree(CmakeTest):
    def test_a_plugin_is_built_against_the_build_folder_and_runs(self):
        copy_example(self.lab)
        self.configured(source="plugin", build="build")
        self.must("cmake", "--build", "build")
        self.assertIn("datasets/rings", self.ok("list", plugins=["build/plugins"]).out)
        lines = self.must("ctest", "--test-dir", "build", "-N")
        self.assertIn("check.rings", lines)
        self.assertIn("Total Tests: 1", lines)

    def test_the_registered_test_passes(self):
        copy_example(self.lab)
        self.configured(source="plugin", build="build")
        self.must("cmake", "--build", "build")
        self.must("ctest", "--test-dir", "build", "--output-on-failure", "-R", "^check.rings$")

    def test_the_folder_may_also_be_named_as_the_packages_own(self):
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp)")
        self.configured("-DCMAKE_PREFIX_PATH=", f"-Dtlhost_sdk_DIR={setting('TLHOST_BUILD')}")

    def test_a_newer_sdk_than_there_is_stops(self):
        self.project()
        self.lab.write("p/CMakeLists.txt", cmake_projects.LINES % "p" + "find_package(tlhost_sdk 0.99 REQUIRED)\n")
        self.stops(["tlhost_sdk", '"0.99"', "version: 0.9"])

    def test_a_plugin_has_two_symbols_one_run_path_and_no_soname(self):
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp more.cpp)", 
                     **{"more.cpp": '__attribute__((visibility("default"))) int visible() { return 1; }'})
        self.configured()
        self.must("cmake", "--build", "b")
        plugin = self.lab.path / "b/plugins/datasets/a.so"
        symbols = [line.split()[-1] for line in self.must("nm", "-D", "--defined-only", plugin).splitlines()]
        self.assertEqual(sorted(symbols), ["tlhost_note_v1", "tlhost_plugin_v1"])
        dynamic = self.must("readelf", "-dW", plugin)
        self.assertRegex(dynamic, r"\((RPATH|RUNPATH)\).*\[\$ORIGIN\]\n")
        self.assertNotIn("SONAME", dynamic)


@unittest.skipIf(MISSING, MISSING)
class Subproject(CmakeTest):
    """add_subdirectory(tlhost): the SDK and tlhost_add_plugin(), and nothing that was not asked for."""

    def parent(self):
        self.project(f"set(CMAKE_CXX_STANDARD 20)\nadd_subdirectory({setting('TLHOST_SOURCE')} tlhost)",
                     "add_subdirectory(one)\nadd_subdirectory(two)", package=False)
        source = (Path(setting("TLHOST_SOURCE")) / cmake_projects.EXAMPLE / "rings.cpp").read_text(encoding="utf-8")
        self.lab.write("p/one/CMakeLists.txt", "tlhost_add_plugin(datasets rings TORCH SOURCES rings.cpp)\n")
        self.lab.write("p/one/rings.cpp", source)
        self.lab.write("p/two/CMakeLists.txt", "tlhost_add_plugin(models a SOURCES a.cpp)\n")
        self.lab.write("p/two/a.cpp", cmake_projects.EMPTY)
        before = tree(self.lab.path / "p")
        self.configured("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DCMAKE_PREFIX_PATH=")
        self.must("cmake", "--build", "b")
        self.assertEqual(tree(self.lab.path / "p"), before, "nothing is written beside the sources")

    def test_plugins_in_folders_of_the_parent_are_built_into_its_build_folder(self):
        self.parent()
        self.assertEqual(sorted(str(p.relative_to(self.lab.path)) for p in (self.lab.path / "b").rglob("*.so")),
                         ["b/plugins/datasets/rings.so", "b/plugins/models/a.so"])
        self.assertIn("datasets/rings", self.ok("list", plugins=["b/plugins/datasets"]).out)
        for plugin in ("datasets/rings.so", "models/a.so"):
            self.assertIn("libtorch", self.must("readelf", "-dW", f"b/plugins/{plugin}"))
        self.assertFalse((self.lab.path / "b/bin/tlhost").exists())
        self.assertEqual(list((self.lab.path / "b").rglob("bin/tlhost")), [], "the program was not asked for")

    def test_the_parent_keeps_its_standard_warnings_tests_and_install_rules(self):
        self.parent()
        commands = json.loads((self.lab.path / "b/compile_commands.json").read_text(encoding="utf-8"))
        self.assertEqual(len(commands), 2)
        for command in commands:
            self.assertIn("-std=gnu++20 ", command["command"], "tlhost itself has no extensions")
            self.assertNotIn("-Wall", command["command"])
        self.assertIn("Total Tests: 0", self.must("ctest", "--test-dir", "b", "-N"))
        self.must("cmake", "--install", "b", "--prefix", self.lab.path / "installed")
        self.assertFalse((self.lab.path / "installed").exists())

    def test_with_the_program_its_plugins_are_checked_by_it(self):
        self.project(f"set(TLHOST_HOST ON)\nadd_subdirectory({setting('TLHOST_SOURCE')} tlhost)",
                     "tlhost_add_plugin(datasets a SOURCES empty.cpp)", package=False)
        self.configured("-DCMAKE_PREFIX_PATH=")
        tests = (self.lab.path / "b/CTestTestfile.cmake").read_text(encoding="utf-8")
        self.assertRegex(tests, r'"\S+/b/tlhost/bin/tlhost" "check" "\S+/b/plugins/datasets/a\.so"')
        self.assertIn("Total Tests: 1", self.must("ctest", "--test-dir", "b", "-N"))

    def test_tests_without_the_program_are_refused(self):
        self.project(f"set(TLHOST_TESTS ON)\nadd_subdirectory({setting('TLHOST_SOURCE')} tlhost)", package=False)
        self.stops(["TLHOST_TESTS=ON needs TLHOST_HOST=ON"])


@unittest.skipIf(MISSING, MISSING)
class SdkAlone(CmakeTest):
    def test_headers_and_package_are_installed_without_the_program_and_keep_its_torch(self):
        self.configured("-DTLHOST_HOST=OFF", "-DTLHOST_TESTS=OFF", source=setting("TLHOST_SOURCE"), build="sdk")
        self.must("cmake", "--install", "sdk", "--prefix", self.lab.path / "prefix")
        files = tree(self.lab.path / "prefix")
        self.assertIn("include/tlhost/model.hpp", files)
        self.assertEqual([f for f in files if f.startswith(("bin/", "lib/tlhost/", "share/zsh/"))], [])
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp)\ntlhost_add_plugin(models b SOURCES empty.cpp)")
        package = f"-DCMAKE_PREFIX_PATH={self.lab.path}/prefix"
        self.configured(package)
        self.must("cmake", "--build", "b")
        self.assertIn("Total Tests: 0", self.must("ctest", "--test-dir", "b", "-N"))
        shutil.rmtree(self.lab.path / "b")
        self.stops(["but tlhost uses LibTorch"], package, self.torch("2.99.1"))


@unittest.skipIf(MISSING, MISSING)
class OtherTorch(CmakeTest):
    """A LibTorch that is not the host's stops the configuration, in words."""

    def setUp(self):
        super().setUp()
        self.project("tlhost_add_plugin(models a SOURCES empty.cpp)")

    def host_version(self):
        text = (Path(setting("TLHOST_BUILD")) / "tlhost_sdk-config.cmake").read_text(encoding="utf-8")
        return re.search(r'TLHOST_HOST_TORCH_VERSION "(\d+\.\d+)"', text).group(1)

    def test_the_same_version_and_abi_go_on(self):
        self.configured(self.torch(self.host_version() + ".9"))

    def test_another_version_stops(self):
        self.stops(["LibTorch 2.99.1 found in", f"but tlhost uses LibTorch {self.host_version()}", "-DTorch_DIR="],
                   self.torch("2.99.1"))

    def test_a_version_that_only_begins_like_it_stops(self):
        self.stops([f"but tlhost uses LibTorch {self.host_version()}"], self.torch(self.host_version() + "0.0"))

    def test_a_version_that_is_too_old_for_any_tlhost_stops(self):
        self.stops(["LibTorch 1.8.0 found in", "1.13 or newer is needed"], self.torch("1.8.0"))

    def test_the_old_abi_of_strings_stops(self):
        self.stops(["is built with _GLIBCXX_USE_CXX11_ABI=0, but that of tlhost with 1", "-DTorch_DIR="],
                   self.torch(self.host_version(), "-D_GLIBCXX_USE_CXX11_ABI=0"))

    def test_a_torch_that_does_not_say_has_the_abi_of_the_compiler(self):
        torch = self.torch(self.host_version(), "")
        self.configured(torch)
        shutil.rmtree(self.lab.path / "b")
        self.stops(["_GLIBCXX_USE_CXX11_ABI=0"], torch, "-DCMAKE_CXX_FLAGS=-D_GLIBCXX_USE_CXX11_ABI=0")

    def test_a_static_torch_stops(self):
        self.stops(["is static (torch)", "a LibTorch of their own"], self.torch(self.host_version(), kind="STATIC"))

    def test_a_dataset_without_tensors_does_not_ask_for_it(self):
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp)")
        self.assertNotIn("LibTorch", self.configured(self.torch("2.99.1")).out)


@unittest.skipIf(MISSING, MISSING)
class AddPlugin(CmakeTest):
    """The arguments of tlhost_add_plugin()."""

    def test_wrong_arguments_stop_and_are_named(self):
        for line, words in (("tlhost_add_plugin(dataset a SOURCES empty.cpp)", ['kind is "dataset"', "expected datasets"]),
                            ("tlhost_add_plugin(datasets a)", ["tlhost_add_plugin(datasets a): no SOURCES"]),
                            ("tlhost_add_plugin(datasets a NOCHECK SOURCES empty.cpp)", ["NOCHECK", "NO_CHECK"]),
                            ("tlhost_add_plugin(datasets a SOURCES empty.cpp CHECK_CONFIG)", ["behind CHECK_CONFIG"]),
                            ("tlhost_add_plugin(datasets a SOURCES empty.cpp CHECK_CONFIG x.json)", ["x.json does not"])):
            with self.subTest(line):
                self.project(line)
                self.stops(words)

    def test_the_test_is_registered_with_its_parameters_or_not_at_all(self):
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp CHECK_CONFIG a.json)",
                     "tlhost_add_plugin(datasets b SOURCES empty.cpp NO_CHECK)\nset(TLHOST_PLUGIN_CHECKS OFF)",
                     "tlhost_add_plugin(datasets c SOURCES empty.cpp)", **{"a.json": "{}"})
        self.configured()
        tests = re.findall(r"^add_test\(.*", (self.lab.path / "b/CTestTestfile.cmake").read_text(encoding="utf-8"), re.M)
        self.assertEqual(len(tests), 1)
        self.assertRegex(tests[0], r'check\.a\W+"\S+/tlhost" "check" "\S+/plugins/datasets/a\.so" "--config" "\S+/p/a\.json"')

    def test_a_runtime_of_its_own_is_warned_about(self):
        self.project("tlhost_add_plugin(datasets a SOURCES empty.cpp)")
        self.assertNotIn("-static-libstdc++", self.configured().err)
        said = self.configured("-DCMAKE_MODULE_LINKER_FLAGS=-static-libstdc++").err
        self.assertIn("tlhost_plugin_a is linked with -static-libstdc++", said)

    def test_a_missing_symbol_is_an_error_of_the_link_and_is_named(self):
        missing = 'extern "C" int nowhere();\nextern "C" int some() { return nowhere(); }\n'
        self.project("tlhost_add_plugin(datasets own SOURCES empty.cpp missing.cpp)", "add_library(other SHARED missing.cpp)",
                     "tlhost_add_plugin(datasets its_library SOURCES empty.cpp use.cpp LINK other)",
                     **{"missing.cpp": missing, "use.cpp": 'extern "C" int some();\nint used = some();\n'})
        self.configured()
        for target in ("tlhost_plugin_own", "tlhost_plugin_its_library"):
            done = call("cmake", "--build", "b", "--target", target, cwd=self.lab.path)
            self.assertNotEqual(done.code, 0, target)
            self.assertIn("nowhere", done.out)


if __name__ == "__main__":
    harness.main()
