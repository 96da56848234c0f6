#!/usr/bin/env python3
"""Plugins that are damaged, or misbehave while they are listed: each is named with a reason, and all others are used."""
import json
import os
import shutil
import subprocess

import harness
import hostile
from harness import grid, setting

# They change the process that lists plugins, so each has a process of its own here.
APART = ("load_chdir", "load_close_all", "load_hang", "load_limits", "load_process")


class Load(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.rows = {hostile.code(row["file"]): row for row in hostile.table("While it is listed")}
        lab = harness.Lab()
        cls.addClassCleanup(lab.remove)
        cls.good = cls.components(json.loads(lab.run("list", "--json").out))
        assert cls.good

    @staticmethod
    def components(listed):
        return {(c["plugin"], c["kind"], c["name"]) for c in listed["components"]}

    def listed(self, *folders):
        """What list says of the folders, searched before the good plugins; it is data, whatever a plugin prints."""
        done = self.ok("list", "--rejected", "--json", plugins=[*folders, setting("TLHOST_PLUGINS")])
        for word in ("dirt", "frame #", "terminate called", "what():"):
            self.assertNotIn(word, done.out + done.err)
        found = json.loads(done.out)
        self.assertLessEqual(self.good, self.components(found), "the good plugins are used\n" + str(done))
        self.assertEqual(harness.live_processes(self.lab.path), [])
        return found

    def check(self, name, path, found):
        """That a file met the verdict of its row."""
        row = self.rows[name]
        why = [r for r in found["rejected"] if r["path"] == str(path)]
        used = [p for p in found["plugins"] if p["path"] == str(path)]
        if row["verdict"] == "no plugin" and not why and not used:
            named = self.listed(path)["rejected"]
            why = [r for r in named if r["path"] == str(path)]
        elif row["verdict"] in ("used", "passed over"):
            self.assertEqual((why, len(used)), ([], 1 if row["verdict"] == "used" else 0))
            return
        self.assertEqual((len(why), used), (1, []), f"{path}: {found['rejected']}")
        self.assertTrue(why[0]["step"] and why[0]["remedy"], why)
        self.assertTrue(hostile.is_said(row["what the host says"], why[0]["reason"]), f"{why}\nexpected {row}")

    def check_all(self, files, found):
        for name, path in files.items():
            with self.subTest(file=name):
                self.check(name, path, found)

    def test_the_readme_has_a_row_for_every_library_and_every_file(self):
        made = hostile.make_files(hostile.folder(self.lab, "made"))
        built = {name for name in hostile.all_built() if name not in hostile.USED}
        self.assertEqual(sorted(self.rows), sorted(made | built | {"not_readable"}))
        self.assertEqual({row["verdict"] for row in self.rows.values()}, {"rejected", "used", "passed over", "no plugin"})

    def test_every_bad_file_of_a_folder_is_named_with_its_reason_and_stops_no_other(self):
        built = [name for name in hostile.all_built() if name not in (*hostile.USED, *APART)]
        path = hostile.folder(self.lab, "hostile", *map(hostile.built, built))
        names = {*built, *hostile.make_files(path)}
        found = self.listed("hostile")
        self.check_all({name: f"hostile/{name}.so" for name in names}, found)
        self.assertLessEqual({r["path"] for r in found["rejected"]}, {f"hostile/{name}.so" for name in names})
        text = self.ok("list", "--rejected", plugins=["hostile", setting("TLHOST_PLUGINS")]).out
        self.assertEqual(len([line for line in text.splitlines() if line.startswith("rejected")]),
                         len(found["rejected"]), "one line a file")

    def test_a_plugin_that_changes_the_listing_process_harms_no_plugin_behind_it(self):
        for name in APART:
            with self.subTest(file=name):
                path = hostile.folder(self.lab, name, hostile.built(name))
                shutil.copy(hostile.built("good"), path / "zz_behind_it.so")

                found = self.listed(name)
                self.assertIn(f"{name}/zz_behind_it.so", [p["path"] for p in found["plugins"]], found["rejected"])
                self.check(name, f"{name}/{name}.so", found)

    def test_a_file_without_rights_is_named(self):
        path = hostile.folder(self.lab, "hostile", hostile.built("good")) / "good.so"
        path.chmod(0)
        if os.geteuid() != 0:
            self.check("not_readable", "hostile/good.so", self.listed("hostile"))
            return
        os.chmod(self.lab.path, 0o755)
        nobody = 65534  # root may read everything
        command = self.lab.command("list", "--rejected", "--json", plugins=["hostile"])
        try:
            done = subprocess.run(command, cwd=self.lab.path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=harness.LIMIT_S, user=nobody, group=nobody, extra_groups=[])
        except PermissionError:
            self.skipTest("only root may run this build of the program, and root may read every file")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check("not_readable", "hostile/good.so", json.loads(done.stdout))

    def test_an_experiment_that_needs_a_rejected_plugin_ends_with_69_and_its_name(self):
        path = hostile.folder(self.lab, "hostile", hostile.built("load_abort")) / "load_abort.so"
        self.lab.write("e.json", grid("e", datasets={"skin": {"use": "load_abort"}}, sources={"scratch": {}}))
        self.refused(69, "PLUGIN-REJECTED", "datasets/load_abort", str(path), "signal 6", arguments=["e.json"],
                     plugins=[path.parent, setting("TLHOST_PLUGINS")])

    def test_a_crash_at_exit_leaves_the_exit_code_and_the_result(self):
        path = hostile.folder(self.lab, "hostile", hostile.built("load_crash_at_exit"))
        self.lab.write("e.json", grid("e", datasets={"skin": {"use": "load_crash_at_exit"}}, sources={"scratch": {}},
                                      strategies={"probe": {"use": "linear_probe"}}, seeds=1, image={"size": 16, "channels": 1}))
        done = self.ok("e.json", plugins=[path, setting("TLHOST_PLUGINS")])
        self.assertIn("probe", done.out)


if __name__ == "__main__":
    harness.main()
