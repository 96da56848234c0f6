#!/usr/bin/env python3
"""A plugin built outside the tree, against what `cmake --install` installs, runs with the installed program."""
import shutil
from pathlib import Path

import harness
from cmake_projects import EXAMPLE, copy_example
from harness import rows_of, setting, sha256, tree


class OutOfTree(harness.InstalledTest):
    def test_the_prefix_decides_where_everything_goes(self):
        # Below a destination, where even an absolute path does no harm.
        harness.install("/chosen", self.lab.path / "tried")
        self.assertEqual([path.name for path in (self.lab.path / "tried").iterdir()], ["chosen"])

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
        example = Path(setting("TLHOST_SOURCE")) / EXAMPLE
        copy_example(self.lab)
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
