"""The program as a person and as a script use it: what it prints, and its exit codes."""
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PACKS = HERE / "packs"
PROGRAM = None


def itr(*arguments, stdin=None):
    """(exit code, standard output, standard error)"""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True, cwd=PACKS, timeout=120)
    return done.returncode, done.stdout, done.stderr


def on_a_terminal(*arguments, **environment):
    """What a person sees: standard output is a terminal."""
    ours, theirs = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=theirs, stderr=subprocess.DEVNULL, cwd=PACKS, env={**plain, **environment}):
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the other end is closed: the program has ended
            while part := os.read(ours, 4096):
                seen += part
    os.close(ours)
    return seen.decode()


def json_of(*arguments, stdin=None):
    code, out, err = itr(*arguments, stdin=stdin)
    return code, json.loads(out) if out else err


class Usage(unittest.TestCase):
    def test_the_version_is_said_and_ends_well(self):
        code, out, _ = itr("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^itr \d+\.\d+\.\d+\n$")

    def test_output_that_cannot_be_written_is_exit_code_3(self):
        for words, lines in ((["expr", "1+1"], ""), (["--help"], ""),
                             (["run", "--memory", "--pack", "repair"], '{"op":"query","as":"desk"}\n' * 3)):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([PROGRAM, *words], input=lines, stdout=full, stderr=subprocess.PIPE, text=True, cwd=PACKS, timeout=120, check=False)
            self.assertEqual((done.returncode, done.stderr), (3, "itr: the output cannot be written\n"), words)

    def test_complaints_that_cannot_be_written_change_no_exit_code(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "validate"], stdout=full, stderr=full, timeout=120, check=False)
            self.assertEqual(done.returncode, 2)
            done = subprocess.run([PROGRAM, "list", "--db", "none.db"], stdout=full, stderr=full, cwd=PACKS, timeout=120, check=False)
            self.assertEqual(done.returncode, 3)

    def help_of(self, *words):
        code, out, err = itr(*words, "--help")
        self.assertEqual((code, err), (0, ""), words)
        self.assertRegex(out, rf"(?m)^Usage: itr {' '.join(words)}".rstrip())
        _, _, below = out.partition("\nSubcommands:\n")
        return re.findall(r"^  ([a-z][a-z-]*)  ", below.partition("\n\n")[0], re.M)

    def test_help_is_there_for_every_command_and_what_is_below_it(self):
        found, waiting = [], [()]
        while waiting:
            words = waiting.pop()
            below = [(*words, command) for command in self.help_of(*words)]
            found += [" ".join(command) for command in below]
            waiting += below
        for command in ("validate", "what-if", "completion", "calendar import", "clock pause", "db export", "audit verify"):
            self.assertIn(command, found)
        self.assertEqual(len(found), len(set(found)))
        self.assertGreater(len(found), 40)

    def test_a_wrong_command_line_is_exit_code_2(self):
        for words in ([], ["dance"], ["validate"], ["validate", "repair", "--format", "xml"], ["expr"], ["run"], ["graph"],
                      ["calendar", "add", "2026-03-02T09:00:00Z", "1h"], ["calendar", "add", "2026-03-02T09:00:00Z", "4x"],
                      ["list", "--db", "x.db", "--limit", "0"], ["list", "--db", "x.db", "--limit", "100000000000"],
                      ["test", "repair", "--filter", "nothing is called so"]):
            code, out, err = itr(*words)
            self.assertEqual(code, 2, words)
            self.assertTrue(err, words)
            self.assertEqual(out, "", words)

    def test_nothing_is_coloured_in_a_pipe(self):
        for words in (["validate", "broken"], ["test", "failing"]):
            self.assertNotIn("\x1b", itr(*words)[1])

    def test_a_terminal_gets_colours_unless_no_color(self):
        for words in (["validate", "broken"], ["test", "failing"]):
            self.assertIn("\x1b[31m", on_a_terminal(*words), words)
            self.assertNotIn("\x1b", on_a_terminal(*words, NO_COLOR="1"), words)

    def test_completion_is_a_script_that_bash_understands(self):
        code, out, _ = itr("completion", "bash")
        self.assertEqual(code, 0)
        def completed(*words):
            script = f"{out}\nCOMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}; _itr; echo \"${{COMPREPLY[@]}}\""
            done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, cwd=PACKS, check=False)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()

        self.assertEqual(completed("itr", "te"), ["test"])
        self.assertEqual(completed("itr", "test", "--mu"), ["--mutate"])
        self.assertIn("repair", completed("itr", "validate", "rep"))
        for group in ("calendar", "clock", "db", "audit", "completion"):
            self.assertEqual(set(completed("itr", group, "")), {*self.help_of(group), "--help"}, group)


