#!/usr/bin/env python3
"""Killed, interrupted or damaged: the same command goes on from what is finished and ends with the same bytes."""
import json
import os
import random
import shutil
import signal
import time

import harness
from harness import artefacts, grid, jobs_of, kill, live_processes, results_of, stamps, tree, wait_until


def longer(name="grid"):
    """The grid with fits that take long enough to be hit."""
    return grid(name, training={"epochs": 5, "batch": 8})


class Resume(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.whole = harness.Lab()
        cls.addClassCleanup(cls.whole.remove)
        cls.whole.write("grid.json", longer())
        done = cls.whole.run("grid.json")
        if done.code != 0:
            raise AssertionError(str(done))
        cls.jobs = len(jobs_of(done))
        cls.results = results_of(cls.whole.path / ".tlhost")
        cls.report = tree(cls.whole.path / "runs/grid")

    def setUp(self):
        super().setUp()
        self.lab.write("grid.json", longer())
        self.store = self.lab.path / ".tlhost"
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in live_processes(self.lab.path):
            os.kill(process, signal.SIGKILL)

    def assert_whole(self):
        """The store and the output are those of the run that nothing disturbed."""
        self.assertEqual(results_of(self.store), self.results)
        self.assertEqual(tree(self.lab.path / "runs/grid"), self.report)

    def assert_no_leftovers(self):
        for folder in ("work", "trash"):
            self.assertEqual(list((self.store / folder).iterdir()), [])
        self.assertEqual(list(self.lab.path.rglob(".tmp-*")), [])

    def finished(self):
        return len(artefacts(self.store, "fit")) + len(artefacts(self.store, "predict"))

    def start_until_a_job_is_done(self):
        """A run in the background that has finished a job and has not finished all."""
        process = self.lab.start("--jobs", "2", "grid.json")
        wait_until(lambda: self.finished() > 0 or process.poll() is not None, "the first job", limit_s=harness.LIMIT_S)
        self.assertIsNone(process.poll(), self.lab.talk())
        return process

    def test_after_eight_kills_at_random_moments_every_byte_is_the_same(self):
        dice = random.Random(20)
        kept, kills = {}, 0
        while kills < 8:
            more = self.finished() + dice.randrange(2)
            process = self.lab.start("--jobs", "2", "grid.json")
            wait_until(lambda: self.finished() >= more or process.poll() is not None, "more jobs", harness.LIMIT_S)
            time.sleep(dice.uniform(0, 0.4))
            if kill(process) == 0:
                break  # so fast a machine that all was done before the next kill
            self.assertEqual(process.returncode, -signal.SIGKILL, self.lab.talk())
            kills += 1
            wait_until(lambda: not live_processes(self.lab.path), "the children end with their supervisor")
            now = stamps(self.store) if self.store.exists() else {}
            self.assertLessEqual(kept.items(), now.items(), "what was finished was not touched")
            kept = now
        self.assertGreaterEqual(kills, 4, "too few kills hit")
        before = self.finished()
        done = self.ok("grid.json")
        self.assertLessEqual(kept.items(), stamps(self.store).items(), "what was finished was not touched")
        self.assertEqual(len(jobs_of(done)), self.jobs - before, done.err)
        self.assert_whole()
        self.assert_no_leftovers()

    def test_the_children_end_with_their_supervisor_and_the_next_start_sweeps(self):
        process = self.start_until_a_job_is_done()
        wait_until(lambda: len(live_processes(self.lab.path)) >= 2 or process.poll() is not None, "a child works")
        self.assertEqual(kill(process), -signal.SIGKILL, self.lab.talk())
        wait_until(lambda: not live_processes(self.lab.path), "the children end with their supervisor")
        self.ok("plan", "grid.json")
        self.assert_no_leftovers()

    def test_each_signal_has_its_exit_code_and_the_same_command_goes_on(self):
        done_before = 0
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGUSR1, 75)):
            process = self.lab.start("--jobs", "2", "grid.json")
            wait_until(lambda: self.finished() > done_before or process.poll() is not None, "one more job",
                       limit_s=harness.LIMIT_S)
            self.assertEqual(kill(process, number), code, self.lab.talk())
            self.assertIn("jobs are done; the same command goes on from there", self.lab.talk())
            self.assertEqual(live_processes(self.lab.path), [], "no child outlives the supervisor")
            done_before = self.finished()
        kept = stamps(self.store)
        self.ok("grid.json")
        self.assertLessEqual(kept.items(), stamps(self.store).items())
        self.assert_whole()
        self.assert_no_leftovers()

    def test_a_damaged_artefact_is_put_aside_and_computed_again(self):
        shutil.copytree(self.whole.path / ".tlhost", self.store, copy_function=os.link)
        before = stamps(self.store)
        fine_tuned = sorted(path for path in artefacts(self.store, "fit").values()
                            if json.loads((path / "key.json").read_text())["strategy"]["id"].endswith("fine_tune")
                            and json.loads((path / "key.json").read_text())["init"] is not None)
        victim = fine_tuned[0] / "weights.safetensors"
        damaged = bytearray(victim.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        victim.unlink()  # it is a link to the one of the undisturbed run
        victim.write_bytes(damaged)
        done = self.ok("grid.json")
        self.assertRegex(done.err, rf"tlhost: warning: .*{victim.parent.name}.* is damaged .*weights\.safetensors")
        self.assertEqual(len(jobs_of(done)), 1, "the fit alone: its prediction is sound")
        (bad,) = (self.store / "bad").iterdir()
        self.assertTrue(bad.name.startswith(f"fit-{victim.parent.name}"), bad.name)
        self.assertEqual((bad / "weights.safetensors").read_bytes(), damaged, "kept for whoever wants to know")
        others = {k: v for k, v in before.items() if not k.startswith(f"fit/{victim.parent.name}/")}
        self.assertLessEqual(others.items(), stamps(self.store).items())
        self.assert_whole()


if __name__ == "__main__":
    harness.main()
