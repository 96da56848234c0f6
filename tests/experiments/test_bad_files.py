#!/usr/bin/env python3
"""Paths and files of images that are not what they should be: refused with the reason, or read as it should be."""
import os
import subprocess

import harness
from bad_cases import BadCases, in_little_room
from harness import artefacts, drawn_image, wait_until


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


class Files(BadCases):
    """A case is a 25th row of a table of good images."""

    def case(self, name, path, code, *words, **entry):
        with self.subTest(name):
            self.table("set/case.csv", [(f"../{p}", label) for p, label in self.good] + [(quoted(path), "dark")])
            self.lab.write("case.json", self.experiment("set/case.csv", root="..", **entry))
            self.table("set/case.csv", [*self.good, (quoted(path), "dark")])
            return self.judge(name, code, words)

    def place(self, name):
        path = self.lab.path / "images/dark" / name
        return path, f"images/dark/{name}"

    def test_things_that_are_no_regular_files(self):
        path, name = self.place("fifo.png")
        os.mkfifo(path)
        self.case("P1 FIFO", name, 65, "DATA-IMAGE", "fifo.png", "not a regular file (a FIFO)")
        path, name = self.place("folder.png")
        path.mkdir()
        self.case("P2 directory", name, 65, "DATA-IMAGE", "not a regular file (a folder)")
        path, name = self.place("dangling.png")
        path.symlink_to("nowhere.png")
        self.case("P3 dangling link", name, 65, "DATA-IMAGE", "a link to a file that is not there")
        path, name = self.place("loop.png")
        path.symlink_to("loop.png")
        self.case("P4 link loop", name, 65, "DATA-IMAGE", "a link that leads back to itself")
        path, name = self.place("zero.png")
        path.symlink_to("/dev/zero")
        self.case("P5 link to /dev/zero", name, 65, "DATA-IMAGE", "a link that leads out of the dataset's root")
        self.case("P5 link to /dev/zero, links allowed", name, 65, "DATA-IMAGE", "not a regular file (a device)",
                  follow_links=True)

    def test_paths_out_of_the_root(self):
        other = harness.Lab()
        self.addCleanup(other.remove)
        good = other.write("good.png", drawn_image(77, False))
        path, name = self.place("out.png")
        path.symlink_to(good)
        self.case("P6 link out of the root", name, 65, "DATA-IMAGE", "out.png", "a link that leads out of the dataset's root",
                  '"follow_links": true')
        self.case("P6 link out of the root, links allowed", name, 0, follow_links=True)
        path, name = self.place("in.png")
        path.symlink_to("../bright/train_001.png")
        self.case("a link within the root", name, 0)
        self.case("P7 way up", "../../etc/passwd", 65, "DATA-DATASET", '"../../etc/passwd"', "leads up")
        self.case("P7 way up and down", f"images/../../{self.lab.path.name}/images/dark/train_000.png", 65, "leads up")
        self.case("P8 absolute path", "/etc/passwd", 65, "DATA-DATASET", '"/etc/passwd"', "absolute")
        evil = self.lab.path.parent / (self.lab.path.name + "-evil")
        evil.mkdir()
        self.addCleanup(lambda: [p.unlink() for p in evil.iterdir()] and evil.rmdir())
        (evil / "x.png").write_bytes(drawn_image(78, False))
        self.case("P14 root prefix", f"{evil}/x.png", 65, "absolute")
        self.case("P14 root prefix, way up", f"../{evil.name}/x.png", 65, "leads up")

    def test_strange_names(self):
        self.case("P9 zero byte", "images/dark/a\0.png", 65, "a zero byte")
        self.case("P9 line feed", "images/dark/a\nb.png", 65, "DATA-DATASET", "control character")
        self.case("P9 escape", "images/dark/\x1b[31mred.png", 65, "DATA-DATASET", "\\x1b[31mred.png", "control character")
        self.case("P11 name of 4096 bytes", "images/dark/" + "n" * 4096 + ".png", 65, "DATA-IMAGE", "File name too long")
        path = os.path.join(os.fsencode(self.lab.path), b"images/dark/caf\xe9.png")
        with open(path, "wb") as file:
            file.write(drawn_image(79, False))
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
        content = self.table("set/case.csv", self.good) + b"images/dark/caf\xe9.png,dark\n"
        self.lab.write("case.json", self.experiment("set/case.csv", root=".."))
        self.lab.write("set/case.csv", content)
        self.judge("P10 name that is not UTF-8", 0, [])
        with open(path, "wb") as file:
            file.write(b"no image")
        self.judge("P10 name that is not UTF-8, bad file", 65, ["DATA-IMAGE", "caf\\xe9.png"])

    def test_a_file_without_read_permission(self):
        path, name = self.place("secret.png")
        path.write_bytes(drawn_image(80, False))
        path.chmod(0)
        self.addCleanup(path.chmod, 0o600)
        if subprocess.run(["cat", path], preexec_fn=in_little_room, capture_output=True, check=False).returncode == 0:
            self.skipTest("this user may read everything")
        self.case("P12 no read permission", name, 65, "DATA-IMAGE", "no permission to read it")

    def test_images_that_are_deleted(self):
        self.lab.write("slow.json", {**self.experiment("good.csv", "slow"), "store": "own",
                                     "strategies": {"fine_tune": {"use": "fine_tune"}}})
        process = self.lab.start("slow.json")
        self.addCleanup(process.kill)
        wait_until(lambda: artefacts(self.lab.path / "own", "records"), "the end of the scan", harness.LIMIT_S)
        (self.lab.path / self.good[0][0]).unlink()
        self.assertEqual(process.wait(harness.LIMIT_S), 0, "P13 deleted mid-run: the pixels are in the store\n" + self.lab.talk())
        self.assertTrue(artefacts(self.lab.path / "own", "predict"))
        self.lab.write("case.json", self.experiment("good.csv"))
        self.judge("P13 deleted", 65, ["DATA-IMAGE", self.good[0][0], "no such file"])


if __name__ == "__main__":
    harness.main()
