"""The corpus of all languages: the answers are the core's, byte for byte (tests/corpus/README.md).

Twice: documents are compared as the library gives them, and as the classes of the package give them back; what goes in is then what a
program would give. Scalars go through the classes both times."""
import functools
import json
import os
import pathlib
import subprocess
import sys
from datetime import timedelta

import pytest

import back
import itr
from itr._values import from_ms, read_document, read_instant, read_length, to_ms

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


class TypedDesk(Desk):
    """The same through the classes: each document is read into them, and written again from what they hold."""

    def execute(self, step):
        outcome, = self.engine.execute_batch([given_command(step["command"])], from_ms(step["now_ms"]))
        return back.document(back.members(outcome))

    def look(self, call, step, *now):
        by = itr.Actor(**step["actor"]), *map(from_ms, now)
        return call(step["tenant"], step["ticket"], *by)

    def get(self, step):
        return back.document(back.members(self.look(self.engine.get, step, step["now_ms"])))

    def clocks(self, step):
        return back.document({"clocks": back.member(self.look(self.engine.clocks, step, step["now_ms"]))})

    def history(self, step):
        return back.document({"commits": back.value(list(self.look(self.engine.history, step)))})

    def query(self, step):
        return back.document(back.members(self.engine.page(read_values(step["query"]), itr.Actor(**step["actor"]))))

    def take_effects(self, step):
        effects = self.engine.take_effects(
            from_ms(step["now_ms"]), hidden_for=from_ms(step["hidden_for_ms"]) - from_ms(0), limit=step["max_effects"])
        return back.document({"effects": back.member(effects)})


def read_values(given):
    """What a request holds as JSON, as Python would have given it."""
    return read_document(json.dumps({**given, "v": 1}).encode())


def given_command(spelt):
    """Its actor as an Actor, its instants and lengths as Python's own."""
    command = read_values(spelt)
    command["actor"] = itr.Actor(**command["actor"])
    for name, read in (("to", read_instant), ("by", read_length), ("target", lambda ms: timedelta(milliseconds=ms))):
        if name in command and command["op"] != "link":
            command[name] = read(command[name])
    return command


def typed_expression(request):
    with itr.Expression(request["source"], request["scope"]["variables"], request["scope"].get("wanted")) as compiled:
        value = compiled.evaluate(read_values(request["bindings"])["bindings"])
        # The name of its type the package does not tell.
        told = json.loads(itr.raw.expression_evaluate(compiled.handle, text(request["bindings"]).encode()))
        return back.value_document(told["type"], value)


def typed_scenarios(request):
    reports = pack_of(request).run_scenarios()
    passed = sum(report.passed for report in reports)
    return back.document({"failed": len(reports) - passed, "passed": passed, "scenarios": back.member(reports)})


def commands(desk):
    return lambda request: each(request["steps"], desk(request).answer)


RAW = {"scenarios": scenarios, "expression": expression, "calendar": calendar, "commands": commands(Desk)}
TYPED = {**RAW, "scenarios": typed_scenarios, "expression": typed_expression, "commands": commands(TypedDesk)}


def line(request, kinds):
    try:
        return f'{{"id":"{request["id"]}","result":{kinds[request["kind"]](request)}}}'
    except itr.ItrError as refused:
        return f'{{"id":"{request["id"]}","error":"{refused.code}"}}'


@pytest.mark.parametrize("kinds", [RAW, TYPED], ids=["as documents", "through the classes"])
def test_the_corpus_has_the_answers_of_the_core(tmp_path, root, kinds):
    answers = pathlib.Path(os.environ.get("ITR_ANSWERS", tmp_path / "answers.jsonl"))
    with open(CORPUS / "requests.jsonl", encoding="utf-8") as requests, open(answers, "w", encoding="utf-8", newline="\n") as file:
        for request in requests:
            file.write(line(json.loads(request), kinds) + "\n")
    folder_pack.cache_clear()
    compared = subprocess.run(
        [sys.executable, root / "tests/corpus/compare.py", CORPUS / "reference.jsonl", answers], capture_output=True, text=True)
    print(compared.stdout)
    assert compared.returncode == 0, compared.stdout + compared.stderr
