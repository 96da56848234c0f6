#!/usr/bin/env python3
"""`tlhost new`: what it writes builds, passes check, runs and tests itself, by the very commands that it prints; and what it
refuses leaves nothing behind."""
import resource
import subprocess
import sys
import time
from pathlib import Path

import harness
from harness import rows_of, setting, tree

FILES = ["{}.cpp", "{}_test.cpp", ".gitignore", "CMakeLists.txt", "README.md", "ci.sh", "exp.json"]


class New(harness.InstalledTest):
    def new(self, kind, name, *options, program=None):
        """The three commands that it prints: build, check, run."""
        start = time.monotonic()
        lines = self.must(program or self.prefix / "bin/tlhost", "new", kind, name, *options).splitlines()
        self.assertEqual(lines[0], f"# build, check, run the {kind} {name}:")
        self.assertEqual(len(lines), 4)
        return start, lines[1:]

    def shell(self, command):
        return self.must("sh", "-ec", command)

    def green(self, kind, folder, name):
        """From nothing to a run of a new plugin; its rows of seeds."""
        start, (build, check, run) = self.new(kind, name)
        self.assertEqual(sorted(tree(self.lab.path / name)), sorted(file.format(name) for file in FILES))
        self.shell(build)
        built = time.monotonic()
        library = f"{name}/build/plugins/{folder}/{name}.so"
        self.assertEqual(check, f"{self.prefix}/bin/tlhost check {library}")
        self.passes_check(library)
        before_run = time.monotonic()
        table = self.shell(run)
        end = time.monotonic()
        print(f"tlhost new {kind}: {end - start:.0f} s to a run (build {built - start:.0f} s, "
              f"check {before_run - built:.0f} s, run {end - before_run:.0f} s)", file=sys.stderr)
        self.assertIn("\ntarget ", "\n" + table)
        self.own_tests_pass(name)
        return rows_of(self.lab.path / name / "runs" / name, "run", metric="auc")

    def own_tests_pass(self, name):
        """ctest in the project: its unit test, the check and the run."""
        said = self.must("ctest", "--test-dir", f"{name}/build", "--output-on-failure")
        for test in ("unit", "check", "run"):
            self.assertRegex(said, rf"{test}\.{name} \.+ +Passed")

    def test_a_new_dataset_builds_checks_runs_and_tests_itself(self):
        rows = self.green("dataset", "datasets", "moles")
        self.assertEqual([(row["target"], row["seed"]) for row in rows], [("moles", "1"), ("moles", "2")])

    def test_a_new_model_builds_checks_runs_and_tests_itself(self):
        rows = self.green("model", "models", "tiny_net")
        self.assertEqual({row["model"] for row in rows}, {"tiny_net"})
        self.assertEqual({(row["source"], row["strategy"]) for row in rows},
                         {(source, strategy) for source in ("scratch", "natural") for strategy in ("fine_tune", "probe")})

    def test_a_new_strategy_builds_checks_runs_and_tests_itself(self):
        rows = self.green("strategy", "strategies", "head_first")
        self.assertEqual({row["strategy"] for row in rows}, {"head_first", "fine_tune"})

        # From a source there is a first phase that plain fine-tuning lacks; from scratch the two are the same method.
        by_cell = {(row["source"], row["strategy"], row["seed"]): row["value"] for row in rows}
        self.assertEqual(len(by_cell), 8)
        for seed in ("1", "2"):
            self.assertEqual(by_cell["scratch", "head_first", seed], by_cell["scratch", "fine_tune", seed])

    def test_a_broken_plugin_makes_its_own_unit_test_fail(self):
        _, (build, _, _) = self.new("dataset", "moles")
        source = self.lab.path / "moles/moles.cpp"
        text = source.read_text(encoding="utf-8")
        self.assertIn("subject % 2)}", text)
        source.write_text(text.replace("subject % 2)}", "i % 2)}"), encoding="utf-8")
        self.shell(build)
        done = self.command("ctest", "--test-dir", "moles/build", "-R", "^unit", "--output-on-failure")
        self.assertNotEqual(done.code, 0)
        self.assertIn("the images of one subject have one label", done.out)

    def test_ci_sh_builds_and_tests_the_project(self):
        self.new("dataset", "moles", "--dir", "a project")
        done = self.command("a project/ci.sh", TLHOST=str(self.prefix), CTEST_OUTPUT_ON_FAILURE="1")
        self.assertEqual(done.code, 0, str(done))
        self.assertRegex(done.out, r"unit\.moles \.+ +Passed")

    def test_the_program_of_a_build_folder_names_that_folder(self):
        build = Path(setting("TLHOST_BUILD"))
        _, commands = self.new("dataset", "moles", program=setting("TLHOST_BIN"))
        self.assertIn(f"-DCMAKE_PREFIX_PATH={build} ", commands[0])
        self.shell(commands[0])
        self.passes_check("moles/build/plugins/datasets/moles.so")
        self.shell(commands[2])
        self.assertEqual(len(rows_of(self.lab.path / "moles/runs/moles", "run", metric="auc")), 2)


