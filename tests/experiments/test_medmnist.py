#!/usr/bin/env python3
"""MedMNIST files: those that numpy wrote load equal and run; those that are none are refused in words."""
import io
import json
import resource
import struct
import subprocess
import unittest
import zipfile
from pathlib import Path

import harness
from harness import artefacts, lines_of, rows_of, tree

ARRAYS = Path(__file__).with_name("medmnist_arrays.py")
SIDE = 28


def numpy_python():
    """An interpreter that has numpy: the system's, whatever other comes first in PATH; or None."""
    for name in ("/usr/bin/python3", "python3"):
        try:
            if subprocess.run([name, "-c", "import numpy"], capture_output=True, check=False).returncode == 0:
                return name
        except FileNotFoundError:
            pass
    return None


NUMPY = numpy_python()


def npy(values, shape, descr="|u1", order="False", version=b"\x01\x00"):
    """A .npy file by its definition; values are bytes."""
    header = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    size = 2 if version == b"\x01\x00" else 4
    header += b" " * (-(len(header) + 9 + size) % 64) + b"\n"
    return b"\x93NUMPY" + version + len(header).to_bytes(size, "little") + header + values


def pixels(rows, value=7):
    return bytes((value + i) % 251 for i in range(rows * SIDE * SIDE))


def members(**changes):
    """The six arrays of pneumoniamnist with eight rows each, with changes: train_images=..."""
    arrays = {}
    for k, part in enumerate(("train", "val", "test")):
        arrays[f"{part}_images"] = npy(pixels(8, k), f"(8, {SIDE}, {SIDE})")
        arrays[f"{part}_labels"] = npy(bytes([0, 1] * 4), "(8, 1)")
    arrays.update(changes)
    return {f"{name}.npy": content for name, content in arrays.items()}


def npz(arrays, method=zipfile.ZIP_DEFLATED):
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w", method) as archive:
        for name, content in arrays.items():
            with archive.open(name, "w", force_zip64=True) as member:  # as numpy does
                member.write(content)
    return text.getvalue()


def experiment(sets, **changes):
    datasets = {name.split("mnist")[0]: {"use": "medmnist", "root": "data", "set": name.split("_")[0],
                                         "size": int((name.split("_") + ["28"])[1]),
                                         "split": {"protocol": "official"}} for name in sets}
    return harness.grid("medmnist", **{"seeds": 1, "image": {"size": SIDE}, "datasets": datasets,
                                       "sources": {"scratch": {}}, "targets": list(datasets), **changes})


def damaged(archive, name, offset, content):
    """The archive with bytes of a stored member replaced; its checksums stay as they were."""
    with zipfile.ZipFile(io.BytesIO(archive)) as reader:
        start = reader.getinfo(name).header_offset
    lengths = struct.unpack("<HH", archive[start + 26:start + 30])
    at = start + 30 + sum(lengths) + offset
    return archive[:at] + content + archive[at + len(content):]


def bomb():
    """A megabyte that would become a gigabyte of black images."""
    rows = 1_000_000
    return npz(members(train_images=npy(bytes(rows * SIDE * SIDE), f"({rows}, {SIDE}, {SIDE})")))


