"""What the tables of bad input share: one process a case, its limits, and what must stay untouched."""
import ctypes
import os
import resource
import subprocess

import harness
from harness import SANITIZED, draw_folder, folder_experiment, stamps, tree

SECONDS = 60 if SANITIZED else 10  # that one case may compute
WAIT_S = 300  # only what hangs comes near it: other programs may have the machine
ADDRESSES = resource.RLIM_INFINITY if SANITIZED else 1 << 30  # bytes that one may map: AddressSanitizer maps terabytes


PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # linux/prctl.h, linux/capability.h


def in_little_room():
    """What a case runs with, between fork and exec; root reads no more than others do."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


class BadCases(harness.ExperimentTest):
    """Each case is run once by the program, with 10 s and 1 GiB; the images below `images` are good."""

    def setUp(self):
        super().setUp()
        draw_folder(self.lab, root="images", train=12, test=0, parts=False)
        self.good = [(f"images/{label}/train_{i:03}.png", label) for label in ("bright", "dark") for i in range(12)]
        self.table("good.csv", self.good)
        self.lab.write("good.json", self.experiment("good.csv", "good"))
        self.ok("good.json")
        self.finished = self.results()

    def table(self, name, rows, header="path,label"):
        """Writes a table; returns its bytes."""
        text = "\n".join([header, *(",".join(row) for row in rows)]) + "\n"
        self.lab.write(name, text)
        return text.encode()

    def experiment(self, file, name="case", use="csv_manifest", **entry):
        dataset = {"use": use, "file": file, "channels": 1} if use == "csv_manifest" else {"use": use, "root": file}
        return folder_experiment(name, seeds=1, strategies={"probe": {"use": "linear_probe"}}, datasets={
            "blobs": {**dataset, "split": {"test": 0.25, "validation": 0.25}, **entry}})

    def results(self):
        return stamps(self.lab.path / ".tlhost"), tree(self.lab.path / "runs/good")

    def limited(self, *arguments):
        """The program as a user would run it, in little room."""
        done = subprocess.run(self.lab.command(*arguments), cwd=self.lab.path, stdin=subprocess.DEVNULL,
                              preexec_fn=in_little_room, capture_output=True, timeout=WAIT_S, check=False)
        return harness.Done(done.returncode, done.stdout.decode(), done.stderr.decode(errors="backslashreplace"))

    def judge(self, name, code, words, arguments=("plan", "case.json")):
        """Runs a case: the exit code, words of the message, and that nothing else has changed."""
        inputs = self.inputs()
        done = self.limited(*arguments)
        self.assertEqual(done.code, code, f"{name}\n{done}")
        for word in words:
            self.assertIn(word, done.err, f"{name}\n{done}")
        if code != 0:
            self.assertEqual(done.out, "", name)
            self.assertIn("error[", done.err, name)
        self.assertNotIn("\x1b", done.err, name)
        self.assertEqual(self.inputs(), inputs, f"{name}: the inputs are untouched")
        before, output = self.finished
        now, output_now = self.results()
        self.assertEqual({key: now.get(key) for key in before}, before, f"{name}: finished work is untouched")
        self.assertEqual(output_now, output, name)
        return done

    def inputs(self):
        """Every file that can be read but those of the program, by its bytes."""
        return {path: harness.sha256(self.lab.path / path) for path in self.files()}

    def files(self):
        found = []
        for path in sorted(self.lab.path.rglob("*")):
            name = str(path.relative_to(self.lab.path))
            readable = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
            if readable and not name.startswith((".tlhost", "own", "runs", "talk")):
                found.append(name)
        return found
