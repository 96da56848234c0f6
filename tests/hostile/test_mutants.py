#!/usr/bin/env python3
"""A good plugin cut short or with one bit flipped, a hundred times: each copy is refused with a reason or used."""
import collections
import json

import harness
import hostile
from harness import setting

HALF = 50


class Mutants(harness.ExperimentTest):
    def verdicts(self, path):
        """{file: reason, or "used"} of a folder; the good plugins behind it are used."""
        known = json.loads(self.ok("list", "--json", plugins=[setting("TLHOST_PLUGINS")]).out)["components"]
        done = self.ok("list", "--rejected", "--json", plugins=[path, setting("TLHOST_PLUGINS")])
        self.assertNotRegex(done.err, "frame #|terminate called")
        found = json.loads(done.out)
        for component in known:
            self.assertIn(component, found["components"])
        for rejected in found["rejected"]:
            self.assertTrue(rejected["step"] and rejected["reason"] and rejected["remedy"], rejected)
        below = f"{path}/"
        verdicts = {r["path"]: r["reason"] for r in found["rejected"] if r["path"].startswith(below)}
        verdicts.update({p["path"]: "used" for p in found["plugins"] if p["path"].startswith(below)})
        for file in {str(file) for file in path.iterdir()} - set(verdicts):  # a folder may hold libraries of others
            named = json.loads(self.ok("list", "--rejected", "--json", plugins=[file]).out)["rejected"]
            self.assertEqual([r["reason"] for r in named], ["no tlhost note: not a tlhost plugin"], file)
            verdicts[file] = named[0]["reason"]
        self.assertEqual(len(verdicts), HALF, "one verdict a file")
        self.assertEqual(harness.live_processes(self.lab.path), [])
        return verdicts

    def test_a_plugin_that_is_cut_anywhere_is_refused_as_cut(self):
        good = hostile.built("good").read_bytes()
        path = hostile.folder(self.lab, "cut")
        for i in range(HALF):
            (path / f"cut_{i:02}.so").write_bytes(good[:i * (len(good) - 1) // (HALF - 1)])
        for file, reason in self.verdicts(path).items():
            self.assertRegex(reason, "^truncated: |^not an ELF shared library$", file)

    def test_a_plugin_with_one_flipped_bit_is_refused_with_a_reason_or_used(self):
        good = hostile.built("good").read_bytes()
        path = hostile.folder(self.lab, "flipped")
        dice = harness.Dice(14)
        part = len(good) // HALF
        for i in range(HALF):  # one in each fiftieth of the file; the first holds the headers
            mutant = bytearray(good)
            mutant[i * part + dice.below(part)] ^= 1 << dice.below(8)
            (path / f"flipped_{i:02}.so").write_bytes(mutant)
        kinds = collections.Counter(reason if reason == "used" or "was found first" in reason else "refused"
                                    for reason in self.verdicts(path).values())
        self.assertGreater(sum(kinds.values()) - kinds["refused"], 0, "most flips do no harm to a list of components")

    def test_a_plugin_with_a_flipped_bit_in_its_headers_or_note_is_refused_or_used(self):
        good = hostile.built("good").read_bytes()
        path = hostile.folder(self.lab, "headers")
        note = hostile.note_of(good)
        dice = harness.Dice(15)
        for i in range(HALF):
            mutant = bytearray(good)
            place = dice.below(64 + 56 * 8) if i % 2 else note + dice.below(180)
            mutant[place] ^= 1 << dice.below(8)
            (path / f"headers_{i:02}.so").write_bytes(mutant)
        refused = [reason for reason in self.verdicts(path).values()
                   if reason != "used" and "was found first" not in reason]  # a mutant without harm has the id of the first
        self.assertGreater(len(refused), HALF // 4, "what is read before a plugin is loaded is checked")


if __name__ == "__main__":
    harness.main()
