"""The program on a PostgreSQL database: run beside tests/store/postgres/server.py."""
import json
import os
import re
import subprocess
import unittest

from program import PACKS, itr

DATABASE = os.environ["ITR_TEST_POSTGRES"]


def sql(text):
    subprocess.run(["psql", "--quiet", "--no-psqlrc", "--dbname", DATABASE, "--command", text], check=True, timeout=60)


class Copy:
    """What pg_dump finds of the database, in another one that is dropped in the end."""

    def __enter__(self):
        sql("CREATE DATABASE itr_copy")
        self.database = re.sub(r"dbname=\S+", "dbname=itr_copy", DATABASE)
        dump = subprocess.run(["pg_dump", "--format=custom", DATABASE], capture_output=True, check=True, timeout=60)
        subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", "--dbname", self.database], input=dump.stdout, check=True, timeout=60)
        return self.database

    def __exit__(self, *_):
        sql("DROP DATABASE itr_copy WITH (FORCE)")


class Postgres(unittest.TestCase):
    def test_a_ticket_lives_in_a_database(self):
        code, _, err = itr("list", "--db", DATABASE)
        self.assertEqual(code, 3)
        self.assertIn("store.not_found", err)
        self.assertEqual(itr("db", "init", "--db", DATABASE)[:2], (0, "ready for tickets\n"))
        self.assertEqual(itr("db", "migrate", "--db", DATABASE)[:2], (0, "format 3: nothing to do\n"))
        self.assertEqual(itr("deploy", "repair", "--db", DATABASE)[0], 0)
        code, out, err = itr("open", "repair", "device=drill", "--db", DATABASE, "--format", "json")
        self.assertEqual(code, 0, err)
        number = json.loads(out)["number"]
        self.assertEqual(itr("show", number, "--db", DATABASE)[0], 0)
        code, out, _ = itr("db", "check", "--db", DATABASE)
        self.assertEqual(code, 0)
        self.assertIn("read 1 ticket with 1 commit of all tenants", out)
        with Copy() as copy:
            self.assertIn("read 1 ticket with 1 commit of all tenants", itr("db", "check", "--db", copy)[1])
            looking = ("--format", "json", "--now", "2100-01-01T00:00:00Z")
            shown = itr("show", number, "--db", DATABASE, *looking)[1]
            self.assertEqual(itr("show", number, "--db", copy, *looking)[1], shown)
            self.assertEqual(itr("comment", number, "restored", "--db", copy)[0], 0)
            self.assertIn("read 1 ticket with 2 commits", itr("db", "check", "--db", copy)[1])
        self.assertIn("read 1 ticket with 1 commit", itr("db", "check", "--db", DATABASE)[1])

    def test_what_is_done_with_a_file_is_not_done_with_a_database(self):
        for words in (["backup", "copy.db"], ["restore", "copy.db"], ["compact"], ["verify"]):
            code, _, err = itr("db", *words, "--db", DATABASE)
            self.assertEqual(code, 2, err)
            self.assertIn("expected a SQLite file", err)
        self.assertFalse((PACKS / "copy.db").exists())

    def test_a_server_that_is_not_there_is_the_environment(self):
        code, _, err = itr("db", "init", "--db", "host=/nowhere dbname=x user=x password=wonderland")
        self.assertEqual(code, 3)
        self.assertIn("store.unreachable", err)
        self.assertNotIn("wonderland", err)


if __name__ == "__main__":
    unittest.main()
