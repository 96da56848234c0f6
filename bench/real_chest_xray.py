#!/usr/bin/env python3
"""How fast tlhost trains a source on real images, against a plain PyTorch script in the same run.

    bench/real_chest_xray.py BUILD DATA      for instance build/release and a folder with natural/ and chest-xray/

Both train ResNet-18 at 64 pixels for 5 epochs on DATA/natural with 2 threads in fp32, one after the other, twice, in turn.
Prints seconds an image seen, their ratio, and the share of the machine's peak (a large matrix product in PyTorch); a
share above 100 % is an error of measurement, and fails.  Needs torch and torchvision, and a quiet machine.
"""
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
EXPERIMENT = HERE.parent / "tests/experiments/real_chest_xray.json"
EPOCHS, THREADS = 5, 2
#: multiply-adds of torchvision's resnet18 at 224 pixels are 1.814e9; a step costs three passes of two operations each
OPERATIONS = 1.814e9 * (64 / 224) ** 2 * 2 * 3


def processor():
    """As Linux calls it."""
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return found[1] if found else "a processor without a name"


def peak_operations():
    """Operations a second of a large fp32 product: the best of five."""
    torch.set_num_threads(THREADS)
    a = torch.rand(2048, 2048)
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * 2048**3 / best


def ours(build, data):
    """Seconds an image of tlhost's source training: the fit's own wall time, validation included."""
    with tempfile.TemporaryDirectory() as folder:
        text = EXPERIMENT.read_text(encoding="utf-8").replace("@DATA@", str(Path(data).resolve()))
        # One cell is enough: the source, and the cheapest strategy on it.
        text = text.rstrip().removesuffix("}") + ', "include": [{"source": "natural", "strategy": "svm"}]}'
        file = Path(folder) / "exp.json"
        file.write_text(text, encoding="utf-8")
        subprocess.run([f"{build}/bin/tlhost", "-q", "--plugins", f"{build}/plugins", file], check=True, capture_output=True)
        for key in Path(folder).glob(".tlhost/fit/*/*/key.json"):
            if json.loads(key.read_text())["init"] is None:
                images = sum(1 for _ in (Path(data) / "natural").glob("*/*")) * 0.95  # validation: 5 %
                return json.loads((key.parent / "timing.json").read_text())["wall_s"] / (images * EPOCHS)
    raise RuntimeError("no source was trained")


def theirs(data):
    done = subprocess.run([sys.executable, HERE / "peer_chest_xray.py", data, str(THREADS), "source"], check=True,
                          capture_output=True, text=True)
    images = sum(1 for _ in (Path(data) / "natural").glob("*/*"))
    return float(re.search(r"source model: (\d+)", done.stdout)[1]) / (images * EPOCHS)


def main():
    build, data = sys.argv[1:3]
    peak = peak_operations()
    print(f"{platform.machine()}, {processor()}, torch {torch.__version__}, {THREADS} threads, peak {peak / 1e9:.0f} GFLOP/s in fp32")
    for turn in (1, 2):
        seconds = {"tlhost": ours(build, data), "PyTorch script": theirs(data)}
        for name, value in seconds.items():
            share = 100 * OPERATIONS / value / peak
            print(f"turn {turn}: {name}: {value * 1000:.2f} ms an image, {share:.0f} % of peak")
            if share > 100:
                sys.exit("above the peak: something is measured wrongly")
        print(f"turn {turn}: the script takes {seconds['PyTorch script'] / seconds['tlhost']:.2f} times as long")


if __name__ == "__main__":
    main()