class Packs(unittest.TestCase):
    def test_a_valid_pack_is_exit_code_0(self):
        code, out, _ = itr("validate", "repair")
        self.assertEqual(code, 0, out)
        self.assertIn("repair: valid (0 errors", out)

    def test_a_broken_pack_is_exit_code_1_with_places_and_hints(self):
        code, out, _ = itr("validate", "repair", "broken")
        self.assertEqual(code, 1)
        self.assertIn("broken/pack.yaml:7:", out)
        self.assertIn("did you mean 'there'?", out)
        self.assertIn("repair: valid", out)

    def test_validation_as_json(self):
        code, reports = json_of("validate", "repair", "broken", "--format", "json")
        self.assertEqual(code, 1)
        self.assertEqual([r["valid"] for r in reports], [True, False])
        self.assertEqual(len(reports[0]["hash"]), 64)
        mistake = reports[1]["diagnostics"][0]
        self.assertEqual(set(mistake), {"code", "severity", "file", "line", "column", "message", "hint"})
        self.assertEqual(mistake["file"], "broken/pack.yaml")

    def test_a_mistake_in_a_scenario_makes_the_pack_invalid(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pack.yaml"
            path.write_text((PACKS / "repair/pack.yaml").read_text() + "---\nscenario: bad\nstart: {workflow: repare, at: 2026-03-02T09:00:00Z}\nsteps: []\n")
            code, out, _ = itr("validate", path)
        self.assertEqual(code, 1)
        self.assertIn("scenario.unknown_name", out)
        self.assertIn("did you mean 'repair'?", out)

    def test_a_folder_that_is_not_there_is_no_pack(self):
        self.assertNotEqual(itr("validate", "nowhere")[0], 0)


class Promises(unittest.TestCase):
    """Departments of 65 and 60 minutes on one machine."""
    def workshop(self, promise):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "pack.yaml"
        path.write_text((PACKS / "workshop/pack.yaml").read_text().replace("restore: 3h", f"restore: {promise}"))
        return path

    def test_a_table_of_slack_for_each_promise_and_path(self):
        code, out, err = itr("validate", "workshop", "--agreements")
        self.assertEqual(code, 0, err)
        lines = [line.split() for line in out.splitlines()]
        self.assertIn(["gold.restore", "3h", "in", "real", "time"], lines)
        self.assertIn(["+55m", "kept", "from", "2024-01-01T00:00:00Z", "*measuring", "1h5m", ">", "*testing", "1h"], lines)
        self.assertIn("-10m    cut 10m", out)
        self.assertNotIn("cut", itr("validate", "workshop")[1])

    def test_a_path_that_is_not_kept_is_exit_code_1_when_strict(self):
        self.assertEqual(itr("validate", "workshop", "--strict")[0], 0)
        self.assertEqual(itr("validate", "workshop", "--agreements", "--strict")[0], 1)
        self.assertEqual(itr("validate", self.workshop("6h"), "--agreements", "--strict")[0], 0)

    def test_a_promise_of_90_minutes_is_refused_with_the_critical_path_and_the_cut(self):
        code, out, _ = itr("validate", self.workshop("90m"), "--agreements")
        self.assertEqual(code, 1)
        self.assertIn("error[validation.promise_out_of_reach]", out)
        self.assertIn("measuring (1h5m), then testing (1h) (cut 35m from these steps, or promise more)", out)
        self.assertIn("no way keeps it", out)

    def test_slack_as_json(self):
        code, reports = json_of("validate", "workshop", "--agreements", "--format", "json")
        promise = reports[0]["promises"][0]
        self.assertEqual((code, promise["agreement"], promise["clock"], promise["target"]), (0, "gold", "restore", "3h"))
        self.assertEqual(promise["paths"][-1]["slack_ms"], 55 * 60_000)
        self.assertEqual([s["state"] for s in promise["paths"][-1]["stages"]], ["measuring", "testing"])
        self.assertNotIn("promises", json_of("validate", "workshop", "--format", "json")[1][0])

    def test_slack_is_drawn_on_the_steps_even_of_a_pack_that_is_refused(self):
        self.assertIn("testing<br/>1h, slack +45m", itr("graph", self.workshop("6h"), "--slack")[1])
        code, out, err = itr("graph", self.workshop("90m"), "--slack", "--format", "dot")
        self.assertEqual(code, 0, err)
        self.assertIn('label="testing\\n1h, slack -', out)
        self.assertNotIn("slack", itr("graph", "workshop")[1])


class Scenarios(unittest.TestCase):
    def test_scenarios_pass_on_the_core_and_on_both_stores(self):
        for store in ("core", "memory", "sqlite"):
            code, out, err = itr("test", "repair", "--store", store)
            self.assertEqual(code, 0, out + err)
            self.assertIn("repair: 4 of 4 scenarios passed", out)

    def test_promises_dates_and_relations_are_the_same_on_the_core_and_on_both_stores(self):
        for store in ("core", "memory", "sqlite"):
            code, out, err = itr("test", "promises", "--store", store)
            self.assertEqual(code, 0, out + err)
            self.assertIn("promises: 13 of 13 scenarios passed", out)

    def test_coverage_names_what_is_not_taken(self):
        code, out, _ = itr("test", "repair", "--filter", "toaster")
        self.assertEqual(code, 0)
        self.assertIn("transitions taken: 1 of 6 (16 %)", out)
        self.assertIn("repair/pack.yaml:29 repair: not taken: bench.working: on order_part to bench.lacking", out)

    def test_a_failure_is_a_sentence_with_its_place(self):
        code, out, _ = itr("test", "failing")
        self.assertEqual(code, 1)
        self.assertIn("failing/scenarios.yaml:4: expected state 'closed' to be active, but active is 'waiting'", out)
        self.assertIn("failing: 1 of 2 scenarios passed", out)

    def test_tap(self):
        code, out, _ = itr("test", "failing", "--format", "tap")
        self.assertEqual(code, 1)
        lines = out.splitlines()
        self.assertEqual(lines[:3], ["TAP version 13", "1..2", "not ok 1 - a radio is <repaired> before anybody begins"])
        self.assertIn("ok 2 - a radio waits", lines)

    def test_junit(self):
        import xml.etree.ElementTree
        code, out, _ = itr("test", "failing", "--format", "junit")
        self.assertEqual(code, 1)
        suite = xml.etree.ElementTree.fromstring(out).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        cases = suite.findall("testcase")
        self.assertEqual(cases[0].get("name"), "a radio is <repaired> before anybody begins")
        self.assertIn("expected state 'closed'", cases[0].find("failure").get("message"))
        self.assertIsNone(cases[1].find("failure"))

    def test_json(self):
        code, packs = json_of("test", "failing", "--format", "json")
        self.assertEqual(code, 1)
        first, second = packs[0]["scenarios"]
        self.assertEqual(first["failures"][0]["line"], 4)
        self.assertTrue(second["passed"])
        self.assertEqual(len(packs[0]["transitions"]), 6)

    def test_mutants(self):
        code, packs = json_of("test", "repair", "--mutate", "--format", "json")
        self.assertEqual((code, packs[0]["mutation"]["total"], packs[0]["mutation"]["survivors"]), (0, 22, []))
        code, packs = json_of("test", "repair", "--format", "json")
        self.assertNotIn("mutation", packs[0])

    def test_a_mutant_that_survives_is_exit_code_1(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pack.yaml"
            path.write_text((PACKS / "repair/pack.yaml").read_text())
            code, out, _ = itr("test", path, "--mutate")
        self.assertEqual(code, 1)
        self.assertIn("survived: bench.working: on finish to closed: transition removed", out)


class Pictures(unittest.TestCase):
    def test_mermaid_and_dot(self):
        code, out, _ = itr("graph", "repair", "order")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("stateDiagram-v2"), out[:40])
        code, out, _ = itr("graph", "repair", "repair", "--format", "dot")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("digraph"), out[:40])

    def test_a_workflow_must_be_chosen(self):
        code, _, err = itr("graph", "repair")
        self.assertEqual(code, 1)
        self.assertIn("order, repair", err)

    def test_svg_comes_from_graphviz_or_says_that_it_is_missing(self):
        code, out, err = itr("graph", "repair", "order", "--format", "svg")
        if code == 0:
            self.assertIn("<svg", out)
        else:
            self.assertEqual(code, 3)
            self.assertIn("Graphviz", err)


