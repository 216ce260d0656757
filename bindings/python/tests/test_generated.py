"""What was generated is what the description of the C API gives today, and the classes have the members of the documents."""
import dataclasses
import importlib.util
import inspect
import json
import runpy
import subprocess
import sys

import pytest

import itr
from itr._errors import Diagnostic


def test_nothing_that_was_generated_is_stale(root):
    told = subprocess.run([sys.executable, root / "bindings/python/generate.py"], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def test_the_abi_version_that_is_asked_for_is_the_one_of_the_description(root, monkeypatch):
    from itr import _declarations, _library
    described = json.loads((root / "bindings/api.json").read_text())["constants"]["ITR_ABI_VERSION"]
    assert _declarations.ABI_VERSION == itr.raw.ABI_VERSION == described
    monkeypatch.setattr(_declarations, "ABI_VERSION", described + 97)
    with pytest.raises(ImportError, match=f"ABI version {described + 97}, but libitr has"):
        runpy.run_path(_library.__file__)


def test_every_function_of_the_c_api_can_be_called(root):
    from itr._library import adapter, lib
    described = json.loads((root / "bindings/api.json").read_text())["functions"]
    functions = [each for each in described if not each.get("c_alone")]
    assert len(functions) > 60
    if importlib.util.find_spec("itr._itr_postgres") is None:  # the library was built where no libpq was
        functions = [each for each in functions if each["library"] != "itr_postgres"]
    for function in functions:
        library = lib if function["library"] == "itr" else adapter(function["library"])
        assert hasattr(library, function["name"])


@pytest.mark.parametrize("document, made", [
    ("outcome", itr.Outcome), ("ticket", itr.Ticket), ("clock", itr.Clock), ("effect", itr.Effect), ("incident", itr.Incident),
    ("engine_counters", itr.EngineCounters), ("store_counters", itr.StoreCounters), ("pack", itr.PackDescription),
    ("diagnostic", Diagnostic), ("snapshot", itr.Snapshot), ("page", itr.Page),
])
def test_a_class_has_the_members_of_its_document(root, document, made):
    schema = json.loads((root / "docs/capi.schema.json").read_text())["definitions"][document]
    parameters = inspect.signature(made).parameters
    assert set(parameters) == set(schema["properties"]) - {"v"}
    assert {name for name, each in parameters.items() if each.default is each.empty} == set(schema["required"]) - {"v"}


def test_the_classes_of_lists_have_the_members_of_their_documents(root):
    definitions = json.loads((root / "docs/capi.schema.json").read_text())["definitions"]
    for items, made in ((definitions["page"]["properties"]["tickets"]["items"], itr.Row),
                        (definitions["deployments"]["properties"]["deployments"]["items"], itr.Deployment),
                        (definitions["decision"]["properties"]["rows"], itr.Rows)):
        assert {each.name for each in dataclasses.fields(made)} == set(items["properties"])


def test_a_library_without_stores_of_a_database_says_so():
    from itr._library import adapter
    with pytest.raises(ImportError, match="has no stores of libitr_nothing"):
        adapter("itr_nothing")
