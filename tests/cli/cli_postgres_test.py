"""The program on a PostgreSQL database: run beside tests/store/postgres/server.py."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

PACKS = pathlib.Path(__file__).resolve().parent / "packs"
DATABASE = os.environ["ITR_TEST_POSTGRES"]
PROGRAM = None


def itr(*arguments):
    """(exit code, standard output, standard error)"""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=PACKS, timeout=120)
    return done.returncode, done.stdout, done.stderr


class Postgres(unittest.TestCase):
    def test_a_ticket_lives_in_a_database(self):
        code, _, err = itr("list", "--db", DATABASE)
        self.assertEqual(code, 3)
        self.assertIn("store.not_found", err)
        self.assertEqual(itr("db", "init", "--db", DATABASE)[:2], (0, "ready for tickets\n"))
        self.assertEqual(itr("db", "migrate", "--db", DATABASE)[:2], (0, "format 1: nothing to do\n"))
        self.assertEqual(itr("deploy", "repair", "--db", DATABASE)[0], 0)
        code, out, err = itr("open", "repair", "device=drill", "--db", DATABASE, "--format", "json")
        self.assertEqual(code, 0, err)
        number = json.loads(out)["number"]
        self.assertEqual(itr("show", number, "--db", DATABASE)[0], 0)
        code, out, _ = itr("db", "check", "--db", DATABASE)
        self.assertEqual(code, 0)
        self.assertIn("read 1 tickets with 1 commits of tenant default", out)

    def test_a_server_that_is_not_there_is_the_environment(self):
        code, _, err = itr("db", "init", "--db", "host=/nowhere dbname=x user=x password=wonderland")
        self.assertEqual(code, 3)
        self.assertIn("store.unreachable", err)
        self.assertNotIn("wonderland", err)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
