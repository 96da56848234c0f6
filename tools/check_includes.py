#!/usr/bin/env python3
"""Who may include whom: the rooms of the tree, and the libraries that belong to one room.

Usage: check_includes.py [ROOT]    one line a violation, "file:line: rule"; exit 1 if there is one.
       check_includes.py --reaches-torch FILE...    exit 0 if one of them includes LibTorch, in the end.
"""
import sys
from pathlib import Path, PurePosixPath

import cpp_source

# Values travel from left to right; a stage includes itself and what lies to its left.
STAGES = ["cli", "spec", "catalog", "resolve", "scan", "plan", "audit", "execute", "evaluate", "report"]
# Rooms that any stage may include, each with what it may include itself.
SHARED = {
    "log": [],
    "store": ["log"],
    "process": ["log"],
    "metrics": ["log"],
    "weights": ["log", "store"],
    "data": ["log", "store"],
}
# Rooms of verbs beside the main job, each with what it may include; no stage and no other room includes them.
VERBS = {
    "check": ["catalog", "resolve", "execute", "spec", "plan", "log", "store", "process", "metrics", "data"],
    "describe": ["catalog", "resolve", "scan", "execute", "log", "process", "weights"],
    "doctor": ["catalog", "execute", "resolve", "log", "process", "store", "spec"],
    "export": ["catalog", "resolve", "scan", "plan", "execute", "report", "spec", "log", "store", "process", "metrics", "weights",
               "data"],
    "preview": ["plan", "scan", "report", "data", "store", "log", "spec"],
    "scaffold": ["log", "store"],
}
# Plain values that stages and shared rooms speak in.  Such a header includes the standard library, host/log and other
# such headers only, which is checked.
VALUE_HEADERS = {"host/spec/audit_values.hpp", "host/spec/dataset_values.hpp", "host/spec/experiment_spec.hpp", "host/spec/place.hpp", "host/spec/training_values.hpp",
                 "host/spec/version_rule.hpp"}
# What lies in host/ itself: the program.
PROGRAM = {"host/main.cpp", "host/verbs.hpp", "host/verbs.cpp"}
TORCH_FREE = ["cli", "spec", "plan", "audit", "report"]
# Stages that know tensors from the SDK's interfaces only.
NO_DIRECT_TORCH = ["catalog", "resolve"]

# Libraries that belong to one room, by the beginning of the included name.
OWNED = [
    ("boost/dll", "Boost.DLL", "catalog"),
    ("spdlog/", "spdlog", "log"),
    ("CLI/", "CLI11", "cli"),
    ("opencv2/", "OpenCV", "data"),
    ("turbojpeg.h", "TurboJPEG", "data"),
    ("xxhash.h", "xxHash", "scan"),
]
TORCH = ("torch/", "ATen/", "c10/", "caffe2/")
MACROS_ONLY = {"torch/version.h"}  # no declaration in it: not LibTorch in the sense of these rules

SDK = "sdk/include/tlhost/"
SDK_TENSOR_HEADER = "ATen/core/Tensor.h"
SDK_WITH_TENSORS = {
    "tensors.hpp", "model.hpp", "staged_model.hpp", "network.hpp", "phase.hpp", "task.hpp", "strategy.hpp", "testing_task.hpp",
    "torch_compat.hpp", "weight_names.hpp",
}
SDK_WITH_TORCH = {"torch_compat.hpp"}  # for .cpp files: the differences between LibTorch versions
SDK_GENERATED = {"tlhost_plugin_source.h"}  # made by tlhost_add_plugin beside each plugin
# C++17, as plugin authors may have it, and the two C headers of abi.h.
STANDARD = set(
    """algorithm any array atomic bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits clocale cmath
    codecvt complex condition_variable csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar
    cwctype deque exception execution filesystem forward_list fstream functional future initializer_list iomanip ios iosfwd
    iostream istream iterator limits list locale map memory memory_resource mutex new numeric optional ostream queue random
    ratio regex scoped_allocator set shared_mutex sstream stack stdexcept streambuf string string_view system_error thread
    tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector
    stddef.h stdint.h""".split()
)


def is_torch(name):
    return name.startswith(TORCH) and name not in MACROS_ONLY


class Tree:
    """The tree's own files, and what each includes."""

    def __init__(self, root):
        self.root = root
        self.files = [path.as_posix() for path in cpp_source.sources(root)]
        self.known = set(self.files)
        self.includes = {file: cpp_source.includes(cpp_source.read(root / file)) for file in self.files}

    def resolve(self, file, name, quoted):
        """The tree's file behind an include, or None: a library's, or nobody's."""
        candidates = [SDK + name[len("tlhost/"):]] if name.startswith("tlhost/") else [name]
        if quoted:
            candidates.append(str(PurePosixPath(file).parent / name))
        return next((candidate for candidate in candidates if candidate in self.known), None)

    def path_to_torch(self, file, seen=None):
        """[(file, line)..., library header]: how a file comes to include LibTorch, or []."""
        seen = seen if seen is not None else set()
        seen.add(file)
        for line, name, quoted in self.includes[file]:
            if is_torch(name):
                return [(file, line), name]
            header = self.resolve(file, name, quoted)
            if header and header not in seen:
                rest = self.path_to_torch(header, seen)
                if rest:
                    return [(file, line), *rest]
        return []


