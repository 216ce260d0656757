"""The JSON Schema for editors (docs/pack-format.schema.json) fits every shipped pack and every snippet of the documents,
read by a YAML 1.2 parser; and it refuses what the loader refuses by its shape."""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; on Debian: apt install python3-jsonschema python3-ruamel.yaml")

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Packs that break what a schema can see.
REFUSED = ["pack.unknown_document", "pack.unknown_key", "pack.missing_key", "pack.wrong_type", "pack.invalid_value",
           "validation.unknown_right", "yaml.boolean_word"]


class CoreConstructor(SafeConstructor):
    """The core schema of YAML 1.2 knows no dates: they stay texts."""


CoreConstructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: node.value)


def documents(text):
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = CoreConstructor
    return [document for document in yaml.load_all(text) if document is not None]


def sources():
    for path in sorted((ROOT / "examples").rglob("*.y*ml")):
        yield path, path.read_text()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for block in re.findall(r"^```yaml (?:pack|fragment)\n(.*?)^```", path.read_text(), re.M | re.S):
            yield path, block
    for path in [ROOT / "tests/fuzz/corpus/loader/sample.yaml"]:
        yield path, path.read_text()


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
    for code in REFUSED:
        text = (ROOT / "tests/validation/broken" / code / "pack.yaml").read_text()
        if all(validator.is_valid(document) for document in documents(text)):
            failures.append(f"the schema accepts the broken pack of {code}")
    print(f"{checked} documents fit the schema, {len(REFUSED)} broken packs do not" if not failures else "\n".join(failures))
    return 1 if failures or checked < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