BIG = "(8, 28, 28)"
#: case: (the file, words that the error has)
BAD = {
    "N1 objects": (lambda: npz(members(train_images=npy(pixels(8), BIG, "|O"))), "pickled Python objects"),
    "N1 records": (lambda: npz(members(train_images=npy(pixels(8), BIG, "[('a', '|u1')]").replace(b"'[", b"[").replace(
        b"]'", b"]"))), "train_images.npy"),
    "N2 header of 4 GB": (lambda: npz(members(train_images=b"\x93NUMPY\x02\x00\xff\xff\xff\xff{")), "4294967307 bytes"),
    "N3 shape beyond 64 bits": (lambda: npz(members(train_images=npy(b"", "(99999999999999999999, 28, 28)"))),
                                "a dimension below 2^64"),
    "N3 product beyond 64 bits": (lambda: npz(members(train_images=npy(b"", "(4294967296, 4294967296, 28)"))),
                                  "beyond 2^63 values"),
    "N3 more rows than bytes": (lambda: npz(members(train_images=npy(pixels(8), "(900000, 28, 28)"))), "needs 705600000"),
    "N4 negative": (lambda: npz(members(train_images=npy(pixels(8), "(8, -28, 28)"))), "whole number from 0"),
    "N5 Fortran order": (lambda: npz(members(train_images=npy(pixels(8), BIG, order="True"))), "Fortran order"),
    "N6 big-endian": (lambda: npz(members(train_labels=npy(bytes(64), "(8, 1)", ">i8"))), "big-endian"),
    "N7 array cut off": (lambda: npz(members(train_images=npy(pixels(7), BIG))), "needs 6272 bytes, and it has 5488"),
    "N7 header cut off": (lambda: npz(members(train_images=npy(b"", BIG)[:30])), "ends within its header"),
    "N7 archive cut off": (lambda: npz(members())[:-200], "cannot be read as a .npz file"),
    "N7 a bit turned": (lambda: damaged(npz(members(), zipfile.ZIP_STORED), "train_images.npy", 500, b"\xff"),
                        "train_images.npy: CRC error"),
    "N7 empty": (lambda: b"", "cannot be read as a .npz file"),
    "N8 bomb": (bomb, "which do not shrink so much"),
    "N9 a path as a name": (lambda: npz({**members(), "../x.npy": npy(b"x", "(1,)")}), "a member with a folder"),
    "N10 NaN pixels": (lambda: npz(members(train_images=npy(struct.pack("<f", float("nan")) * 8 * 784, BIG, "<f4"))),
                       "it is <f4 of shape (8, 28, 28); expected |u1 (uint8)"),
    "a label of another set": (lambda: npz(members(train_labels=npy(bytes([0, 1, 2, 0, 1, 0, 1, 0]), "(8, 1)"))),
                               "row 2 has 2; expected 0 to 1"),
    "an array is missing": (lambda: npz({k: v for k, v in members().items() if k != "val_labels.npy"}),
                            "val_labels.npy: it is not there"),
    "no archive at all": (lambda: b"<html>not found</html>" * 100, "cannot be read as a .npz file"),
}
LIMIT_KIB, LIMIT_S = 1 << 20, 10  # of one command: memory, processor time


class BadFiles(harness.ExperimentTest):
    def refuse(self, content, words):
        self.lab.write("data/pneumoniamnist.npz", content)
        self.lab.write("bad.json", experiment(["pneumoniamnist"], strategies={"probe": {"use": "linear_probe"}}))
        before, start = tree(self.lab.path / "data"), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = self.refused(65, "DATA-DATASET", "pneumoniamnist.npz", words, arguments=["bad.json"])
        self.assertLess(len(done.err), 4000, "one problem, told once")
        self.assertEqual(tree(self.lab.path / "data"), before, "the data are untouched")
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertLess(end.ru_maxrss, LIMIT_KIB)
        self.assertLess(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime, LIMIT_S)

    def test_what_is_left_out_is_told_and_a_good_file_runs(self):
        self.lab.write("data/pneumoniamnist.npz", npz({**members(), "notes.txt": b"x"}, zipfile.ZIP_STORED))
        self.lab.write("good.json", experiment(["pneumoniamnist"], strategies={"probe": {"use": "linear_probe"}}))
        self.ok("plan", "good.json")
        store = next(p for p in self.lab.path.rglob("records") if p.is_dir()).parent
        info = json.loads((next(iter(artefacts(store, "records").values())) / "info.json").read_text(encoding="utf-8"))
        self.assertEqual(info["skipped"], [{"what": "pneumoniamnist.npz/notes.txt", "why": "not an array of MedMNIST"}])

    def test_a_file_that_is_not_there_is_named(self):
        self.lab.write("data/octmnist.npz", b"x")
        self.lab.write("bad.json", experiment(["pneumoniamnist_64"]))
        self.refused(65, "DATA-DATASET", 'no file "pneumoniamnist_64.npz"', '"octmnist.npz"', arguments=["bad.json"])

    def test_a_size_that_there_is_not(self):
        self.lab.write("data/pneumoniamnist_32.npz", b"x")
        self.lab.write("bad.json", experiment(["pneumoniamnist_32"]))
        done = self.lab.run("bad.json")
        self.assertEqual(done.code, 2, str(done))
        self.assertIn("size is 32; expected 28, 64, 128 or 224", done.err)


def bad_file_test(case):
    def test(self):
        make, words = BAD[case]
        self.refuse(make(), words)
    return test


