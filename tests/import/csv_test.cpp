#include "import/csv.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/import.hpp>

#include "import/codes.hpp"

using namespace itr;
using namespace itr::event_log;

namespace {

struct Read {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;
    std::vector<Code> mistakes;
};

Read read(std::string_view text, char separator = ',') {
    Read read;
    CsvReader reader(text, separator);
    for (Row row;;) {
        const auto more = reader.next(row);
        if (!more) {
            read.mistakes.push_back(more.error().code);
            continue;
        }
        if (!*more) return read;
        read.rows.push_back(row.fields);
        read.lines.push_back(row.line);
    }
}

using Rows = std::vector<std::vector<std::string>>;

std::string quoted(const std::string& field) {
    std::string text = "\"";
    for (const char letter : field) text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return text + "\"";
}

}  // namespace

TEST_CASE("fields are separated by commas and rows by line ends of either kind") {
    CHECK(read("a,b\r\n1,2\n3,4").rows == Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}});
    CHECK(read("a;b\n", ';').rows == Rows{{"a", "b"}});
    CHECK(read("a,\n,b\n").rows == Rows{{"a", ""}, {"", "b"}});
}

TEST_CASE("a quoted field may hold separators, quotes and line ends") {
    const auto found = read("\"a,b\",\"say \"\"x\"\"\"\n\"two\nlines\",2\nlast,3\n");
    CHECK(found.rows == Rows{{"a,b", "say \"x\""}, {"two\nlines", "2"}, {"last", "3"}});
    CHECK(found.lines == std::vector<std::size_t>{1, 2, 4});
}

TEST_CASE("a byte order mark and empty lines are no data") {
    CHECK(read("\xEF\xBB\xBF\na,b\n\n1,2\n\n").rows == Rows{{"a", "b"}, {"1", "2"}});
    CHECK(read("").rows.empty());
}

TEST_CASE("a row with a broken quote is reported, and reading goes on with the next line") {
    const auto found = read("a,b\n\"x\"y,2\n3,4\n\"open,5\n");
    CHECK(found.rows == Rows{{"a", "b"}, {"3", "4"}});
    CHECK(found.mistakes == std::vector<Code>{log_bad_quote, log_bad_quote});
}

TEST_CASE("a row of too many columns or a field too long exceeds a limit") {
    CHECK(read(std::string(max_columns, ',')).mistakes.front() == log_too_large);
    CHECK(read(std::string(max_field_bytes + 1, 'x')).mistakes.front() == log_too_large);
}

TEST_CASE("whatever is written with quotes is read as it was") {
    rc::check("rows survive", [](const Rows& given) {
        Rows rows;
        std::string text;
        for (const auto& fields : given) {
            if (fields.empty()) continue;
            rows.push_back(fields);
            for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + quoted(fields[i]);
            text += '\n';
        }
        RC_ASSERT(read(text).rows == rows);
    });
}
