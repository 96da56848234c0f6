#!/usr/bin/env python3
"""Every fuzz target, built by clang with sanitizers, over the same thousands of inputs each time, grown from good files.

A smoke test of a fixed number of inputs, not a campaign: README.md says how to search for hours.
"""
import io
import pickle
import re
import shutil
import struct
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/experiments"))
import dicom_files  # noqa: E402
import harness  # noqa: E402
import image_files  # noqa: E402
import weight_cases  # noqa: E402

LEAST_COVER = 50  # places of the code that the inputs came to; a target that reads nothing has about 5


def npy(values, shape, kind="|u1"):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + bytes(values)


def npz(compression):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        file.writestr("train_images.npy", npy(range(16), (1, 4, 4)))
        file.writestr("train_labels.npy", npy([1], (1, 1)))
    return out.getvalue()


def safetensors():
    """The header alone, behind the byte that says how much data follows."""
    whole = weight_cases.safetensors({"a": weight_cases.entry(), "__metadata__": {"made": "by hand"}}, b"")
    return bytes([24]) + whole[8:]


def slices():
    frame = list(range(16))
    return [dicom_files.dicom(frame, 4, 4), dicom_files.dicom(frame, 4, 4, syntax=dicom_files.IMPLICIT, window=("8", "16")),
            dicom_files.dicom(frame * 2, 4, 4, frames=2, slope="2", intercept="-5", photometric="MONOCHROME1"),
            dicom_files.dicom([], 4, 4, syntax=dicom_files.RLE, pixels=dicom_files.fragments([dicom_files.rle_frame(frame, 4)]))]


def pickles():
    entries = weight_cases.pickled(("a", weight_cases.tensor()))
    return [entries, pickle.dumps({"epoch": 3, "name": "x", "all": [1.5, None, True, (1, 2)]}, 2)]


#: target: inputs to run, and good ones to begin with; image and safetensors have one byte before the file.
TARGETS = {
    "pickle": (20_000, pickles()),
    "zip": (15_000, [weight_cases.one(weight_cases.tensor()),
                     weight_cases.archive(weight_cases.pickled(), compress=True)]),
    "safetensors": (200_000, [safetensors()]),
    "image": (100_000, [bytes([8]) + file for file in (image_files.BASELINE, image_files.PROGRESSIVE, image_files.grey())]),
    "dicom": (50_000, slices()),
    "npy": (200_000, [npy(range(16), (1, 4, 4)), npy(range(8), (4, 1), "<i2")]),
    "npz": (50_000, [npz(zipfile.ZIP_STORED), npz(zipfile.ZIP_DEFLATED)]),
    "table": (30_000, [b"path,label,age\na.png,yes,3\n\"b \"\"1\"\".png\",no,4.5\r\n", b"label;group\nx;1\n"]),
}


def build(folder):
    """Configures and builds all targets; what the tools said is shown if they fail."""
    options = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    for command in (["cmake", "--preset", "fuzz", "-B", folder, *options],
                    ["cmake", "--build", folder, "--target", "tlhost_fuzz"]):
        done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}:\n{done.stdout[-8000:]}{done.stderr[-8000:]}")


def has_fuzzer():
    """Whether clang++ is there, with libFuzzer."""
    clang = shutil.which("clang++")
    if not clang:
        return False
    library = subprocess.run([clang, "-print-file-name=libclang_rt.fuzzer-x86_64.a"], capture_output=True, text=True)
    runtime = subprocess.run([clang, "-print-runtime-dir"], capture_output=True, text=True).stdout.strip()
    return Path(library.stdout.strip()).is_file() or any(Path(runtime).glob("libclang_rt.fuzzer*.a"))


@unittest.skipUnless(has_fuzzer(), "clang++ with libFuzzer is not installed (./bootstrap deps fuzz)")
class Targets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(harness.setting("TLHOST_BUILD")) / "fuzz"
        build(cls.folder)

    def test_every_target_has_inputs_to_begin_with(self):
        names = {path.stem.removeprefix("fuzz_") for path in (SOURCE / "tests/fuzz").glob("fuzz_*.cpp")}
        self.assertEqual(names, set(TARGETS))

    def run_target(self, name, runs, seeds):
        corpus = self.folder / "corpus" / name
        shutil.rmtree(corpus, ignore_errors=True)
        corpus.mkdir(parents=True)
        for i, seed in enumerate(seeds):
            (corpus / str(i)).write_bytes(seed)
        return subprocess.run(
            [self.folder / f"tests/fuzz/tlhost_fuzz_{name}", "-seed=1", f"-runs={runs}", "-rss_limit_mb=2048", "-timeout=60",
             f"-artifact_prefix={self.folder}/{name}-", corpus],
            capture_output=True, text=True, errors="replace", timeout=harness.LIMIT_S)

    def test_no_input_makes_a_reader_do_more_than_refuse_it(self):
        for name, (runs, seeds) in TARGETS.items():
            with self.subTest(target=name):
                done = self.run_target(name, runs, seeds)
                self.assertEqual(done.returncode, 0, done.stderr[-6000:])
                self.assertRegex(done.stderr, rf"Done {runs} runs")
                cover = max(map(int, re.findall(r"\bcov: (\d+)", done.stderr)))
                print(f"{name}: {runs} inputs, {cover} places of the code")
                self.assertGreater(cover, LEAST_COVER)


if __name__ == "__main__":
    harness.main()
