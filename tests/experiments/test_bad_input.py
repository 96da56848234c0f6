#!/usr/bin/env python3
"""What is wrong is refused before any work, with a stable code, the place and a way out; the store is unharmed."""
import base64
import shutil
from pathlib import Path

import harness
from harness import artefacts, draw_folder, drawn_image, folder_experiment, grid, setting, stamps, tree

# A grey JPEG of 24 x 24 pixels, compressed by libjpeg-turbo with quality 75.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PT"
    "gyPC4zNDL/wAALCAAYABgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIh"
    "MUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhI"
    "WGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AOJs"
    "+1eoWfas+z7Vn2fas+z7V6hZ9q8Ps+1eoWfas+z7V//Z")


def small(**changes):
    """One source, one strategy, one seed: 2 jobs."""
    one = {"seeds": 1, "sources": {"scratch": {}}, "strategies": {"probe": {"use": "linear_probe"}}}
    return grid("e", **{**one, **changes})


def with_skin(**entry):
    """The small experiment with another entry for its dataset."""
    return small(datasets={"skin": {"use": "phantom", "domain": "skin", "samples": 60, **entry}})


class BadInputTest(harness.ExperimentTest):
    def refuse(self, experiment, code, error, *words):
        self.lab.write("e.json", experiment)
        return self.refused(code, error, *words, arguments=["e.json"])


