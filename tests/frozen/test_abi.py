"""Today's SDK headers against each frozen copy, as the compiler lays them out: abidiff over two libraries that name every
type.  Growth is allowed; whatever would break a plugin that was built before is not, and each kind of break is shown to be
seen."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import abi_report

SOURCE = Path(os.environ.get("TLHOST_SOURCE", Path(__file__).resolve().parents[2]))
COMPILER = os.environ.get("TLHOST_CXX", "c++")
TORCH = [path for path in os.environ.get("TLHOST_TORCH_INCLUDE", "").split(":") if path]
TODAY = SOURCE / "sdk/include"
FROZEN = sorted((SOURCE / "tests/frozen").glob("sdk-*/include"))
PROBES = ["data_probe", "tensor_probe"]
CHANGED, INCOMPATIBLE = 4, 8  # bits of abidiff's exit code; 1 and 2 are errors of its own


class Workshop(unittest.TestCase):
    """Compiles probes and compares them."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="tlhost-abi-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.made = {}

    def library(self, probe, include):
        """A library with the layouts of all types that a probe names.  Without -femit-class-debug-always g++ leaves out
        classes whose functions are defined elsewhere, and abidiff sees no change in them."""
        key = (probe, str(include))
        if key not in self.made:
            path = self.folder / f"{len(self.made)}.so"
            command = [COMPILER, "-std=c++17", "-g", "-Og", "-femit-class-debug-always", "-shared", "-fPIC", "-I", include,
                       *(word for path_ in TORCH for word in ("-I", path_)),
                       SOURCE / f"tests/frozen/abi/{probe}.cpp", "-o", path]
            subprocess.run(list(map(str, command)), check=True)
            self.made[key] = path
        return self.made[key]

    def compare(self, probe, old, new):
        """(exit code of abidiff, its report, what breaks)"""
        done = subprocess.run(["abidiff", "--no-show-locs", "--no-default-suppression",
                               str(self.library(probe, old)), str(self.library(probe, new))],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode & 3, 0, done.stdout + done.stderr)
        return done.returncode, done.stdout, abi_report.breaks(done.stdout)

    def changed(self, header, pattern, replacement):
        """Today's headers with one change, in a folder of their own."""
        include = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(TODAY / "tlhost", include / "tlhost")
        path = include / "tlhost" / header
        text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1)
        self.assertEqual(count, 1, f"{header} has no {pattern}: the self-test must follow the header")
        path.write_text(text, encoding="utf-8")
        return include

    def assert_break(self, probe, include, *words, bits=CHANGED):
        code, report, found = self.compare(probe, TODAY, include)
        self.assertEqual(code & bits, bits, report)
        self.assertTrue(found, "no break was seen in\n" + report)
        for word in words:
            self.assertIn(word, report)

    def assert_growth(self, probe, include, *words):
        code, report, found = self.compare(probe, TODAY, include)
        self.assertTrue(code & CHANGED, "the growth was not seen: a comparison that sees nothing proves nothing")
        for word in words:
            self.assertIn(word, report)
        self.assertEqual(found, [], report)


class TodayAgainstFrozen(Workshop):
    def test_a_plugin_built_with_a_frozen_sdk_fits_todays_layouts(self):
        self.assertTrue(FROZEN, "there is no frozen SDK")
        for include in FROZEN:
            for probe in PROBES:
                with self.subTest(sdk=include.parent.name, probe=probe):
                    _, report, found = self.compare(probe, include, TODAY)
                    self.assertEqual(found, [], f"{include.parent.name}: plugins built with it would break:\n{report}")


