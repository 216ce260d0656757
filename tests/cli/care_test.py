"""Keeping tickets: the audit, copies, exports, the archive, the file itself."""
import contextlib
import hashlib
import hmac
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

from program import PROGRAM, itr, json_of


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
            self.assertIn(f"1 ticket with 3 commits {words}", out)
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
            self.assertEqual(itr("db", "migrate", "--db", file)[:2], (0, "the file has the newest format already\n"))
            self.assertEqual(itr("deploy", "repair", "--db", file)[0], 0)
            self.assertEqual(itr("open", "repair", "device=drill", "--db", file)[0], 0)
            code, answer = json_of("db", "check", "--db", file, "--format", "json")
            self.assertEqual(code, 0)
            self.assertIn("read 1 ticket with 1 commit of all tenants", answer["message"])
            self.assertEqual((answer["ok"], answer["tickets"], answer["commits"], answer["damaged"]), (True, 1, 1, 0))

    def test_a_commit_that_cannot_be_read_is_named_by_looking_over_and_holds_up_no_other_ticket(self):
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/tickets.db"
            self.assertEqual(itr("deploy", "repair", "--db", file)[0], 0)
            for ticket in ("R-1", "R-2"):
                self.assertEqual(itr("open", "repair", "device=drill", "--id", ticket, "--db", file)[0], 0)
            with sqlite3.connect(file) as database:
                database.execute("UPDATE journal SET text = replace(text, 'opened', 'upended') WHERE ticket = (SELECT id FROM ticket WHERE ticket = 'R-1')")
            database.close()
            code, out, err = itr("db", "check", "--db", file)
            self.assertEqual(code, 3)
            self.assertIn("R-1 of 'default' cannot be read (journal.invalid): version 1:", err)
            self.assertNotIn("R-2", err)
            self.assertIn("read 2 tickets with 2 commits", out)
            self.assertIn("1 ticket cannot be read", out)
            code, answer = json_of("db", "check", "--db", file, "--format", "json")
            self.assertEqual((code, answer["ok"], answer["damaged"]), (3, False, 1))

    def test_without_a_database_there_is_nothing_to_do(self):
        for what in ("init", "migrate", "check"):
            code, _, err = itr("db", what)
            self.assertEqual(code, 2)
            self.assertIn("cli.no_database", err)


if __name__ == "__main__":
    unittest.main()
