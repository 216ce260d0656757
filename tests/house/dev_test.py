"""./dev explains itself: every command that it lists has a help of its own, and what it does not know is exit code 2.

What the commands do is not tried here: they build, install and run for minutes.
"""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def dev(*words):
    """(exit code, standard output, standard error)"""
    done = subprocess.run([ROOT / "dev", *words], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def listed():
    return re.findall(r"^  ([a-z]+)  ", dev("--help")[1], re.M)


class Dev(unittest.TestCase):
    def test_the_help_lists_the_commands_of_the_house(self):
        code, out, err = dev("--help")
        self.assertEqual((code, err), (0, ""))
        self.assertTrue({"setup", "demo", "test", "bench", "fuzz", "format", "lint", "docs"} <= set(listed()), out)

    def test_every_command_that_is_listed_has_a_help_of_its_own(self):
        for command in listed():
            for flag in ("--help", "-h"):
                code, out, err = dev(command, flag)
                self.assertEqual((code, err), (0, ""), command)
                self.assertTrue(out.startswith(f"Usage: ./dev {command}"), out)

    def test_help_is_given_wherever_it_is_asked_for_and_nothing_else_is_done(self):
        code, out, _ = dev("test", "--all", "--help")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("Usage: ./dev test"), out)

    def test_a_command_that_is_not_there_is_exit_code_2(self):
        for words in ([], ["dance"], ["tets", "--help"]):
            code, out, err = dev(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertIn("Usage: ./dev COMMAND", err)

    def test_an_option_that_is_not_there_is_exit_code_2_and_shows_the_help(self):
        for command in listed():
            code, out, err = dev(command, "--dance")
            self.assertEqual((code, out), (2, ""), command)
            self.assertIn(f"Usage: ./dev {command}", err)

    def test_an_option_without_its_value_is_exit_code_2_and_names_it(self):
        for words in (["test", "-R"], ["bench", "--only"], ["fuzz", "--seconds"], ["torture", "--kills"]):
            code, out, err = dev(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertIn(f"expected a value after '{words[1]}'", err)

    def test_a_fuzzer_that_is_not_there_is_told_with_those_that_are(self):
        code, _, err = dev("fuzz", "nope")
        self.assertNotEqual(code, 0)
        self.assertIn("expression", err)
        self.assertIn("'nope'", err)


if __name__ == "__main__":
    unittest.main()
