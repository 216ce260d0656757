"""`itr replay` and `itr report` as a person and as a script use them."""
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SMALL = HERE / "small"
ROOT = HERE.parent.parent
SHARED = pathlib.Path(os.environ.get("ITR_SHARED", ROOT.parent / "shared"))
PROGRAM = None


def itr(*arguments):
    """(exit code, standard output, standard error)"""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout, done.stderr


def json_of(*arguments):
    code, out, err = itr(*arguments, "--format", "json")
    return code, json.loads(out) if out else err


def replay(*arguments, log=SMALL / "log.csv", map=SMALL / "map.yaml"):
    return itr("replay", "--map", map, log, *arguments)


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.db = self.folder / "desk.db"

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


class Replay(Folder):
    def test_in_memory_it_says_how_much_is_refused_and_why(self):
        code, out, err = replay()
        self.assertEqual((code, err), (0, ""))
        lines = [line.rstrip() for line in out.splitlines()]
        self.assertEqual(lines[:2], ["3 tickets, 11 events from 1970-01-01T00:00:00Z to 1970-01-01T06:00:00Z",
                                     "refused: 1 (9.09 %) of 11 events; 1 (33.33 %) of 3 tickets, 0 (0.00 %) of 1 with 5 events or more"])
        self.assertEqual(lines[3].split(), ["event.unexpected", "solve", "1", "1"])

    def test_machines_get_json(self):
        code, told = json_of("replay", "--map", SMALL / "map.yaml", SMALL / "log.csv")
        self.assertEqual(code, 0)
        self.assertEqual(told, {
            "ok": True, "complete": True, "tickets": 3, "events": 11, "events_of_log": 11, "refused_tickets": 1, "refused_events": 1,
            "long_tickets": 1, "refused_long_tickets": 0, "lost_notes": 0, "first": "1970-01-01T00:00:00Z", "last": "1970-01-01T06:00:00Z",
            "reasons": [{"code": "event.unexpected", "event": "solve", "events": 1, "tickets": 1}]})

    def test_who_wants_everything_accepted_gets_exit_code_1(self):
        self.assertEqual(replay("--strict")[0], 1)

    def test_a_compressed_log_is_the_same_log(self):
        packed = self.folder / "log.csv.gz"
        packed.write_bytes(gzip.compress((SMALL / "log.csv").read_bytes()))
        self.assertEqual(replay(log=packed), replay())

    def test_shuffled_events_are_refused_more_often_and_the_same_seed_gives_the_same(self):
        once, again = replay("--shuffle", 2), replay("--shuffle", 2)
        self.assertEqual(once, again)
        self.assertNotEqual(once, replay())

    def test_a_log_without_rows_is_no_mistake(self):
        code, out, _ = replay(log=self.file("empty.csv", "case,second,event,team,line,impact\n"))
        self.assertEqual((code, out), (0, "the log has no events\n"))

    def test_without_a_map_the_command_line_is_not_understood(self):
        code, out, err = itr("replay", SMALL / "log.csv")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("--map", err)

    def test_a_file_that_is_not_there_is_exit_code_3(self):
        self.assertEqual(replay(log="nowhere.csv")[0], 3)
        code, _, err = replay(map="nowhere.yaml")
        self.assertEqual(code, 3)
        self.assertIn("nowhere.yaml", err)

    def test_mistakes_of_a_map_have_their_place(self):
        broken = self.file("map.yaml", (SMALL / "map.yaml").read_text().replace("epoch", "stardate"))
        code, out, err = replay(map=broken)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("map.yaml:3:32: error[", err)

    def test_with_a_mistake_in_the_log_nothing_is_replayed(self):
        log = self.file("log.csv", (SMALL / "log.csv").read_text() + "d,yesterday,work,west,L1,low\nd,1\n")
        code, out, err = replay("--db", self.db, log=log)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("log.csv:13:1: error[import.bad_time]", err)
        self.assertIn("log.csv:14:1: error[import.bad_row]", err)
        self.assertFalse(self.db.exists())

    def test_a_workflow_that_nobody_has_is_told_with_what_to_do(self):
        lost = self.file("map.yaml", (SMALL / "map.yaml").read_text().replace("pack: pack\n", ""))
        code, _, err = replay(map=lost)
        self.assertEqual(code, 2)
        self.assertIn("expected a pack with the workflow 'incident' (--pack PACK", err)
        self.assertEqual(replay("--pack", SMALL / "pack", map=lost), replay())

    def test_a_broken_pack_is_exit_code_1(self):
        broken = self.file("pack.yaml", (SMALL / "pack/pack.yaml").read_text().replace("initial: new", "initial: nwe"))
        code, _, err = replay("--pack", broken)
        self.assertEqual(code, 1)
        self.assertIn("did you mean 'new'?", err)

    def test_notes_that_the_workflow_does_not_take_are_told(self):
        deaf = self.file("map.yaml", (SMALL / "map.yaml").read_text().replace("refused: refused", "refused: forgotten"))
        code, out, _ = replay("--pack", SMALL / "pack", map=deaf)
        self.assertEqual(code, 0)
        self.assertIn("1 notes of refusals were refused themselves", out)


class Stop(Folder):
    def test_a_signal_ends_a_replay_cleanly_and_says_how_far_it_came(self):
        rows = "".join(f"t{n % 20000},{n},work,north,L1,low\n" for n in range(100_000))
        log = self.file("long.csv", "case,second,event,team,line,impact\n" + rows)
        words = [PROGRAM, "replay", "--map", SMALL / "map.yaml", log, "--db", self.db, "--format", "json"]
        child = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in child.stderr:
            if line.endswith(" events\n"):  # progress: it takes longer than a second
                break
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=120)
        told = json.loads(out)
        self.assertEqual(child.returncode, 1, err)
        self.assertFalse(told["complete"])
        self.assertEqual(told["events_of_log"], 100_000)
        self.assertGreater(told["events"], 0)
        self.assertLess(told["events"], 100_000)
        code, report = json_of("report", "--db", self.db)
        self.assertEqual((code, report["workflows"]["incident"]["events"]), (0, told["events"]))


