"""What a report of abidiff says of a change of the SDK: growth that old plugins survive, or a break.

A report is a tree.  Its inner lines only say where; its leaves say what changed.  A leaf that is not known to be harmless
is a break, so a new kind of report is one, too.
"""
import re

# Interfaces that the host implements: a function at their end is growth.  All others are closed.
HOST_IMPLEMENTS = ["Records", "Stages", "Network", "Task"]
# C structs without struct_size: they must not grow at all.
CLOSED = ["tlhost_str", "tlhost_note"]

_WHERE = [re.compile(pattern) for pattern in (
    r"(Functions|Variables) changes summary: .*",
    r"\d+ (function|variable)s? with some (indirect )?sub-type changes?:",
    r"\[C\] .* has some (indirect )?sub-type changes:",
    r"\[C\] .* was changed.*:",
    r".* has some sub-type changes:",
    r"(in|pointed to|referenced|in pointed to|in referenced|underlying|in unqualified underlying|unqualified underlying) "
    r"(type|unqualified).*",
    r"return type changed:",
    r"(implicit )?parameter \d+ of type .* (has sub-type changes|changed).*:?",
    r"type of .* changed:",
    r"type size hasn't changed",
    r"\d+ member function changes?( \(\d+ filtered\))?:?;?",
    r"\d+ data member changes?( \(\d+ filtered\))?:?;?",
    r"no (member function|data member|base class|enumerator|member type) (changes?|deletions?|insertions?)( \(\d+ filtered\))?;?",
    r"\d+ (data member|member function|enumerator) insertions?:",
    r".* (changed, as being reported|changed, as reported earlier)",
)]
_SIZE = re.compile(r"type size changed from (\d+) to (\d+) \(in bits\)")
_FIELD = re.compile(r"'.*', at offset (\d+) \(in bits\)( .*)?")
_METHOD = re.compile(r"'method virtual .*tlhost::v1::(\w+)::\w+\(.*', virtual at voffset (\d+)/(\d+)( .*)?")
_ENUMERATOR = re.compile(r"'tlhost::v1::\w+::\w+' value '\d+'")
_IN_TYPE = re.compile(r".*type '(?:const )?(?:struct|class) (?:tlhost::v1::)?(\w+)'.*:")


def breaks(report):
    """The lines of a report that are not known to be harmless, each with its number."""
    found = []
    old_size, struct = None, ""
    for number, raw in enumerate(report.splitlines(), 1):
        line = raw.strip()
        inside = _IN_TYPE.fullmatch(line)
        if inside:
            old_size, struct = None, inside.group(1)
        size, field, method = _SIZE.fullmatch(line), _FIELD.fullmatch(line), _METHOD.fullmatch(line)
        if not line or any(pattern.fullmatch(line) for pattern in _WHERE) or _ENUMERATOR.fullmatch(line):
            continue
        if size and struct not in CLOSED and int(size.group(1)) < int(size.group(2)):
            old_size = int(size.group(1))
        elif field and old_size is not None and int(field.group(1)) >= old_size:
            pass  # behind the old end
        elif method and method.group(1) in HOST_IMPLEMENTS:
            pass  # one that moves others is reported again, as a change of each of them
        else:
            found.append(f"{number}: {line}")
    return found
