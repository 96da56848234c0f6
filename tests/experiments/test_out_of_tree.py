#!/usr/bin/env python3
"""A plugin built outside the tree, against what `cmake --install` installs, runs with the installed program as it is."""
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
    def must(self, *command):
        done = subprocess.run([str(word) for word in command], cwd=self.lab.path, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=harness.LIMIT_S)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def test_the_example_builds_against_the_installed_sdk_and_runs_with_the_installed_program(self):
        # First below a destination, where even an absolute path does no harm.
        tried = install("/chosen", self.lab.path / "tried")
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.assertEqual(sorted(p.name for p in (self.lab.path / "tried").iterdir()), ["chosen"],
                         "--prefix must decide where everything goes")
        prefix = self.lab.path / "installed"
        self.assertEqual(install(prefix).returncode, 0)
        self.check_installed(prefix)
        program = sha256(prefix / "bin/tlhost")

        example = Path(setting("TLHOST_SOURCE")) / "examples/out_of_tree_plugin"
        shutil.copytree(example, self.lab.path / "plugin", ignore=shutil.ignore_patterns("build", "runs", ".tlhost"))
        self.must("cmake", "-S", "plugin", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}")
        self.must("cmake", "--build", "build")
        shutil.copy(example / "rings.json", self.lab.path / "rings.json")
        command = [prefix / "bin/tlhost", "--plugins", prefix / "lib/tlhost/plugins", "--plugins", "build/plugins"]

        lines = {line.split()[0]: line for line in self.must(*command, "list").splitlines()}
        self.assertRegex(lines["datasets/rings"], r"org\.example\.rings 1\.0\.0  +discs and rings in noise")
        self.assertIn("datasets/phantom", lines)
        table = self.must(*command, "rings.json")
        self.assertIn("target rings, model resnet18", table)
        self.assertRegex(table, r"\n +scratch +ft +2 +[01]\.\d{3} ")
        self.assertEqual([row["seed"] for row in rows_of(self.lab.path / "runs/rings", "run", metric="auc")], ["1", "2"])
        self.assertEqual(sha256(prefix / "bin/tlhost"), program)

    def check_installed(self, prefix):
        """Program, headers and plugins are there, and nothing of the build but them."""
        files = tree(prefix)
        self.assertIn("bin/tlhost", files)
        self.assertIn("include/tlhost/dataset.hpp", files)
        self.assertEqual(sorted(f for f in files if f.startswith("lib/tlhost/plugins/")),
                         sorted("lib/tlhost/plugins/" + str(p.relative_to(setting("TLHOST_PLUGINS")))
                                for p in Path(setting("TLHOST_PLUGINS")).glob("*/*.so")))
        empty = [str(p) for p in prefix.rglob("*") if p.is_dir() and not any(p.iterdir())]
        self.assertEqual(empty, [], "folders of the build that hold nothing")


if __name__ == "__main__":
    harness.main()
