"""JSON lines in, answers out."""
import json
import signal
import subprocess
import tempfile
import unittest

from program import PACKS, PROGRAM, itr, json_of


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
            {"op": "ack", "key": "x"}, {"op": "send", "ticket": "r9", "actor": "me"}, {"op": "get"}, {"op": "history"}, {"op": "ack"})
        self.assertEqual([a["ok"] for a in answers], [False] * 13)
        self.assertEqual([a.get("code") for a in answers],
                         ["json.invalid", "document.invalid", "cli.unknown_op", "ticket.unknown", "data.missing", "workflow.unknown", "document.unknown_member",
                          "time.invalid", "cli.unknown_effect", "document.invalid", "document.invalid", "document.invalid", "document.invalid"])

    def test_an_empty_list_of_roles_is_nobody_and_what_is_no_role_is_told(self):
        ask = {"op": "open", "workflow": "repair", "data": {"device": "lamp"}, "now": "2026-03-02T09:00:00Z", "ticket": "r1"}
        answers = self.lines({**ask, "as": []}, {**ask, "as": None}, {**ask, "as": ["desk", 5]}, {**ask, "op": 5}, {**ask, "as": "desk"})
        self.assertEqual([answer.get("code") for answer in answers],
                         ["right.missing", "document.invalid", "document.invalid", "document.invalid", None])

    def test_who_is_named_acts_on_nobodys_behalf_though_the_ticket_is_a_partys(self):
        answers = self.lines(
            {"op": "open", "workflow": "repair", "data": {"device": "lamp"}, "now": "2026-03-02T09:00:00Z", "ticket": "r1", "party": "acme",
             "actor": {"id": "ann", "roles": ["desk"]}},
            {"op": "history", "ticket": "r1", "as": "desk"}, {"op": "get", "ticket": "r1", "as": "desk"})
        self.assertEqual(answers[1]["commits"][0]["actor"], {"id": "ann", "roles": ["desk"]})
        self.assertEqual(answers[2]["ticket"]["party"], "acme")

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


if __name__ == "__main__":
    unittest.main()
