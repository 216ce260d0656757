"""The JSON Schema for editors (docs/pack-format.schema.json) fits every pack of the tree and every snippet of the documents,
read by a YAML 1.2 parser; and it refuses what the loader refuses by its shape."""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor
    from ruamel.yaml.error import YAMLError
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; on Debian: apt install python3-jsonschema python3-ruamel.yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where packs lie; each of these must be there. Not those that are broken on purpose.
PACKS = [
    "examples/packs", "examples/crm-node/pack", "examples/crm-python/crm/pack", "tests/scenario/packs", "tests/capi/desk",
    "tests/capi/visits", "tests/cli/packs/failing", "tests/cli/packs/promises", "tests/cli/packs/repair", "tests/cli/packs/workshop",
    "tests/replay/small/pack", "bindings/go/testdata/desk", "bindings/node/benchmarks", "bindings/rust/itr/tests/desk",
]
# The broken packs of tests/validation/broken whose mistake a schema can see by the shape of the document. Exactly these
# must be refused: a schema that has forgotten how to refuse is found, and so is one that refuses too much.
REFUSED = {
    "date.invalid", "pack.invalid_name", "pack.invalid_value", "pack.missing_key", "pack.reserved_name",
    "pack.unknown_document", "pack.unknown_key", "pack.wrong_type", "validation.unknown_right", "window.invalid",
    "yaml.boolean_word", "yaml.expression_cut", "yaml.number_form", "yaml.too_deep", "yaml.too_many_nodes",
}


class CoreConstructor(SafeConstructor):
    """The core schema of YAML 1.2 knows no dates: they stay texts."""


CoreConstructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: node.value)


def documents(text):
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = CoreConstructor
    return [document for document in yaml.load_all(text) if document is not None]


def sources():
    for folder in PACKS:
        files = sorted((ROOT / folder).rglob("*.y*ml"))
        if not files:
            sys.exit(f"no pack in {folder}: it has moved, or is no more")
        for path in files:
            yield path, path.read_text()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for block in re.findall(r"^```yaml (?:pack|fragment)\n(.*?)^```", path.read_text(), re.M | re.S):
            yield path, block
    for path in [ROOT / "tests/fuzz/corpus/loader/sample.yaml"]:
        yield path, path.read_text()


def refused_packs(validator):
    """The codes whose broken pack the schema refuses, and how many of them a YAML 1.2 parser can read at all."""
    refused, readable = set(), 0
    for path in sorted((ROOT / "tests/validation/broken").glob("*/pack.yaml")):
        try:
            broken = documents(path.read_text())
        except (YAMLError, UnicodeDecodeError, RecursionError, ValueError):
            continue  # no YAML: the schema never sees it
        readable += 1
        if not all(validator.is_valid(document) for document in broken):
            refused.add(path.parent.name)
    return refused, readable


def titled(document):
    """(what, node) for everything in a document of a pack that people read by its title."""
    kind = next(iter(document))
    if kind != "roles":  # each of them has a title, and the list of them none
        yield kind, document
    for kind in ("data", "events", "clocks"):
        for name, node in (document.get(kind) or {}).items():
            yield f"{kind} {name}", node
    for name, node in (document.get("roles") or {}).items():
        yield f"role {name}", node
    yield from titled_states(document.get("states") or {})


def titled_states(states):
    for name, node in states.items():
        if "history" not in (node or {}):  # a way back, and no place to be in
            yield f"state {name}", node
        yield from titled_states((node or {}).get("states") or {})


def untitled():
    """What in the standard pack lacks a title in English or in Chinese."""
    for path in sorted((ROOT / "examples/packs/itr-standard").glob("*.yaml")):
        for document in documents(path.read_text()):
            for what, node in titled(document):
                title = node.get("title") if isinstance(node, dict) else None
                if not isinstance(title, dict) or not title.get("en") or not title.get("zh"):
                    yield f"{path.relative_to(ROOT)}: {what} has no title in English and in Chinese"


def main():
    schema = json.loads((ROOT / "docs/pack-format.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures, checked = [], 0
    for path, text in sources():
        for document in documents(text):
            checked += 1
            error = jsonschema.exceptions.best_match(validator.iter_errors(document))
            if error:
                failures.append(f"{path.relative_to(ROOT)}: {next(iter(document))}: {list(error.absolute_path)}: {error.message[:200]}")
    failures += untitled()
    refused, readable = refused_packs(validator)
    failures += [f"the schema accepts the broken pack of {code}" for code in sorted(REFUSED - refused)]
    failures += [f"the schema refuses the broken pack of {code}: name it in REFUSED, or let it pass"
                 for code in sorted(refused - REFUSED)]
    print(f"{checked} documents fit the schema; of {readable} broken packs {len(refused)} do not" if not failures else "\n".join(failures))
    return 1 if failures or checked < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
