#!/usr/bin/env python3
"""Sources that start from files of weights: what is taken, what it gives, and what is refused."""
import json
import math
import shutil
import struct
import unittest
import zipfile
from pathlib import Path

import harness
from harness import artefacts, grid, rows_of, safetensors_header, setting, stamps


def natural_alone(name, **changes):
    """One source that is trained, and one strategy that draws nothing."""
    return grid(name, seeds=1, sources={"natural": {"train_on": "natural"}}, strategies={"probe": {"use": "linear_probe"}}, **changes)


def write_pth(path, source):
    """The tensors of a safetensors file as torch.save writes them, without PyTorch."""
    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    def number(value):
        return b"J" + struct.pack("<i", value)

    def numbers(values):
        return b"(" + b"".join(map(number, values)) + b"t"
    data, header = source.read_bytes(), safetensors_header(source)
    start, pickle = 8 + struct.unpack("<Q", data[:8])[0], b"\x80\x02}("
    header.pop("__metadata__", None)
    with zipfile.ZipFile(path, "w") as archive:
        for i, (name, entry) in enumerate(header.items()):
            kind, shape = {"F32": b"Float", "I64": b"Long"}[entry["dtype"]], entry["shape"]
            pickle += (text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + b"ctorch\n" + kind + b"Storage\n" +
                       text(str(i)) + text("cpu") + number(math.prod(shape)) + b"tQ" + number(0) + numbers(shape) +
                       numbers(math.prod(shape[d + 1:]) for d in range(len(shape))) + b"\x89}tR")
            begin, end = entry["data_offsets"]
            archive.writestr(f"net/data/{i}", data[start + begin:start + end])
        archive.writestr("net/data.pkl", pickle + b"u.")
        archive.writestr("net/version", "3\n")


