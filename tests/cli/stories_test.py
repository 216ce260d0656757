"""What journals tell: explanations, reports, what would have been."""
import pathlib
import tempfile
import unittest

from program import PACKS, itr, json_of


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


if __name__ == "__main__":
    unittest.main()
