"""What tests of `tlhost schema` share: experiment files as values, and a schema's verdict by places."""
import copy
import json
import re

GONE = object()  # instead of a value: the key is taken away


def load(text):
    """The value of an experiment file, which may have comments and trailing commas."""
    kept = []
    for token in re.findall(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|[^\s"]', text, re.S):
        if token in ("}", "]") and kept and kept[-1] == ",":
            kept.pop()
        if not token.startswith(("//", "/*")):
            kept.append(token)
    return json.loads("".join(kept))


def changed(experiment, *changes):
    """A copy; a change is ("/datasets/skin/samples", value), or ("/name", GONE)."""
    experiment = copy.deepcopy(experiment)
    for pointer, value in changes:
        *parents, last = pointer.split("/")[1:]
        place = experiment
        for key in parents:
            place = place[int(key) if isinstance(place, list) else key]
        if value is GONE:
            del place[last]
        elif isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return experiment


def pointer_of(path):
    return "".join(f"/{key}" for key in path)


def places(error):
    """Pointers of what is wrong, as the program would give them."""
    path = list(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {})
        return {pointer_of([*path, key]) for key in error.instance if key not in known}
    if error.validator == "anyOf":
        branches = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        of_this_type = [found for found in branches.values()
                        if not any(i.validator in ("type", "enum") and not i.path for i in found)]
        if of_this_type:
            return set().union(*(places(inner) for inner in of_this_type[0]))
    return {pointer_of(path)}


class Walk:
    """Goes through a valid file beside its schema: which keys the schema offers, and the leaves of the file."""

    def __init__(self, schema):
        self.definitions = schema["definitions"]
        self.offered = {}  # id of "properties" -> (where it was met first, its keys, those that the file has)
        self.leaves = []   # (pointer, schema, value)
        self.schema = schema

    def of(self, value):
        self.visit(self.schema, value, "")
        return self

    def missing(self):
        """Keys that the schema offers and the file has nowhere."""
        return {f"{where}/{key}" for where, keys, had in self.offered.values() for key in keys - had}

    def visit(self, schema, value, pointer):
        if schema is True:
            return
        if "$ref" in schema:
            self.visit(self.definitions[schema["$ref"].rsplit("/", 1)[1]], value, pointer)
            return
        for part in schema.get("allOf", []):
            if "if" not in part:
                self.visit(part, value, pointer)
            elif value.get("use") in part["if"].get("properties", {}).get("use", {}).get("enum", []):
                self.visit(part["then"], value, pointer)
        if "anyOf" in schema and "properties" not in schema:
            kind = {dict: "object", list: "array", str: "string"}.get(type(value), "integer")
            self.visit(next(s for s in schema["anyOf"] if s["type"] == kind), value, pointer)
        elif isinstance(value, dict):
            self.visit_object(schema, value, pointer)
        elif isinstance(value, list) and "items" in schema:
            for i, item in enumerate(value):
                self.visit(schema["items"], item, f"{pointer}/{i}")
        elif "type" in schema:
            self.leaves.append((pointer, schema, value))

    def visit_object(self, schema, value, pointer):
        offered = schema.get("properties", {})
        _, _, had = self.offered.setdefault(id(offered), (pointer, set(offered), set()))
        had |= set(value)
        for key, item in value.items():
            if key in offered:
                self.visit(offered[key], item, f"{pointer}/{key}")
            elif isinstance(schema.get("additionalProperties"), dict):
                self.visit(schema["additionalProperties"], item, f"{pointer}/{key}")


def properties_of(schema, path=""):
    """(path, schema) of every property at any depth."""
    if isinstance(schema, list):
        for i, item in enumerate(schema):
            yield from properties_of(item, f"{path}/{i}")
    if not isinstance(schema, dict):
        return
    for key, item in schema.items():
        if key == "properties":
            for name, inner in item.items():
                yield f"{path}/{name}", inner
                yield from properties_of(inner, f"{path}/{name}")
        elif key != "if" and key != "default":
            yield from properties_of(item, f"{path}/{key}")


def beyond(schema):
    """Numbers just outside of a schema's range."""
    step = 1 if schema.get("type") == "integer" else 1e-9
    if "minimum" in schema:
        yield schema["minimum"] - step
    if "exclusiveMinimum" in schema:
        yield schema["exclusiveMinimum"]
    if "maximum" in schema:
        yield schema["maximum"] + step
    if "exclusiveMaximum" in schema:
        yield schema["exclusiveMaximum"]
