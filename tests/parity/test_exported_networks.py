#!/usr/bin/env python3
"""What `tlhost export` writes, opened by PyTorch: the same network, and the same scores as `tlhost predict`.

The oracle is the system's PyTorch and torchvision.
"""
import json
import math
import sys
import unittest
from pathlib import Path

try:
    import numpy
    import torch
    import torchvision
except ImportError as error:
    print(f"SKIP: {error}")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "experiments"))
import harness  # noqa: E402
from harness import draw_folder, drawn_image, folder_experiment, rows_of  # noqa: E402


def pixels_of(path):
    """A grey PNG without filters, as draw_folder writes them: [H,W] in 0..1."""
    import struct
    import zlib
    data, at, body = path.read_bytes(), 8, b""
    while at < len(data):
        size = struct.unpack(">I", data[at:at + 4])[0]
        kind, chunk = data[at + 4:at + 8], data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        body += chunk if kind == b"IDAT" else b""
        at += size + 12
    lines = numpy.frombuffer(zlib.decompress(body), numpy.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    return torch.from_numpy(lines[:, 1:].astype(numpy.float32) / 255)


def softmax(scores):
    """Of doubles, in the order in which tlhost computes it."""
    shifted = [math.exp(score - max(scores)) for score in scores]
    return [value / sum(shifted) for value in shifted]


class ExportedNetworks(harness.ExperimentTest):
    def setUp(self):
        super().setUp()
        draw_folder(self.lab)
        experiment = folder_experiment("e", seeds=1, image={"size": 20, "channels": 1}, strategies={
            "fine_tune": {"use": "fine_tune"}, "svm": {"use": "svm_features", "stage": "layer2"}})
        self.lab.write("e.json", experiment)
        self.ok("e.json")
        self.fits = {row["strategy"]: row["fit"] for row in rows_of(self.lab.path / "runs/e", "run", metric="auc")}
        self.images = [drawn_image(77 + i, i % 2 == 0) for i in range(5)]
        for i, image in enumerate(self.images):
            self.lab.write(f"{i}.png", image)  # 20 x 20: as large as the network's input, so nothing is resized

    def exported(self, strategy, name):
        self.ok("export", "e.json", "--fit", self.fits[strategy], "--to", name)
        return self.lab.path / name

    def predicted(self, model):
        done = json.loads(self.ok("predict", str(model), *(f"{i}.png" for i in range(5)), "--json").out)
        return done["kind"], torch.tensor([[image[done["kind"]][name] for name in ("bright", "dark")] for image in done["images"]],
                                          dtype=torch.float64)

    def inputs(self):
        return torch.stack([pixels_of(self.lab.path / f"{i}.png") for i in range(5)])[:, None]

    def test_torchscript_gives_the_same_scores(self):
        for strategy in ("fine_tune", "svm"):
            kind, known = self.predicted(self.exported(strategy, f"{strategy}.safetensors"))
            module = torch.jit.load(str(self.exported(strategy, f"{strategy}.pt")))
            module.eval()
            with torch.no_grad():
                scores = module(self.inputs()).double()
            scores = scores if kind == "margins" else torch.softmax(scores, 1)
            difference = (scores - known).abs().max().item()
            print(f"TorchScript, {strategy}: largest difference {difference:.3g}")
            self.assertLess(difference, 1e-6)

    def test_torchscript_gives_every_bit_of_the_same_scores(self):
        """Of pixels in 0..1, and operation by operation: PyTorch's own optimisation adds a layer's bias apart from its product."""
        self.lab.write("b.json", folder_experiment(
            "b", seeds=1, image={"size": 20, "channels": 3}, sources={"scratch": {"normalise": "unit"}},
            strategies={"fine_tune": {"use": "fine_tune"}, "svm": {"use": "svm_features", "stage": "layer2"}}))
        self.ok("b.json")
        images = self.inputs().expand(-1, 3, -1, -1).contiguous()
        for row in rows_of(self.lab.path / "runs/b", "run", metric="auc"):
            for ending in ("safetensors", "pt"):
                self.ok("export", "b.json", "--fit", row["fit"], "--to", f"{row['strategy']}.{ending}")
            kind, known = self.predicted(self.lab.path / f"{row['strategy']}.safetensors")
            with torch.no_grad(), torch.jit.optimized_execution(False):
                scores = torch.jit.load(str(self.lab.path / f"{row['strategy']}.pt"))(images).double().tolist()
            if kind == "probabilities":
                scores = [softmax(image) for image in scores]
            self.assertEqual(scores, known.tolist(), row["strategy"])

    def test_traced_transformers_take_any_number_of_images(self):
        for model, sizes in (("vit", {"variant": "tiny_16"}), ("swin", {"variant": "t"})):
            experiment = folder_experiment("t", seeds=1, image={"size": 32, "channels": 1}, models={model: {"use": model, **sizes}},
                                           strategies={"fine_tune": {"use": "fine_tune"}})
            self.lab.write("t.json", experiment)
            self.ok("t.json")
            fit = rows_of(self.lab.path / "runs/t", "run", metric="auc")[0]["fit"]
            self.ok("export", "t.json", "--fit", fit, "--to", f"{model}.pt")
            module = torch.jit.load(str(self.lab.path / f"{model}.pt"))
            images = torch.rand(5, 1, 32, 32)
            with torch.no_grad():
                together, alone = module(images), torch.cat([module(image[None]) for image in images])
            self.assertEqual(together.shape, (5, 2))
            self.assertLess((together - alone).abs().max().item(), 1e-5, model)

    def test_torchscript_keeps_the_names_of_the_parameters(self):
        module = torch.jit.load(str(self.exported("fine_tune", "f.pt")))
        names = {name for name, _ in module.named_parameters()}
        wanted = {name for name, _ in torchvision.models.resnet18(num_classes=2).named_parameters()}
        self.assertEqual(names, wanted)

    def test_torchscript_becomes_onnx_by_one_line_of_python(self):
        module = torch.jit.load(str(self.exported("fine_tune", "f.pt")))
        torch.onnx.export(module, torch.zeros(1, 1, 20, 20), str(self.lab.path / "f.onnx"), input_names=["images"],
                          output_names=["scores"], dynamic_axes={"images": {0: "n"}})
        self.assertGreater((self.lab.path / "f.onnx").stat().st_size, 40_000_000)  # ResNet-18's parameters

    def test_a_state_dict_fills_torchvisions_module_and_gives_the_same_scores(self):
        _, known = self.predicted(self.exported("fine_tune", "f.safetensors"))
        state = torch.load(str(self.exported("fine_tune", "f.pth")), weights_only=True)
        card = json.loads((self.lab.path / "f.pth.json").read_text())
        module = torchvision.models.resnet18(num_classes=2)
        module.conv1 = torch.nn.Conv2d(1, 64, 7, 2, 3, bias=False)
        module.load_state_dict(state, strict=True)
        module.eval()
        mean, std = (torch.tensor(card["normalise"][key]).view(1, -1, 1, 1) for key in ("mean", "std"))
        with torch.no_grad():
            scores = torch.softmax(module((self.inputs() - mean) / std).double(), 1)
        difference = (scores - known).abs().max().item()
        print(f"state_dict: largest difference {difference:.3g}")
        self.assertLess(difference, 1e-5)


if __name__ == "__main__":
    harness.main()