def place(file):
    """("host", stage or room), ("plugins", "kind/id"), ("sdk", ""), ("tests", ...): where a file belongs."""
    parts = file.split("/")
    if parts[0] == "host":
        return "host", parts[1] if len(parts) > 2 else ""
    if parts[0] == "plugins":
        return "plugins", "/".join(parts[1:3]) if len(parts) > 3 else ""
    return parts[0], ""


def library_room(file):
    """The room of host/ whose libraries a file may include: a test has those of the room that it tests."""
    parts = file.split("/")
    if parts[:3] == ["tests", "unit", "host"]:
        parts = parts[2:]
    if parts[:2] == ["tests", "support"]:
        return "data"  # makes images for tests
    return parts[1] if parts[0] == "host" and len(parts) > 2 else ""


def check_library(file, name):
    """What is wrong with including a library's header, or nothing."""
    for prefix, library, room in OWNED:
        if name.startswith(prefix) and library_room(file) != room:
            return f"{library} belongs to host/{room} alone"
    top, room = place(file)
    if top == "sdk":
        return check_sdk_library(file, name)
    if file in VALUE_HEADERS and name not in STANDARD:
        return "a value header includes the standard library, host/log and other value headers"
    if top == "host":
        if room in NO_DIRECT_TORCH and is_torch(name):
            return f"host/{room} knows tensors through the SDK only"
        if name.startswith("torch/") and is_torch(name) and not file.endswith(".cpp"):
            return "<torch/...> is for .cpp files; a header includes <ATen/core/Tensor.h> and names modules by forward declaration"
    return None


def check_sdk_library(file, name):
    header = file.removeprefix(SDK)
    if name in STANDARD or name in MACROS_ONLY or name in SDK_GENERATED:
        return None
    if name == SDK_TENSOR_HEADER and header in SDK_WITH_TENSORS:
        return None
    if is_torch(name) and header in SDK_WITH_TORCH:
        return None
    return "an SDK header includes the SDK, the C++17 standard library and, where it speaks of tensors, <ATen/core/Tensor.h>"


def check_host(room, other):
    """What is wrong with a room of host/ including another one, or nothing."""
    if room not in STAGES and room not in SHARED and room not in VERBS:
        return f"host/{room} is neither a stage nor a shared room nor a verb's"
    if room in VERBS:
        return None if other == room or other in VERBS[room] else f"the verb's room host/{room} may not include host/{other}"
    if other == room or (room in STAGES and other in SHARED):
        return None
    if room in SHARED:
        return None if other in SHARED[room] else f"the shared room host/{room} may not include host/{other}"
    if other in STAGES and STAGES.index(other) < STAGES.index(room):
        return None
    return f"the stage host/{room} may not include host/{other}: a stage includes stages to its left ({' '.join(STAGES)})"


def check_own(file, header):
    """What is wrong with including a header of the tree, or nothing."""
    top, room = place(file)
    other_top, other_room = place(header)
    if file in VALUE_HEADERS:
        if header in VALUE_HEADERS or (other_top, other_room) == ("host", "log"):
            return None
        return "a value header includes the standard library, host/log and other value headers"
    if room in SHARED and top == "host" and header in VALUE_HEADERS:
        return None
    if file in PROGRAM and other_top == "host":
        return None  # all stages in order, and the rooms of the verbs
    if top == "host" and other_top == "host":
        return check_host(room, other_room)
    if other_top == "sdk" or (top == other_top and top in ("sdk", "tests", "bench", "examples")):
        return None
    if top == "plugins":
        common = room.split("/")[0] + "/common"
        if other_top == "plugins" and other_room in (room, common):
            return None
        return "a plugin includes the SDK, its own folder and its own libraries"
    if top in ("tests", "bench") and other_top in ("host", "tests"):
        return None
    return f"{top}/ may not include {other_top}/"


def check_file(tree, file):
    problems = []
    for line, name, quoted in tree.includes[file]:
        header = tree.resolve(file, name, quoted)
        if ".." in name.split("/"):
            rule = "includes are written from the root of the tree or of the SDK, without ../"
        elif header:
            rule = check_own(file, header)
        elif name.startswith(("host/", "sdk/", "plugins/", "tests/", "bench/", "tlhost/")):
            rule = "no such header in the tree"
        else:
            rule = check_library(file, name)
            if quoted and name not in SDK_GENERATED:
                rule = rule or "no such header in the tree; a library's header is included with <>"
        if rule:
            written = f'"{name}"' if quoted else f"<{name}>"
            problems.append(f"{file}:{line}: {rule} (#include {written})")
    top, room = place(file)
    if top == "host" and room in TORCH_FREE:
        path = tree.path_to_torch(file)
        if path:
            route = " -> ".join(step for step, _ in path[:-1])
            problems.append(f"{file}:{path[0][1]}: host/{room} must compile without LibTorch ({route} -> <{path[-1]}>)")
    return problems


def main(arguments):
    if arguments[:1] == ["--reaches-torch"]:
        root = cpp_source.root_from([])
        tree = Tree(root)
        files = [Path(argument).resolve().relative_to(root).as_posix() for argument in arguments[1:]]
        return 0 if any(tree.path_to_torch(file) for file in files) else 1
    tree = Tree(cpp_source.root_from(arguments))
    problems = [problem for file in tree.files for problem in check_file(tree, file)]
    return cpp_source.report("check_includes", problems, len(tree.files))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
