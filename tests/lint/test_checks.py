#!/usr/bin/env python3
"""Each check of tools/ passes on a small clean tree, and fails on one planted violation, naming file, line and rule."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / "tools"

CLEAN = {
    "sdk/include/tlhost/api.hpp": "#pragma once\n#include <cstdint>\n",
    "sdk/include/tlhost/tensors.hpp": "#pragma once\n#include <ATen/core/Tensor.h>\n",
    "host/log/problem.hpp": "#pragma once\n#include <string>\n",
    "host/log/log.cpp": "#include <spdlog/spdlog.h>\n",
    "host/spec/experiment_spec.hpp": '#pragma once\n#include "host/log/problem.hpp"\n#include <string>\n',
    "host/data/view.hpp": '#pragma once\n#include "host/spec/experiment_spec.hpp"\n#include <tlhost/api.hpp>\n',
    "host/spec/spec.hpp": '#pragma once\n#include "host/log/problem.hpp"\n',
    "host/spec/spec.cpp": '#include "host/spec/spec.hpp"\n\nauto code = Problem{"SPEC-SYNTAX", "UTF-8"};  // not "A-COMMENT"\n',
    "host/execute/network.hpp": "#pragma once\n#include <tlhost/tensors.hpp>\n",
    "host/execute/network.cpp": '#include "host/execute/network.hpp"\n#include <torch/torch.h>\n#include "host/spec/spec.hpp"\n',
    "host/main.cpp": '#include "host/execute/network.hpp"\n#include "host/spec/spec.hpp"\n',
    "plugins/models/resnet/resnet.cpp": "#include <tlhost/tensors.hpp>\n#include <torch/torch.h>\n",
    "tests/unit/host/spec/spec_test.cpp": '#include "host/spec/spec.hpp"\n#include <catch2/catch.hpp>\n',
    "docs/errors.md": "| code | meaning |\n|---|---|\n| `SPEC-SYNTAX` | the file is not JSON |\n",
}


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="tlhost-lint-"))
        self.addCleanup(shutil.rmtree, self.root)
        for path, text in CLEAN.items():
            self.write(path, text)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def run_check(self, name, env=None):
        command = [sys.executable, "-B", TOOLS / f"{name}.py"] if (TOOLS / f"{name}.py").exists() else [TOOLS / f"{name}.sh"]
        done = subprocess.run([*command, self.root], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def assert_clean(self, name):
        code, output = self.run_check(name)
        self.assertEqual(code, 0, output)

    def assert_found(self, name, expected, path=None, text=None):
        """Plants text at path, and expects exactly one violation that begins with `expected`."""
        if path:
            self.write(path, text)
        code, output = self.run_check(name)
        self.assertEqual(code, 1, output)
        found = [line for line in output.splitlines() if re.match(r"[^ ]+:\d+: ", line)]
        self.assertEqual(len(found), 1, output)
        self.assertTrue(found[0].startswith(expected), output)


class IncludesTest(CheckTest):
    def test_a_clean_tree_passes(self):
        self.assert_clean("check_includes")

    def test_each_planted_violation_is_found(self):
        cases = {
            "a stage includes a stage to its right": (
                "host/spec/x.cpp", '\n#include "host/scan/scan.hpp"\n', "host/spec/x.cpp:2: the stage host/spec may not include host/scan"),
            "a shared room includes a stage": (
                "host/store/x.cpp", '#include "host/spec/spec.hpp"\n', "host/store/x.cpp:1: the shared room host/store may not include host/spec"),
            "log includes the store": (
                "host/log/x.cpp", '#include "host/store/store.hpp"\n', "host/log/x.cpp:1: the shared room host/log may not include host/store"),
            "a room that nobody knows": (
                "host/misc/x.cpp", '#include "host/log/problem.hpp"\n', "host/misc/x.cpp:1: host/misc is neither a stage nor a shared room nor a verb's"),
            "a stage includes a verb's room": (
                "host/scan/x.cpp", '#include "host/check/check.hpp"\n', "host/scan/x.cpp:1: the stage host/scan may not include host/check"),
            "a verb's room includes more than it may": (
                "host/scaffold/x.cpp", '#include "host/execute/network.hpp"\n', "host/scaffold/x.cpp:1: the verb's room host/scaffold may not include host/execute"),
            "a torch-free stage includes torch": (
                "host/report/x.cpp", "#include <ATen/ATen.h>\n", "host/report/x.cpp:1: host/report must compile without LibTorch (host/report/x.cpp -> <ATen/ATen.h>)"),
            "a torch-free stage reaches torch through a header of a stage to its left": (
                "host/report/x.cpp", '#include <string>\n#include "host/execute/network.hpp"\n',
                "host/report/x.cpp:2: host/report must compile without LibTorch (host/report/x.cpp -> host/execute/network.hpp -> sdk/include/tlhost/tensors.hpp -> <ATen/core/Tensor.h>)"),
            "resolve includes torch itself": (
                "host/resolve/x.cpp", "#include <c10/core/Device.h>\n", "host/resolve/x.cpp:1: host/resolve knows tensors through the SDK only"),
            "torch in a header": (
                "host/execute/x.hpp", "#include <torch/torch.h>\n", "host/execute/x.hpp:1: <torch/...> is for .cpp files"),
            "Boost.DLL outside the catalog": (
                "host/scan/x.cpp", "#include <boost/dll/shared_library.hpp>\n", "host/scan/x.cpp:1: Boost.DLL belongs to host/catalog"),
            "spdlog outside the log": (
                "host/plan/x.cpp", "#include <spdlog/fmt/fmt.h>\n", "host/plan/x.cpp:1: spdlog belongs to host/log"),
            "spdlog in a plugin": (
                "plugins/models/vgg/x.cpp", "#include <spdlog/spdlog.h>\n", "plugins/models/vgg/x.cpp:1: spdlog belongs to host/log"),
            "CLI11 outside the command line": (
                "host/main.cpp", "#include <CLI/CLI.hpp>\n", "host/main.cpp:1: CLI11 belongs to host/cli"),
            "OpenCV outside the data room": (
                "host/execute/x.cpp", "#include <opencv2/imgproc.hpp>\n", "host/execute/x.cpp:1: OpenCV belongs to host/data"),
            "TurboJPEG outside the data room": (
                "host/scan/x.cpp", "#include <turbojpeg.h>\n", "host/scan/x.cpp:1: TurboJPEG belongs to host/data"),
            "a plugin includes the host": (
                "plugins/models/vgg/x.cpp", '#include "host/log/problem.hpp"\n', "plugins/models/vgg/x.cpp:1: a plugin includes the SDK, its own folder"),
            "a plugin includes another plugin": (
                "plugins/models/vgg/x.cpp", '#include "plugins/models/resnet/resnet.cpp"\n', "plugins/models/vgg/x.cpp:1: a plugin includes the SDK, its own folder"),
            "a test includes a plugin": (
                "tests/unit/x.cpp", '#include "plugins/models/resnet/resnet.cpp"\n', "tests/unit/x.cpp:1: tests/ may not include plugins/"),
            "a value header includes a library": (
                "host/spec/experiment_spec.hpp", "#include <boost/json.hpp>\n", "host/spec/experiment_spec.hpp:1: a value header includes"),
            "a value header includes its own stage": (
                "host/spec/experiment_spec.hpp", '#include "host/spec/spec.hpp"\n', "host/spec/experiment_spec.hpp:1: a value header includes"),
            "the SDK includes the host": (
                "sdk/include/tlhost/x.hpp", '#include "host/log/problem.hpp"\n', "sdk/include/tlhost/x.hpp:1: sdk/ may not include host/"),
            "the SDK includes Boost": (
                "sdk/include/tlhost/x.hpp", "#include <boost/json.hpp>\n", "sdk/include/tlhost/x.hpp:1: an SDK header includes"),
            "the SDK includes a C++20 header": (
                "sdk/include/tlhost/x.hpp", "#include <span>\n", "sdk/include/tlhost/x.hpp:1: an SDK header includes"),
            "an SDK header without tensors includes a tensor": (
                "sdk/include/tlhost/x.hpp", "#include <ATen/core/Tensor.h>\n", "sdk/include/tlhost/x.hpp:1: an SDK header includes"),
            "an SDK header with tensors includes all of torch": (
                "sdk/include/tlhost/model.hpp", "#include <torch/torch.h>\n", "sdk/include/tlhost/model.hpp:1: an SDK header includes"),
            "a path upwards": (
                "host/spec/x.cpp", '#include "../spec/spec.hpp"\n', "host/spec/x.cpp:1: includes are written from the root"),
            "a header that is not there": (
                "host/spec/x.cpp", '#include "host/spec/gone.hpp"\n', "host/spec/x.cpp:1: no such header"),
            "an SDK header that is not there": (
                "host/spec/x.cpp", "#include <tlhost/gone.hpp>\n", "host/spec/x.cpp:1: no such header"),
        }
        for name, (path, text, expected) in cases.items():
            with self.subTest(name):
                self.write("host/scan/scan.hpp", "#pragma once\n")
                self.write("host/store/store.hpp", "#pragma once\n")
                self.write("host/check/check.hpp", "#pragma once\n")
                before = (self.root / path).read_text() if (self.root / path).exists() else None
                self.assert_found("check_includes", expected, path, text)
                (self.root / path).unlink()
                if before is not None:
                    self.write(path, before)

    def test_comments_and_raw_strings_are_no_includes(self):
        self.write("host/spec/x.cpp", '/*\n#include <torch/torch.h>\n*/\n// "\nauto t = R"(\n#include <torch/torch.h>\n)";\n')
        self.assert_clean("check_includes")

    def test_an_include_after_a_quote_in_a_comment_is_seen(self):
        self.assert_found("check_includes", "host/spec/x.cpp:2: host/spec must compile", "host/spec/x.cpp", "// it's\n#include <torch/torch.h>\n")

    def test_an_empty_tree_fails(self):
        shutil.rmtree(self.root / "host")
        for room in ("sdk", "plugins", "tests"):
            shutil.rmtree(self.root / room)
        code, output = self.run_check("check_includes")
        self.assertEqual(code, 1, output)
        self.assertIn("no file found", output)


class SizesTest(CheckTest):
    def test_files_within_their_budgets_pass(self):
        self.write("host/spec/long.hpp", "\n" * 150)
        self.write("host/spec/long.cpp", "\n" * 300)
        self.assert_clean("check_sizes")

    def test_a_header_over_its_budget_is_found(self):
        self.assert_found("check_sizes", "host/spec/long.hpp:151: 151 lines; the budget is 150", "host/spec/long.hpp", "\n" * 151)

    def test_a_source_over_its_budget_is_found(self):
        self.assert_found("check_sizes", "host/spec/long.cpp:301: 301 lines; the budget is 300", "host/spec/long.cpp", "\n" * 301)

    def test_an_exception_holds_up_to_its_limit(self):
        self.write("tools/size_exceptions.txt", "# comment\nhost/spec/long.cpp 310 one table\n")
        self.write("host/spec/long.cpp", "\n" * 310)
        self.assert_clean("check_sizes")
        self.assert_found("check_sizes", "host/spec/long.cpp:311: 311 lines; the budget is 310", "host/spec/long.cpp", "\n" * 311)

    def test_an_exception_that_is_not_needed_is_found(self):
        self.write("host/spec/long.cpp", "\n")
        self.assert_found("check_sizes", "tools/size_exceptions.txt:1: host/spec/long.cpp has 1 lines", "tools/size_exceptions.txt", "host/spec/long.cpp 310 why\n")

    def test_an_exception_for_no_file_is_found(self):
        self.assert_found("check_sizes", "tools/size_exceptions.txt:1: there is no file host/gone.cpp", "tools/size_exceptions.txt", "host/gone.cpp 310 why\n")

    def test_an_exception_without_a_reason_is_found(self):
        self.assert_found("check_sizes", "tools/size_exceptions.txt:1: expected", "tools/size_exceptions.txt", "host/main.cpp 310\n")


class ErrorCodesTest(CheckTest):
    def test_codes_with_rows_pass(self):
        self.assert_clean("check_error_codes")

    def test_a_code_without_a_row_is_found(self):
        self.assert_found("check_error_codes", "host/scan/x.cpp:2: SCAN-GONE has no row", "host/scan/x.cpp", '\nauto p = Problem{"SCAN-GONE"};\n')

    def test_a_row_without_a_code_is_found(self):
        self.assert_found("check_error_codes", "docs/errors.md:4: SPEC-OLD is not used", "docs/errors.md", CLEAN["docs/errors.md"] + "| `SPEC-OLD` | gone |\n")

    def test_a_doubled_row_is_found(self):
        self.assert_found("check_error_codes", "docs/errors.md:4: SPEC-SYNTAX has a row already", "docs/errors.md", CLEAN["docs/errors.md"] + "| `SPEC-SYNTAX` | again |\n")

    def test_a_row_without_a_meaning_is_found(self):
        self.assert_found("check_error_codes", "docs/errors.md:1: SPEC-SYNTAX has no meaning", "docs/errors.md", "| `SPEC-SYNTAX` | |\n")


class OwnWordsTest(CheckTest):
    def test_a_tree_of_its_own_words_passes(self):
        self.write("docs/x.md", "<store>/work/<key> and store + \"/work/\" are folders of the store\n")
        self.assert_clean("check_own_words")

    def test_words_of_elsewhere_are_found(self):
        # Put together here, so that this file passes the check itself.
        for word in ["/ro" + "ot/x", "/ho" + "me/ann/x", "https://py" + "pi.org/simple", "http://de" + "b.debian.org/debian"]:
            with self.subTest(word):
                self.assert_found("check_own_words", "docs/x.md:2: names a ", "docs/x.md", f"one\nsee {word}\n")


class FormatTest(CheckTest):
    def setUp(self):
        super().setUp()
        shutil.copy(ROOT / ".clang-format", self.root)

    @unittest.skipUnless(shutil.which("clang-format-14"), "clang-format-14 is not installed")
    def test_a_badly_formatted_file_is_found(self):
        self.write("host/main.cpp", "int   main( ) {return 0;}\n")
        code, output = self.run_check("check_format")
        self.assertEqual(code, 1, output)
        self.assertIn("host/main.cpp:1:4: error: code should be clang-formatted", output)

    @unittest.skipUnless(shutil.which("clang-format-14"), "clang-format-14 is not installed")
    def test_a_well_formatted_tree_passes(self):
        for room in ("host", "sdk", "plugins", "tests"):
            shutil.rmtree(self.root / room)
        self.write("host/main.cpp", "int main() { return 0; }\n")
        self.write("tests/frozen/sdk-0.9/old.hpp", "int   x ;\n")
        self.assert_clean("check_format")

    def test_a_missing_tool_fails_visibly(self):
        tools = self.root / "bin"
        tools.mkdir()
        for name in ("bash", "env", "dirname"):
            os.symlink(shutil.which(name), tools / name)
        code, output = self.run_check("check_format", env={"PATH": str(tools)})
        self.assertEqual(code, 1, output)
        self.assertIn("clang-format-14 is not installed", output)


if __name__ == "__main__":
    unittest.main()