class Refusals(harness.ExperimentTest):
    def refuses(self, code, error, *words, arguments):
        """Nothing is written, not even half."""
        before = tree(self.lab.path)
        self.refused(code, error, *words, arguments=["new", *arguments], plugins=[])
        self.assertEqual(tree(self.lab.path), before)
        self.assertEqual([path for path in self.lab.path.rglob("*") if path.is_dir() and not any(path.iterdir())], [])

    def test_an_unknown_kind_is_answered_with_the_nearest(self):
        self.refuses(2, "NEW-KIND", 'did you mean "strategy"?', arguments=["stratgey", "mine"])
        self.refuses(2, "NEW-KIND", "expected dataset, model or strategy", arguments=["metric", "mine"])

    def test_a_bad_name_is_answered_with_a_good_one(self):
        self.refuses(2, "NEW-NAME", "call it chest_xray", arguments=["dataset", "chest-xray"])
        self.refuses(2, "NEW-NAME", "call it moles", arguments=["dataset", "../Moles"])

    def test_a_word_of_the_language_and_a_component_of_tlhost_are_taken(self):
        self.refuses(2, "NEW-NAME-TAKEN", "C++", "my_class", arguments=["dataset", "class"])
        for kind, name in (("dataset", "phantom"), ("model", "resnet"), ("strategy", "svm_features")):
            self.refuses(2, "NEW-NAME-TAKEN", f"tlhost comes with a {kind} of this name", arguments=[kind, name])

    def test_a_folder_with_something_in_it_is_left_alone(self):
        self.lab.write("moles/notes.txt", "mine")
        self.refuses(73, "NEW-FOLDER", "moles", "not empty", arguments=["dataset", "moles"])
        self.refuses(73, "NEW-FOLDER", "no folder", arguments=["dataset", "other", "--dir", "moles/notes.txt"])
        self.ok("new", "dataset", "other", plugins=[])
        self.refuses(73, "NEW-FOLDER", "not empty", arguments=["dataset", "other"])

    def test_a_place_where_nothing_can_be_made_is_named(self):
        # Not even root makes a folder there.
        self.refuses(73, "OUTPUT-NOT-WRITABLE", "/proc", arguments=["dataset", "moles", "--dir", "/proc/moles"])
        self.refuses(73, "OUTPUT-NOT-WRITABLE", "none", "is no folder",
                     arguments=["dataset", "moles", "--dir", "none/moles"])

    def test_a_write_that_fails_leaves_nothing(self):
        def no_large_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

        for folder in ("moles", "there"):
            (self.lab.path / "there").mkdir(exist_ok=True)
            done = subprocess.run([setting("TLHOST_BIN"), "new", "dataset", "moles", "--dir", folder], cwd=self.lab.path,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, preexec_fn=no_large_files,
                                  timeout=harness.LIMIT_S)
            self.assertEqual(done.returncode, 74, done.stderr)
            self.assertIn("error[DISK-WRITE]", done.stderr)
            self.assertEqual([path.name for path in self.lab.path.rglob("*")], ["there"])


if __name__ == "__main__":
    harness.main()
