#!/usr/bin/env python3
"""The Debian package that `cpack -G DEB` makes: what it says, what it holds, and that it works."""
import re
import unittest
from pathlib import Path

import cmake_projects
import harness
from cmake_projects import CmakeTest, copy_example
from harness import call, setting

MISSING = cmake_projects.without("cpack", "ninja", "dpkg-deb", "dpkg-shlibdeps", "file")


@unittest.skipIf(MISSING, MISSING)
class Deb(CmakeTest):
    @classmethod
    def setUpClass(cls):
        cls.base = harness.Lab()
        cls.addClassCleanup(cls.base.remove)
        made = call("cpack", "-G", "DEB", "--config", Path(setting("TLHOST_BUILD")) / "CPackConfig.cmake", "-B", cls.base.path,
                    cwd=cls.base.path, umask=0o002)
        packages = list(cls.base.path.glob("*.deb"))
        if made.code != 0 or len(packages) != 1:
            raise AssertionError(str(made))
        cls.package = packages[0]
        cls.root = cls.base.path / "root"
        extracted = call("dpkg-deb", "-x", cls.package, cls.root)
        if extracted.code != 0:
            raise AssertionError(str(extracted))

    def fields(self):
        """The control file, by field; continued lines are part of theirs."""
        text = self.must("dpkg-deb", "-f", self.package)
        return dict(re.findall(r"^(\S+): ((?:.|\n(?= ))*)", text, re.M))

    def packages(self, depends):
        names = sorted(re.split(r"[ (]", one.strip())[0] for one in depends.split(","))
        return [name for name in names if not name.startswith(("libasan", "libubsan"))]  # of the build `asan`

    def test_its_name_has_version_and_architecture(self):
        self.assertRegex(self.package.name, r"^tlhost_\d+\.\d+\.\d+_[a-z0-9]+\.deb$")

    def test_its_control_file_says_what_it_is(self):
        fields = self.fields()
        self.assertEqual((fields["Package"], fields["Section"], fields["Priority"]), ("tlhost", "science", "optional"))
        self.assertRegex(fields["Maintainer"], r"^tlhost developers <\S+@\S+>$")
        summary, *text = fields["Description"].splitlines()
        self.assertLess(len(summary), 80)
        self.assertGreater(len(text), 3)
        self.assertEqual([line for line in text if not line.startswith(" ") or len(line) > 81], [])
        self.assertIn("libtorch-dev", fields["Suggests"])

    def test_it_depends_on_the_packages_of_its_libraries(self):
        depends = self.packages(self.fields()["Depends"])
        for package in ("libtorch1.13", "libopencv-imgcodecs406", "liblinear4", "libc6", "libstdc++6"):
            self.assertIn(package, depends)
        self.assertEqual([p for p in depends if p.endswith("-dev") or p == "tlhost"], [])

    def test_the_list_for_machines_without_the_tool_is_the_same(self):
        text = (Path(setting("TLHOST_SOURCE")) / "cmake/DebianDepends.cmake").read_text(encoding="utf-8")
        listed = re.search(r"TLHOST_DEBIAN_DEPENDS\n([^)]*)\)", text).group(1).split()
        self.assertEqual(sorted(listed), self.packages(self.fields()["Depends"]))

    def test_its_files_lie_where_debian_wants_them_and_only_root_may_write(self):
        lines = [line.split(None, 5) for line in self.must("dpkg-deb", "-c", self.package).splitlines()]
        files = [line[5] for line in lines if not line[5].endswith("/")]
        self.assertEqual([f for f in files if not f.startswith("./usr/")], [])
        for name in ("bin/tlhost", "lib/tlhost/plugins/models/resnet.so", "include/tlhost/model.hpp",
                     "lib/cmake/tlhost_sdk/tlhost_sdk-config.cmake", "share/doc/tlhost/copyright", "share/doc/tlhost/changelog.gz",
                     "share/bash-completion/completions/tlhost", "share/zsh/vendor-completions/_tlhost"):
            self.assertIn(f"./usr/{name}", files)
        self.assertEqual([f for f in files if "site-functions" in f or f.endswith("/LICENSE")], [])
        for mode, owner, *_, name in lines:
            self.assertEqual(owner, "root/root", name)
            self.assertRegex(mode, r"^.rw[x-]r-[x-]r-[x-]$", name)

    def test_its_program_finds_its_plugins(self):
        listed = self.must(self.root / "usr/bin/tlhost", "list")
        for name in ("datasets/image_folder", "models/resnet", "strategies/fine_tune"):
            self.assertIn(name, listed)

    def test_a_plugin_is_built_against_it_and_runs_with_it(self):
        copy_example(self.lab)
        self.configured(f"-DCMAKE_PREFIX_PATH={self.root}/usr", source="plugin", build="build")
        self.must("cmake", "--build", "build")
        self.assertIn("datasets/rings", self.must(self.root / "usr/bin/tlhost", "--plugins", "build/plugins", "list"))


if __name__ == "__main__":
    harness.main()
