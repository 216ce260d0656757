// itr calendar: working time, asked from the shell.
#include <fmt/format.h>

#include <cstdio>

#include "cli/calendar_question.hpp"
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/lines.hpp"
#include "cli/output.hpp"
#include "cli/stop.hpp"

namespace itr::cli {
namespace {

struct CalendarOptions {
    std::string file, pack, name, first, second, format = "text";
    bool batch = false;
    std::vector<std::string> search_path;
};

int run_batch(const CalendarBook& book, const std::string& op, const std::string& name) {
    watch_for_stop();
    answer_lines([&](const std::string& line) { return to_json(answer_line(book, op, name, line)); });
    return exit_ok;
}

int ask(const CalendarOptions& options, const CalendarBook& book, const std::string& op) {
    const auto answer = answer_question(book, {op, options.name, options.first, options.second});
    if (!answer) return fail_with(answer.error());
    if (options.format == "json")
        print_json(*answer);
    else
        print_line(words_of(op, *answer));
    const Value* open = answer->find("open");
    return op == "is-open" && open != nullptr && !open->as_bool() ? exit_no : exit_ok;
}

int calendar(const CalendarOptions& options, const std::string& op) {
    if (options.file.empty() == options.pack.empty())
        return fail_with({bad_value, "expected either --calendar FILE or --pack DIR"});
    int exit_code = exit_ok;
    const auto book = options.file.empty()
                          ? CalendarBook::of_pack(options.pack, options.search_path, exit_code)
                          : CalendarBook::of_file(options.file, exit_code);
    if (!book) return exit_code;
    if (options.batch) return run_batch(*book, op, options.name);
    if (options.first.empty()) return fail_with({bad_value, "expected an instant, or --batch"});
    const bool takes_two = op == "add" || op == "between";
    if (takes_two && options.second.empty())
        return fail_with({bad_value, op == "add" ? "expected a length after the instant"
                                                 : "expected a second instant after the first"});
    return ask(options, *book, op);
}

void add_question(Arguments& group, const std::string& op, const std::string& help, const std::string& first,
                  const std::string& second) {
    const auto options = std::make_shared<CalendarOptions>();
    Arguments command = group.command(op, help, [options, op] { return calendar(*options, op); });
    command.positional(first, options->first, "an instant, RFC 3339", false);
    if (!second.empty())
        command.positional(second, options->second,
                           second == "length" ? "4h, -90m, real 2h, 3 working days" : "an instant, RFC 3339",
                           false);
    command.option("--calendar", options->file, "a YAML file with calendars")
        .option("--pack", options->pack, "a pack with calendars")
        .option("--name", options->name, "which calendar, if there are several")
        .list("--path", options->search_path, "where imported packs are looked for")
        .flag("--batch", options->batch, "read the questions as JSON lines from standard input")
        .choice("--format", options->format, {"text", "json"}, "for people or for machines");
}

}  // namespace

void add_calendar(Arguments& root) {
    Arguments group = root.command("calendar", "Count working time: add, between, is-open, next; import");
    add_question(group, "add", "The instant that much working time later (or earlier: -4h)", "from",
                 "length");
    add_question(group, "between", "Working time between two instants", "from", "to");
    add_question(group, "is-open", "Whether an instant is working time (exit code 1: it is not)", "at", "");
    add_question(group, "next", "The next opening and closing", "at", "");
    add_calendar_import(group);
}

}  // namespace itr::cli
