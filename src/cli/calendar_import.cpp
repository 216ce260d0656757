// itr calendar import: a published iCalendar file as a proposal for a calendar of a pack.
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"

#ifdef ITR_CLI_ICALENDAR
#include <charconv>
#include <itr/icalendar.hpp>

#include "cli/codes.hpp"
#include "cli/packs.hpp"
#endif

namespace itr::cli {
namespace {

struct ImportWishes {
    std::string file, name = "imported", zone, years, format = "text";
    std::vector<std::string> hours;
};

#ifdef ITR_CLI_ICALENDAR

std::optional<int> year_of(std::string_view text) {
    int year = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    const bool whole = error == std::errc{} && rest == text.data() + text.size();
    return whole && year >= 1900 && year <= 2200 ? std::optional(year) : std::nullopt;
}

/// "2026" or "2024-2026"; false if it is neither.
bool read_years(const std::string& text, icalendar::Wishes& wishes) {
    if (text.empty()) return true;
    const std::size_t dash = text.find('-');
    wishes.first_year = year_of(std::string_view(text).substr(0, dash));
    wishes.last_year =
        dash == std::string::npos ? wishes.first_year : year_of(std::string_view(text).substr(dash + 1));
    return wishes.first_year && wishes.last_year && *wishes.first_year <= *wishes.last_year;
}

Result<icalendar::Wishes> wishes_of(const ImportWishes& said) {
    icalendar::Wishes wishes;
    wishes.name = said.name;
    wishes.zone = said.zone;
    if (!read_years(said.years, wishes))
        return fail(bad_value,
                    fmt::format("expected a year such as 2026, or 2024-2026, but found '{}'", said.years));
    const bool is_name =
        said.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
    if (said.name.empty() || !is_name)
        return fail(bad_value, fmt::format("expected a name such as cn-office, but found '{}'", said.name));
    if (!said.hours.empty()) wishes.hours.clear();
    for (const std::string& text : said.hours) {
        const auto window = calendar::parse_window(text);
        if (!window) return fail(window.error());
        wishes.hours.push_back(*window);
    }
    return wishes;
}

void print_proposal(const std::string& file, const icalendar::Proposal& proposal) {
    print_line(fmt::format("# Proposed from {}. Read it before a pack uses it.", file));
    for (const std::string& note : proposal.notes) print_line("# note: " + note);
    print(proposal.yaml);
}

Value value_of_proposal(const icalendar::Proposal& proposal) {
    std::vector<Value> notes;
    notes.reserve(proposal.notes.size());
    for (const std::string& note : proposal.notes) notes.push_back(Value(note));
    return MapValue().add("yaml", Value(proposal.yaml)).add("notes", Value::list(std::move(notes))).done();
}

int import_calendar(const ImportWishes& said) {
    const auto wishes = wishes_of(said);
    if (!wishes) return fail_with(wishes.error());
    std::ifstream file(said.file, std::ios::binary);
    if (!file) return fail_with({no_file, fmt::format("expected a file {} that can be read", said.file)});
    // One byte more than is read tells that there are too many.
    std::string text(icalendar::max_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    const auto database = zones();
    if (!database) return fail_with(database.error());
    const auto proposal = icalendar::propose(text, *wishes, *database);
    if (!proposal) return static_cast<void>(fail_with(proposal.error())), exit_no;
    if (said.format == "json")
        print_json(value_of_proposal(*proposal));
    else
        print_proposal(said.file, *proposal);
    return exit_ok;
}

#else

int import_calendar(const ImportWishes&) {
    return complain("this program was built without the import of iCalendar files (ITR_ICALENDAR)"),
           exit_environment;
}

#endif

}  // namespace

void add_calendar_import(Arguments& group) {
    const auto wishes = std::make_shared<ImportWishes>();
    group
        .command("import", "Propose a calendar from an iCalendar file (.ics)",
                 [wishes] { return import_calendar(*wishes); })
        .positional("file", wishes->file, "the .ics file")
        .option("--name", wishes->name, "of the calendar")
        .option("--zone", wishes->zone, "of the calendar; default: what the file says")
        .option("--year", wishes->years, "2026, or 2024-2026; default: the years of the file")
        .list("--hours", wishes->hours, "of working days, such as 09:00-12:00,13:00-18:00")
        .choice("--format", wishes->format, {"text", "json"}, "for people or for machines")
        .footer("Prints a calendar document for a pack; what could not be taken stands above it as notes.");
}

}  // namespace itr::cli
