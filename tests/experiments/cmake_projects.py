"""What the tests of the package share: configure and build projects that use it, and LibTorches that lie."""
import shutil
from pathlib import Path

import harness
from harness import call, setting

EXAMPLE = "examples/out_of_tree_plugin"
LINES = """cmake_minimum_required(VERSION 3.25)
project(%s LANGUAGES CXX)
set(CMAKE_BUILD_TYPE Release)
enable_testing()
"""
# A plugin that compiles in no time: what is tested is how it is built.
EMPTY = 'extern "C" {\n' + "".join(f'__attribute__((visibility("default"))) int {symbol} = 0;\n'
                                   for symbol in ("tlhost_plugin_v1", "tlhost_note_v1")) + "}\n"


def without(*tools):
    """Why tests that need these tools are skipped; "" if all are there."""
    return ", ".join(f"{tool} is not found" for tool in tools if shutil.which(tool) is None)


def copy_example(lab):
    """The example of a plugin outside the tree, below `plugin`."""
    shutil.copytree(Path(setting("TLHOST_SOURCE")) / EXAMPLE, lab.path / "plugin",
                    ignore=shutil.ignore_patterns("build", "runs", ".tlhost"))


class CmakeTest(harness.ExperimentTest):

    def project(self, *lines, package=True, **files):
        """A project `p` of these lines, with empty.cpp beside it."""
        head = LINES % "p" + ("find_package(tlhost_sdk 0.9 REQUIRED)\n" if package else "")
        self.lab.write("p/CMakeLists.txt", head + "\n".join(lines) + "\n")
        self.lab.write("p/empty.cpp", EMPTY)
        for name, content in files.items():
            self.lab.write(f"p/{name}", content)

    def configure(self, *options, source="p", build="b"):
        return call("cmake", "-G", "Ninja", "-S", source, "-B", build,
                    f"-DCMAKE_PREFIX_PATH={setting('TLHOST_BUILD')}", *options, cwd=self.lab.path)

    def configured(self, *options, **where):
        done = self.configure(*options, **where)
        self.assertEqual(done.code, 0, str(done))
        return done

    def stops(self, words, *options):
        """Configuring fails, and says all of the words."""
        done = self.configure(*options)
        self.assertNotEqual(done.code, 0, str(done))
        said = " ".join(done.err.split())  # CMake breaks lines where it likes
        for word in words:
            self.assertIn(word, said)

    def torch(self, version="1.13.1", flags="-D_GLIBCXX_USE_CXX11_ABI=1", kind="SHARED"):
        """The option that makes CMake find a LibTorch of this description, which has no code at all."""
        folder = "torch/share/cmake/Torch"
        self.lab.write("torch/lib/libtorch.so", "")
        self.lab.write(f"{folder}/TorchConfigVersion.cmake",
                       f'set(PACKAGE_VERSION "{version}")\nset(PACKAGE_VERSION_COMPATIBLE TRUE)\n')
        self.lab.write(f"{folder}/TorchConfig.cmake",
                       f"add_library(torch {kind} IMPORTED)\n"
                       f"set_target_properties(torch PROPERTIES IMPORTED_LOCATION {self.lab.path}/torch/lib/libtorch.so)\n"
                       f'set(TORCH_LIBRARIES torch)\nset(TORCH_CXX_FLAGS "{flags}")\n')
        return f"-DTorch_DIR={self.lab.path / folder}"
