"""The frozen copies of the SDK are what they were: each file is listed with its SHA-256, and no other file is there."""
import hashlib
import os
import shutil
import tempfile
import unittest
from pathlib import Path

FROZEN = Path(os.environ.get("TLHOST_SOURCE", Path(__file__).resolve().parents[2])) / "tests/frozen"


def differences(sdk):
    """What differs from a frozen SDK's list: "changed", "missing" or "not listed", with the path."""
    listed = {}
    for line in (sdk / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, path = line.split("  ", 1)
        listed[path] = digest
    there = {path.relative_to(sdk).as_posix(): path for path in sdk.rglob("*") if path.is_file()}
    for own in ("SHA256SUMS", "README.md"):
        there.pop(own, None)
    found = [f"missing {path}" for path in listed if path not in there]
    found += [f"not listed {path}" for path in there if path not in listed]
    found += [f"changed {path}" for path, digest in listed.items()
              if path in there and hashlib.sha256(there[path].read_bytes()).hexdigest() != digest]
    return sorted(found)


class FrozenFiles(unittest.TestCase):
    def setUp(self):
        self.copies = sorted(FROZEN.glob("sdk-*"))
        self.assertTrue(self.copies, "there is no frozen SDK")

    def test_no_frozen_header_has_changed(self):
        for sdk in self.copies:
            with self.subTest(sdk=sdk.name):
                self.assertTrue(any((sdk / "include/tlhost").iterdir()))
                self.assertEqual(differences(sdk), [], "frozen headers change on purpose only: see README.md beside them")

    def test_each_copy_says_which_sdk_it_is_and_how_it_is_refreshed(self):
        for sdk in self.copies:
            with self.subTest(sdk=sdk.name):
                version = sdk.name.removeprefix("sdk-").split(".")
                text = (sdk / "include/tlhost/abi.h").read_text(encoding="utf-8")
                self.assertIn(f"#define TLHOST_SDK_MAJOR {version[0]}\n", text)
                self.assertIn(f"#define TLHOST_SDK_MINOR {version[1]}\n", text)
                self.assertIn("freeze_sdk.sh", (sdk / "README.md").read_text(encoding="utf-8"))

    def test_a_change_is_seen(self):
        folder = Path(tempfile.mkdtemp(prefix="tlhost-frozen-"))
        self.addCleanup(shutil.rmtree, folder)
        sdk = folder / "sdk"
        shutil.copytree(self.copies[0], sdk)
        self.assertEqual(differences(sdk), [])
        with open(sdk / "include/tlhost/abi.h", "a", encoding="utf-8") as file:
            file.write("\n")
        (sdk / "include/tlhost/error.hpp").unlink()
        (sdk / "include/tlhost/news.hpp").write_text("#pragma once\n", encoding="utf-8")
        self.assertEqual(differences(sdk), ["changed include/tlhost/abi.h", "missing include/tlhost/error.hpp",
                                            "not listed include/tlhost/news.hpp"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
