"""Tickets are worked on and listed from the shell."""
import json
import pathlib
import tempfile
import unittest

from program import PACKS, itr, json_of


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

    def host(self, minute, *words):
        now = f"2026-03-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"
        return json_of(*words, "--db", self.db, "--now", now, "--format", "json")

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
        self.assertEqual(self.at(4, "set", "r1", "device=")[0], 0)
        self.assertNotIn("device", self.at(4, "show", "r1")[1]["data"])
        self.assertEqual(self.at(5, "comment", "r1", "nearly done", "--public")[0], 0)
        code, listed = self.at(6, "list", "--team", "electronics", "--state", "bench")
        self.assertEqual([t["ticket"] for t in listed["tickets"]], ["r1"])
        self.assertEqual(self.at(6, "list", "--team", "others")[1]["tickets"], [])
        code, advanced = self.host(40, "advance")
        self.assertEqual((advanced["tickets"], advanced["next_due"]), (1, "2026-03-02T10:00:00.001Z"))
        self.assertEqual(self.at(41, "send", "r1", "finish", "price=15")[0], 0)
        code, shown = self.at(42, "show", "r1")
        self.assertEqual((shown["open"], shown["data"]["price"], shown["clocks"][0]["phase"]), (False, 15, "met"))
        code, history = self.at(43, "history", "r1")
        self.assertEqual([step["cause"] for commit in history for step in commit["steps"]],
                         ["open", "send", "assign", "set", "set", "comment", "due", "send"])
        code, report = self.at(44, "report")
        self.assertEqual((report["tickets"], report["closed"], report["by_team"]), (1, 1, {"electronics": 1}))
        # It has ended, though no state is called completed: nothing is left to do.
        self.assertEqual(report["workflows"]["repair"]["not_completed"], 0)

    def test_what_a_ticket_holds_commands_no_terminal_and_forges_no_line(self):
        self.open(device="radio\x1b[31m\u009b\u202e\nlast")
        self.at(1, "comment", "r1", "one\x07\ntwo")
        for words in (("show", "1"), ("history", "1"), ("list",)):
            out = itr(*words, "--db", self.db)[1]
            self.assertNotRegex(out, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", words)
        self.assertIn("device  radio\\u{1b}[31m\\u{9b}\\u{202e}\\nlast\n", itr("show", "1", "--db", self.db)[1])
        self.assertIn("text=one\\u{7}\\ntwo", itr("history", "1", "--db", self.db)[1])

    def test_a_number_that_two_tickets_have_names_neither(self):
        self.open()
        code, other = self.at(1, "open", "repair", "device=lamp", "--id", "r2", "--number", "1")
        self.assertEqual(code, 0)
        code, refused = self.at(2, "send", "1", "begin")
        self.assertEqual((code, refused["code"]), (2, "cli.ambiguous_ticket"))
        self.assertEqual(self.at(2, "send", "r2", "begin")[0], 0)

    def test_a_list_goes_on_where_it_ended(self):
        for n in range(5):
            self.at(n, "open", "repair", "device=lamp", "--id", f"t{n}")
        seen, after = [], ""
        while True:
            page = self.at(9, "list", "--limit", "2", "--after", after)[1]
            seen += [t["ticket"] for t in page["tickets"]]
            after = page["next"]
            if not page["more"]:
                break
        self.assertEqual(sorted(seen), [f"t{n}" for n in range(5)])
        self.assertIn("… and more: --after ", itr("list", "--limit", "2", "--db", self.db)[1])

    def test_commands_that_would_do_nothing_are_refused(self):
        self.open()
        for words in (("assign", "r1"), ("comment", "r1", ""), ("clock", "extend", "r1", "finish", "--reason", "x"), ("set", "r1", "price=1", "price=2"),
                      ("effects", "--ack", "r1:1", "--incidents"), ("effects", "--hidden-for", "-1m")):
            code, refused = (self.host if words[0] == "effects" else self.at)(1, *words)
            self.assertEqual((code, refused["code"]), (2, "cli.bad_value"), words)
        self.assertEqual(self.at(1, "show", "r1")[1]["version"], 1)

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
        self.host(60, "advance")
        code, effect = self.host(61, "effects")
        self.assertEqual((effect["kind"], effect["payload"]["to"], effect["key"]), ("notify", "desk", "r1:1"))
        self.assertEqual(self.host(61, "effects"), (0, ""))
        self.assertEqual(self.host(61, "effects", "--ack", "r1:1")[0], 0)
        self.assertEqual(self.host(61, "effects", "--ack", "r1:1"), (1, {"code": "cli.unknown_effect", "message": "r1:1: does not wait", "ok": False}))
        self.assertEqual(self.host(61, "effects", "--incidents"), (0, ""))

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


if __name__ == "__main__":
    unittest.main()
