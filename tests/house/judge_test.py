"""benchmarks/judge.py says of every figure that has a limit whether it is met, and no missed one passes."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"
LIMITS = json.loads((BENCHMARKS / "limits.json").read_text())


def live_ticket(bytes_per_ticket):
    return {"name": "live_ticket/text:14", "real_time": 1, "time_unit": "s", "bytes_per_ticket": bytes_per_ticket}


def hot(named_ns, share=0.5, name="hot"):
    return {"name": f"{name}/manual_time", "real_time": 1, "time_unit": "ms", "share": share, "named_ns": named_ns}


class Judge(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def judge(self, bench, *runs):
        (self.place / f"bench_{bench}.json").write_text(json.dumps({"benchmarks": runs}))
        done = subprocess.run([BENCHMARKS / "judge.py", self.place, bench], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout

    def test_a_figure_within_its_limit_is_met(self):
        run = {"name": "guard/three_comparisons", "real_time": 0.0499, "time_unit": "us"}
        code, out = self.judge("expression", run)
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^met +49\.900 +at most 50 ")

    def test_a_figure_beyond_its_limit_is_missed_whichever_way_it_is_bounded(self):
        run = {"name": "guard/three_comparisons", "real_time": 51, "time_unit": "ns"}
        self.assertEqual(self.judge("expression", run)[0], 1)
        code, out = self.judge("memory", live_ticket(1_025))
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("MISSED"), out)
        code, out = self.judge("lifecycle", hot(16, share=0.049), hot(100, name="one_hundred_thousand_shuffled"))
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("MISSED"), out)

    def test_a_ratio_to_a_bare_program_that_ran_at_less_than_half_its_known_speed_is_void(self):
        shuffled = hot(100, name="one_hundred_thousand_shuffled")
        self.assertEqual(self.judge("lifecycle", hot(50), shuffled)[0], 0)
        code, out = self.judge("lifecycle", hot(50.1), shuffled)
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("VOID"), out)

    def test_a_bare_program_may_tell_its_rate_and_one_that_tells_nothing_makes_the_ratio_void(self):
        def append(connections, **figures):
            return {"name": f"postgres_append/{connections}/manual_time", "real_time": 1, "time_unit": "ms", "ratio": 0.9, **figures}
        code, out = self.judge("postgres", append(1, bare_per_s=3_700), append(2, bare_per_s=5_300), append(8))
        self.assertEqual(code, 1)
        self.assertEqual([line.split()[0] for line in out.splitlines()], ["met", "VOID", "VOID"])

    def test_two_bare_programs_of_one_kind_agree_within_a_factor_of_two(self):
        def told(rate):
            shared = {"name": "A.limit.dynamic.hot", "unit": "events/s", "median": rate}
            (self.place / "limit_a_limit.jsonl").write_text(json.dumps(shared) + "\n")
            code, out = self.judge("lifecycle", hot(20), hot(100, name="one_hundred_thousand_shuffled"))
            return code, [line.split()[:2] for line in out.splitlines()]
        self.assertEqual(told(40e6), (0, [["met", "0.500"], ["agree", "0.800"], ["met", "0.500"]]))
        self.assertEqual(told(101e6), (1, [["met", "0.500"], ["DIFFER", "2.020"], ["met", "0.500"]]))
        self.assertEqual(told(24e6), (1, [["met", "0.500"], ["DIFFER", "0.480"], ["met", "0.500"]]))

    def test_rates_and_times_of_both_are_held_against_each_other_as_they_are(self):
        (self.place / "limit_b_pg.jsonl").write_text(json.dumps({"name": "B.pg.pipe.c1", "unit": "events/s", "median": 6_000}))
        (self.place / "limit_e_yaml.jsonl").write_text(json.dumps({"name": "E.yaml_cpp.load_1000_lines", "unit": "ms", "median": 8}))
        append = {"name": "postgres_append/1/manual_time", "real_time": 1, "time_unit": "ms", "ratio": 0.9, "bare_per_s": 3_900}
        self.assertRegex(self.judge("postgres", append)[1], r"agree +0\.650 ")
        pack = {"name": "standard_pack", "real_time": 1, "time_unit": "ms", "x_limit": 1.4, "bare_ms": 10}
        self.assertRegex(self.judge("loader", pack)[1], r"agree +1\.250 ")

    def test_a_rate_is_told_by_the_item(self):
        runs = [{"name": "untouched_clock", "real_time": 1, "time_unit": "ns", "items_per_second": 5e8},
                {"name": "start_pause_resume_stop", "real_time": 1, "time_unit": "ns", "items_per_second": 3e6}]
        code, out = self.judge("clock", *runs)
        self.assertEqual(code, 1)
        self.assertRegex(out, r"met +2\.000")
        self.assertRegex(out, r"MISSED +333\.333")

    def test_a_limit_whose_figure_is_not_there_is_no_success(self):
        code, out = self.judge("expression", {"name": "guard/long_text", "real_time": 1, "time_unit": "ns"})
        self.assertEqual(code, 2)
        self.assertIn("found nothing", out)

    def test_every_limit_speaks_of_a_benchmark_that_there_is(self):
        for limit in LIMITS:
            source = (BENCHMARKS / f"{limit['bench']}_bench.cpp").read_text()
            name = re.split(r"[^a-zA-Z_]", limit["run"].removeprefix("("))[0]
            self.assertIn(name, source, limit)
            self.assertEqual(len({"least", "most"} & limit.keys()), 1, limit)
            self.assertEqual("bare" in limit, "known" in limit, limit)
            self.assertEqual("bare" in limit, "theirs" in limit, limit)
            self.assertIn(f'"{limit.get("bare", "")}', source, limit)


if __name__ == "__main__":
    unittest.main()
