"""The corpus of all languages: the answers are the core's, byte for byte (tests/corpus/README.md).

Documents are compared as the library gives them; scalars go through the classes of the package, and back."""
import functools
import json
import os
import pathlib
import subprocess
import sys

import pytest

import itr
from itr._values import from_ms, to_ms

CORPUS = pathlib.Path(os.environ["ITR_CORPUS"])


@functools.lru_cache(maxsize=1)
def folder_pack(folder, *search_path):
    return itr.Pack.load_folder(folder, search_path)


def pack_of(request):
    if "sources" in request:
        return itr.Pack.load({file["path"]: file["text"] for file in request["sources"]["files"]})
    return folder_pack(request["folder"], *request["search_path"])


def text(value):
    return json.dumps(value, separators=(",", ":"))


def each(items, answer):
    answers = []
    for item in items:
        try:
            answers.append(answer(item))
        except itr.ItrError as refused:
            answers.append(text({"error": refused.code}))
    return "[" + ",".join(answers) + "]"


def instant(at):
    return text(None if at is None else to_ms(at))


# ---- kinds

def scenarios(request):
    return itr.raw.pack_run_scenarios(pack_of(request).handle, b"").decode()


def expression(request):
    with itr.Expression(request["source"], request["scope"]["variables"], request["scope"].get("wanted")) as compiled:
        return itr.raw.expression_evaluate(compiled.handle, text(request["bindings"]).encode()).decode()


def calendar(request):
    with pack_of(request).calendar(request["calendar"]) as by:
        questions = {
            "add": lambda q: instant(by.add(from_ms(q["from_ms"]), from_ms(q["length_ms"]) - from_ms(0))),
            "between": lambda q: text(to_ms(from_ms(0) + by.between(from_ms(q["from_ms"]), from_ms(q["to_ms"])))),
            "due": lambda q: instant(by.due(from_ms(q["from_ms"]), q["target"])),
            "is_open": lambda q: text(by.is_open(from_ms(q["at_ms"]))),
            "is_known": lambda q: text(by.is_known(from_ms(q["at_ms"]))),
            "next_open": lambda q: instant(by.next_open(from_ms(q["at_ms"]))),
            "next_close": lambda q: instant(by.next_close(from_ms(q["at_ms"]))),
        }
        return each(request["questions"], lambda question: questions[question["call"]](question))


class Desk:
    """An engine that carries out the steps of a request."""

    def __init__(self, request):
        self.store = itr.Store.memory()
        self.engine = itr.Engine(self.store)
        self.engine.deploy(pack_of(request), itr.Actor.system(), from_ms(request["deployed_ms"]))

    def answer(self, step):
        return getattr(self, step["call"])(step)

    def execute(self, step):
        return itr.raw.engine_execute(self.engine.handle, text(step["command"]).encode(), step["now_ms"]).decode()

    def send(self, step):
        sent = self.engine.send(
            step["tenant"], step["ticket"], step["event"], itr.Actor(**step["actor"]), from_ms(step["now_ms"]), key=step["key"],
            expected_version=step["expected_version"])
        return text(sent._asdict())

    def advance(self, step):
        advanced = self.engine.advance(from_ms(step["now_ms"]), step["max_tickets"])
        return f'{{"tickets":{advanced.tickets},"next_due_ms":{instant(advanced.next_due)},"more":{text(advanced.more)}}}'

    def next_due(self, step):
        return instant(self.engine.next_due())

    def look(self, call, step, *now):
        """A call that tells of one ticket."""
        actor = itr.Actor(**step["actor"])
        return call(self.engine.handle, step["tenant"].encode(), step["ticket"].encode(), actor.handle, *now).decode()

    def get(self, step):
        return self.look(itr.raw.engine_get, step, step["now_ms"])

    def clocks(self, step):
        return self.look(itr.raw.engine_clocks, step, step["now_ms"])

    def history(self, step):
        return self.look(itr.raw.engine_history, step)

    def query(self, step):
        actor = itr.Actor(**step["actor"])
        return itr.raw.engine_query(self.engine.handle, text(step["query"]).encode(), actor.handle).decode()

    def take_effects(self, step):
        return itr.raw.engine_take_effects(
            self.engine.handle, step["now_ms"], step["hidden_for_ms"], step["max_effects"]).decode()


def commands(request):
    return each(request["steps"], Desk(request).answer)


KINDS = {"scenarios": scenarios, "expression": expression, "calendar": calendar, "commands": commands}


def line(request):
    try:
        return f'{{"id":"{request["id"]}","result":{KINDS[request["kind"]](request)}}}'
    except itr.ItrError as refused:
        return f'{{"id":"{request["id"]}","error":"{refused.code}"}}'


def test_the_corpus_has_the_answers_of_the_core(tmp_path, root):
    answers = pathlib.Path(os.environ.get("ITR_ANSWERS", tmp_path / "answers.jsonl"))
    with open(CORPUS / "requests.jsonl", encoding="utf-8") as requests, open(answers, "w", encoding="utf-8", newline="\n") as file:
        for request in requests:
            file.write(line(json.loads(request)) + "\n")
    folder_pack.cache_clear()
    compared = subprocess.run(
        [sys.executable, root / "tests/corpus/compare.py", CORPUS / "reference.jsonl", answers], capture_output=True, text=True)
    print(compared.stdout)
    assert compared.returncode == 0, compared.stdout + compared.stderr


@pytest.mark.parametrize("kind", ["ticket", "clocks", "page", "effects", "scenarios", "outcome", "value"])
def test_every_answer_can_be_read_as_pythons_own(kind):
    """The documents of the reference, through the classes."""
    readers = {
        "ticket": lambda d: itr.Ticket.read(d), "clocks": lambda d: [itr.Clock.read(each) for each in d["clocks"]],
        "page": lambda d: [itr.Row.read(each) for each in d["tickets"]], "effects": lambda d: [itr.Effect.read(e) for e in d["effects"]],
        "scenarios": lambda d: d["scenarios"][0]["at"]["file"] if d["scenarios"] else True, "outcome": lambda d: itr.Outcome(**d),
        "value": lambda d: d["value"]}
    marks = {"ticket": {"opened_at", "clocks"}, "clocks": {"clocks"}, "page": {"tickets", "next"}, "effects": {"effects"},
             "scenarios": {"scenarios"}, "outcome": {"ok"}, "value": {"type", "value"}}
    from itr._values import read_document
    read = 0
    with open(CORPUS / "reference.jsonl", "rb") as file:
        for answer in file:
            result = json.loads(answer).get("result", [])
            for document in result if isinstance(result, list) else [result]:
                if isinstance(document, dict) and "v" in document and marks[kind] <= document.keys() and (
                        kind != "clocks" or "opened_at" not in document):
                    readers[kind](read_document(json.dumps(document).encode()))
                    read += 1
    assert read > 3