class Tickets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.db = pathlib.Path(self.folder.name) / "tickets.db"
        code, out, err = itr("deploy", "repair", "--db", self.db, "--now", "2026-03-02T08:00:00Z")
        self.assertEqual(code, 0, err)

    def tearDown(self):
        self.folder.cleanup()

    def at(self, minute, *words, role="desk", form="json"):
        now = f"2026-03-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"
        return json_of(*words, "--db", self.db, "--as", role, "--now", now, "--format", form)

    def open(self, **more):
        words = [f"{k}={v}" for k, v in {"device": "radio", **more}.items()]
        code, answer = self.at(0, "open", "repair", *words, "--id", "r1")
        self.assertEqual((code, answer["ok"], answer["number"], answer["version"]), (0, True, "1", 1))

    def test_a_ticket_is_worked_from_the_shell(self):
        self.open(urgent="true")
        code, shown = self.at(1, "show", "1")
        self.assertEqual((code, shown["states"], shown["events"], shown["data"]["urgent"]), (0, ["waiting"], ["begin"], True))
        self.assertEqual(self.at(2, "send", "1", "begin")[0], 0)
        code, refused = self.at(2, "send", "1", "begin")
        self.assertEqual((code, refused["ok"], refused["code"]), (1, False, "event.unexpected"))
        self.assertEqual(self.at(3, "assign", "r1", "--team", "electronics", "--owner", "ann")[0], 0)
        self.assertEqual(self.at(4, "set", "r1", "price=12")[0], 0)
        self.assertEqual(self.at(5, "comment", "r1", "nearly done", "--public")[0], 0)
        code, listed = self.at(6, "list", "--team", "electronics", "--state", "bench")
        self.assertEqual([t["ticket"] for t in listed["tickets"]], ["r1"])
        self.assertEqual(self.at(6, "list", "--team", "others")[1]["tickets"], [])
        code, advanced = self.at(40, "advance")
        self.assertEqual((advanced["tickets"], advanced["next_due"]), (1, "2026-03-02T10:00:00.001Z"))
        self.assertEqual(self.at(41, "send", "r1", "finish", "price=15")[0], 0)
        code, shown = self.at(42, "show", "r1")
        self.assertEqual((shown["open"], shown["data"]["price"], shown["clocks"][0]["phase"]), (False, 15, "met"))
        code, history = self.at(43, "history", "r1")
        self.assertEqual([step["cause"] for commit in history for step in commit["steps"]],
                         ["open", "send", "assign", "set", "comment", "due", "send"])
        code, report = self.at(44, "report")
        self.assertEqual((report["tickets"], report["closed"], report["by_team"]), (1, 1, {"electronics": 1}))

    def test_journals_are_told_to_those_who_may_see_the_tickets_of_every_pack(self):
        self.open()
        self.assertIn("workflows", self.at(44, "report")[1])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pack.yaml"
            text = (PACKS / "repair/pack.yaml").read_text()
            path.write_text(text.replace("  desk: {", "  desk: {rights: [open]}\n  lead: {").replace("pack: repair", "pack: secret"))
            code, _, err = itr("deploy", path, "--db", self.db, "--now", "2026-03-02T08:00:00Z")
            self.assertEqual(code, 0, err)
        self.assertNotIn("workflows", self.at(44, "report")[1])
        self.assertIn("workflows", self.at(44, "report", role="system")[1])

    def test_text_for_people(self):
        self.open()
        now = ["--db", self.db, "--as", "desk", "--now", "2026-03-02T09:10:00Z"]
        self.assertEqual(itr("send", "1", "begin", *now)[1], "1 (r1): bench.working\n")
        _, out, _ = itr("show", "1", *now)
        for line in ("1  repair  open", "  finish  running  elapsed 10m  of 2h  due 2026-03-02T11:00:00Z  promise", "  device  radio"):
            self.assertIn(line, out)
        _, out, _ = itr("list", *now)
        self.assertIn("1       r1  repair    bench.working", out)
        _, out, _ = itr("history", "1", *now)
        self.assertIn("2026-03-02T09:10:00Z  send begin  by desk", out)
        code, out, err = itr("send", "1", "begin", *now)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("itr: rejected: expected", err)

    def test_a_promise_is_changed_from_the_shell(self):
        self.open()
        due = lambda: self.at(60, "show", "r1")[1]["clocks"][0]["due"]
        self.assertEqual(self.at(10, "clock", "extend", "r1", "finish", "--by", "1h", "--reason", "parts late")[0], 0)
        self.assertEqual(due(), "2026-03-02T12:00:00Z")
        self.assertEqual(self.at(11, "clock", "promise", "r1", "finish", "--target", "90m", "--reason", "agreed")[0], 0)
        self.assertEqual(due(), "2026-03-02T10:30:00Z")
        self.assertEqual(self.at(12, "clock", "pin", "r1", "finish", "--to", "2026-03-02T11:00:00Z", "--reason", "agreed")[0], 0)
        self.assertEqual(due(), "2026-03-02T11:00:00Z")
        self.assertEqual(self.at(13, "clock", "pause", "r1", "finish", "--reason", "strike")[0], 0)
        self.assertEqual(self.at(14, "clock", "resume", "r1", "finish", "--reason", "over")[0], 0)
        stretch = ("--from", "2026-03-02T09:00:00Z", "--to", "2026-03-02T09:05:00Z", "--reason", "closed")
        code, refused = self.at(15, "clock", "correct", "r1", "finish", *stretch)
        self.assertEqual((code, refused["code"]), (1, "right.missing"))
        self.assertEqual(itr("clock", "correct", "r1", "finish", "--from", "then", "--to", "now", "--db", self.db)[0], 2)
        code, refused = self.at(15, "clock", "waive", "r1", "finish", "--reason", "strike")
        self.assertEqual((code, refused["code"]), (1, "right.missing"))
        self.assertEqual(self.at(16, "clock", "cancel", "r1", "finish", "--reason", "goodwill")[0], 0)
        self.assertEqual(self.at(17, "show", "r1")[1]["clocks"][0]["phase"], "cancelled")
        self.assertEqual(itr("clock", "extend", "r1", "finish", "--by", "soon", "--db", self.db)[0], 2)

    def test_effects_are_taken_and_acknowledged(self):
        self.open()
        self.at(60, "advance")
        code, effect = self.at(61, "effects")
        self.assertEqual((effect["kind"], effect["payload"]["to"], effect["key"]), ("notify", "desk", "r1:1"))
        self.assertEqual(self.at(61, "effects"), (0, ""))
        self.assertEqual(self.at(61, "effects", "--ack", "r1:1")[0], 0)
        self.assertEqual(self.at(61, "effects", "--ack", "r1:1")[0], 1)
        self.assertEqual(self.at(61, "effects", "--incidents"), (0, ""))

    def test_a_key_makes_a_command_once_only(self):
        words = ["open", "repair", "device=radio", "--key", "k1"]
        first, second = self.at(0, *words)[1], self.at(1, *words)[1]
        self.assertEqual(first["ticket"], second["ticket"])
        self.assertTrue(second["repeated"])

    def test_a_word_that_is_no_assignment_is_refused(self):
        code, _, err = itr("open", "repair", "radio", "--db", self.db)
        self.assertEqual(code, 2)
        self.assertIn("[cli.bad_value]", err)

    def test_an_unknown_ticket_is_exit_code_1(self):
        for words in (["show", "nobody"], ["send", "nobody", "begin"], ["history", "nobody"], ["set", "nobody", "price=1"]):
            code, answer = self.at(0, *words)
            self.assertEqual((code, answer["code"]), (1, "ticket.unknown"), words)

    def test_a_file_that_is_not_there_is_exit_code_3(self):
        code, _, err = itr("show", "1", "--db", self.db.parent / "other.db")
        self.assertEqual(code, 3)
        self.assertIn("[store.not_found]", err)
        code, _, err = itr("show", "1")
        self.assertEqual(code, 2)
        self.assertIn("[cli.no_database]", err)
        self.assertEqual(itr("show", "1", "--db", self.db, "--now", "soon")[0], 2)

    def test_a_picture_of_a_ticket(self):
        self.open()
        code, out, _ = itr("graph", "--db", self.db, "--ticket", "1")
        plain = itr("graph", "repair", "repair")[1]
        self.assertEqual(code, 0)
        self.assertNotEqual(out, plain)


