"""Each rule finds what it is there for: a rule that never fails protects nothing."""
import contextlib
import io
import pathlib
import tempfile
import unittest

import banned_calls
import codes
import cpp_text
import documents
import include_graph
import public_headers
import sizes


class Rules(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in ("src/base", "src/chart", "src/clock", "src/ticket", "src/cli", "src/engine", "include/itr", "tests", "docs"):
            (self.root / name).mkdir(parents=True)

    def put(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def found(self, rule):
        with contextlib.redirect_stdout(io.StringIO()):
            return rule.check(self.root)

    def assert_one(self, rule, part):
        failures = self.found(rule)
        self.assertEqual(len(failures), 1, failures)
        self.assertIn(part, failures[0])

    def test_a_room_may_use_what_is_below_it(self):
        self.put("src/ticket/decide.cpp", '#include <itr/chart.hpp>\n#include "chart/step.hpp"\n#include <vector>\n')
        self.assertEqual(self.found(include_graph), [])

    def test_a_room_may_not_use_what_is_above_it(self):
        self.put("src/chart/step.cpp", "#include <itr/ticket.hpp>\n")
        self.assert_one(include_graph, "chart may not use ticket")

    def test_rooms_side_by_side_do_not_know_each_other(self):
        self.put("src/clock/fold.cpp", "#include <itr/policy.hpp>\n")
        self.assert_one(include_graph, "clock may not use policy")

    def test_a_public_header_obeys_the_same_edges(self):
        self.put("include/itr/value.hpp", "#include <itr/model.hpp>\n")
        self.assert_one(include_graph, "base may not use model")

    def test_an_adapter_knows_the_port_and_not_the_engine(self):
        self.put("src/store/sqlite/store.cpp", "#include <itr/engine.hpp>\n#include <itr/store.hpp>\n#include <sqlite3.h>\n")
        self.assert_one(include_graph, "adapter may not use engine")

    def test_the_program_uses_public_headers(self):
        self.put("src/cli/main.cpp", '#include "engine/queue.hpp"\n')
        self.assert_one(include_graph, "public headers only")

    def test_a_library_stays_in_its_room(self):
        self.put("src/ticket/codec.cpp", "#include <yaml-cpp/yaml.h>\n")
        self.assert_one(include_graph, "belongs in src/loader")

    def test_a_public_header_shows_no_library(self):
        self.put("include/itr/value.hpp", "#include <nlohmann/json.hpp>\n")
        self.assert_one(include_graph, "belongs in src/*.cpp")

    def test_an_unknown_library_needs_a_decision(self):
        self.put("src/base/x.cpp", "#include <absl/strings/str_cat.h>\n")
        self.assert_one(include_graph, "docs/adr")

    def test_a_file_is_not_endless(self):
        self.put("src/base/long.cpp", "int a;\n" * 701)
        self.assert_one(sizes, "701 lines")

    def test_a_function_fits_a_screen(self):
        body = "    step();\n" * 69
        self.put("src/base/long.cpp", f"namespace a {{\nint short_one() {{ return 1; }}\nvoid long_one(int x) {{\n{body}}}\n}}\n")
        self.assert_one(sizes, "71 lines in one function")

    def test_files_and_functions_of_python_are_no_longer(self):
        self.put("tests/short_test.py", "a = 1\n" * 700)
        self.put("bindings/python/src/itr/raw.py", "a = 1\n" * 701)  # a program writes it
        self.put("bindings/node/node_modules/gyp/of_others.py", "a = 1\n" * 701)
        self.assertEqual(self.found(sizes), [])
        self.put("tests/long_test.py", "a = 1\n" * 701)
        self.assert_one(sizes, "tests/long_test.py: 701 lines")
        self.put("tests/long_test.py", "def long_one():\n" + "    step()\n" * 70)
        self.assert_one(sizes, "71 lines in one function")

    def test_functions_are_counted_one_by_one(self):
        text = """
struct A : B<int> {
    A() : one{1}, two(2) {
        run([] { return 1; });
    }
    int f() const noexcept override { return 1; }
    std::vector<int> list = {1, 2};
};
auto g() -> int
{
    if (x) { y(); }
    return R"({"not": "a function() {"})" "}" ? 1 : 2;
}
TEST_CASE("a sentence") {
    CHECK(true);
}
"""
        self.assertEqual([length for _, length, _ in cpp_text.functions(text)], [3, 1, 5, 3])

    def test_the_pure_half_asks_for_no_time(self):
        self.put("src/clock/fold.cpp", "auto now = std::chrono::system_clock::now();\n")
        self.assert_one(banned_calls, "take `now` as an argument")

    def test_the_shell_may_ask_for_the_time(self):
        self.put("src/engine/runner.cpp", "auto now = std::chrono::system_clock::now(); std::mutex m;\n")
        self.assertEqual(self.found(banned_calls), [])

    def test_the_pure_half_throws_no_dice_reads_no_file_takes_no_lock(self):
        for line in ("int x = rand();", "auto p = getenv(\"HOME\");", "std::ifstream file(name);", "std::mutex m;",
                     "std::thread t;", "double x = std::stod(text);", "std::cout << 1;", "time_t t = time(nullptr);"):
            self.put("src/ticket/x.cpp", line + "\n")
            with self.subTest(line):
                self.assertEqual(len(self.found(banned_calls)), 1)

    def test_words_in_comments_and_texts_are_free(self):
        self.put("src/ticket/x.cpp", '// std::mutex would be wrong\nauto a = "getenv(x)"; int runtime(0);\n')
        self.assertEqual(self.found(banned_calls), [])

    def test_time_is_not_a_fraction(self):
        self.put("src/clock/fold.cpp", "double share = 0.5;\n")
        self.assert_one(banned_calls, "rounded millisecond")

    def test_tests_do_not_sleep(self):
        self.put("tests/engine/x_test.cpp", "std::this_thread::sleep_for(1s);\n")
        self.assert_one(banned_calls, "simulated time")

    def test_the_order_of_a_hash_table_reaches_no_output(self):
        self.put("src/ticket/x.cpp", "std::unordered_map<int, int> seen;\nfor (const auto& [a, b] : seen) print(a);\n")
        self.assert_one(banned_calls, "unordered 'seen'")

    def test_a_public_header_brings_what_it_needs(self):
        self.put("include/itr/value.hpp", "#pragma once\nstd::string name();\n")
        self.assert_one(public_headers, "does not compile alone")

    def test_a_header_for_c_is_c99(self):
        self.put("include/itr/itr.h", "#ifndef X\n#define X\ntypedef struct { int a; } itr_x;\n#endif\n")
        self.assertEqual(public_headers.check(self.root), [])
        self.put("include/itr/itr.h", "#ifndef X\n#define X\ninline bool itr_x() { return true; }\n#endif\n")
        self.assert_one(public_headers, "does not compile alone")

    def test_a_code_is_described_and_reached(self):
        self.put("src/base/codes.hpp", 'inline constexpr Code a_b{"a.b"};\ninline constexpr Code a_c{"a.c"};\n')
        self.put("docs/diagnostics.md", "| `a.b` | base | Something. |\n| `a.c` | base | Else. |\n")
        self.put("tests/base/x_test.cpp", "CHECK(error.code == a_b);\n")
        self.assert_one(codes, "no test reaches a.c")

    def test_a_code_without_a_meaning_is_found(self):
        self.put("src/base/codes.hpp", 'inline constexpr Code a_b{"a.b"};\n')
        self.put("docs/diagnostics.md", "| `a.b` | base |  |\n| `a.gone` | base | Old. |\n")
        self.put("tests/base/x_test.cpp", "a_b\n")
        failures = self.found(codes)
        self.assertEqual(len(failures), 2, failures)

    def test_a_link_leads_somewhere(self):
        self.put("README.md", "[a](docs/a.md) [b](docs/b.md#there-is) [c](docs/b.md#nowhere)\n")
        self.put("docs/b.md", "# There is\n")
        failures = self.found(documents)
        self.assertEqual(len(failures), 2, failures)

    def test_code_in_a_document_is_the_code_that_is_tested(self):
        self.put("examples/a.cpp", "int main() {}\n")
        self.put("README.md", "<!-- from: examples/a.cpp -->\n```cpp\nint main() { return 1; }\n```\n")
        self.assert_one(documents, "examples/a.cpp")


if __name__ == "__main__":
    unittest.main()