for name in BAD:
    setattr(BadFiles, f"test_{name.lower().replace(' ', '_')}", bad_file_test(name))


@unittest.skipIf(NUMPY is None, "no Python with numpy was found; install python3-numpy")
class NumpyFiles(harness.ExperimentTest):
    def numpy(self, *words):
        return json.loads(self.must(NUMPY, "-B", ARRAYS, *words))

    def store(self):
        return next(p for p in self.lab.path.rglob("records") if p.is_dir()).parent

    def same_as_numpy(self, facts):
        """Records and pixels of a set in the store are what the script wrote; returns how many."""
        for folder in artefacts(self.store(), "records").values():
            lines = [line.split("\t") for line in (folder / "records.tsv").read_text(encoding="utf-8").splitlines()]
            rows = {line[0]: dict(zip(lines[0], line)) for line in lines[1:]}
            if {name: [int(c) for c in row["labels"].split(",") if c] for name, row in rows.items()} == \
                    {name: labels for name, (labels, _) in facts["rows"].items()}:
                break
        else:
            self.fail("no records have these labels")
        size = facts["side"] ** 2 * facts["channels"]
        expected = [digest for _, (_, digest) in sorted(facts["rows"].items())]
        for folder in artefacts(self.store(), "pixels").values():
            data = (folder / "pixels.u8").read_bytes()
            parts = [data[i:i + size] for i in range(0, len(data), size)]
            if [harness.hashlib.sha256(part).hexdigest() for part in parts] == expected:
                return len(rows)
        return self.fail("no pixels are these")

    def test_files_of_numpy_load_equal(self):
        facts = self.numpy("make", self.lab.path / "data")
        for name, each in facts.items():
            self.lab.write(f"{name}.json", experiment([name], output=f"runs/{name}", image={"size": each["side"]}))
            self.ok("plan", f"{name}.json")
            self.assertEqual(self.same_as_numpy(each), 136, name)

    def test_one_of_each_kind_runs_and_is_graded_alike(self):
        facts = self.numpy("make", self.lab.path / "data")
        self.lab.write("all.json", experiment(facts, training={"epochs": 2, "batch": 16}))
        self.ok("all.json")
        output = next(self.lab.path.rglob("results.csv")).parent
        for name, each in facts.items():
            target = name.split("mnist")[0]
            task = "labels" if target == "chest" else "binary" if each["classes"] == 2 else "classes"
            self.assertEqual(len(list((output / "medmnist" / target).iterdir())), 3)
            for strategy in ("fine_tune", "probe", "svm"):
                with self.subTest(target=target, strategy=strategy):
                    self.graded_alike(output, target, strategy, name, task)
        figures = {row["metric"] for row in rows_of(output, "cell", target="chest", strategy="probe")}
        self.assertEqual(len(figures), 16, "auc, accuracy, and the AUC of each label")
        self.assertIn("auc.hernia", figures)
        runs = [line for line in lines_of(output) if line["level"] == "run"]
        self.assertEqual({bool(line["confusion"]) for line in runs if line["target"] == "chest"}, {False})
        labels = {line.split(",")[1] for line in next((output / "predictions/chest").iterdir()).read_text(
            encoding="utf-8").splitlines()[1:]}
        self.assertIn("", labels, "a record without a label")
        again = self.ok("all.json")
        self.assertEqual(harness.jobs_of(again), [], "nothing is computed twice")

    def graded_alike(self, output, target, strategy, name, task):
        file = next(p for p in (output / "medmnist" / target).iterdir() if f"__{strategy}__" in p.name)
        auc, accuracy = self.numpy("grade", file, self.lab.path / f"data/{name}.npz", task)
        self.assertEqual(file.name.split("@")[0], f"{name}_test_[AUC]{auc:.3f}_[ACC]{accuracy:.3f}")
        self.assertRegex(file.name, r"@[^.@]+\.csv$")
        row = rows_of(output, "run", target=target, strategy=strategy, metric="auc")[0]
        self.assertAlmostEqual(float(row["value"]), auc, places=9)
        row = rows_of(output, "run", target=target, strategy=strategy, metric="accuracy")[0]
        self.assertAlmostEqual(float(row["value"]), accuracy, places=9)


if __name__ == "__main__":
    harness.main()
