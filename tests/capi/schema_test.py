"""docs/capi.schema.json fits every document that goes in or comes out of itr.h in the test programs, every document of the
description has a definition that is used here, and the schema refuses what the library refuses.

Usage: schema_test.py DOCUMENTS_PROGRAM TEST_PROGRAM
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; on Debian: apt install python3-jsonschema")

ROOT = pathlib.Path(__file__).resolve().parents[2]
GIVEN = {"actor", "texts", "sources", "engine_options", "sqlite_options", "postgres_options", "command", "commands", "query", "scope", "bindings",
         "stored_ticket", "stored_history", "signal", "assignment", "escalation", "route", "target", "data"}
FREE = {"data"}  # whose members have the names of fields


def documents(program, test_program):
    """(name, document) of all that the programs show."""
    with tempfile.TemporaryDirectory() as folder:
        shown = subprocess.run([program, f"{folder}/t.db"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        lines = pathlib.Path(folder, "documents")
        subprocess.run([test_program, "-tc=a host*"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "ITR_CAPI_DOCUMENTS": str(lines)})
        shown += lines.read_text()
    for line in shown.splitlines():
        name, text = line.split(" ", 1)
        yield name, json.loads(text)


def of_description():
    """The names of documents in the description of the API."""
    api = json.loads((ROOT / "bindings/api.json").read_text())
    names = {each["document"] for function in api["functions"] for each in function["parameters"] if "document" in each}
    for callback in api["callbacks"].values():
        names |= {callback["snapshot"], *callback["answers"]}
    return names


def main():
    schema = json.loads((ROOT / "docs/capi.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    failures, seen = [], {}
    validators = {name: jsonschema.Draft7Validator({**schema, "$ref": f"#/definitions/{name}"}) for name in schema["definitions"]}
    for name, document in documents(*sys.argv[1:]):
        if name not in validators:
            failures.append(f"no definition for {name}")
            continue
        seen[name] = seen.get(name, 0) + 1
        error = jsonschema.exceptions.best_match(validators[name].iter_errors(document))
        if error:
            failures.append(f"{name}: {list(error.absolute_path)}: {error.message[:300]}")
        if name in FREE:
            continue
        if name not in GIVEN and document.get("v") != 1:
            failures.append(f"{name}: came out without its version")
        if validators[name].is_valid({**document, "unheard_of": 1}):
            failures.append(f"{name}: the schema accepts an unknown member")
        if validators[name].is_valid({**document, "v": 2}):
            failures.append(f"{name}: the schema accepts another version")
    parts = set(schema["$comment"].removeprefix("parts: ").split())
    failures += [f"{name}: no program shows one" for name in sorted(of_description() - set(seen))]
    failures += [f"{name}: defined, but no function's" for name in sorted(set(schema["definitions"]) - parts - of_description())]
    ops = {document["properties"]["op"]["const"] for document in schema["definitions"]["command"]["oneOf"]}
    failures += [] if len(ops) == 19 else [f"{len(ops)} ops of commands, but the library has 19"]
    print("\n".join(failures) or f"{sum(seen.values())} documents of {len(seen)} kinds fit the schema")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
