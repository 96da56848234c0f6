"""What the checks know about C++ text: which files there are, what they include, which strings they hold."""
import re
from pathlib import Path

SUFFIXES = {".cpp", ".hpp", ".h"}
ROOMS = ["host", "sdk", "plugins", "tests", "bench", "examples"]
SKIPPED = "tests/frozen/sdk-"  # headers of released versions, kept as they were

# Consumed in this order, so that a quote inside a comment or a raw string starts nothing.
_TOKEN = re.compile(
    r"""(?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<number>(?<![\w])\d[\w'.]*)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""",
    re.DOTALL | re.VERBOSE,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?P<form>[<"])(?P<name>[^>"\n]+)[>"]', re.MULTILINE)
_STRING = re.compile(r'"(?P<text>(?:\\.|[^"\\\n])*)"')


def sources(root, rooms=None):
    """Paths of all C++ files below root's rooms, relative to it, sorted."""
    found = []
    for room in rooms or ROOMS:
        for path in (root / room).rglob("*"):
            relative = path.relative_to(root)
            if path.suffix in SUFFIXES and path.is_file() and not relative.as_posix().startswith(SKIPPED):
                found.append(relative)
    return sorted(found)


def read(path):
    return path.read_text(encoding="utf-8")


def without_comments(text):
    """The text with comments and raw strings blanked; lines keep their numbers."""

    def blank(match):
        if match.group("raw") is None and match.group("comment") is None:
            return match.group(0)
        return " " + "\n" * match.group(0).count("\n")

    return _TOKEN.sub(blank, text)


def _line(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(text):
    """[(line, name, quoted)] of a file's #include lines."""
    code = without_comments(text)
    return [(_line(code, m.start("name")), m.group("name"), m.group("form") == '"') for m in _INCLUDE.finditer(code)]


def strings(text):
    """[(line, text)] of a file's plain string literals."""
    code = without_comments(text)
    return [(_line(code, m.start()), m.group("text")) for m in _STRING.finditer(code)]


def root_from(arguments):
    """The tree to check: the first argument, or the one that this file lies in."""
    return Path(arguments[0]).resolve() if arguments else Path(__file__).resolve().parent.parent


def report(name, violations, checked):
    """Prints what is wrong and returns the exit code.  A check that looked at nothing has failed."""
    for violation in violations:
        print(violation)
    if not checked:
        print(f"{name}: no file found to check")
        return 1
    print(f"{name}: {len(violations)} violations in {checked} files")
    return 1 if violations else 0
