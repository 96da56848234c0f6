#!/usr/bin/env python3
"""`tlhost doctor` says what this tlhost runs on, and what is wrong with it, without training anything."""
import json
import os
import shutil
import subprocess
import unittest

import harness
from harness import setting


class DoctorTest(harness.ExperimentTest):
    def doctor(self, *words, plugins=None, code=0, **environment):
        """Findings by name (those of one name as a list), of `doctor --json` in a changed environment."""
        command = self.lab.command("doctor", "--json", *words, plugins=plugins)
        done = subprocess.run(command, cwd=self.lab.path, capture_output=True, text=True, timeout=harness.LIMIT_S,
                              env={**os.environ, **environment}, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        said = json.loads(done.stdout)
        found = {}
        for finding in said["findings"]:
            self.assertEqual(set(finding), {"topic", "name", "state", "value", "remedy", "fact"})
            self.assertIn(finding["state"], ("ok", "note", "problem"))
            self.assertTrue(finding["value"])
            if finding["state"] != "ok":
                self.assertTrue(finding["remedy"], f"{finding['name']} has no way out")
            found.setdefault(finding["name"], []).append(finding)
        states = [f["state"] for f in said["findings"]]
        self.assertEqual((said["problems"], said["notes"]), (states.count("problem"), states.count("note")))
        return found


class Facts(DoctorTest):
    def test_it_names_what_the_program_runs_on(self):
        found = self.doctor()
        for name in ("tlhost", "plugin SDK", "ABI tag", "LibTorch", "oneDNN", "BLAS", "LibTorch uses", "caches",
                     "numeric class", "GPUs", "bf16", "processor", "cores", "memory", "open files", "disk here",
                     "supervisor", "locale", "found", "matrix product", "threads"):
            self.assertIn(name, found)
        version = self.ok("--version", plugins=[]).out.split()[1]
        self.assertEqual(found["tlhost"][0]["fact"], version)
        self.assertIn("OpenBLAS", found["BLAS"][0]["value"])
        self.assertRegex(found["numeric class"][0]["fact"], r"^[0-9a-f]{16}$")
        self.assertEqual(found["cores"][0]["fact"]["usable"], len(os.sched_getaffinity(0)))
        self.assertEqual(found["supervisor"][0]["fact"], {"threads": 1})
        self.assertEqual(found["disk here"][0]["fact"]["folder"], str(self.lab.path.resolve()))
        self.assertGreater(found["matrix product"][0]["fact"], 0)
        self.assertEqual(found["found"][0]["fact"]["rejected"], 0)

    def test_the_text_has_the_same_lines_and_nothing_is_left_behind(self):
        found = self.doctor()
        done = self.ok("doctor")
        self.assertEqual(done.err, "")
        names = [line[11:].split("  ")[0] for line in done.out.splitlines() if line.startswith("  ") and line[2] != " "]
        self.assertEqual(sorted(set(names)), sorted(found))
        self.assertRegex(done.out.splitlines()[-1], r"^(no|\d+) problems?, (no|\d+) notes?$")
        self.assertEqual(list(self.lab.path.iterdir()), [], "it writes nothing")

    def test_a_smaller_affinity_mask_is_seen(self):
        core = min(os.sched_getaffinity(0))
        command = ["taskset", "-c", str(core), *self.lab.command("doctor", "--json")]
        if not shutil.which("taskset"):
            self.skipTest("taskset is not installed")
        said = json.loads(subprocess.run(command, cwd=self.lab.path, capture_output=True, text=True, check=True).stdout)
        found = {f["name"]: f for f in said["findings"]}
        self.assertEqual(found["cores"]["fact"]["usable"], 1)
        self.assertEqual(found["threads"]["value"], "one usable core: more threads save nothing")

    def test_variables_that_change_numbers_are_notes(self):
        found = self.doctor(ATEN_CPU_CAPABILITY="default", OMP_PROC_BIND="true")
        self.assertEqual(found["ATEN_CPU_CAPABILITY"][0]["state"], "note")
        self.assertIn("numeric class", found["ATEN_CPU_CAPABILITY"][0]["value"])
        self.assertEqual(found["OMP_PROC_BIND"][0]["remedy"], "unset OMP_PROC_BIND")
        usual = self.doctor()
        self.assertNotEqual(usual["numeric class"][0]["fact"], found["numeric class"][0]["fact"])
        self.assertNotIn("OMP_PROC_BIND", usual)


    @unittest.skipIf(harness.SANITIZED, "AddressSanitizer must be the first library")
    def test_a_preloaded_library_that_starts_a_thread_is_a_problem_and_the_rest_is_told(self):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            self.skipTest("no C compiler")
        source = self.lab.write("thread.c", "#include <pthread.h>\n#include <unistd.h>\n"
                                "static void *rest(void *p) { for (;;) pause(); return p; }\n"
                                "__attribute__((constructor)) static void start(void) {\n"
                                "  static pthread_t thread;\n  pthread_create(&thread, 0, rest, 0);\n}\n")
        library = self.lab.path / "thread.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-pthread", str(source), "-o", str(library)], check=True)
        found = self.doctor(code=69, LD_PRELOAD=str(library))  # no plugin can be probed
        self.assertEqual(found["supervisor"][0]["fact"], {"threads": 2})
        self.assertEqual([found[name][0]["state"] for name in ("supervisor", "arithmetic", "search", "LD_PRELOAD")],
                         ["problem", "problem", "problem", "note"])
        self.assertIn("PROCESS-THREADS", found["arithmetic"][0]["value"])
        self.assertNotIn("BLAS", found)
        self.assertIn("cores", found)


class Plugins(DoctorTest):
    def test_a_rejected_file_in_a_named_folder_is_a_problem_and_exit_69(self):
        folder = self.lab.path / "plugins"
        shutil.copytree(setting("TLHOST_PLUGINS"), folder)
        self.lab.write("plugins/garbage.so", "no library at all")
        found = self.doctor(plugins=[folder], code=69)
        (rejected,) = found["rejected"]
        self.assertEqual(rejected["state"], "problem")
        self.assertEqual(rejected["fact"]["path"], str(folder / "garbage.so"))
        self.assertEqual(found["searched"][0]["fact"], {"path": str(folder), "origin": "--plugins"})
        self.assertGreaterEqual(found["found"][0]["fact"]["plugins"], 6)

    def test_a_named_path_that_is_not_there_is_a_problem_and_the_rest_is_told(self):
        found = self.doctor(plugins=["nowhere"], code=69)
        self.assertIn("PLUGINS-MISSING", found["search"][0]["value"])
        self.assertIn("BLAS", found)

    def test_no_plugin_at_all_is_a_note(self):
        found = self.doctor("--no-default-plugins", plugins=[], TLHOST_PLUGIN_PATH="")
        self.assertEqual((found["found"][0]["state"], found["found"][0]["fact"]["plugins"]), ("note", 0))


if __name__ == "__main__":
    harness.main()
