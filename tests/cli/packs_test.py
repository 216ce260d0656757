"""Packs are checked, tested and drawn."""
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

from program import PACKS, itr, json_of


class Packs(unittest.TestCase):
    def test_a_valid_pack_is_exit_code_0(self):
        code, out, _ = itr("validate", "repair")
        self.assertEqual(code, 0, out)
        self.assertIn("repair: valid (0 errors", out)

    def test_a_broken_pack_is_exit_code_1_with_places_and_hints(self):
        code, out, _ = itr("validate", "repair", "broken")
        self.assertEqual(code, 1)
        self.assertIn("broken/pack.yaml:7:", out)
        self.assertIn("did you mean 'there'?", out)
        self.assertIn("repair: valid", out)

    def test_validation_as_json(self):
        code, reports = json_of("validate", "repair", "broken", "--format", "json")
        self.assertEqual(code, 1)
        self.assertEqual([r["valid"] for r in reports], [True, False])
        self.assertEqual(len(reports[0]["hash"]), 64)
        mistake = reports[1]["diagnostics"][0]
        self.assertEqual(set(mistake), {"code", "severity", "file", "line", "column", "message", "hint"})
        self.assertEqual(mistake["file"], "broken/pack.yaml")

    def test_a_mistake_in_a_scenario_makes_the_pack_invalid(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pack.yaml"
            path.write_text((PACKS / "repair/pack.yaml").read_text() + "---\nscenario: bad\nstart: {workflow: repare, at: 2026-03-02T09:00:00Z}\nsteps: []\n")
            code, out, _ = itr("validate", path)
        self.assertEqual(code, 1)
        self.assertIn("scenario.unknown_name", out)
        self.assertIn("did you mean 'repair'?", out)

    def test_a_folder_that_is_not_there_is_no_pack(self):
        self.assertNotEqual(itr("validate", "nowhere")[0], 0)


class Promises(unittest.TestCase):
    """Departments of 65 and 60 minutes on one machine."""
    def workshop(self, promise):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "pack.yaml"
        path.write_text((PACKS / "workshop/pack.yaml").read_text().replace("restore: 3h", f"restore: {promise}"))
        return path

    def test_a_table_of_slack_for_each_promise_and_path(self):
        code, out, err = itr("validate", "workshop", "--agreements")
        self.assertEqual(code, 0, err)
        lines = [line.split() for line in out.splitlines()]
        self.assertIn(["gold.restore", "3h", "in", "real", "time"], lines)
        self.assertIn(["+55m", "kept", "from", "2024-01-01T00:00:00Z", "*measuring", "1h5m", ">", "*testing", "1h"], lines)
        self.assertIn("-10m    cut 10m", out)
        self.assertNotIn("cut", itr("validate", "workshop")[1])

    def test_a_path_that_is_not_kept_is_exit_code_1_when_strict(self):
        self.assertEqual(itr("validate", "workshop", "--strict")[0], 0)
        self.assertEqual(itr("validate", "workshop", "--agreements", "--strict")[0], 1)
        self.assertEqual(itr("validate", self.workshop("6h"), "--agreements", "--strict")[0], 0)

    def test_a_promise_of_90_minutes_is_refused_with_the_critical_path_and_the_cut(self):
        code, out, _ = itr("validate", self.workshop("90m"), "--agreements")
        self.assertEqual(code, 1)
        self.assertIn("error[validation.promise_out_of_reach]", out)
        self.assertIn("measuring (1h5m), then testing (1h) (cut 35m from these steps, or promise more)", out)
        self.assertIn("no way keeps it", out)

    def test_slack_as_json(self):
        code, reports = json_of("validate", "workshop", "--agreements", "--format", "json")
        promise = reports[0]["promises"][0]
        self.assertEqual((code, promise["agreement"], promise["clock"], promise["target"]), (0, "gold", "restore", "3h"))
        self.assertEqual(promise["paths"][-1]["slack_ms"], 55 * 60_000)
        self.assertEqual([s["state"] for s in promise["paths"][-1]["stages"]], ["measuring", "testing"])
        self.assertNotIn("promises", json_of("validate", "workshop", "--format", "json")[1][0])

    def test_slack_is_drawn_on_the_steps_even_of_a_pack_that_is_refused(self):
        self.assertIn("testing<br/>1h, slack +45m", itr("graph", self.workshop("6h"), "--slack")[1])
        code, out, err = itr("graph", self.workshop("90m"), "--slack", "--format", "dot")
        self.assertEqual(code, 0, err)
        self.assertIn('label="testing\\n1h, slack -', out)
        self.assertNotIn("slack", itr("graph", "workshop")[1])


class Scenarios(unittest.TestCase):
    def test_scenarios_pass_on_the_core_and_on_both_stores(self):
        for store in ("core", "memory", "sqlite"):
            code, out, err = itr("test", "repair", "--store", store)
            self.assertEqual(code, 0, out + err)
            self.assertIn("repair: 4 of 4 scenarios passed", out)

    def test_promises_dates_and_relations_are_the_same_on_the_core_and_on_both_stores(self):
        for store in ("core", "memory", "sqlite"):
            code, out, err = itr("test", "promises", "--store", store)
            self.assertEqual(code, 0, out + err)
            self.assertIn("promises: 13 of 13 scenarios passed", out)

    def test_coverage_names_what_is_not_taken(self):
        code, out, _ = itr("test", "repair", "--filter", "toaster")
        self.assertEqual(code, 0)
        self.assertIn("transitions taken: 1 of 6 (16 %)", out)
        self.assertIn("repair/pack.yaml:29 repair: not taken: bench.working: on order_part to bench.lacking", out)

    def test_a_failure_is_a_sentence_with_its_place(self):
        code, out, _ = itr("test", "failing")
        self.assertEqual(code, 1)
        self.assertIn("failing/scenarios.yaml:4: expected state 'closed' to be active, but active is 'waiting'", out)
        self.assertIn("failing: 1 of 2 scenarios passed", out)

    def test_tap(self):
        code, out, _ = itr("test", "failing", "--format", "tap")
        self.assertEqual(code, 1)
        lines = out.splitlines()
        self.assertEqual(lines[:3], ["TAP version 13", "1..2", "not ok 1 - a radio is <repaired> before anybody begins"])
        self.assertIn("ok 2 - a radio waits", lines)

    def test_junit(self):
        code, out, _ = itr("test", "failing", "--format", "junit")
        self.assertEqual(code, 1)
        suite = xml.etree.ElementTree.fromstring(out).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        cases = suite.findall("testcase")
        self.assertEqual(cases[0].get("name"), "a radio is <repaired> before anybody begins")
        self.assertIn("expected state 'closed'", cases[0].find("failure").get("message"))
        self.assertIsNone(cases[1].find("failure"))

    def test_json(self):
        code, packs = json_of("test", "failing", "--format", "json")
        self.assertEqual(code, 1)
        first, second = packs[0]["scenarios"]
        self.assertEqual(first["failures"][0]["line"], 4)
        self.assertTrue(second["passed"])
        self.assertEqual(len(packs[0]["transitions"]), 6)

    def test_mutants(self):
        code, packs = json_of("test", "repair", "--mutate", "--format", "json")
        self.assertEqual((code, packs[0]["mutation"]["total"], packs[0]["mutation"]["survivors"]), (0, 22, []))
        code, packs = json_of("test", "repair", "--format", "json")
        self.assertNotIn("mutation", packs[0])

    def test_a_mutant_that_survives_is_exit_code_1(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "pack.yaml"
            path.write_text((PACKS / "repair/pack.yaml").read_text())
            code, out, _ = itr("test", path, "--mutate")
        self.assertEqual(code, 1)
        self.assertIn("survived: bench.working: on finish to closed: transition removed", out)


class Pictures(unittest.TestCase):
    def test_mermaid_and_dot(self):
        code, out, _ = itr("graph", "repair", "order")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("stateDiagram-v2"), out[:40])
        code, out, _ = itr("graph", "repair", "repair", "--format", "dot")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("digraph"), out[:40])

    def test_a_workflow_must_be_chosen(self):
        code, _, err = itr("graph", "repair")
        self.assertEqual(code, 2)
        self.assertIn("order, repair", err)

    def test_svg_comes_from_graphviz_or_says_that_it_is_missing(self):
        code, out, err = itr("graph", "repair", "order", "--format", "svg")
        if code == 0:
            self.assertIn("<svg", out)
        else:
            self.assertEqual(code, 3)
            self.assertIn("Graphviz", err)


if __name__ == "__main__":
    unittest.main()