class Report(Folder):
    def setUp(self):
        super().setUp()
        self.assertEqual(replay("--db", self.db)[0], 0)

    def test_the_file_alone_tells_how_it_went(self):
        code, report = json_of("report", "--db", self.db)
        self.assertEqual(code, 0)
        self.assertEqual((report["tickets"], report["open"], report["as_of"]), (3, 3, "1970-01-01T06:00:00Z"))
        f = report["workflows"]["incident"]
        self.assertEqual((f["tickets"], f["not_completed"], f["events"], f["median_events"], f["max_events"]), (3, 1, 10, 2, 7))
        self.assertEqual(f["only"], {"L1": 2})
        self.assertEqual(f["touched"], {"L1": 3, "L2": 1, "L3": 1})
        self.assertEqual((f["completed_by"], f["never_completed"]), ({"L1": 1, "L2": 1}, 1))
        self.assertEqual((f["ping_pong"], f["reopened"]), ({"tickets": 1, "times": 2}, {"tickets": 1, "times": 1}))
        self.assertEqual(f["refusals"], [{"code": "event.unexpected", "event": "solve", "state": "new", "events": 1}])

    def test_what_fell_due_after_the_last_event_is_worked_off_up_to_the_end_of_the_log(self):
        clock = json_of("report", "--db", self.db)[1]["workflows"]["incident"]["clocks"]["promise.restore"]
        self.assertEqual((clock["cycles"], clock["met"], clock["missed"], clock["running"], clock["breached"]), (4, 2, 1, 1, 2))

    def test_ages_are_those_of_the_instant_that_is_given(self):
        report = json_of("report", "--db", self.db, "--now", "1970-01-11T00:00:00Z")[1]
        backlog = report["workflows"]["incident"]["backlog"]
        self.assertEqual([each["tickets"] for each in backlog], [0, 0, 1, 0, 0, 0])

    def test_people_get_tables(self):
        code, out, _ = itr("report", "--db", self.db)
        self.assertEqual(code, 0)
        lines = [" ".join(line.split()) for line in out.splitlines()]
        for line in ("3 tickets, 3 open, 0 closed",
                     "journals as of 1970-01-01T06:00:00Z",
                     "3 tickets, 1 not completed; 10 events, of a ticket 2 (median), at most 7",
                     "to and fro between teams: 2 times, in 1 (33.33 %) tickets",
                     "reopened: 1 time, in 1 (33.33 %) tickets",
                     "line alone touched first completed not completed",
                     "L1 2 (66.67 %) 3 (100.00 %) 1 (33.33 %) 1 (33.33 %)",
                     "never 1 (33.33 %)",
                     "moves: 3 kinds between 2 states",
                     "working > working 3",
                     "event.unexpected solve new 1"):
            self.assertIn(line, lines)

    def test_whoever_may_not_see_all_gets_no_journals(self):
        report = json_of("report", "--db", self.db, "--as", "customer", "--party", "acme")[1]
        self.assertEqual((report["tickets"], "workflows" in report), (0, False))
        self.assertIn("workflows", json_of("report", "--db", self.db, "--as", "agent")[1])

    def test_the_same_log_again_changes_nothing(self):
        before = json_of("report", "--db", self.db)
        code, out, _ = replay("--db", self.db)
        self.assertEqual(code, 0)
        self.assertIn("refused: 11 (100.00 %) of 11 events", out)
        self.assertIn("ticket.exists", out)
        self.assertEqual(json_of("report", "--db", self.db), before)


class Incidents(Folder):
    """The whole log, into a file: what `itr report` finds in it are the facts that are known of the log."""

    def test_the_figures_of_the_real_log_come_out_of_the_file_alone(self):
        log = SHARED / "data/bpic2013_incidents.csv.gz"
        if not log.exists():
            if os.environ.get("CI") == "true":
                self.fail(f"{log} is not there (set ITR_SHARED)")
            self.skipTest(f"{log} is not there (set ITR_SHARED)")
        # Where another test wants the file too, it stays.
        db = pathlib.Path(os.environ.get("ITR_REPLAYED_DB", self.db))
        for old in db.parent.glob(db.name + "*"):
            old.unlink()
        code, told = json_of("replay", "--map", ROOT / "examples/maps/three-lines.practice.yaml", log, "--db", db, "--tenant", "desk")
        self.assertEqual((code, told["tickets"], told["events"], told["refused_events"]), (0, 7554, 65533, 0))
        code, report = json_of("report", "--db", db, "--tenant", "desk")
        self.assertEqual(code, 0)
        f = report["workflows"]["practice"]
        self.assertEqual((f["tickets"], f["events"]), (7554, 65533))
        self.assertEqual(f["only"]["L1"], 4546)
        self.assertEqual((f["touched"]["L2"], f["touched"]["L3"]), (2772, 544))
        self.assertEqual(f["completed_by"], {"L1": 5373, "L2": 1826, "L3": 343, "L2/L3": 4})
        self.assertEqual(f["never_completed"], 8)
        self.assertEqual(f["ping_pong"], {"tickets": 1177, "times": 2394})
        self.assertEqual(f["reopened"], {"tickets": 514, "times": 580})
        self.assertEqual((len(f["states"]), len(f["moves"])), (13, 81))
        self.assertEqual((f["median_events"], f["max_events"]), (6, 123))


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