class FilesOfWeights(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        cls.base.write("first.json", natural_alone("first"))
        done = cls.base.run("first.json")
        if done.code != 0:
            raise AssertionError(str(done))
        cls.file = next(p / "weights.safetensors" for p in artefacts(cls.base.path / ".tlhost", "fit").values()
                        if json.loads((p / "key.json").read_text())["init"] is None)
        cls.normalise = json.loads((cls.file.parent / "preprocess.json").read_text())

    def weights_experiment(self, name="second", **source):
        shutil.copy(self.file, self.lab.path / "resnet18.safetensors")
        source = {"weights": "{model}.safetensors", "normalise": self.normalise, **source}
        return grid(name, seeds=1, sources={"file": source}, strategies={"probe": {"use": "linear_probe"}})

    def test_a_network_from_a_file_is_the_network_that_was_trained(self):
        self.lab.write("exp.json", self.weights_experiment())
        self.ok("exp.json")
        first = rows_of(self.base.path / "runs/first", "run", metric="auc")
        second = rows_of(self.lab.path / "runs/second", "run", metric="auc")
        self.assertEqual([row["value"] for row in second], [row["value"] for row in first])
        html = (self.lab.path / "runs/second/report.html").read_text(encoding="utf-8")
        self.assertIn("weights of source file for resnet18", html)
        self.assertIn("100 % of the backbone", html)

    def test_a_pth_file_gives_what_its_tensors_give(self):
        write_pth(self.lab.path / "resnet18.pth", self.file)
        self.lab.write("exp.json", self.weights_experiment(weights="{model}.pth"))
        self.ok("exp.json")
        first = rows_of(self.base.path / "runs/first", "run", metric="auc")
        second = rows_of(self.lab.path / "runs/second", "run", metric="auc")
        self.assertEqual([row["value"] for row in second], [row["value"] for row in first])

    def test_a_pth_file_that_is_not_what_it_claims_is_refused(self):
        good = self.lab.path / "good.pth"
        write_pth(good, self.file)
        flipped = bytearray(good.read_bytes())
        flipped[len(flipped) // 2] ^= 1
        self.lab.write("flipped.pth", bytes(flipped))
        shutil.copy(good, self.lab.path / "resnet18-0123abcd.pth")
        with zipfile.ZipFile(self.lab.path / "program.pth", "w") as archive:
            archive.writestr("net/code/__torch__.py", "")
            archive.writestr("net/data.pkl", b"\x80\x02}.")
        command = f"touch {self.lab.path}/ran".encode()
        with zipfile.ZipFile(self.lab.path / "evil.pth", "w") as archive:
            archive.writestr("net/data.pkl", b"\x80\x02cos\nsystem\nX" + struct.pack("<I", len(command)) + command + b"\x85R.")
            archive.writestr("net/version", "3\n")
        for name, words in {"flipped": "its CRC is", "resnet18-0123abcd": "its name says 0123abcd",
                            "program": "TorchScript program", "evil": "no tensors with names"}.items():
            self.lab.write("exp.json", self.weights_experiment(weights=f"{name}.pth"))
            self.refused(65, "WEIGHTS-FILE", f"{name}.pth", words, arguments=["exp.json"])
        self.assertFalse((self.lab.path / "ran").exists())
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})

    def save_with_torch(self, *names):
        """The same tensors as files of torch.save; skips where PyTorch is not installed."""
        code = """import sys
try:
    import torch
except ImportError as error:
    sys.exit(f"SKIP: {error}")
sys.path.insert(0, sys.argv[1])
import safetensors_file
tensors = safetensors_file.read(sys.argv[2])
for name in sys.argv[3:]:
    content = {"epoch": 3, "model": tensors, "ema": {"w": torch.ones(2)}} if "checkpoint" in name else tensors
    torch.save(content, name, _use_new_zipfile_serialization="old" not in name)
"""
        done = harness.call("/usr/bin/python3", "-B", "-c", code, Path(setting("TLHOST_SOURCE")) / "tests/parity", self.file,
                            *names, cwd=self.lab.path)
        if "SKIP" in done.err:
            self.skipTest(done.err.strip())
        self.assertEqual(done.code, 0, str(done))

    def test_files_that_torch_wrote_give_what_their_tensors_give(self):
        files = ("new.pth", "old.pt", "checkpoint.pth")
        self.save_with_torch(*files)
        first = rows_of(self.base.path / "runs/first", "run", metric="auc")
        for file in files:
            self.lab.write("exp.json", self.weights_experiment(name=file, weights=file))
            self.ok("exp.json")
            found = rows_of(self.lab.path / "runs" / file, "run", metric="auc")
            self.assertEqual([row["value"] for row in found], [row["value"] for row in first], file)
            html = (self.lab.path / "runs" / file / "report.html").read_text(encoding="utf-8")
            self.assertIn(f"{file} (", html)
            if file != "new.pth":
                self.assertIn("the tensors of new.pth, SHA-256 ", html)

    def test_a_checkpoint_says_which_of_its_groups_of_tensors_was_taken(self):
        self.save_with_torch("checkpoint.pth")
        self.lab.write("exp.json", self.weights_experiment(weights="checkpoint.pth"))
        self.ok("exp.json")
        html = (self.lab.path / "runs/second/report.html").read_text(encoding="utf-8")
        self.assertIn("&quot;model&quot; in it, ", html)
        self.assertIn("1 other groups of tensors left out", html)

    def test_only_what_differs_from_the_file_is_stored_again(self):
        self.lab.write("exp.json", self.weights_experiment())
        self.ok("exp.json")
        fit, = artefacts(self.lab.path / ".tlhost", "fit").values()
        names = {name for name in safetensors_header(fit / "weights.safetensors") if name != "__metadata__"}
        self.assertEqual(names, {"fc.weight", "fc.bias"})

    def test_a_second_run_reads_and_writes_nothing(self):
        self.lab.write("exp.json", self.weights_experiment())
        self.ok("exp.json")
        before = stamps(self.lab.path / ".tlhost")
        self.ok("exp.json")
        self.assertEqual(stamps(self.lab.path / ".tlhost"), before)

    def test_a_file_that_changes_is_read_again(self):
        self.lab.write("exp.json", self.weights_experiment())
        self.ok("exp.json")
        bytes_ = bytearray((self.lab.path / "resnet18.safetensors").read_bytes())
        bytes_[-1000] ^= 1
        self.lab.write("resnet18.safetensors", bytes(bytes_))
        self.assertEqual(len(json.loads(self.ok("plan", "exp.json", "--json").out)["plan"]["jobs"]), 2)
        self.ok("exp.json")
        self.assertEqual(len(artefacts(self.lab.path / ".tlhost", "fit")), 2)

    def test_a_chain_goes_on_from_a_file(self):
        experiment = self.weights_experiment()
        experiment["sources"]["more"] = {"from": "file", "train_on": "natural"}
        self.lab.write("exp.json", experiment)
        self.ok("exp.json")
        self.assertEqual(sorted(row["source"] for row in rows_of(self.lab.path / "runs/second", "run", metric="auc")),
                         ["file", "more"])

    def test_a_model_without_a_file_has_no_cells_and_the_plan_says_so(self):
        experiment = self.weights_experiment()
        experiment["models"]["resnet34"] = {"use": "resnet", "depth": 34}
        self.lab.write("exp.json", experiment)
        plan = json.loads(self.ok("plan", "exp.json", "--json").out)["plan"]
        self.assertEqual({run["model"] for run in plan["runs"]}, {"resnet18"})
        self.assertTrue(any("resnet34 has no weights" in sentence for sentence in plan["left_out"]), plan["left_out"])

    def test_files_that_cannot_be_used_are_refused_before_any_training(self):
        self.lab.write("exp.json", self.weights_experiment(weights="gone.safetensors"))
        self.refused(65, "WEIGHTS-NONE", "gone.safetensors", arguments=["exp.json"])
        self.lab.write("page.pth", "<!DOCTYPE html>")
        self.lab.write("exp.json", self.weights_experiment(weights="page.pth"))
        self.refused(65, "WEIGHTS-FILE", "page.pth", "HTML", arguments=["exp.json"])
        experiment = self.weights_experiment(weights={"deep": "resnet18.safetensors"})
        experiment["models"] = {"deep": {"use": "resnet", "depth": 50}}
        self.lab.write("exp.json", experiment)
        self.refused(65, "WEIGHTS-MATCH", "deep", "expected 90 %", arguments=["exp.json"])
        experiment["sources"]["file"]["least_fill"] = 0.01
        self.lab.write("exp.json", experiment)
        self.assertEqual(len(json.loads(self.ok("plan", "exp.json", "--json").out)["plan"]["jobs"]), 2)
        experiment["sources"]["file"]["least_fill"] = 0.9
        self.lab.write("exp.json", experiment)
        self.refused(65, "WEIGHTS-MATCH", "expected 90 %", arguments=["exp.json"])
        header = safetensors_header(self.lab.path / "resnet18.safetensors")
        bytes_ = bytearray((self.lab.path / "resnet18.safetensors").read_bytes())
        start = 8 + struct.unpack("<Q", bytes_[:8])[0] + header["conv1.weight"]["data_offsets"][0]
        bytes_[start:start + 4] = struct.pack("<f", float("nan"))
        self.lab.write("nan.safetensors", bytes(bytes_))
        self.lab.write("exp.json", self.weights_experiment(weights="nan.safetensors"))
        self.refused(65, "WEIGHTS-MATCH", "conv1.weight", "not finite", arguments=["exp.json"])
        self.assertEqual(artefacts(self.lab.path / ".tlhost", "fit"), {})


if __name__ == "__main__":
    harness.main()
