"""The program on a file that a service holds: what reads works beside it, what writes says who has it."""
import contextlib
import json
import pathlib
import sqlite3
import subprocess
import tempfile
import unittest

from program import PACKS, PROGRAM, itr, json_of

NOW = "2026-03-02T09:30:00Z"


class BesideService(unittest.TestCase):
    """A process has the file for itself; a ticket is in its hands, and nothing of it in the file proper yet."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.db = pathlib.Path(folder.name) / "tickets.db"
        words = [PROGRAM, "run", "--db", self.db, "--pack", "repair", "--as", "desk", "--now", "2026-03-02T09:00:00Z"]
        self.service = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PACKS)
        self.addCleanup(self.end_service)
        self.ask({"op": "open", "ticket": "r1", "workflow": "repair", "data": {"device": "radio"}})

    def end_service(self):
        self.service.stdin.close()
        self.service.stdout.close()
        self.assertEqual(self.service.wait(timeout=60), 0)

    def ask(self, line):
        self.service.stdin.write(json.dumps(line) + "\n")
        self.service.stdin.flush()
        answer = json.loads(self.service.stdout.readline())
        self.assertTrue(answer["ok"], answer)
        return answer

    def read(self, *words):
        code, answer = json_of(*words, "--db", self.db, "--now", NOW, "--format", "json")
        self.assertEqual(code, 0, answer)
        return answer

    def test_what_only_reads_sees_what_the_service_has_committed(self):
        self.assertEqual(self.read("show", "1")["states"], ["waiting"])
        self.ask({"op": "send", "ticket": "r1", "event": "begin"})
        self.assertEqual(self.read("show", "r1")["states"], ["bench.working"])
        self.assertEqual([ticket["ticket"] for ticket in self.read("list", "--state", "bench")["tickets"]], ["r1"])
        self.assertEqual(len(self.read("history", "r1")), 2)
        self.assertEqual([story["clock"] for story in self.read("explain", "r1")], ["promise.finish"])
        self.assertEqual((self.read("report")["tickets"], self.read("what-if", "--pack", "repair")["tickets"]), (1, 1))
        code, counted = json_of("db", "check", "--db", self.db, "--format", "json")
        self.assertEqual(code, 0, counted)
        self.assertIn("read 1 ticket with 2 commits", counted["message"])
        self.assertEqual(itr("effects", "--incidents", "--db", self.db), (0, "", ""))
        code, picture, err = itr("graph", "--ticket", "r1", "--db", self.db)
        self.assertEqual(code, 0, err)
        self.assertNotEqual(picture, itr("graph", "repair", "repair")[1])
        # The service noticed nothing of it.
        self.assertEqual(self.ask({"op": "comment", "ticket": "r1", "text": "done"})["version"], 3)

    def test_what_writes_is_told_who_has_the_file_and_what_is_left_to_do(self):
        for words in (("send", "r1", "begin"), ("set", "r1", "price=1"), ("comment", "r1", "x"), ("assign", "r1", "--team", "x"),
                      ("open", "repair", "device=lamp"), ("clock", "pause", "r1", "finish", "--reason", "x"), ("advance",), ("effects",),
                      ("effects", "--retry", "r1:1"), ("deploy", "repair"), ("adopt", "repair"), ("db", "migrate")):
            code, out, err = itr(*words, "--db", self.db)
            self.assertEqual((code, out), (3, ""), words)
            self.assertIn(f"found its owner: process {self.service.pid} on ", err)
            self.assertIn("; commands that only read work beside it, others when it has closed the file [store.locked]", err)
        self.assertEqual(self.read("show", "r1")["version"], 1)


class OlderFile(unittest.TestCase):
    def test_a_file_of_an_older_format_is_read_only_after_somebody_has_brought_it_up_to_date(self):
        with tempfile.TemporaryDirectory() as folder:
            db = pathlib.Path(folder) / "old.db"
            script = (PACKS.parents[1] / "store/sqlite/format-3.sql").read_text()
            with contextlib.closing(sqlite3.connect(db)) as file:
                file.executescript(script)
            before = db.read_bytes()
            code, _, err = itr("list", "--db", db)
            self.assertEqual((code, db.read_bytes()), (3, before))
            self.assertIn("[store.older_format]", err)
            code, out, _ = itr("db", "migrate", "--db", db)
            self.assertEqual(code, 0)
            self.assertIn("was brought up to the newest format", out)
            self.assertEqual(pathlib.Path(f"{db}.format-3").exists(), True)
            self.assertEqual(itr("list", "--db", db)[0], 0)


if __name__ == "__main__":
    unittest.main()
