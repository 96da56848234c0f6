#!/usr/bin/env python3
"""Files of weights that are damaged, hostile or something else: each is refused in words, and quickly."""
import resource

import harness
import weight_cases

SECONDS = 10
BYTES = 1 << 30


class BadFiles(harness.ExperimentTest):
    def test_each_is_refused_in_words_and_stays_as_it_is(self):
        seen = 0
        for name, data, words in weight_cases.bad_files(self.lab.path):
            with self.subTest(name):
                self.lab.write(name, data)
                # The limit is on address space of LibTorch and all, which takes some of it already.
                done = self.command("timeout", str(SECONDS), harness.setting("TLHOST_BIN"), "weights", name)
                self.assertEqual(done.code, 65, f"{name}\n{done}")
                self.assertIn("error[WEIGHTS-FILE]: ", done.err)
                self.assertIn(name, done.err)
                self.assertIn(words, done.err)
                self.assertEqual(done.out, "")
                self.assertEqual((self.lab.path / name).read_bytes(), data)
                (self.lab.path / name).unlink()
                seen += 1
        self.assertGreater(seen, 40)
        self.assertFalse((self.lab.path / "ran").exists(), "a file's code was run")
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10, BYTES)

    def test_the_file_that_the_bad_ones_are_made_from_is_right(self):
        self.lab.write("good.pth", weight_cases.good_file())
        self.assertIn("a  float32  2 x 3", self.ok("weights", "good.pth").out)
        self.lab.write("old.pth", weight_cases.legacy())
        self.assertIn("a  float32  2 x 3", self.ok("weights", "old.pth").out)
        self.lab.write("good.safetensors", weight_cases.safetensors({"a": weight_cases.entry()}))
        self.assertIn("a  float32  2 x 3", self.ok("weights", "good.safetensors").out)


if __name__ == "__main__":
    harness.main()
