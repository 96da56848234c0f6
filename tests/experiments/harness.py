"""What the tests of the whole program share: run the binary, make small data, read and compare what it leaves behind.

The environment says what is tested: TLHOST_BIN (the program), TLHOST_PLUGINS (the folder of plugins), TLHOST_BUILD and
TLHOST_SOURCE (the build and the source tree), TLHOST_SANITIZED (it was built with sanitizers).
"""
import csv
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from pathlib import Path

LIMIT_S = 900  # of one command; only what hangs comes near it
SKIPPED = 77   # what ctest takes as "skipped"
SANITIZED = "TLHOST_SANITIZED" in os.environ  # the program's build: its runtime must be the first library, and all takes longer


def setting(name):
    """The environment variable `name`; a test that needs it ends where it is not set."""
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"{name} is not set: run these tests by ctest, or see tests/experiments/CMakeLists.txt")
    return value


class Done:
    """A finished command."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Lab:
    """A temporary folder with experiment files, data, stores and outputs."""

    def __init__(self):
        self.path = Path(tempfile.mkdtemp(prefix="tlhost-experiments-"))

    def remove(self):
        for folder, _, _ in os.walk(self.path):  # a test may have taken rights away
            os.chmod(folder, 0o700)
        shutil.rmtree(self.path)

    def write(self, name, content):
        """Writes text, bytes, or a value as JSON; returns the path."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content, indent=1)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def command(self, *arguments, plugins=None):
        """The program with --plugins; `plugins` is a list of folders that replaces the build's."""
        folders = [setting("TLHOST_PLUGINS")] if plugins is None else plugins
        return [setting("TLHOST_BIN"), *(word for f in folders for word in ("--plugins", str(f))), *map(str, arguments)]

    def run(self, *arguments, plugins=None, limit_s=LIMIT_S):
        done = subprocess.run(self.command(*arguments, plugins=plugins), cwd=self.path, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=limit_s)
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments):
        """The same in the background; stderr goes to the file `talk`."""
        with open(self.path / "talk", "w", encoding="utf-8") as talk:
            return subprocess.Popen(self.command(*arguments), cwd=self.path, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=talk)

    def talk(self):
        return (self.path / "talk").read_text(encoding="utf-8")


class ExperimentTest(unittest.TestCase):
    """Assertions on commands.  Each test has its own folder, `self.lab`."""

    maxDiff = None

    def setUp(self):
        self.lab = Lab()
        self.addCleanup(self.lab.remove)

    def ok(self, *arguments, lab=None, **options):
        """Runs and expects exit code 0."""
        done = (lab or self.lab).run(*arguments, **options)
        self.assertEqual(done.code, 0, str(done))
        return done

    def command(self, *words, **environment):
        """Any program, in the test's folder; not only tlhost."""
        return call(*words, cwd=self.lab.path, **environment)

    def must(self, *words, **environment):
        """The same, and expects exit code 0; what it wrote to stdout."""
        done = self.command(*words, **environment)
        self.assertEqual(done.code, 0, f"{words}\n{done}")
        return done.out

    def refused(self, code, error, *words, arguments, **options):
        """Runs and expects exit code, error code, and each of the words in the message; stdout stays empty."""
        done = self.lab.run(*arguments, **options)
        self.assertEqual(done.code, code, str(done))
        self.assertIn(f"error[{error}]: ", done.err, str(done))
        for word in words:
            self.assertIn(word, done.err, str(done))
        self.assertEqual(done.out, "", "stdout is data only")
        return done


# ---- what is installed