class BreaksAreSeen(Workshop):
    def test_a_virtual_function_inserted_into_dataset(self):
        include = self.changed("dataset.hpp", r"  virtual void index\(", "  virtual void inserted() {}\n  virtual void index(")
        self.assert_break("data_probe", include, "the vtable offset", bits=CHANGED | INCOMPATIBLE)

    def test_a_virtual_function_inserted_into_strategy(self):
        include = self.changed("strategy.hpp", r"  virtual void fit\(", "  virtual void inserted() {}\n  virtual void fit(")
        self.assert_break("tensor_probe", include, "the vtable offset", bits=CHANGED | INCOMPATIBLE)

    def test_a_virtual_function_appended_to_an_interface_of_plugins(self):
        include = self.changed("model.hpp", r"(const at::Tensor& x\) = 0;)", r"\1\n  virtual void appended() {}")
        self.assert_break("tensor_probe", include, "Model::appended()")

    def test_a_virtual_function_taken_from_an_interface_of_the_host(self):
        include = self.changed("network.hpp", r"  virtual std::size_t size\(\) const = 0;", "")
        self.assert_break("tensor_probe", include)

    def test_two_virtual_functions_that_changed_places(self):
        include = self.changed("task.hpp", r"(  virtual const TargetInfo& .*\n)(  virtual const SourceInfo& .*\n)", r"\2\1")
        self.assert_break("tensor_probe", include, "the vtable offset", bits=CHANGED | INCOMPATIBLE)

    def test_another_type_of_a_parameter(self):
        include = self.changed("strategy.hpp", r"fit\(Task& task\)", "fit(const Task& task)")
        self.assert_break("tensor_probe", include)

    def test_reordered_fields_of_a_struct(self):
        include = self.changed("phase.hpp", r"double lr = 1, weight_decay = 1;", "double weight_decay = 1, lr = 1;")
        self.assert_break("tensor_probe", include, "'double lr' offset changed")

    def test_reordered_fields_of_the_c_layer(self):
        include = self.changed("abi.h", r"(  void \(\*progress\)\(.*\n)(  int \(\*scratch\)\(.*\n)", r"\2\1")
        self.assert_break("data_probe", include)

    def test_a_field_in_the_middle_of_a_struct(self):
        include = self.changed("record.hpp", r"  std::string group;", "  std::int64_t inserted = 0;\n  std::string group;")
        self.assert_break("data_probe", include)

    def test_a_field_in_the_padding_of_a_struct(self):
        include = self.changed("image.hpp", r"  std::int32_t bits = 8;", "  std::int16_t bits = 8, inserted = 0;")
        self.assert_break("data_probe", include)

    def test_a_field_that_is_gone(self):
        include = self.changed("target.hpp", r"  std::vector<std::string> classes;   ///< of its own head; empty: none", "")
        self.assert_break("data_probe", include)

    def test_another_type_of_a_field_at_the_end(self):
        include = self.changed("record.hpp", r"  Split split = Split::unspecified;", "  std::int64_t split = 0;")
        self.assert_break("data_probe", include)

    def test_an_enumerator_that_got_another_value(self):
        include = self.changed("stage.hpp", r"  map,  ", "  other, map,  ")
        self.assert_break("data_probe", include, "Layout::map' from value '0' to '1'")
        include = self.changed("phase.hpp", r"\{ sgd, adamw \}", "{ adamw, sgd }")
        self.assert_break("tensor_probe", include, "Optimizer::sgd' from value '0' to '1'")

    def test_a_closed_struct_that_grew(self):
        include = self.changed("abi.h", r"  char plugin_version\[24\];", "  char plugin_version[24];\n  char news[8];")
        self.assert_break("data_probe", include)

    def test_a_break_beside_growth(self):
        include = self.changed("record.hpp", r"  std::string version, citation, licence, url;",
                               "  std::string citation, version, licence, url, appended;")
        self.assert_break("data_probe", include)


class GrowthIsAllowed(Workshop):
    def test_a_field_at_the_end_of_a_struct_of_the_host(self):
        include = self.changed("record.hpp", r"licence, url;", "licence, url, appended;")
        self.assert_growth("data_probe", include, "appended")

    def test_a_field_at_the_end_of_a_struct_of_the_c_layer(self):
        include = self.changed("abi.h", r"(  int \(\*scratch\)\(.*\n)", r"\1  int (*appended)(void* ctx);\n")
        self.assert_growth("data_probe", include, "appended")

    def test_a_virtual_function_at_the_end_of_an_interface_of_the_host(self):
        include = self.changed("task.hpp", r"(Scores scores\) = 0;)", r"\1\n  virtual int appended() = 0;")
        self.assert_growth("tensor_probe", include, "appended")

    def test_a_further_enumerator(self):
        include = self.changed("phase.hpp", r"\{ sgd, adamw \}", "{ sgd, adamw, appended }")
        _, report, found = self.compare("tensor_probe", TODAY, include)  # abidiff itself takes it for harmless
        self.assertEqual(found, [], report)


def main():
    if shutil.which("abidiff") is None:
        print("SKIP: abidiff not found (Debian: apt-get install abigail-tools)")
        sys.exit(77)
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