class Lists(unittest.TestCase):
    """Three tickets: two faults of different severity and owner, and a repair."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.db = pathlib.Path(folder.name) / "tickets.db"
        for pack in ("repair", "../../scenario/packs/promises"):
            self.do("deploy", pack, role="system")
        self.do("open", "fault", "contract=plain", "severity=critical", "--id", "f1")
        self.do("open", "fault", "contract=plain", "--id", "f2")
        self.do("open", "repair", "device=radio", "--id", "r1")
        self.do("assign", "f2", "--owner", "li.wei")
        self.do("assign", "r1", "--owner", "li.wei")

    def do(self, *words, role="desk"):
        code, out, err = itr(*words, "--db", self.db, "--as", role, "--now", "2026-03-02T09:00:00Z", "--format", "json")
        self.assertEqual(code, 0, err or out)
        return json.loads(out)

    def listed(self, *conditions):
        return [ticket["ticket"] for ticket in self.do("list", *conditions)["tickets"]]

    def test_tickets_are_listed_by_severity_owner_and_workflow(self):
        self.assertEqual(self.listed(), ["f1", "f2", "r1"])
        self.assertEqual(self.listed("--severity", "critical"), ["f1"])
        self.assertEqual(self.listed("--severity", "minor"), ["f2"])
        self.assertEqual(self.listed("--owner", "li.wei"), ["f2", "r1"])
        self.assertEqual(self.listed("--workflow", "fault"), ["f1", "f2"])
        self.assertEqual(self.listed("--workflow", "fault", "--owner", "li.wei"), ["f2"])
        self.assertEqual(self.listed("--severity", "critical", "--owner", "li.wei"), [])

    def test_tickets_are_listed_by_when_something_is_to_be_done(self):
        # Half of 2 h of a repair; half of 4 h of a critical fault; three quarters of 8 h of a minor one.
        self.assertEqual(self.listed("--due-before", "2026-03-02T10:00:00Z"), [])
        self.assertEqual(self.listed("--due-before", "2026-03-02T10:00:01Z"), ["r1"])
        self.assertEqual(self.listed("--due-before", "2026-03-02T12:00:00+01:00"), ["r1"])
        self.assertEqual(self.listed("--due-before", "2026-03-02T11:00:01Z"), ["f1", "r1"])
        self.assertEqual(self.listed("--due-before", "2026-03-02T15:00:01Z"), ["f1", "f2", "r1"])
        self.assertEqual(itr("list", "--db", self.db, "--due-before", "soon")[0], 2)


class Stories(unittest.TestCase):
    """What the journal tells of clocks."""
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.db = pathlib.Path(self.folder.name) / "tickets.db"
        self.assertEqual(itr("deploy", "workshop", "--db", self.db, "--now", "2026-03-02T08:00:00Z")[0], 0)
        for minute, *words in ((0, "open", "repair", "--id", "r1"), (1, "assign", "r1", "--line", "l1"), (10, "send", "r1", "ask"),
                               (70, "send", "r1", "answer"), (235, "send", "r1", "measured"), (236, "assign", "r1", "--line", "l2"),
                               (250, "send", "r1", "tested")):
            self.assertEqual(self.at(minute, *words)[0], 0, words)

    def at(self, minute, *words, role="desk", form="json"):
        now = f"2026-03-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"
        return json_of(*words, "--db", self.db, "--as", role, "--now", now, "--format", form)

    def text(self, *words, role="desk"):
        return itr(*words, "--db", self.db, "--as", role, "--now", "2026-03-02T14:00:00Z")

    def test_a_clock_explains_itself_with_rules_segments_and_who_consumed_it(self):
        code, story = self.at(300, "explain", "r1", "restore")
        self.assertEqual((code, story["clock"], story["agreement"], story["pack_version"]), (0, "gold.restore", "gold", "1.0.0"))
        cycle = story["cycles"][0]
        self.assertEqual((cycle["phase"], cycle["breached"]), ("missed", True))
        self.assertEqual([c["what"] for c in cycle["changes"]], ["started", "paused", "resumed", "warned", "breached", "stopped"])
        self.assertEqual([(s["running"], s["counted_ms"]) for s in cycle["segments"]], [(True, 600_000), (False, 0), (True, 10_800_000)])
        self.assertEqual(cycle["consumption"]["by_line"]["l1"]["counted_ms"], (9 + 166) * 60_000)

    def test_a_story_in_words(self):
        code, out, err = self.text("explain", "r1", "restore")
        self.assertEqual(code, 0, err)
        self.assertIn("pauses, reason customer with 10m counted [tagged('waiting.customer')] (event ask, ", out)
        self.assertIn("the promise is broken", out)
        self.assertIn("by line", out)

    def test_without_a_clock_all_that_ran_are_told(self):
        code, stories = self.at(300, "explain", "r1")
        self.assertEqual((code, [s["clock"] for s in stories]), (0, ["gold.restore", "ola.measuring", "ola.testing"]))

    def test_an_unknown_clock_or_ticket_is_exit_code_1_and_customers_read_no_rules(self):
        code, _, err = self.text("explain", "r1", "restor")
        self.assertEqual(code, 1)
        self.assertIn("gold.restore", err)
        self.assertEqual(self.text("explain", "r9")[0], 1)
        self.assertEqual(self.text("explain", "r1", role="customer")[0], 1)

    def test_the_report_blames_who_held_the_promise_longest(self):
        code, out, err = self.text("report")
        self.assertEqual(code, 0, err)
        self.assertIn("broken promises, and who held them longest", out)
        self.assertRegex(out, r"gold.restore +1 of 1 +line l1 1 +step measuring 1 +party own 1")
        self.assertEqual(self.at(300, "report")[1]["consumption"]["repair"]["gold.restore"]["missed"], 1)

    def other(self, promise):
        path = pathlib.Path(self.folder.name) / "pack.yaml"
        path.write_text((PACKS / "workshop/pack.yaml").read_text().replace("restore: 3h", f"restore: {promise}"))
        return path

    def test_under_the_same_pack_no_verdict_changes(self):
        code, result = self.at(300, "what-if", "--pack", "workshop")
        self.assertEqual((code, result["tickets"], result["cycles"], result["verdicts"], result["escalations"]), (0, 1, 4, [], []))

    def test_a_longer_promise_would_have_been_kept_and_nothing_is_written(self):
        before = self.db.read_bytes()
        code, result = self.at(300, "what-if", "--pack", self.other("6h"))
        self.assertEqual((code, len(result["verdicts"])), (0, 1))
        changed = result["verdicts"][0]
        self.assertEqual((changed["number"], changed["clock"]), ("1", "gold.restore"))
        self.assertEqual((changed["before"]["phase"], changed["after"]["phase"], changed["after"]["breached"]), ("missed", "met", False))
        self.assertEqual([e["threshold"] for e in result["escalations"]], ["breach"])
        self.assertEqual(self.db.read_bytes(), before)
        code, out, err = self.text("what-if", "--pack", self.other("6h"))
        self.assertEqual(code, 0, err)
        self.assertIn("4 runs of clocks compared", out)
        self.assertIn("-> met, 3h10m of 6h", out)

    def test_tickets_whose_states_the_other_pack_does_not_have_are_passed_over(self):
        code, result = self.at(300, "what-if", "--pack", "repair", role="system")
        self.assertEqual((code, result["passed_over"]), (0, 1))
        self.assertEqual(self.text("what-if", "--pack", "workshop", role="customer")[0], 1)
        self.assertEqual(self.text("what-if", "--pack", "broken")[0], 1)
        self.assertEqual(self.text("what-if")[0], 2)


class Run(unittest.TestCase):
    def lines(self, *lines, words=("--memory", "--pack", "repair")):
        code, out, err = itr("run", *words, stdin="".join(json.dumps(line) + "\n" if not isinstance(line, str) else line + "\n" for line in lines))
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_ticket_lives_through_lines(self):
        answers = self.lines(
            {"op": "open", "ticket": "r1", "workflow": "repair", "data": {"device": "radio"}, "as": "desk", "now": "2026-03-02T09:00:00Z", "ref": 7},
            {"op": "send", "ticket": "r1", "event": "begin", "as": "desk", "now": "2026-03-02T09:05:00Z"},
            "",
            {"op": "send", "ticket": "r1", "event": "order_part", "data": {"part": "knob"}, "as": ["desk"]},
            {"op": "query", "where": {"parent": "r1", "open": True}},
            {"op": "pause", "ticket": "r1", "clock": "finish", "reason": "customer", "as": "desk"},
            {"op": "comment", "ticket": "r1", "text": "hm", "actor": {"id": "ann", "roles": ["desk"]}},
            {"op": "get", "ticket": "r1"},
            {"op": "history", "ticket": "r1"},
            {"op": "advance", "now": "2026-03-02T10:00:00Z"},
            {"op": "effects"},
            {"op": "ack", "key": "r1:1"})
        self.assertEqual(answers[0], {"ok": True, "ticket": "r1", "number": "1", "version": 1, "ref": 7})
        self.assertEqual(answers[2]["version"], 3)
        child = answers[3]["tickets"][0]
        self.assertEqual((child["ticket"], child["workflow"], child["parent"]), ("r1:1", "order", "r1"))
        self.assertEqual(answers[5]["ok"], True)
        self.assertEqual(answers[6]["ticket"]["states"], ["bench.lacking"])
        self.assertEqual(answers[6]["ticket"]["data"]["device"], "radio")
        self.assertEqual(answers[7]["commits"][-1]["actor"]["id"], "ann")
        self.assertEqual(answers[8]["ok"], True)

    def test_promises_are_changed_through_lines(self):
        start = {"ticket": "d1", "as": "lead", "now": "2026-03-02T09:00:00Z"}
        answers = self.lines(
            {**start, "op": "open", "workflow": "delivery", "data": {"urgent": True}, "targets": {"settle": "1h"}},
            {**start, "op": "extend", "clock": "settle", "by": "1h", "reason": "snow"},
            {**start, "op": "promise", "clock": "settle", "target": "3h", "reason": "agreed"},
            {**start, "op": "pin", "clock": "settle", "to": "2026-03-02T09:30:00Z", "reason": "agreed"},
            {**start, "op": "correct", "clock": "measure", "from": "2026-03-02T09:00:00Z", "to": "2026-03-02T09:10:00Z", "reason": "snow", "now": "2026-03-02T09:50:00Z"},
            {**start, "op": "waive", "clock": "settle", "reason": "strike", "now": "2026-03-02T10:00:00Z"},
            {**start, "op": "cancel", "clock": "measure", "reason": "nobody asks", "now": "2026-03-02T10:00:00Z"},
            {**start, "op": "extend", "clock": "settle", "by": "much", "reason": "snow"},
            {**start, "op": "get"}, words=("--memory", "--pack", "promises"))
        self.assertEqual([a["ok"] for a in answers], [True] * 7 + [False, True])
        self.assertEqual(answers[7]["code"], "duration.invalid")
        clocks = {c["name"]: c for c in answers[8]["ticket"]["clocks"]}
        self.assertEqual((clocks["settle"]["due"], clocks["settle"]["waived"], clocks["settle"]["pinned"]), ("2026-03-02T09:30:00Z", True, True))
        self.assertEqual(clocks["measure"]["phase"], "cancelled")

    def test_what_is_refused_or_wrong_does_not_end_the_run(self):
        answers = self.lines(
            "{", "[]", {"op": "dance"}, {"op": "get", "ticket": "r9"}, {"op": "open", "workflow": "repair", "as": "desk"},
            {"op": "open", "workflow": "other"}, {"op": "query", "where": {"colour": "red"}}, {"op": "get", "ticket": "r9", "now": "soon"},
            {"op": "ack", "key": "x"}, {"op": "send", "ticket": "r9", "actor": "me"})
        self.assertEqual([a["ok"] for a in answers], [False] * 10)
        self.assertEqual([a.get("code") for a in answers],
                         ["json.invalid", "document.invalid", "cli.unknown_op", "ticket.unknown", "data.missing", "workflow.unknown", "document.unknown_member",
                          "time.invalid", None, "document.invalid"])

    def test_a_line_without_end_is_refused_once_and_the_next_one_answered(self):
        long = '{"op":"query","as":"desk","ref":"' + "x" * (17 << 20) + '"}'
        answers = self.lines(long, '{"op":"query","as":"desk","ref":2}')
        self.assertEqual([answer["ok"] for answer in answers], [False, True])
        self.assertEqual((answers[0]["code"], answers[1]["ref"]), ("cli.bad_value", 2))

    def test_tickets_stay_in_the_file(self):
        with tempfile.TemporaryDirectory() as folder:
            words = ("--db", f"{folder}/t.db", "--pack", "repair", "--now", "2026-03-02T09:00:00Z", "--as", "desk")
            self.lines({"op": "open", "ticket": "r1", "workflow": "repair", "data": {"device": "radio"}}, words=words)
            answers = self.lines({"op": "send", "ticket": "r1", "event": "begin"}, words=words)
            self.assertEqual((answers[0]["ok"], answers[0]["version"]), (True, 2))

    def test_a_signal_stops_the_run_cleanly_and_nothing_answered_is_lost(self):
        with tempfile.TemporaryDirectory() as folder:
            words = [PROGRAM, "run", "--db", f"{folder}/t.db", "--pack", "repair", "--as", "desk"]
            child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PACKS)
            child.stdin.write('{"op":"open","ticket":"r1","workflow":"repair","data":{"device":"radio"}}\n')
            child.stdin.flush()
            self.assertTrue(json.loads(child.stdout.readline())["ok"])  # flushed line by line, or this would wait for ever
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(timeout=60), 0)
            self.assertEqual(child.stderr.read(), "")
            for pipe in (child.stdin, child.stdout, child.stderr):
                pipe.close()
            code, shown = json_of("show", "r1", "--db", f"{folder}/t.db", "--format", "json")
            self.assertEqual((code, shown["id"]), (0, "r1"))


class Tools(unittest.TestCase):
    def test_an_expression(self):
        self.assertEqual(itr("expr", "1 + 2 * 3")[:2], (0, "7\n"))
        self.assertEqual(itr("expr", "a.size() > n", "--bind", 'a="long"', "--bind", "n=3")[:2], (0, "true\n"))
        self.assertEqual(json_of("expr", "1.0", "--format", "json"), (0, {"type": "double", "value": 1.0}))

    def test_an_expression_that_fails_is_exit_code_1(self):
        for source in ("1 +", "1 / 0", "nobody"):
            code, out, err = itr("expr", source)
            self.assertEqual((code, out), (1, ""), source)
            self.assertTrue(err.startswith("itr: "), err)

    def test_expressions_line_by_line(self):
        code, out, _ = itr("expr", "--batch", stdin='{"id":"a","expr":"x + 1","bindings":{"x":{"type":"int","value":"41"}}}\n\n{"id":"b","expr":"1/0"}\n')
        first, second = map(json.loads, out.splitlines())
        self.assertEqual((code, first), (0, {"id": "a", "value": {"type": "int", "value": "42"}}))
        self.assertEqual(second["id"], "b")
        self.assertIn("error", second)

    def test_working_time(self):
        friday, monday = "2026-03-06T16:00:00+01:00", "2026-03-09T10:00:00+01:00"
        for where in (["--pack", "repair"], ["--calendar", "repair/calendar.yaml"]):
            self.assertEqual(itr("calendar", "add", friday, "2h", *where)[:2], (0, "2026-03-09T09:00:00Z\n"))
            self.assertEqual(itr("calendar", "add", monday, "-2h", *where)[:2], (0, "2026-03-06T15:00:00Z\n"))
            self.assertEqual(itr("calendar", "between", friday, monday, *where)[:2], (0, "2h\n"))
            self.assertEqual(itr("calendar", "is-open", friday, *where)[:2], (0, "open\n"))
            self.assertEqual(itr("calendar", "is-open", "2026-03-04T10:00:00+01:00", *where)[:2], (1, "closed\n"))
            self.assertEqual(itr("calendar", "next", "2026-03-04T10:00:00+01:00", *where)[:2],
                             (0, "opens 2026-03-05T08:00:00Z, closes 2026-03-05T11:00:00Z\n"))

    def test_working_days(self):
        self.assertEqual(itr("calendar", "add", "2026-03-02T10:00:00+01:00", "2 working days by 16:00", "--pack", "repair")[:2],
                         (0, "2026-03-05T15:00:00Z\n"))

    def test_calendars_line_by_line(self):
        code, out, _ = itr("calendar", "add", "--pack", "repair", "--name", "office", "--batch",
                           stdin='{"id":1,"from":"2026-03-06T16:00:00+01:00","length":"2h"}\n{"id":2,"from":"x","length":"2h"}\n'
                                 '{"id":3,"calendar":"24x7","from":"2026-03-06T16:00:00Z","length":"2h"}\n')
        answers = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((code, answers[0]), (0, {"at": "2026-03-09T09:00:00Z", "id": 1}))
        self.assertIn("error", answers[1])
        self.assertEqual(answers[2]["at"], "2026-03-06T18:00:00Z")

    def test_a_published_calendar_becomes_a_proposal_that_counts_working_time(self):
        with tempfile.TemporaryDirectory() as folder:
            holidays = pathlib.Path(folder) / "holidays.ics"
            holidays.write_text("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//city//holidays//EN",
                                            "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260303",
                                            "SUMMARY:City day", "END:VEVENT", "END:VCALENDAR", ""]))
            code, proposal, err = itr("calendar", "import", holidays, "--name", "city", "--zone", "Europe/Berlin", "--hours", "09:00-17:00")
            self.assertEqual(code, 0, err)
            self.assertIn("City day", proposal)
            calendar = pathlib.Path(folder) / "city.yaml"
            calendar.write_text(proposal)
            # Monday 16:00, an hour of it is left; Tuesday is the city's.
            self.assertEqual(itr("calendar", "add", "2026-03-02T16:00:00+01:00", "2h", "--calendar", calendar)[:2], (0, "2026-03-04T09:00:00Z\n"))
            code, answer = json_of("calendar", "import", holidays, "--name", "city", "--zone", "Europe/Berlin", "--format", "json")
            self.assertEqual(code, 0, answer)
            self.assertEqual(itr("calendar", "import", pathlib.Path(folder) / "none.ics")[0], 3)

    def test_an_unknown_calendar_is_refused(self):
        code, _, err = itr("calendar", "is-open", "2026-03-06T16:00:00Z", "--pack", "repair", "--name", "ofice")
        self.assertEqual(code, 2)
        self.assertIn("office", err)
        self.assertIn("[cli.unknown_calendar]", err)



class Care(unittest.TestCase):
    """Keeping tickets: the audit, copies, exports, the archive."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.db = self.folder / "tickets.db"
        code, key, _ = itr("audit", "key", "k1")
        self.assertEqual(code, 0)
        self.keys = self.folder / "keys"
        self.keys.write_text(key)
        self.desk("deploy", "repair")
        for ticket, device in (("R-1", "kettle"), ("R-2", "radio")):
            self.desk("open", "repair", f"device={device}", "--id", ticket)
            self.desk("send", ticket, "begin", minute=1)
            self.desk("send", ticket, "finish", "price=12", minute=2)
            self.desk("effects", "--ack", f"{ticket}:1")

    def desk(self, command, *arguments, minute=0):
        linked = () if command == "deploy" else ("--audit-keys", self.keys)
        code, out, err = itr(command, *arguments, "--db", self.db, "--now", f"2026-03-02T09:{minute:02}:00Z", *linked)
        self.assertEqual(code, 0, err)
        return out

    def audit(self, command, *arguments):
        return itr("audit", command, "--db", self.db, "--keys", self.keys, *arguments)

    def sql(self, text):
        with contextlib.closing(sqlite3.connect(self.db)) as file:
            file.execute(text)
            file.commit()

    def checkpoint(self, name, *arguments):
        code, text, err = self.audit("checkpoint", "--now", "2026-03-02T10:00:00Z", *arguments)
        self.assertEqual(code, 0, err)
        path = self.folder / name
        path.write_text(text)
        return path

    def test_what_nobody_touched_verifies(self):
        first = self.checkpoint("1")
        self.assertEqual(json.loads(first.read_text().splitlines()[0])["checkpoint"], 1)
        second = self.checkpoint("2", "--previous", first)
        self.assertEqual(json.loads(second.read_text().splitlines()[0])["checkpoint"], 2)
        code, out, _ = self.audit("verify", "--checkpoint", second)
        self.assertEqual(code, 0, out)
        self.assertIn("2 tickets with 6 commits verified", out)

    def test_an_edit_is_named_with_its_ticket_and_version(self):
        point = self.checkpoint("1")
        self.sql("UPDATE journal SET text = replace(text, '\"price\":12', '\"price\":99') WHERE version = 3 AND ticket = 1")
        code, out, _ = self.audit("verify", "--checkpoint", point)
        self.assertEqual(code, 1)
        self.assertIn("R-1 version 3: changed:", out)
        code, out, _ = self.audit("verify", "--checkpoint", point, "--format", "json")
        findings = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(f["fault"], f["ticket"], f["version"]) for f in findings[:-1] if f["fault"] == "changed"], [("changed", "R-1", 3)])
        code, out, err = self.audit("checkpoint", "--previous", point)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("no checkpoint is made", err)

    def test_a_checkpoint_of_another_hand_is_refused(self):
        point = self.checkpoint("1")
        point.write_text(point.read_text().replace('"version":3', '"version":2'))
        self.assertEqual(self.audit("verify", "--checkpoint", point)[0], 3)
        self.assertEqual(itr("audit", "verify", "--db", self.db)[0], 2)

    def test_an_export_of_the_audit_can_be_verified_by_any_program(self):
        secret = bytes.fromhex(self.keys.read_text().split()[1])
        code, out, _ = itr("audit", "export", "--db", self.db)
        self.assertEqual(code, 0)
        heads = {}
        for line in out.splitlines():
            ticket = json.loads(line)["ticket"]
            commit = line[len('{"commit":'):line.rindex(',"ticket":')]
            link = json.loads(commit)["link"]
            version, previous = heads.get(ticket, (0, "0" * 32))
            text = commit.replace(f',"link":"{link}"', "")
            mac = hmac.new(secret, f"itr link 1\ndefault\n{ticket}\n{version + 1}\n{previous}\n{text}".encode(), hashlib.sha256)
            self.assertEqual(link, "k1:" + mac.hexdigest()[:32])
            heads[ticket] = (version + 1, mac.hexdigest()[:32])
        self.assertEqual({ticket: version for ticket, (version, _) in heads.items()}, {"R-1": 3, "R-2": 3})

    def test_copies_exports_and_the_archive_verify(self):
        point = self.checkpoint("1")
        copy, lines, other, archive = (self.folder / name for name in ("copy.db", "all.jsonl", "other.db", "old.jsonl"))
        self.assertEqual(itr("db", "backup", "--db", self.db, copy)[0], 0)
        self.assertEqual(itr("db", "backup", "--db", self.db, copy)[0], 3)
        self.assertEqual(itr("db", "verify", "--db", copy)[0], 0)
        self.assertEqual(itr("db", "export", "--db", self.db, lines)[0], 0)
        self.assertEqual(itr("db", "import", "--db", other, lines)[0], 0)
        self.assertEqual(itr("db", "export", "--db", other)[1], lines.read_text())
        for store in (copy, other):
            self.assertEqual(itr("audit", "verify", "--db", store, "--keys", self.keys, "--checkpoint", point)[0], 0)
        code, out, err = itr("db", "archive", "--db", self.db, archive, "--older-than", "24h", "--now", "2026-04-01T00:00:00Z")
        self.assertEqual(code, 0, err)
        self.assertIn("2 tickets with 6 commits archived", out)
        self.assertEqual(self.audit("verify", "--checkpoint", point)[0], 1)
        self.assertEqual(self.audit("verify", "--checkpoint", point, "--archive", archive)[0], 0)
        self.checkpoint("2", "--previous", point, "--archive", archive)
        self.assertEqual(itr("db", "compact", "--db", self.db)[0], 0)
        self.assertEqual(itr("db", "import", "--db", self.db, archive)[0], 0)
        self.assertEqual(self.audit("verify", "--checkpoint", point)[0], 0)
        for lost in self.folder.glob("tickets.db*"):
            lost.unlink()
        self.assertEqual(itr("db", "restore", "--db", self.db, copy)[0], 0)
        self.assertEqual(self.audit("verify", "--checkpoint", point)[0], 0)

    def test_a_damaged_ticket_holds_up_no_export_and_no_archive_and_neither_ends_well(self):
        self.sql("DELETE FROM journal WHERE ticket = (SELECT id FROM ticket WHERE ticket = 'R-1') AND version = 2")
        for command, words in ((("export",), "exported"), (("archive", "--older-than", "24h", "--now", "2026-04-01T00:00:00Z"), "archived")):
            lines = self.folder / f"{words}.jsonl"
            code, out, err = itr("db", command[0], "--db", self.db, lines, *command[1:])
            self.assertEqual(code, 3, err)
            self.assertIn("R-1 of 'default' is left out:", err)
            self.assertIn(f"1 tickets with 3 commits {words}", out)
            self.assertEqual(json.loads(lines.read_text().splitlines()[-1]), {"end": {"commits": 3, "left_out": 1, "tickets": 1}})

    def test_a_signal_stops_an_import_between_two_lines_and_what_came_is_kept(self):
        exported = self.folder / "export.jsonl"
        self.assertEqual(itr("db", "export", exported, "--db", self.db)[0], 0)
        lines = exported.read_text(encoding="utf-8").splitlines(keepends=True)
        other = self.folder / "other.db"
        child = subprocess.Popen([PROGRAM, "db", "import", "-", "--db", other], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        child.stdin.writelines(lines[:-1])
        child.stdin.flush()
        while not other.exists():  # it watches for signals by then
            pass
        child.send_signal(signal.SIGTERM)
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(lines[-1])
            child.stdin.close()
        self.assertRegex(child.stderr.read(), r"^itr: stopped after \d+ lines \[cli.stopped\]\n$")
        self.assertEqual(child.wait(timeout=60), 1)
        child.stderr.close()
        code, out, _ = itr("db", "import", exported, "--db", other)
        self.assertEqual((code, itr("db", "verify", "--db", other)[0]), (0, 0), out)

    def test_an_archive_needs_to_know_from_when(self):
        self.assertEqual(itr("db", "archive", "--db", self.db, self.folder / "x")[0], 2)

    def test_a_file_that_cannot_be_written_is_named(self):
        code, _, err = itr("db", "export", "--db", self.db, self.folder / "none" / "x")
        self.assertEqual(code, 3)
        self.assertIn("[cli.no_file]", err)

    @unittest.skipUnless(shutil.which("sqlite3"), "the sqlite3 shell is not there")
    def test_the_views_are_read_with_the_sqlite3_shell(self):
        self.desk("open", "repair", "device=lamp", "--id", "R-3", "--number", "77", minute=5)
        def shell(sql):
            return subprocess.run(["sqlite3", "-readonly", self.db, sql], capture_output=True, text=True, check=True).stdout.splitlines()
        self.assertEqual(shell("SELECT ticket, number, states FROM open_tickets"), ['R-3|77|["waiting"]'])
        self.assertEqual(shell("SELECT due, ticket, clock, breached FROM clocks_at_risk"), ["2026-03-02T11:05:00Z|R-3|promise.finish|0"])
        self.assertEqual(shell("SELECT ticket FROM tickets_at_risk"), ["R-3"])
        self.assertEqual(shell("SELECT DISTINCT version, cause, sent FROM ticket_history WHERE tenant = 'default' AND ticket = 'R-1'"),
                         ["1|open|", "2|send|begin", "3|send|finish"])
        self.assertEqual(shell("SELECT count(*) FROM incidents"), ["0"])

class Db(unittest.TestCase):
    def test_a_file_is_made_brought_up_to_date_and_looked_over(self):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/tickets.db"
            self.assertEqual(itr("db", "check", "--db", file)[0], 3)
            self.assertEqual(itr("db", "init", "--db", file)[:2], (0, "ready for tickets\n"))
            self.assertEqual(itr("db", "init", "--db", file)[0], 0)
            self.assertEqual(itr("db", "migrate", "--db", file)[:2], (0, "the file has the newest format\n"))
            self.assertEqual(itr("deploy", "repair", "--db", file)[0], 0)
            self.assertEqual(itr("open", "repair", "device=drill", "--db", file)[0], 0)
            code, answer = json_of("db", "check", "--db", file, "--format", "json")
            self.assertEqual(code, 0)
            self.assertIn("read 1 tickets with 1 commits of tenant default", answer["message"])

    def test_without_a_database_there_is_nothing_to_do(self):
        for what in ("init", "migrate", "check"):
            code, _, err = itr("db", what)
            self.assertEqual(code, 2)
            self.assertIn("cli.no_database", err)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
