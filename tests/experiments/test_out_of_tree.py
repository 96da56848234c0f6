#!/usr/bin/env python3
"""A plugin built outside the tree, against what `cmake --install` installs, runs with the installed program."""
import os
import shutil
import subprocess
import unittest
from pathlib import Path

import harness
from harness import rows_of, setting, sha256, tree


def install(prefix, destination=None):
    """cmake --install; with a destination, all absolute paths land below that."""
    environment = {**os.environ, "DESTDIR": str(destination)} if destination else None
    return subprocess.run(["cmake", "--install", setting("TLHOST_BUILD"), "--prefix", str(prefix)], env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=harness.LIMIT_S)


@unittest.skipIf(shutil.which("cmake") is None, "cmake is not found")
class OutOfTree(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        # First below a destination, where even an absolute path does no harm.
        tried = install("/chosen", cls.base.path / "tried")
        if tried.returncode != 0:
            raise AssertionError(tried.stderr)
        found = [path.name for path in (cls.base.path / "tried").iterdir()]
        if found != ["chosen"]:
            raise AssertionError(f"--prefix must decide where everything goes; besides the prefix there is {found}")
        cls.prefix = cls.base.path / "installed"
        done = install(cls.prefix)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def must(self, *command):
        done = subprocess.run([str(word) for word in command], cwd=self.lab.path, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=harness.LIMIT_S)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def test_what_is_installed_is_the_program_the_sdk_and_the_plugins(self):
        files = tree(self.prefix)
        self.assertIn("bin/tlhost", files)
        self.assertIn("include/tlhost/dataset.hpp", files)
        self.assertEqual(sorted(f for f in files if f.startswith("lib/tlhost/plugins/")),
                         sorted(f"lib/tlhost/plugins/{path.relative_to(setting('TLHOST_PLUGINS'))}"
                                for path in Path(setting("TLHOST_PLUGINS")).glob("*/*.so")))

    def test_no_empty_folders_of_the_build_are_installed(self):
        self.assertEqual([path for path in self.prefix.rglob("*") if path.is_dir() and not any(path.iterdir())], [])

    def test_the_installed_program_finds_the_plugins_beside_it(self):
        self.assertIn("datasets/phantom", self.must(self.prefix / "bin/tlhost", "list"))

    def test_the_example_builds_against_the_installed_sdk_and_runs_with_the_installed_program(self):
        program = sha256(self.prefix / "bin/tlhost")
        example = Path(setting("TLHOST_SOURCE")) / "examples/out_of_tree_plugin"
        shutil.copytree(example, self.lab.path / "plugin", ignore=shutil.ignore_patterns("build", "runs", ".tlhost"))
        self.must("cmake", "-S", "plugin", "-B", "build", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.must("cmake", "--build", "build")
        shutil.copy(example / "rings.json", self.lab.path / "rings.json")
        command = [self.prefix / "bin/tlhost", "--plugins", self.prefix / "lib/tlhost/plugins",
                   "--plugins", "build/plugins"]

        lines = {line.split()[0]: line for line in self.must(*command, "list").splitlines()}
        self.assertRegex(lines["datasets/rings"], r"org\.example\.rings 1\.0\.0  +discs and rings in noise")
        self.assertIn("datasets/phantom", lines)
        table = self.must(*command, "rings.json")
        self.assertIn("target rings, model resnet18", table)
        self.assertRegex(table, r"\n +scratch +ft +2 +[01]\.\d{3} ")
        runs = rows_of(self.lab.path / "runs/rings", "run", metric="auc")
        self.assertEqual([row["seed"] for row in runs], ["1", "2"])
        self.assertEqual(sha256(self.prefix / "bin/tlhost"), program)


if __name__ == "__main__":
    harness.main()