def call(*command, cwd=None, umask=-1, **environment):
    """A finished command; any program, not only tlhost."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, env={**os.environ, **environment}, umask=umask,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S)
    return Done(done.returncode, done.stdout, done.stderr)


def shipped(kind):
    """The components of the shipped plugins: each is called as its library."""
    return sorted(path.stem for path in (Path(setting("TLHOST_PLUGINS")) / kind).glob("*.so"))


def install(prefix, destination=None, umask=-1):
    """cmake --install of the tested build; with a destination, all absolute paths land below that."""
    environment = {"DESTDIR": str(destination)} if destination else {}
    done = call("cmake", "--install", setting("TLHOST_BUILD"), "--prefix", prefix, umask=umask, **environment)
    if done.code != 0:
        raise AssertionError(str(done))


@unittest.skipIf(shutil.which("cmake") is None, "cmake is not found")
class InstalledTest(ExperimentTest):
    """Tests of what is installed, in `self.prefix`: once for all tests of a file."""

    base = None

    @classmethod
    def setUpClass(cls):
        if InstalledTest.base is None:
            InstalledTest.base = Lab()
            unittest.addModuleCleanup(InstalledTest.base.remove)
            install(InstalledTest.base.path / "installed")
        cls.prefix = InstalledTest.base.path / "installed"

    def passes_check(self, *words):
        """`tlhost check` with these words behind it."""
        self.must(self.prefix / "bin/tlhost", "check", *words)


# ---- data

def grid(name, **changes):
    """A small experiment: two sources, one target, three strategies, two seeds; 25 jobs."""
    experiment = {
        "format": 1, "name": name, "seeds": 2, "image": {"size": 16},
        "datasets": {"natural": {"use": "phantom", "domain": "natural", "samples": 48,
                                 "split": {"test": 0, "validation": 0.2}},
                     "skin": {"use": "phantom", "domain": "skin", "samples": 60,
                              "split": {"test": 0.4, "validation": 0.2}}},
        "models": {"resnet18": {"use": "resnet", "depth": 18}},
        "sources": {"scratch": {}, "natural": {"train_on": "natural"}},
        "targets": ["skin"],
        "strategies": {"fine_tune": {"use": "fine_tune"}, "probe": {"use": "linear_probe"},
                       "svm": {"use": "svm_features"}},
        "training": {"epochs": 1, "batch": 16},
    }
    experiment.update(changes)
    return experiment


def folder_experiment(name, **changes):
    """A small experiment on the image folder `data` with its own test part; 8 jobs."""
    experiment = {
        "format": 1, "name": name, "seeds": 2, "image": {"size": 16, "channels": 1},
        "datasets": {"blobs": {"use": "image_folder", "root": "data", "channels": 1,
                               "split": {"protocol": "official", "validation": 0.25}}},
        "models": {"resnet18": {"use": "resnet", "depth": 18}},
        "sources": {"scratch": {}},
        "targets": ["blobs"],
        "strategies": {"fine_tune": {"use": "fine_tune"}, "probe": {"use": "linear_probe"}},
        "training": {"epochs": 1, "batch": 16},
    }
    experiment.update(changes)
    return experiment


class Dice:
    """A small generator of its own, so that the same images are drawn by every Python."""

    def __init__(self, seed):
        self.state = (seed + 1) * 0x9E3779B97F4A7C15 & (2**64 - 1)

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return (self.state >> 33) % limit


def grey_png(rows):
    """A grey PNG of 8 bits from rows of values 0..255."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(row) for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def drawn_image(seed, bright, side=20):
    """Noise with a square in the middle that is bright or dark."""
    dice = Dice(seed)
    inside = range(side // 4, side - side // 4)
    level = 150 if bright else 20
    return grey_png([[dice.below(80) + (level if x in inside and y in inside else 60) for x in range(side)]
                     for y in range(side)])


def noise_image(seed, side=20):
    dice = Dice(seed)
    return grey_png([[dice.below(256) for _ in range(side)] for _ in range(side)])


def draw_folder(lab, root="data", train=24, test=16, parts=True):
    """Images of the classes bright and dark below train/ and test/, or all in one place; `train` and `test` of each."""
    for part, count, first in (("train", train, 0), ("test", test, 10_000)):
        for k, label in enumerate(("bright", "dark")):
            for i in range(count):
                path = f"{root}/{part}/{label}" if parts else f"{root}/{label}"
                lab.write(f"{path}/{part}_{i:03}.png", drawn_image(first + 1000 * k + i, label == "bright"))


def let_files_age():
    """Waits until the scan trusts the stamps of files that were just written."""
    time.sleep(2.1)


# ---- what is left behind

def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def tree(folder):
    """{relative path: SHA-256} of all files below a folder."""
    folder = Path(folder)
    return {str(p.relative_to(folder)): sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def artefacts(store, kind=None):
    """{kind/key: folder} of what a store keeps."""
    kinds = [kind] if kind else ["records", "pixels", "features", "fit", "predict"]
    return {f"{k}/{p.name}": p for k in kinds for p in sorted((Path(store) / k).glob("??/*")) if p.is_dir()}


def results_of(store, kinds=("records", "pixels", "features", "fit", "predict")):
    """{path: SHA-256} of all data files of artefacts; not their timing, and the manifest's account of the run."""
    return {f"{name}/{file}": digest for kind in kinds for name, path in artefacts(store, kind).items()
            for file, digest in tree(path).items() if file not in ("timing.json", "manifest.json")}


def stamps(store):
    """{kind/key/file: (inode, time of change, SHA-256)}: differs if anything was written again."""
    return {f"{name}/{f.name}": (f.stat().st_ino, f.stat().st_mtime_ns, sha256(f))
            for name, path in artefacts(store).items() for f in sorted(path.iterdir())}


def safetensors_header(path):
    data = Path(path).read_bytes()
    return json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])


def rows_of(output, level=None, **wanted):
    """The rows of results.csv, as dicts, that have the wanted values."""
    with open(Path(output) / "results.csv", newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if (level is None or row["level"] == level) and
                all(row[k] == v for k, v in wanted.items())]


def lines_of(output):
    """The objects of metrics.jsonl."""
    return [json.loads(line) for line in (Path(output) / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]


def jobs_of(done):
    """The labels of the jobs that a run finished, by what it said on stderr; the lines of progress have a bar."""
    return [line.split("] ", 1)[1] for line in done.err.splitlines() if re.match(r"tlhost: \[\d+/\d+\] [^|]", line)]


def live_processes(group_of=None):
    """Process ids whose program is the tested one; those below a working folder if one is given."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.path.samefile(entry / "exe", setting("TLHOST_BIN")) and \
                    (group_of is None or os.path.samefile(entry / "cwd", group_of)) and \
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.append(int(entry.name))
        except OSError:
            pass  # gone, or not ours
    return found


def wait_until(condition, what, limit_s=120):
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {limit_s} s")
        time.sleep(0.02)


def kill(process, number=signal.SIGKILL):
    """Signals a command and returns its exit code (negative: the signal)."""
    process.send_signal(number)
    return process.wait(LIMIT_S)


def main():
    """Runs the tests of the file: 0, 1, or 77 where all were skipped; every reason to skip is printed."""
    program = unittest.main(exit=False, verbosity=2)
    result = program.result
    for test, reason in result.skipped:
        print(f"SKIPPED {test}: {reason}", file=sys.stderr)
    all_skipped = result.skipped and result.testsRun <= len(result.skipped)
    sys.exit(1 if not result.wasSuccessful() else SKIPPED if all_skipped else 0)
