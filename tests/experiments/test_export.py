#!/usr/bin/env python3
"""A finished run leaves the store: exported, it scores images anywhere, as it did in its experiment."""
import csv
import io
import json
import struct

import harness
from harness import draw_folder, folder_experiment, rows_of, safetensors_header


class ExportTest(harness.ExperimentTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        draw_folder(cls.base)
        cls.base.write("e.json", folder_experiment("e", seeds=1, strategies={
            "fine_tune": {"use": "fine_tune"}, "probe": {"use": "linear_probe"},
            "svm": {"use": "svm_features", "stage": "layer2"}}))
        done = cls.base.run("e.json")
        if done.code != 0:
            raise AssertionError(str(done))
        cls.fits = {row["strategy"]: row["fit"] for row in rows_of(cls.base.path / "runs/e", "run", metric="auc")}

    def export(self, strategy, name):
        self.ok("export", "e.json", "--fit", self.fits[strategy][:12], "--to", str(self.lab.path / name), lab=self.base)
        return self.lab.path / name

    def predicted(self, strategy):
        """{path of a test image: scores by class} as the experiment's report has them."""
        file, = (self.base.path / "runs/e/predictions").glob(f"*/*__{strategy}__*.csv")
        with open(file, newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        return {row["id"]: (float(row["bright"]), float(row["dark"])) for row in rows}


class Predict(ExportTest):
    def scores(self, model, ids, *arguments):
        images = [str(self.base.path / "data" / name) for name in ids]
        return self.ok("predict", str(model), *images, *arguments)

    def test_an_exported_network_scores_test_images_as_its_experiment_did(self):
        for strategy in ("fine_tune", "probe"):
            known = self.predicted(strategy)
            done = self.scores(self.export(strategy, f"{strategy}.safetensors"), known, "--json")
            found = json.loads(done.out)
            self.assertEqual((found["kind"], found["left_out"]), ("probabilities", 0))
            for image, (name, (bright, dark)) in zip(found["images"], known.items()):
                self.assertTrue(image["path"].endswith(name))
                odds = 2.718281828459045 ** (bright - dark)
                self.assertAlmostEqual(image["probabilities"]["bright"], odds / (1 + odds), places=12)

    def test_the_margins_of_an_svm_on_an_earlier_stage_are_margins(self):
        known = self.predicted("svm")
        found = json.loads(self.scores(self.export("svm", "svm.safetensors"), known, "--json").out)
        self.assertEqual(found["kind"], "margins")
        for image, values in zip(found["images"], known.values()):
            self.assertEqual((image["margins"]["bright"], image["margins"]["dark"]), values)

    def test_scores_are_a_table_of_paths_and_classes(self):
        known = list(self.predicted("probe"))[:3]
        rows = list(csv.DictReader(io.StringIO(self.scores(self.export("probe", "p.safetensors"), known).out)))
        self.assertEqual(list(rows[0]), ["path", "highest", "bright", "dark"])
        for row in rows:
            self.assertAlmostEqual(float(row["bright"]) + float(row["dark"]), 1, places=12)
            self.assertEqual(row["highest"], max(("bright", "dark"), key=lambda name: float(row[name])))

    def test_images_that_cannot_be_read_cost_themselves_alone(self):
        model = self.export("probe", "p.safetensors")
        good = str(self.base.path / "data" / next(iter(self.predicted("probe"))))
        self.lab.write("bad.png", "no image")
        done = self.lab.run("predict", str(model), good, "bad.png", "none.png")
        self.assertEqual(done.code, 65, str(done))
        self.assertEqual(len(done.out.splitlines()), 2)
        self.assertIn("bad.png: ", done.err)
        self.assertIn("none.png: ", done.err)
        self.refused(65, "PREDICT-IMAGES", arguments=["predict", str(model), "bad.png"])

    def test_scores_that_are_no_numbers_are_refused(self):
        model = self.export("fine_tune", "huge.safetensors")
        content = bytearray(model.read_bytes())
        header = struct.unpack("<Q", content[:8])[0]
        begin, end = safetensors_header(model)["conv1.weight"]["data_offsets"]
        content[8 + header + begin:8 + header + end] = struct.pack("<f", 3e38) * ((end - begin) // 4)  # finite, their sums are not
        model.write_bytes(bytes(content))
        image = str(self.base.path / "data" / next(iter(self.predicted("fine_tune"))))
        done = self.lab.run("predict", str(model), image)
        self.assertEqual((done.code, done.out), (69, ""), str(done))
        self.assertIn("error[PREDICT-FAILED]", done.err)
        self.assertIn("a score that is no finite number for", done.err)

    def test_what_is_no_exported_network_is_refused_by_its_path(self):
        model = self.export("probe", "p.safetensors")
        data = model.read_bytes()
        header = safetensors_header(model)
        del header["__metadata__"]
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        size = struct.unpack("<Q", data[:8])[0]
        self.lab.write("bare.safetensors", struct.pack("<Q", len(text)) + text + data[8 + size:])
        self.lab.write("cut.safetensors", data[:1000])
        image = str(self.base.path / "data" / next(iter(self.predicted("probe"))))
        for name, words in ("bare.safetensors", "tlhost did not export it"), ("cut.safetensors", ""), ("none", ""):
            self.refused(65, "PREDICT-MODEL", name, words, arguments=["predict", name, image])


class Formats(ExportTest):
    def test_a_file_holds_the_network_and_how_it_is_used(self):
        header = safetensors_header(self.export("fine_tune", "f.safetensors"))
        card = json.loads(header["__metadata__"]["tlhost"])
        self.assertEqual(card["classes"], ["bright", "dark"])
        self.assertEqual(card["fit"], self.fits["fine_tune"])
        self.assertEqual(card["view"], {"size": 16, "fit": "stretch", "channels": 1})
        self.assertIn("fc.weight", header)
        self.assertNotIn("tlhost.linear.weight", header)
        header = safetensors_header(self.export("svm", "s.safetensors"))
        self.assertIn("tlhost.linear.weight", header)
        self.assertNotIn("fc.weight", header)

    def test_beside_other_formats_stands_their_card(self):
        for name in ("f.pth", "f.pt"):
            self.export("fine_tune", name)
            card = json.loads((self.lab.path / f"{name}.json").read_text())
            self.assertEqual(card["classes"], ["bright", "dark"])

    def test_a_file_that_is_there_stays(self):
        self.lab.write("mine.pth", "mine")
        to = str(self.lab.path / "mine.pth")
        done = self.base.run("export", "e.json", "--fit", self.fits["probe"], "--to", to)
        self.assertEqual(done.code, 73, str(done))
        self.assertIn("error[EXPORT-FILE]", done.err)
        self.assertEqual((self.lab.path / "mine.pth").read_text(), "mine")

    def test_a_file_that_cannot_be_written_is_told_as_that(self):
        for name in ("none/x.safetensors", "none/x.pth", "none/x.pt"):
            to = str(self.lab.path / name)
            done = self.base.run("export", "e.json", "--fit", self.fits["probe"], "--to", to)
            self.assertEqual(done.code, 74, str(done))
            self.assertIn("error[DISK-", done.err)
            self.assertIn(to, done.err)
            self.assertFalse((self.lab.path / "none").exists())

    def test_what_cannot_be_exported_is_said_and_nothing_is_written(self):
        to = str(self.lab.path / "x.safetensors")
        for code, error, arguments in ((2, "EXPORT-FIT", ["--to", to]), (2, "EXPORT-FIT", ["--fit", "zz", "--to", to]),
                                       (2, "EXPORT-FORMAT", ["--to", str(self.lab.path / "x.onnx")])):
            done = self.base.run("export", "e.json", *arguments)
            self.assertEqual(done.code, code, str(done))
            self.assertIn(f"error[{error}]", done.err)
        draw_folder(self.lab)
        self.lab.write("e.json", folder_experiment("e", seeds=1, strategies={"probe": {"use": "linear_probe"}}))
        self.refused(65, "EXPORT-UNFINISHED", "run the experiment first", arguments=["export", "e.json", "--to", to])
        self.assertFalse((self.lab.path / "x.safetensors").exists())


if __name__ == "__main__":
    harness.main()
