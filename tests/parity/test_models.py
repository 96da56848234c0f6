#!/usr/bin/env python3
"""Every architecture gives torchvision's scores with torchvision's weights, and its gradients after one training step.

TLHOST_PARITY_MODELS names the program that runs the built models (tests/parity/models.cpp).  Prints a table: model,
tensors, largest relative difference of scores, and of loss and gradients.  Skips where torchvision is missing.
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
    import torchvision

    import safetensors_file
except ImportError as error:
    print(f"SKIP: {error}; install python3-torchvision", file=sys.stderr)
    sys.exit(77)

CLASSES = 7
TOLERANCE = 1e-4
#: torchvision's name: our model and parameters, the side of the images, and whether a training step is compared
CASES = {
    "resnet18": ("resnet", {"depth": 18}, 64, True),
    "resnet34": ("resnet", {"depth": 34}, 64, False),
    "resnet50": ("resnet", {"depth": 50}, 64, False),
    "vgg11": ("vgg", {"depth": 11}, 32, False),
    "vgg13_bn": ("vgg", {"depth": 13, "batch_norm": True}, 32, False),
    "vgg16": ("vgg", {"depth": 16, "dropout": 0.0}, 32, True),
    "vgg19_bn": ("vgg", {"depth": 19, "batch_norm": True}, 32, False),
    "densenet121": ("densenet", {"depth": 121}, 64, True),
    "densenet169": ("densenet", {"depth": 169}, 64, False),
    "densenet201": ("densenet", {"depth": 201}, 64, False),
    "mobilenet_v2": ("mobilenet", {"version": "v2", "dropout": 0.0}, 64, True),
    "mobilenet_v3_large": ("mobilenet", {"version": "v3_large"}, 64, False),
    "mobilenet_v3_small": ("mobilenet", {"version": "v3_small"}, 64, False),
    **{f"efficientnet_{v}": ("efficientnet", {"variant": v}, 64, False) for v in ("b0", "b1", "b2", "b3", "b4", "v2_s")},
    **{f"convnext_{v}": ("convnext", {"variant": v}, 64, False) for v in ("tiny", "small", "base")},
}


def reference(name, trains):
    """torchvision's network with its own random weights; norms get statistics that are not 0 and 1."""
    torch.manual_seed(1)
    options = {"dropout": 0.0} if trains and name in ("vgg16", "mobilenet_v2") else {}
    network = getattr(torchvision.models, name)(weights=None, num_classes=CLASSES, **options)
    for key, tensor in network.state_dict().items():
        if key.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif key.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
    return network


def relative(ours, theirs):
    return ((ours - theirs).abs().max() / theirs.abs().max()).item()


class Parity(unittest.TestCase):
    def check(self, folder, name):
        model, parameters, size, trains = CASES[name]
        network = reference(name, trains)
        torch.manual_seed(2)
        x, labels = torch.randn(3, 3, size, size), torch.tensor([0, 3, 6])
        state = {key: tensor.clone() for key, tensor in network.state_dict().items()}
        case = {"model": model, "parameters": parameters, "channels": 3, "classes": CLASSES, "size": size}
        (folder / f"{name}.json").write_text(json.dumps(case), encoding="utf-8")
        extra = {"input": x, "labels": labels} if trains else {"input": x}
        safetensors_file.write(folder / f"{name}.safetensors", {**state, **extra})
        with torch.no_grad():
            expected = {"logits": network.eval()(x)}
        if trains:
            network.train()
            loss = torch.nn.functional.cross_entropy(network(x), labels)
            loss.backward()
            parameters = list(network.parameters())
            expected.update(loss=loss.detach(), first=parameters[0].grad, last=parameters[-1].grad)
        done = subprocess.run([os.environ["TLHOST_PARITY_MODELS"], folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = safetensors_file.read(folder / f"{name}.out.safetensors")
        differences = {key: relative(found[key], value) for key, value in expected.items()}
        shown = ", ".join(f"{key} {value:.1e}" for key, value in differences.items())
        print(f"{name:20} {len(state):5} tensors   {shown}", file=sys.stderr)
        for key, value in differences.items():
            self.assertLessEqual(value, TOLERANCE, f"{name}: {key}")

    def test_every_architecture_has_torchvisions_scores_and_gradients(self):
        for name in CASES:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                self.check(Path(folder), name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
