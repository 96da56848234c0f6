#!/usr/bin/env python3
"""Tables that are not what they should be: every case is refused with its line, or read as it should be."""
import json

import harness
from bad_cases import BadCases


class Tables(BadCases):
    def test_tables_of_images(self):
        rows = self.good
        good = self.table("good.csv", rows)
        first, second = rows[0][0], rows[13][0]
        lines = good.decode().splitlines()

        def with_line(line, after=1):
            return "\n".join(lines[:after] + [line] + lines[after:]) + "\n"
        cases = {
            "C1 empty": (b"", 65, ["case.csv:1: the file is empty"]),
            "C2 header only": ("path,label\n", 65, ["it has 0 classes", "it has no records"]),
            "C3 missing column": ("path,class\na,b\n", 65, ['no column "label"', '"path", "class"']),
            "C4 duplicate column": ("path,label,label\na,b,c\n", 65, ['names a column "label" twice']),
            "C5 byte order mark": (b"\xef\xbb\xbf" + good, 0, []),
            "C6 CRLF": (good.replace(b"\n", b"\r\n"), 0, []),
            "C6 CRLF and LF": (good.replace(b"\n", b"\r\n", 7), 0, []),
            "C6 CR alone": (good.replace(b"\n", b"\r"), 65, ["a carriage return without line feed"]),
            "C7 unclosed quote": (good + b'"images/bright/x.png,bright\n', 65, ["the file ends inside quotes that open in line 26"]),
            "C8 a line of 10 MB": (with_line("x" * 10_000_000), 65, ["case.csv:2: a field of more than 65536 bytes"]),
            "C8 10 MB of commas": (with_line("," * 10_000_000), 65, ["case.csv:2: more than 4096 fields"]),
            "C8 a quote of 10 MB": (with_line('"' + "x\n" * 5_000_000), 65, ["a field of more than 65536 bytes, from line 2 on"]),
            "C9 zero byte": (with_line("images/a\0.png,dark"), 65, ["case.csv:2: a zero byte"]),
            "C9 UTF-16": (good.decode().encode("utf-16"), 65, ["a zero byte", "UTF-16"]),
            "C10 class in latin-1": (good.replace(b"dark\n", b"caf\xe9\n"), 65, ["classes", "not UTF-8", "caf\\xe9"]),
            "C12 label -100": (with_line(f"{first}2,-100"), 65, ["no such file"]),
            "C15 same file twice, same label": (with_line(f"{first},bright", 3), 65,
                                                ["case.csv:4:", f'"{first}"', "case.csv:2", "bright"]),
            "C16 same file, two labels": (with_line(f"{first},dark", 3), 65,
                                          ["case.csv:4:", "case.csv:2", 'label "bright", here "dark"']),
            "C18 a class of one sample": ("\n".join(lines[:1] + lines[1:13] + lines[13:14]) + "\n", 0,
                                         ['class "dark" has one group (1 record): it cannot be learnt and tested']),
            "C18 one class only": ("\n".join(lines[:13]) + "\n", 65, ["it has 1 classes; at least two are needed"]),
        }
        for name, (content, code, words) in cases.items():
            with self.subTest(name):
                self.lab.write("case.csv", content)
                self.lab.write("case.json", self.experiment("case.csv"))
                done = self.judge(name, code, words)
                if code == 0 and not words:
                    self.assertEqual(self.jobs(done), self.jobs(self.ok("plan", "good.json")), "the same records")
        self.assertNotEqual(second, first)

    def jobs(self, done):
        return [line.split()[:2] for line in done.out.splitlines()]

    def test_the_publishers_parts_hold_no_patient_twice(self):
        rows = [(path, label, f"p{i // 2}", "test" if i % 4 == 3 else "train") for i, (path, label) in enumerate(self.good)]
        self.table("case.csv", rows, "path,label,group,split")
        self.lab.write("case.json", self.experiment("case.csv", split={"protocol": "official", "validation": 0.25}))
        self.judge("C17 patient in two parts", 65, ["PLAN-SPLIT", "in two of the publisher's parts", "train_002.png",
                                                    "train_003.png"])

    def test_labels_that_are_no_grade(self):
        for i in range(12):
            self.lab.write(f"dr/train/{i // 2}_{'right' if i % 2 else 'left'}.jpeg", (self.lab.path / self.good[i][0]).read_bytes())
        cases = {"C11 label out of range": ("5", '"5"; expected a grade, 0 to 4'),
                 "C12 label -100": ("-100", '"-100"; expected a grade'),
                 "C13 label 1,5": ('"1,5"', '"1,5"; expected a grade'),
                 "C13 label 1,5 without quotes": ("1,5", "3 fields; expected 2"),
                 "C13 label with a space": (" 1", '" 1"; expected a grade'),
                 "C13 label 1e0": ("1e0", '"1e0"; expected a grade'),
                 "C13 label with a plus": ("+1", '"+1"; expected a grade'),
                 "C14 unknown class": ("mild", '"mild"; expected a grade')}
        for name, (label, words) in cases.items():
            with self.subTest(name):
                lines = [f"{i // 2}_{'right' if i % 2 else 'left'},{i // 2 % 5}" for i in range(12)]
                lines[4] = f"2_left,{label}"
                self.lab.write("dr/trainLabels.csv", "\n".join(["image,level", *lines]) + "\n")
                self.lab.write("case.json", self.experiment("dr", use="kaggle_dr"))
                self.judge(name, 65, ["trainLabels.csv:6: ", words])

    def test_a_class_that_nobody_knows(self):
        self.lab.write("case.json", self.experiment("good.csv", relabel={"brihgt": "light"}))
        self.judge("C14 unknown class name", 2, ["DATA-RELABEL", 'no class "brihgt"', 'did you mean "bright"?'])

    def test_a_table_that_is_none(self):
        self.lab.write("case.json", self.experiment("images"))
        self.judge("a folder", 65, ["images: no such file; expected a CSV file"])
        self.lab.write("case.csv", json.dumps({"a": 1}) * 3)
        self.lab.write("case.json", self.experiment("case.csv"))
        self.judge("JSON", 65, ["case.csv:1: a quote inside a field"])


if __name__ == "__main__":
    harness.main()
