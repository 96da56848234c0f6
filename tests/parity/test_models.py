#!/usr/bin/env python3
"""Every architecture gives torchvision's scores with torchvision's weights, and its gradients after one training step.

TLHOST_PARITY_MODELS names the program that runs the built models (tests/parity/models.cpp).  Prints a table: family, variant,
tensors, largest relative difference of scores, and of loss and gradients.  Skips where torchvision is missing.
--only WORD: only families and variants with that word.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import torch

    import safetensors_file
    from model_cases import CASES, CLASSES
except ImportError as error:
    print(f"SKIP: {error}; install python3-torchvision", file=sys.stderr)
    sys.exit(77)

TOLERANCE = 1e-4


def drawn(case, seed=1):
    """Python's network with random weights; norms get statistics that are not 0 and 1, and what begins at 0 does not."""
    torch.manual_seed(seed)
    network = case.make()
    for key, tensor in network.state_dict().items():
        if key.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif key.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point() and not tensor.any():
            tensor.normal_(0, 0.02)
    return network


def relative(ours, theirs):
    return ((ours - theirs).abs().max() / theirs.abs().max()).item()


def expected_of(network, case, x, labels):
    x = x.expand(-1, 3, -1, -1)
    with torch.no_grad():
        expected = {"logits": network.eval()(x)}
    if case.gradients:
        network.train()
        loss = torch.nn.functional.cross_entropy(network(x), labels)
        loss.backward()
        gradients = {name: dict(network.named_parameters())[name].grad for name in case.gradients}
        expected.update(loss=loss.detach(), **gradients)
    return expected


def write_case(folder, case, state, tensors):
    parameters = dict(case.parameters)
    if case.script:
        case.script(drawn(case, seed=3)).save(str(folder / "module.ts"))
        parameters.update(file=str(folder / "module.ts"), trust=True)
    fit = bool(case.file) or (case.channels == 1 and not case.script)
    (folder / "case.json").write_text(json.dumps(
        {"model": case.family, "parameters": parameters, "channels": case.channels, "classes": CLASSES, "size": case.size,
         "fit": fit, "gradients": case.gradients}), encoding="utf-8")
    safetensors_file.write(folder / "case.safetensors", {**(case.file or dict)(state), **tensors})


class Parity(unittest.TestCase):
    def check(self, folder, case):
        network = drawn(case)
        state = {key: tensor.clone() for key, tensor in network.state_dict().items()}
        network = case.reference(state) if case.reference else network
        torch.manual_seed(2)
        x, labels = torch.randn(3, case.channels, case.size, case.size), torch.tensor([0, 3, 6])
        write_case(folder, case, state, {"input": x, "labels": labels} if case.gradients else {"input": x})
        expected = expected_of(network, case, x, labels)
        done = subprocess.run([os.environ["TLHOST_PARITY_MODELS"], folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = safetensors_file.read(folder / "case.out.safetensors")
        differences = {key: relative(found[key], value) for key, value in expected.items()}
        shown = ["logits", "loss", *case.gradients] if case.gradients else ["logits"]
        row = " | ".join(f"{differences[key]:.1e}" for key in shown)
        print(f"| {case.family} | {case.variant} | {len(state)} | {row} |", file=sys.stderr)
        for key, value in differences.items():
            self.assertLessEqual(value, TOLERANCE, f"{case.family} {case.variant}: {key}")

    def test_every_architecture_has_torchvisions_scores_and_gradients(self):
        print("\n| family | variant | tensors | scores | loss | gradient of first layer | of last |", file=sys.stderr)
        for case in CASES:
            if ONLY and ONLY not in f"{case.family} {case.variant}":
                continue
            with self.subTest(f"{case.family} {case.variant}"), tempfile.TemporaryDirectory() as folder:
                self.check(Path(folder), case)


ONLY = ""
if __name__ == "__main__":
    torch.set_num_threads(1)
    if "--only" in sys.argv:
        at = sys.argv.index("--only")
        ONLY = sys.argv[at + 1]
        del sys.argv[at:at + 2]
    unittest.main(verbosity=2)
