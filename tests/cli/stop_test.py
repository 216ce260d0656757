"""Long work ends cleanly when it is told to, and whatever breaks it leaves no half file."""
import json
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import unittest

from program import PACKS, PROGRAM, itr, json_of

NOW = "2026-03-02T09:30:00Z"
MOST = 64 << 10  # bytes of a file where the disk is full


def with_a_signal_waiting():
    """SIGINT has come, and waits until the program looks for it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.kill(os.getpid(), signal.SIGINT)


def on_a_full_disk():
    """What writes too much of a file is told so."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))


def killed_on_a_full_disk():
    """What writes too much of a file dies of it, just then."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.db = self.folder / "tickets.db"
        self.keys = self.folder / "keys"
        self.keys.write_text(itr("audit", "key", "k1")[1])
        text = "It makes a noise. " * 100
        lines = [{"op": "open", "ticket": "r1", "workflow": "repair", "data": {"device": "radio"}, "now": "2026-03-02T09:00:00Z"},
                 *({"op": "comment", "ticket": "r1", "text": text} for _ in range(50))]
        code, _, err = itr("run", "--db", self.db, "--pack", "repair", "--as", "desk", "--now", "2026-03-02T08:00:00Z",
                           "--audit-keys", self.keys, stdin="".join(json.dumps(line) + "\n" for line in lines))
        self.assertEqual(code, 0, err)

    def there(self):
        """The files of the folder, but for SQLite's own companions, and the tickets."""
        names = sorted(path.name for path in self.folder.iterdir() if not path.name.endswith(("-wal", "-shm")))
        return names, itr("db", "export", "--db", self.db)[1]

    def under(self, condition, *words):
        done = subprocess.run([PROGRAM, *map(str, words)], preexec_fn=condition, capture_output=True, text=True, cwd=PACKS,
                              timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr


class Stop(Folder):
    def test_a_signal_ends_long_work_with_exit_code_1_and_nothing_half_done(self):
        keys, db = ("--keys", self.keys), ("--db", self.db)
        before = self.there()
        for words in (("validate", "repair"), ("test", "repair"), ("test", "repair", "--format", "tap"), ("report", *db), ("what-if", "--pack", "repair", *db), ("adopt", "repair", *db),
                      ("db", "check", *db), ("db", "verify", *db), ("db", "compact", *db), ("db", "backup", self.folder / "copy", *db),
                      ("db", "restore", self.db, "--db", self.folder / "other.db"), ("db", "export", self.folder / "lines", *db),
                      ("audit", "verify", *keys, *db), ("audit", "checkpoint", *keys, *db), ("audit", "export", *db)):
            code, out, err = self.under(with_a_signal_waiting, *words)
            self.assertEqual(code, 1, (words, err))
            self.assertRegex(err, r"^itr: .*stopped.* \[(cli|store|audit)\.stopped\]\n$", words)
            self.assertNotIn("verified", out)
            self.assertEqual(self.there(), before, words)

    def test_what_was_not_worked_off_is_no_success(self):
        late = ("advance", "--db", self.db, "--now", "2026-03-02T23:00:00Z")
        code, _, err = self.under(with_a_signal_waiting, *late)
        self.assertEqual(code, 1)
        self.assertRegex(err, r"^itr: stopped .* \[cli\.stopped\]\n$")
        self.assertIn('"code":"cli.stopped"', self.under(with_a_signal_waiting, *late, "--format", "json")[1])
        self.assertEqual(itr(*late)[0], 0)

    def test_who_was_stopped_begins_anew(self):
        words = ("adopt", "repair", "--db", self.db, "--now", NOW)
        self.assertIn("stopped after 0 tickets", self.under(with_a_signal_waiting, *words)[2])
        self.assertEqual(itr(*words)[0], 0)


class Export(Folder):
    def test_an_export_that_was_killed_is_not_there_and_the_next_one_is_whole(self):
        lines = self.folder / "lines"
        words = ("db", "export", lines, "--db", self.db)
        self.assertEqual(self.under(killed_on_a_full_disk, *words)[0], -signal.SIGXFSZ)
        self.assertFalse(lines.exists())
        self.assertEqual(itr(*words)[0], 0)
        self.assertIn('{"end":', lines.read_text().splitlines()[-1])
        self.assertEqual([name for name in self.there()[0] if "partial" in name], [])

    def test_an_export_takes_no_name_from_another_file(self):
        lines = self.folder / "lines"
        lines.write_text("mine")
        code, _, err = itr("db", "export", lines, "--db", self.db)
        self.assertEqual((code, lines.read_text()), (3, "mine"))
        self.assertIn("File exists [cli.no_file]", err)

    def test_a_full_disk_leaves_no_file_and_is_told(self):
        before = self.there()
        code, out, err = self.under(on_a_full_disk, "db", "export", self.folder / "lines", "--db", self.db)
        self.assertEqual((code, out), (3, ""))
        self.assertRegex(err, r"^itr: .*lines.partial: File too large \[cli.no_file\]\n$")
        self.assertEqual(self.there(), before)


class Machines(Folder):
    """With --format json a failing environment is an answer, too."""

    def failing(self, *words, condition=None):
        code, out, err = self.under(condition, *words, "--format", "json")
        self.assertEqual(err, "", words)
        answer = json.loads(out)
        self.assertEqual((answer["ok"], set(answer)), (False, {"ok", "code", "message"}), words)
        return code, answer["code"]

    def test_a_file_that_is_not_there(self):
        nowhere = ("--db", self.folder / "none.db")
        for words in (("show", "1"), ("list",), ("report",), ("deploy", "repair", "--db", "/none/x.db"), ("effects",), ("advance",),
                      ("db", "check"), ("db", "verify"), ("db", "backup", self.folder / "copy"), ("db", "compact")):
            self.assertEqual(self.failing(*words, *(() if "--db" in words else nowhere)), (3, "store.not_found"), words)
        self.assertEqual(self.failing("db", "import", self.folder / "none", "--db", self.db), (3, "cli.no_file"))
        self.assertEqual(self.failing("audit", "verify", "--keys", self.folder / "none", "--db", self.db), (3, "cli.no_file"))

    def test_a_full_disk(self):
        self.assertEqual(self.failing("db", "export", self.folder / "lines", "--db", self.db, condition=on_a_full_disk), (3, "cli.no_file"))
        self.assertEqual(self.failing("db", "backup", self.folder / "copy", "--db", self.db, condition=on_a_full_disk)[0], 3)

    def test_a_file_that_somebody_else_has(self):
        words = [PROGRAM, "run", "--db", self.db]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PACKS) as service:
            service.stdin.write('{"op":"get","ticket":"r1"}\n')
            service.stdin.flush()
            self.assertTrue(json.loads(service.stdout.readline())["ok"])
            for command in (("send", "r1", "begin"), ("advance",), ("db", "compact"), ("db", "migrate")):
                self.assertEqual(self.failing(*command, "--db", self.db), (3, "store.locked"), command)
            service.stdin.close()

    def test_a_slip_and_a_stop(self):
        self.assertEqual(self.failing("show", "1"), (2, "cli.no_database"))
        self.assertEqual(self.failing("list", "--db", self.db, "--now", "soon"), (2, "time.invalid"))
        self.assertEqual(self.failing("db", "verify", "--db", self.db, condition=with_a_signal_waiting), (1, "store.stopped"))

    def test_an_export_to_standard_output_is_lines_and_nothing_else(self):
        code, out, err = itr("db", "export", "--db", self.folder / "none.db", "--format", "json")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("[store.not_found]", err)
        self.assertEqual(json_of("db", "export", self.folder / "lines", "--db", self.db, "--format", "json")[1]["ok"], True)


if __name__ == "__main__":
    unittest.main()
