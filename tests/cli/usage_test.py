"""How the program is called, and what it says of itself."""
import re
import subprocess
import unittest

from program import PACKS, PROGRAM, itr, on_a_terminal


class Usage(unittest.TestCase):
    def test_the_version_is_said_and_ends_well(self):
        code, out, _ = itr("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^itr \d+\.\d+\.\d+\n$")

    def test_output_that_cannot_be_written_is_exit_code_3(self):
        for words, lines in ((["expr", "1+1"], ""), (["--help"], ""),
                             (["run", "--memory", "--pack", "repair"], '{"op":"query","as":"desk"}\n' * 3)):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([PROGRAM, *words], input=lines, stdout=full, stderr=subprocess.PIPE, text=True, cwd=PACKS, timeout=120, check=False)
            self.assertEqual((done.returncode, done.stderr), (3, "itr: the output cannot be written\n"), words)

    def test_complaints_that_cannot_be_written_change_no_exit_code(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "validate"], stdout=full, stderr=full, timeout=120, check=False)
            self.assertEqual(done.returncode, 2)
            done = subprocess.run([PROGRAM, "list", "--db", "none.db"], stdout=full, stderr=full, cwd=PACKS, timeout=120, check=False)
            self.assertEqual(done.returncode, 3)

    def help_of(self, *words):
        code, out, err = itr(*words, "--help")
        self.assertEqual((code, err), (0, ""), words)
        self.assertRegex(out, rf"(?m)^Usage: itr {' '.join(words)}".rstrip())
        _, _, below = out.partition("\nSubcommands:\n")
        return re.findall(r"^  ([a-z][a-z-]*)  ", below.partition("\n\n")[0], re.M)

    def test_help_is_there_for_every_command_and_what_is_below_it(self):
        found, waiting = [], [()]
        while waiting:
            words = waiting.pop()
            below = [(*words, command) for command in self.help_of(*words)]
            found += [" ".join(command) for command in below]
            waiting += below
        for command in ("validate", "what-if", "completion", "calendar import", "clock pause", "db export", "audit verify"):
            self.assertIn(command, found)
        self.assertEqual(len(found), len(set(found)))
        self.assertGreater(len(found), 40)

    def test_a_wrong_command_line_is_exit_code_2(self):
        for words in ([], ["dance"], ["validate"], ["validate", "repair", "--format", "xml"], ["expr"], ["run"], ["graph"],
                      ["calendar", "add", "2026-03-02T09:00:00Z", "1h"], ["calendar", "add", "2026-03-02T09:00:00Z", "4x"],
                      ["list", "--db", "x.db", "--limit", "0"], ["list", "--db", "x.db", "--limit", "100000000000"],
                      ["test", "repair", "--filter", "nothing is called so"]):
            code, out, err = itr(*words)
            self.assertEqual(code, 2, words)
            self.assertTrue(err.startswith("itr: "), (words, err))
            self.assertEqual(out, "", words)

    def test_an_unknown_command_or_option_is_named(self):
        for words, told in ((["dance"], "expected a command of 'itr', but found 'dance'; 'itr --help' tells what there is"),
                            (["validat", "repair"], "expected a command of 'itr', but found 'validat'; "),
                            (["calendar", "ad"], "expected a command of 'itr calendar', but found 'ad'; 'itr calendar --help' "),
                            (["list", "--limt", "3"], "expected an option of 'itr list', but found '--limt'; "),
                            (["--bogus"], "expected an option of 'itr', but found '--bogus'; ")):
            self.assertIn("itr: " + told, itr(*words)[2])

    def test_nothing_is_coloured_in_a_pipe(self):
        for words in (["validate", "broken"], ["test", "failing"]):
            self.assertNotIn("\x1b", itr(*words)[1])

    def test_a_terminal_gets_colours_unless_no_color(self):
        for words in (["validate", "broken"], ["test", "failing"]):
            self.assertIn("\x1b[31m", on_a_terminal(*words), words)
            self.assertNotIn("\x1b", on_a_terminal(*words, NO_COLOR="1"), words)

    def test_completion_is_a_script_that_bash_understands(self):
        code, out, _ = itr("completion", "bash")
        self.assertEqual(code, 0)
        def completed(*words):
            script = f"{out}\nCOMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}; _itr; echo \"${{COMPREPLY[@]}}\""
            done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, cwd=PACKS, check=False)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()

        self.assertEqual(completed("itr", "te"), ["test"])
        self.assertEqual(completed("itr", "test", "--mu"), ["--mutate"])
        self.assertIn("repair", completed("itr", "validate", "rep"))
        self.assertEqual(completed("itr", "list", "--status", ""), ["any", "open", "closed"])
        self.assertEqual(completed("itr", "test", "repair", "--format", "j"), ["junit", "json"])
        self.assertEqual(completed("itr", "db", "check", "--format", "=", "j"), ["json"])
        self.assertEqual(completed("itr", "graph", "--format", "="), ["mermaid", "dot", "svg"])
        self.assertEqual(completed("itr", "run", "--synchronous", "n"), ["normal"])
        self.assertIn("repair", completed("itr", "what-if", "--pack", "rep"))
        for group in ("calendar", "clock", "db", "audit", "completion"):
            self.assertEqual(set(completed("itr", group, "")), {*self.help_of(group), "--help"}, group)


if __name__ == "__main__":
    unittest.main()
