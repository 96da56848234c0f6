#!/usr/bin/env python3
"""Components that misbehave when they are used: their cells fail by name and reason, all others have results."""
import signal
import subprocess

import harness
import hostile
from harness import artefacts, grid, jobs_of, lines_of, results_of, setting

AXES = {"strategies": "strategy", "models": "model"}
SKIN = {"use": "phantom", "domain": "skin", "samples": 40, "split": {"test": 0.4, "validation": 0.2}}


class Run(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        hostile.folder(self.lab, "hostile", *map(hostile.built, hostile.USED))
        self.plugins = ["hostile", setting("TLHOST_PLUGINS")]

    def write(self, **changes):
        """An experiment of one seed from scratch on one target."""
        one = {"seeds": 1, "sources": {"scratch": {}}, "datasets": {"skin": SKIN},
               "models": {"small": {"use": "hostile"}}, "strategies": {"good": {"use": "fine_tune"}}}
        return self.lab.write("e.json", grid("e", **{**one, **changes}))

    def assert_nothing_is_left(self):
        self.assertEqual(harness.live_processes(self.lab.path), [], "processes")
        self.assertEqual(list((self.lab.path / ".tlhost/work").iterdir()), [], "work in progress")
        self.assertEqual(list(self.lab.path.rglob(".tmp-*")), [])

    def check_grid(self, heading, axis, changes, good):
        """Runs all deeds of a table at once, and again; `good` are the entries that must have results."""
        rows = {hostile.code(row["deed"]): row for row in hostile.table(heading)}
        entries = {deed: {"use": "hostile", "deed": deed} for deed in rows}
        self.write(**{**changes, axis: {**good, **entries}})
        first = self.run_to_the_end()
        runs = self.runs_by(AXES[axis])
        self.assertEqual(sorted(runs), sorted({**good, **rows}))
        self.check_deeds(rows, runs)
        for name in good:
            self.assertEqual(runs[name]["status"], "ok", runs[name])
        for deed in (deed for deed, row in rows.items() if row["status"] == "ok"):
            self.assertEqual(runs[deed]["metrics"], runs["none"]["metrics"], f"{deed} has other predictions")
        before = results_of(self.lab.path / ".tlhost")
        self.assertTrue(jobs_of(first))
        self.assertEqual(jobs_of(self.run_to_the_end()), [], "what is stored is not computed again")
        self.assertEqual(self.runs_by(AXES[axis]), runs)
        self.assertEqual(results_of(self.lab.path / ".tlhost"), before)

    def run_to_the_end(self):
        done = self.lab.run("--jobs", "2", "e.json", plugins=self.plugins)
        self.assertEqual(done.code, 1, str(done))
        self.assertNotRegex(done.out + done.err, r"[\x00-\x09\x0b-\x1f\x7f]", "control bytes on the terminal")
        self.assertNotRegex(done.err, r"frame #|Traceback", "a trace of the stack is no reason")
        self.assert_nothing_is_left()
        return done

    def runs_by(self, axis):
        return {line[axis]: line for line in lines_of(self.lab.path / "runs/e") if line["level"] == "run"}

    def check_deeds(self, rows, runs):
        for deed, row in rows.items():
            with self.subTest(deed=deed):
                self.assertEqual(runs[deed]["status"], row["status"], runs[deed])
                if row["status"] != "ok":
                    self.assertTrue(hostile.is_said(row["what the host says"], runs[deed]["reason"]), runs[deed])

    def test_every_strategy_that_misbehaves_costs_its_own_cell_alone(self):
        self.check_grid("A strategy that misbehaves", "strategies", {},
                        {"good_fine_tune": {"use": "fine_tune"}, "good_probe": {"use": "linear_probe"}})

    def test_every_model_that_misbehaves_costs_its_own_cells_alone(self):
        self.check_grid("A model that misbehaves", "models", {}, {"good": {"use": "resnet"}})

    def test_every_dataset_that_misbehaves_ends_the_experiment_before_any_work(self):
        for row in hostile.table("A dataset that misbehaves"):
            deed = hostile.code(row["deed"])
            with self.subTest(deed=deed):
                self.write(datasets={"skin": {"use": "hostile", "deed": deed}}, image={"size": 16, "channels": 1})
                done = self.lab.run("plan", "e.json", plugins=self.plugins)
                self.assertEqual(done.code, int(row["exit"]), str(done))
                if done.code != 0:
                    self.assertTrue(hostile.is_said(row["what the host says"], done.err), f"{done}\nexpected {row}")
                    self.assertEqual(done.out, "")
                self.assert_nothing_is_left()
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})

    def test_a_dataset_that_draws_another_picture_each_time_has_one_plan(self):
        self.write(datasets={"skin": {"use": "hostile", "deed": "not_pure"}}, image={"size": 16, "channels": 1})
        plan = self.ok("plan", "--json", "e.json", plugins=self.plugins).out
        self.assertEqual(self.ok("plan", "--json", "e.json", plugins=self.plugins).out, plan)

    def interrupt(self, ready, what):
        """Starts the experiment, waits, and ends it as a user would."""
        with open(self.lab.path / "talk", "w", encoding="utf-8") as talk:
            process = subprocess.Popen(self.lab.command("--jobs", "2", "e.json", plugins=self.plugins), cwd=self.lab.path,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=talk)
        harness.wait_until(lambda: ready() or process.poll() is not None, what)
        self.assertIsNone(process.poll(), self.lab.talk())
        self.assertEqual(harness.kill(process, signal.SIGINT), 130, self.lab.talk())
        harness.wait_until(lambda: not harness.live_processes(self.lab.path), "all children end", 10)

    def test_a_strategy_that_hangs_is_ended_by_an_interrupt_and_the_results_of_others_stay(self):
        good = {"good": {"use": "fine_tune"}}
        for deed in ("constructor.hang", "fit.hang", "destructor.hang"):
            self.write(strategies={**good, "hanging": {"use": "hostile", "deed": deed}})
            self.interrupt(lambda: artefacts(self.lab.path / ".tlhost", "predict") and
                           len(harness.live_processes(self.lab.path)) > 1, "the good strategy is done, the other is not")
            self.assert_nothing_is_left()
            self.write(strategies=good)
            self.assertEqual(jobs_of(self.ok("e.json", plugins=self.plugins)), [], deed)

    def test_a_dataset_that_hangs_is_ended_by_an_interrupt(self):
        self.write(datasets={"skin": {"use": "hostile", "deed": "index.hang"}}, image={"size": 16, "channels": 1})
        self.interrupt(lambda: len(harness.live_processes(self.lab.path)) > 1 and (self.lab.path / ".tlhost").exists(),
                       "the dataset is asked")
        self.write(datasets={"skin": {"use": "hostile"}}, image={"size": 16, "channels": 1})
        self.ok("e.json", plugins=self.plugins)
        self.assert_nothing_is_left()


if __name__ == "__main__":
    harness.main()
