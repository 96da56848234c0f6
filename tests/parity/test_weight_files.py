#!/usr/bin/env python3
"""Files of weights that Python writes, read here, and the other way round; and what damage does to them.

The oracle is the system's PyTorch.  Prints what was counted.
"""
import argparse
import collections
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy
    import torch

    import safetensors_file
except ImportError as error:
    print(f"SKIP: {error}")
    sys.exit(77)

PROGRAM = os.environ["TLHOST_PARITY_WEIGHTS"]
BATCH = 250
MEMORY_KB = 1 << 20  # far less than any of the bombs wants


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3)
        self.bn = torch.nn.BatchNorm2d(8)
        self.body = torch.nn.Sequential(torch.nn.Conv2d(8, 8, 1, bias=False), torch.nn.ReLU(), torch.nn.BatchNorm2d(8))
        self.register_buffer("passing", torch.ones(3), persistent=False)

    def forward(self, x):
        return self.body(self.bn(self.conv(x)))


def listing(state):
    """Name, dtype, shape and digest of the values, as the program under test prints them."""
    words = {torch.float32: "Float", torch.float64: "Double", torch.float16: "Half", torch.bfloat16: "BFloat16",
             torch.int64: "Long", torch.int32: "Int", torch.int16: "Short", torch.int8: "Char", torch.uint8: "Byte",
             torch.bool: "Bool"}

    def values(tensor):
        tensor = tensor.detach().contiguous()
        tensor = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        return tensor.numpy().tobytes()
    return [[name, words[t.dtype], list(t.shape), hashlib.sha256(values(t)).hexdigest()] for name, t in state.items()]


class WeightFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        torch.manual_seed(3)
        self.net = Net().eval()
        self.state = self.net.state_dict()

    def read(self, *paths):
        """What the program says about each file.  It must live, in bounded memory."""
        lines = []
        for i in range(0, len(paths), BATCH):
            done = subprocess.run([PROGRAM, "list", *map(str, paths[i:i + BATCH])], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr[-2000:])
            lines += [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(lines), len(paths))
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MEMORY_KB)
        return lines

    def save(self, name, value, **options):
        torch.save(value, self.folder / name, **options)
        return self.folder / name

    def equal(self, path, state, place=""):
        line, = self.read(path)
        self.assertNotIn("error", line)
        self.assertEqual(line["tensors"], listing(state))
        self.assertEqual(line["place"], place)
        return line

    def test_ten_kinds_of_file_are_read_as_python_reads_them(self):
        state, old = self.state, {"_use_new_zipfile_serialization": False}
        self.equal(self.save("dict.pth", dict(state)), state)
        self.equal(self.save("ordered.pth", state), state)
        line = self.equal(self.save("nested.pth", {"epoch": 3, "best": torch.tensor(0.5), "state_dict": state}), state, "state_dict")
        self.assertEqual(line["others"], ['"" (1 tensor)'])
        self.equal(self.save("parameters.pth", dict(self.net.named_parameters())), dict(self.net.named_parameters()))
        beside = {"args": argparse.Namespace(lr=0.1), "auc": numpy.float64(0.9), "table": numpy.ones(4), "model": state}
        self.equal(self.save("beside.pth", beside), state, "model")
        self.equal(self.save("module.pth", self.net), state)
        self.assertEqual(self.equal(self.save("old.pth", state, **old), state)["format"], "pth (before PyTorch 1.6)")
        self.equal(self.save("old_module.pth", {"model": self.net}, **old), state, "model")
        types = (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)
        every = {str(dtype): (torch.rand(5, 7) * 3).to(dtype) for dtype in types}
        self.equal(self.save("types.pth", every), every)
        self.equal(self.save("old_types.pth", every, **old), every)

    def test_tensors_that_share_or_skip_their_storage_are_read(self):
        whole = torch.rand(6, 8)
        state = {"whole": whole, "tied": whole, "part": whole[2:4], "turned": whole.t(), "steps": whole[:, ::3],
                 "wide": torch.rand(1, 4).expand(3, 4), "none": torch.rand(0, 3), "one": torch.tensor(2.0)}
        for old in (True, False):
            self.equal(self.save("views.pth", state, _use_new_zipfile_serialization=old), state)

    def test_an_optimizer_beside_the_weights_is_told_and_left(self):
        optimizer = torch.optim.Adam(self.net.parameters())
        self.net(torch.rand(2, 3, 8, 8)).sum().backward()
        optimizer.step()
        for protocol in (2, 4):
            path = self.save("checkpoint.pth", {"optimizer": optimizer.state_dict(), "net": self.net.state_dict()}, pickle_protocol=protocol)
            line = self.equal(path, self.net.state_dict(), "net")
            self.assertTrue(line["others"][0].startswith('"optimizer.state.0"'), line["others"])

    def test_a_torchscript_program_is_refused(self):
        torch.jit.script(self.net).save(str(self.folder / "program.pt"))
        self.assertIn("TorchScript program, not weights", self.read(self.folder / "program.pt")[0]["error"])

    def test_nothing_in_a_file_is_run(self):
        class Evil:
            def __reduce__(self):
                return os.system, (f"touch {folder}/evil",)
        folder = self.folder
        self.equal(self.save("evil.pth", {"evil": Evil(), "state_dict": self.state}), self.state, "state_dict")
        self.assertFalse((folder / "evil").exists())

    def test_what_is_written_is_read_by_python(self):
        state = {**self.state, "half": torch.rand(3).half(), "bf": torch.rand(2).bfloat16(), "none": torch.rand(0, 2),
                 "flags": torch.tensor([True, False]), "number": torch.tensor(7, dtype=torch.int64)}
        source = self.save("in.pth", state)
        for name in ("a.pth", "b.pth"):
            subprocess.run([PROGRAM, "pth", source, self.folder / name], check=True)
        self.assertEqual((self.folder / "a.pth").read_bytes(), (self.folder / "b.pth").read_bytes())
        for safe in (True, False):
            loaded = torch.load(self.folder / "a.pth", weights_only=safe)
            self.assertIsInstance(loaded, collections.OrderedDict)
            self.assertEqual(listing(loaded), listing(state))
        self.equal(self.folder / "a.pth", state)

    def damaged(self, source, count, change):
        """Files that `change` makes from the bytes of `source`."""
        dice, paths = random.Random(5), []
        for i in range(count):
            data = bytearray(source.read_bytes())
            paths.append(self.folder / f"damaged_{i}.bin")
            paths[-1].write_bytes(change(data, dice))
        return paths

    def test_no_flipped_bit_of_a_zip_gives_other_weights(self):
        def flip(data, dice):
            at = dice.randrange(8 * len(data))
            data[at // 8] ^= 1 << at % 8
            return data
        lines = self.read(*self.damaged(self.save("flips.pth", self.state), 1000, flip))
        loaded = [line for line in lines if "error" not in line]
        different = [line for line in loaded if line["tensors"] != listing(self.state)]
        print(f"1000 flipped bits: {1000 - len(loaded)} refused, {len(loaded)} equal, {len(different)} different")
        self.assertEqual(different, [])
        self.assertLess(len(loaded), 500)  # or nothing was flipped

    def test_no_mutant_ends_the_program(self):
        def mutate(data, dice):
            for _ in range(dice.randint(1, 8)):
                kind, at, size = dice.randrange(4), dice.randrange(len(data)), dice.randint(1, 40)
                if kind == 0:
                    data[at] = dice.randrange(256)
                elif kind == 1:
                    del data[at:at + size]
                elif kind == 2:
                    data[at:at] = data[dice.randrange(len(data)):][:size]
                else:
                    data[at:at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\0\0\0\0"))
            return data[:dice.randrange(1, len(data))] if dice.random() < 0.1 and len(data) > 1 else data
        small = {"state_dict": {"a": torch.rand(2, 3), "b": torch.rand(4).half()}}
        safetensors_file.write(self.folder / "small.safetensors", small["state_dict"])
        kinds = {"zip": self.save("small.pth", small), "legacy": self.save("old.pth", small, _use_new_zipfile_serialization=False),
                 "safetensors": self.folder / "small.safetensors"}
        for kind, source in kinds.items():
            lines = self.read(*self.damaged(source, 500, mutate))
            loaded = [line["tensors"] for line in lines if "error" not in line]
            different = sum(tensors != listing(small["state_dict"]) for tensors in loaded)
            print(f"500 mutants of {kind}: {500 - len(loaded)} refused, {len(loaded) - different} equal, {different} different")
            self.assertLess(len(loaded), 400)
            if kind == "zip":  # the others have no checksums
                self.assertEqual(different, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