class Plugins(BadInputTest):
    def test_a_folder_that_is_not_there(self):
        self.lab.write("e.json", small())
        self.refused(2, "PLUGINS-MISSING", "nowhere: no such file or folder", "fix: ", arguments=["e.json"],
                     plugins=["nowhere"])

    def test_a_folder_without_plugins(self):
        self.lab.write("e.json", small())
        self.lab.write("empty/readme.txt", "no plugin")
        self.refused(2, "PLUGINS-NONE", "empty: there is no plugin", arguments=["e.json"], plugins=["empty"])

    def test_broken_libraries_beside_good_ones_do_not_stop_a_run(self):
        folder = self.lab.path / "plugins"
        shutil.copytree(setting("TLHOST_PLUGINS"), folder)
        self.lab.write("plugins/garbage.so", "not a library\n" * 50)
        good = (folder / "models/resnet.so").read_bytes()
        self.lab.write("plugins/cut.so", good[:len(good) // 2])
        self.lab.write("plugins/empty.so", b"")
        self.lab.write("e.json", small())
        done = self.ok("e.json", plugins=[folder])
        self.assertIn("probe", done.out)
        rejected = [line for line in self.ok("list", "--rejected", plugins=[folder]).out.splitlines()
                    if line.startswith("rejected")]
        self.assertEqual([Path(line.split()[1].rstrip(":")).name for line in rejected],
                         ["cut.so", "empty.so", "garbage.so"])

    def test_a_needed_component_whose_library_is_refused_names_the_file_and_why(self):
        folder = self.lab.path / "plugins"
        shutil.copytree(setting("TLHOST_PLUGINS"), folder)
        path = folder / "models/resnet.so"
        library = path.read_bytes()
        path.unlink()  # it may be a hard link
        path.write_bytes(library[:len(library) // 2])
        self.lab.write("e.json", small())
        done = self.refused(69, "PLUGIN-REJECTED", "models/resnet not found", "/models/resnet18/use", str(path) + ": ",
                            arguments=["e.json"], plugins=[folder])
        self.assertEqual(done.err.count("error["), 1)


class Components(BadInputTest):
    def test_a_misspelt_component_is_answered_with_the_nearest(self):
        experiment = small(strategies={"probe": {"use": "linear_prob"}})
        self.refuse(experiment, 2, "COMPONENT-UNKNOWN", "e.json:", "strategies/linear_prob", '"linear_probe"',
                    "at: /strategies/probe/use")

    def test_a_parameter_that_is_unknown_out_of_range_or_of_another_type(self):
        self.refuse(with_skin(sampels=70), 2, "PARAMETER-UNKNOWN", "e.json:", '"sampels"', 'did you mean "samples"?',
                    "at: /datasets/skin/sampels")
        self.refuse(with_skin(samples=1), 2, "PARAMETER-VALUE", "e.json:", '"samples": 1', "2 <= x",
                    "at: /datasets/skin/samples")
        self.refuse(with_skin(samples="many"), 2, "PARAMETER-VALUE", '"samples"', "expected an integer", "many",
                    "at: /datasets/skin/samples")
        self.refuse(with_skin(domain="skim"), 2, "PARAMETER-VALUE", '"domain"', '"skin"', "at: /datasets/skin/domain")

    def test_eight_mistakes_in_one_file_come_all_at_once_with_their_lines(self):
        text = "\n".join([
            '{"format": 1, "name": "e", "seeds": [1, 1],',                                     # line 1: a seed twice
            ' "image": {"size": 4},',                                                          # 2: below 8
            ' "datasets": {"skin": {"use": "phantom", "domain": "skin", "sampels": 60}},',      # 3: unknown parameter
            ' "models": {"r": {"use": "resnett", "depth": 18}},',                              # 4: unknown component
            ' "sources": {"scratch": {}, "a": {"train_on": "skim"}},',                         # 5: unknown dataset
            ' "targets": ["skin"],',
            ' "strategies": {"probe": {"use": "linear_probe"}},',
            ' "training": {"epochs": "two",',                                                  # 8: wrong type
            '              "optimiser": "sgd",',                                               # 9: unknown key
            '              "schedule": "cosinus"}}'])                                          # 10: not a choice
        done = self.refuse(text, 2, "SPEC-DUPLICATE")
        for line, code in ((1, "SPEC-DUPLICATE"), (2, "SPEC-RANGE"), (3, "PARAMETER-UNKNOWN"),
                           (4, "COMPONENT-UNKNOWN"), (5, "SPEC-UNKNOWN-NAME"), (8, "SPEC-TYPE"),
                           (9, "SPEC-UNKNOWN-KEY"), (10, "SPEC-CHOICE")):
            self.assertRegex(done.err, rf"error\[{code}\]: e\.json:{line}:\d+: ")
        self.assertEqual(done.err.count("error["), 8, done.err)


class ExperimentFile(BadInputTest):
    def test_a_file_that_is_missing_or_a_folder(self):
        self.refused(2, "SPEC-FILE", "nowhere.json: cannot read the file", arguments=["nowhere.json"])
        self.refused(2, "SPEC-FILE", "folder", arguments=[self.lab.path])

    def test_a_file_that_is_not_json_is_shown_with_the_place(self):
        done = self.refuse('{"format": 1,\n "name" "e"}\n', 2, "JSON-SYNTAX", "e.json:2:9: ")
        self.assertIn('   "name" "e"}\n          ^', done.err)
        self.refuse("", 2, "JSON-SYNTAX", "e.json:1:1: ")

    def test_wrong_usage(self):
        self.lab.write("e.json", small())
        for arguments in ([], ["plan"], ["describe"], ["--jobs", "0", "e.json"], ["--jobs", "two", "e.json"],
                          ["e.json", "more.json"], ["-q", "-v", "e.json"]):
            self.refused(2, "USAGE", "fix: ", arguments=arguments)
        self.refused(2, "USAGE", 'did you mean "--jobs"?', arguments=["--jbos", "2", "e.json"])


class Data(BadInputTest):
    def test_a_root_that_is_not_there(self):
        self.refuse(folder_experiment("e"), 2, "PARAMETER-PATH", "e.json:", f"{self.lab.path}/data: no such",
                    "at: /datasets/blobs/root")

    def test_a_folder_with_one_class(self):
        self.lab.write("data/bright/a.png", drawn_image(1, True))
        self.refuse(folder_experiment("e"), 65, "DATA-DATASET", "dataset blobs", "one class folder", '"bright"',
                    "two or more")

    def test_images_that_cannot_be_read_are_listed_all_at_once_with_the_reason(self):
        draw_folder(self.lab, train=6, test=4)
        self.lab.write("data/train/bright/page.jpg", "<!DOCTYPE html><html><body>not found</body></html>")
        self.lab.write("data/train/dark/cut.jpg", JPEG[:-12])
        self.lab.write("data/test/dark/empty.png", b"")
        whole = drawn_image(7, True)
        self.lab.write("data/test/bright/cut.png", whole[:len(whole) // 2])
        done = self.refuse(folder_experiment("e"), 65, "DATA-IMAGE", "dataset blobs")
        for file, reason in (("train/bright/page.jpg", "HTML"), ("train/dark/cut.jpg", "JPEG"),
                             ("test/dark/empty.png", "empty"), ("test/bright/cut.png", "PNG")):
            self.assertRegex(done.err, rf"error\[DATA-IMAGE\]: {self.lab.path}/data/{file}: .*{reason}")
        self.assertEqual(done.err.count("error["), 4, done.err)
        self.assertEqual(artefacts(self.lab.path / ".tlhost"), {}, "nothing half-read is kept")
        for file in ("train/bright/page.jpg", "train/dark/cut.jpg", "test/dark/empty.png", "test/bright/cut.png"):
            (self.lab.path / "data" / file).unlink()
        self.lab.write("data/train/dark/whole.jpg", JPEG)
        self.assertIn("8 jobs, 8 to run", self.ok("plan", "e.json").out)


class OutputAndStore(BadInputTest):
    def refuse_place(self, changes, *words):
        """A file in the way: refused with exit code 73, and the file stays as it is."""
        self.lab.write("file", "precious")
        self.refuse(small(**changes), 73, "OUTPUT-NOT-WRITABLE", *words)
        self.assertEqual((self.lab.path / "file").read_text(), "precious")

    def test_an_output_that_is_a_file_or_lies_below_one(self):
        self.refuse_place({"output": "file"}, f"{self.lab.path}/file: ")
        self.refuse_place({"output": "file/below"}, f"{self.lab.path}/file/below: ")

    def test_a_store_that_is_a_file(self):
        self.refuse_place({"store": "file"}, f"{self.lab.path}/file: ")

    def test_a_store_of_a_newer_layout_is_left_alone(self):
        self.lab.write("kept/store.json", '{"id":"0","layout":2,"mode":"private"}\n')
        self.refuse(small(store="kept"), 73, "STORE-LAYOUT", "store.json", "layout 2")
        self.assertEqual(list(tree(self.lab.path / "kept")), ["store.json"])


class Numeric(BadInputTest):
    def test_bf16_is_refused_where_the_processor_has_none(self):
        flags = Path("/proc/cpuinfo").read_text().split()
        if "avx512_bf16" in flags or "amx_bf16" in flags:
            self.skipTest("this processor computes in bf16")
        self.refuse(small(numeric={"precision": "bf16"}), 2, "NUMERIC-BF16", "e.json:", '"bf16"', "fix: ")

    def test_cuda_is_refused_by_a_version_that_cannot_use_it(self):
        self.refuse(small(numeric={"device": "cuda"}), 2, "NUMERIC-DEVICE", "e.json:", '"cuda"', "fix: ")


class StoreIsUnharmed(BadInputTest):
    def test_no_refusal_touches_what_is_in_the_store(self):
        self.lab.write("e.json", small())
        self.ok("e.json")
        before, output = stamps(self.lab.path / ".tlhost"), tree(self.lab.path / "runs/e")
        fits = list(artefacts(self.lab.path / ".tlhost", "fit"))
        self.assertGreaterEqual(len(artefacts(self.lab.path / ".tlhost")), 5)
        self.lab.write("one/bright/a.png", drawn_image(1, True))
        self.lab.write("bad/a/page.jpg", "<html>")
        self.lab.write("bad/b/b.png", drawn_image(1, True))
        images = {"use": "image_folder", "root": "one"}
        for name, code, experiment in (
                ("json", 2, "{"),
                ("spec", 2, small(training={"epochs": 0})),
                ("component", 2, small(models={"r": {"use": "nothing_like_it"}})),
                ("parameter", 2, with_skin(samples=-3)),
                ("classes", 65, small(datasets={"skin": images})),
                ("image", 65, small(datasets={"skin": {**images, "root": "bad"}})),
                ("split", 65, with_skin(samples=2)),
                ("output", 73, small(output="e.json"))):
            self.lab.write("wrong.json", experiment if isinstance(experiment, str) else {**experiment, "name": "wrong"})
            self.assertEqual(self.lab.run("wrong.json").code, code, name)
            self.assertLessEqual(before.items(), stamps(self.lab.path / ".tlhost").items(), name)
            self.assertEqual(tree(self.lab.path / "runs/e"), output, name)
        self.assertEqual(list(artefacts(self.lab.path / ".tlhost", "fit")), fits)



if __name__ == "__main__":
    harness.main()
