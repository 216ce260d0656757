"""Expressions and calendars."""
import json
import pathlib
import shutil
import tempfile
import unittest

from program import itr, json_of


class Tools(unittest.TestCase):
    def test_an_expression(self):
        self.assertEqual(itr("expr", "1 + 2 * 3")[:2], (0, "7\n"))
        self.assertEqual(itr("expr", "a.size() > n", "--bind", 'a="long"', "--bind", "n=3")[:2], (0, "true\n"))
        self.assertEqual(json_of("expr", "1.0", "--format", "json"), (0, {"type": "double", "value": 1.0}))

    def test_an_expression_that_fails_is_exit_code_1(self):
        for source in ("1 +", "1 / 0", "nobody"):
            code, out, err = itr("expr", source)
            self.assertEqual((code, out), (1, ""), source)
            self.assertTrue(err.startswith("itr: "), err)

    def test_expressions_line_by_line(self):
        code, out, _ = itr("expr", "--batch", stdin='{"id":"a","expr":"x + 1","bindings":{"x":{"type":"int","value":"41"}}}\n\n{"id":"b","expr":"1/0"}\n')
        first, second = map(json.loads, out.splitlines())
        self.assertEqual((code, first), (0, {"id": "a", "value": {"type": "int", "value": "42"}}))
        self.assertEqual(second["id"], "b")
        self.assertIn("error", second)

    def test_working_time(self):
        friday, monday = "2026-03-06T16:00:00+01:00", "2026-03-09T10:00:00+01:00"
        for where in (["--pack", "repair"], ["--calendar", "repair/calendar.yaml"]):
            self.assertEqual(itr("calendar", "add", friday, "2h", *where)[:2], (0, "2026-03-09T09:00:00Z\n"))
            self.assertEqual(itr("calendar", "add", monday, "-2h", *where)[:2], (0, "2026-03-06T15:00:00Z\n"))
            self.assertEqual(itr("calendar", "between", friday, monday, *where)[:2], (0, "2h\n"))
            self.assertEqual(itr("calendar", "is-open", friday, *where)[:2], (0, "open\n"))
            self.assertEqual(itr("calendar", "is-open", "2026-03-04T10:00:00+01:00", *where)[:2], (1, "closed\n"))
            self.assertEqual(itr("calendar", "next", "2026-03-04T10:00:00+01:00", *where)[:2],
                             (0, "opens 2026-03-05T08:00:00Z, closes 2026-03-05T11:00:00Z\n"))

    def test_what_is_asked_wrongly_is_told_in_the_form_that_is_asked_for(self):
        for words, code in ((("calendar", "add", "2026-03-02T10:00:00Z", "--pack", "repair"), "cli.bad_value"),
                            (("calendar", "add", "2026-03-02T10:00:00Z", "1h", "--calendar", "/nope"), "cli.no_file"),
                            (("expr", "x", "--bind", "x=1", "--bind", "x=2"), "cli.bad_value"), (("expr", "1", "--batch"), "cli.bad_value"),
                            (("expr", "1 / 0"), "expression.division_by_zero"), (("validate",), "cli.not_understood"),
                            (("deploy", "/nope", "--db", "x.db"), "cli.invalid_pack"), (("what-if", "--db", "/nope.db"), "cli.bad_value")):
            _, answer = json_of(*words, "--format", "json")
            self.assertEqual((answer["ok"], answer["code"]), (False, code), words)
            self.assertTrue(answer["message"], words)

    def test_a_picture_needs_graphviz(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "cat").symlink_to(shutil.which("cat"))
            code, out, err = itr("graph", "repair", "order", "--format", "svg", env={"PATH": folder})
        self.assertEqual((code, out), (3, ""))
        self.assertIn("[cli.no_program]", err)

    def test_working_days(self):
        self.assertEqual(itr("calendar", "add", "2026-03-02T10:00:00+01:00", "2 working days by 16:00", "--pack", "repair")[:2],
                         (0, "2026-03-05T15:00:00Z\n"))

    def test_calendars_line_by_line(self):
        code, out, _ = itr("calendar", "add", "--pack", "repair", "--name", "office", "--batch",
                           stdin='{"id":1,"from":"2026-03-06T16:00:00+01:00","length":"2h"}\n{"id":2,"from":"x","length":"2h"}\n'
                                 '{"id":3,"calendar":"24x7","from":"2026-03-06T16:00:00Z","length":"2h"}\n')
        answers = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((code, answers[0]), (0, {"at": "2026-03-09T09:00:00Z", "id": 1}))
        self.assertIn("error", answers[1])
        self.assertEqual(answers[2]["at"], "2026-03-06T18:00:00Z")

    def test_a_published_calendar_becomes_a_proposal_that_counts_working_time(self):
        with tempfile.TemporaryDirectory() as folder:
            holidays = pathlib.Path(folder) / "holidays.ics"
            holidays.write_text("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//city//holidays//EN",
                                            "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260303",
                                            "SUMMARY:City day", "END:VEVENT", "END:VCALENDAR", ""]))
            code, proposal, err = itr("calendar", "import", holidays, "--name", "city", "--zone", "Europe/Berlin", "--hours", "09:00-17:00")
            self.assertEqual(code, 0, err)
            self.assertIn("City day", proposal)
            calendar = pathlib.Path(folder) / "city.yaml"
            calendar.write_text(proposal)
            # Monday 16:00, an hour of it is left; Tuesday is the city's.
            self.assertEqual(itr("calendar", "add", "2026-03-02T16:00:00+01:00", "2h", "--calendar", calendar)[:2], (0, "2026-03-04T09:00:00Z\n"))
            code, answer = json_of("calendar", "import", holidays, "--name", "city", "--zone", "Europe/Berlin", "--format", "json")
            self.assertEqual(code, 0, answer)
            self.assertEqual(itr("calendar", "import", pathlib.Path(folder) / "none.ics")[0], 3)

    def test_an_answer_that_rests_on_days_not_yet_announced_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            calendar = pathlib.Path(folder) / "office.yaml"
            calendar.write_text("calendar: office\nzone: UTC\nweek: {mon-fri: ['09:00-17:00']}\nknown_until: 2026-12-31\n")

            def answer(*question):
                return json_of("calendar", *question, "--calendar", calendar, "--format", "json")[1]

            new_year, eve = "2027-01-01T10:00:00Z", "2026-12-31T10:00:00Z"
            self.assertEqual(answer("is-open", new_year), {"open": True, "known": False})
            self.assertEqual(answer("is-open", eve), {"open": True})
            self.assertEqual(answer("between", eve, new_year), {"length": "8h", "ms": 28800000, "known": False})
            self.assertEqual(answer("between", new_year, eve)["known"], False)
            self.assertNotIn("known", answer("between", eve, "2027-01-01T00:00:00Z"))
            self.assertEqual(answer("next", "2026-12-31T18:00:00Z")["known"], False)
            self.assertNotIn("known", answer("next", eve))
            self.assertEqual(answer("add", new_year, "-8h")["known"], False)
            words = itr("calendar", "is-open", new_year, "--calendar", calendar)
            self.assertEqual(words[:2], (0, "open (holidays of that time are not known yet)\n"))
            code, out, _ = itr("calendar", "is-open", "--calendar", calendar, "--batch", stdin='{"id":1,"at":"%s"}\n' % new_year)
            self.assertEqual((code, json.loads(out)), (0, {"id": 1, "open": True, "known": False}))

    def test_an_unknown_calendar_is_refused(self):
        code, _, err = itr("calendar", "is-open", "2026-03-06T16:00:00Z", "--pack", "repair", "--name", "ofice")
        self.assertEqual(code, 2)
        self.assertIn("office", err)
        self.assertIn("[cli.unknown_calendar]", err)


if __name__ == "__main__":
    unittest.main()
