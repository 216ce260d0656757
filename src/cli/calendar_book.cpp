// Calendars from a pack, or from a file that holds nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <itr/calendars.hpp>
#include <itr/loader.hpp>

#include "cli/calendar_question.hpp"
#include "cli/codes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"

namespace itr::cli {

std::optional<CalendarBook> CalendarBook::of_pack(const std::string& path,
                                                  const std::vector<std::string>& search_path,
                                                  int& exit_code) {
    const auto pack = load_pack(path, search_path, exit_code);
    if (!pack) return std::nullopt;
    CalendarBook book;
    book.calendars_.assign(pack->calendars().begin(), pack->calendars().end());
    return book;
}

std::optional<CalendarBook> CalendarBook::of_file(const std::string& path, int& exit_code) {
    const auto failed = [&](int code) { return exit_code = code, std::nullopt; };
    std::ifstream file(path, std::ios::binary);
    if (!file) return failed(fail_with({no_file, fmt::format("expected a file {} that can be read", path)}));
    const auto database = zones();
    if (!database) return failed(fail_with(database.error()));
    const std::vector<loader::SourceText> sources{{path, {std::istreambuf_iterator<char>(file), {}}},
                                                  {"(none)", "pack: calendars\nversion: 1.0.0\n"}};
    const loader::Loaded loaded = loader::load(sources);
    if (!loaded.pack) return failed(fail_with("calendars", loaded.diagnostics));
    CalendarBook book;
    Diagnostics diagnostics;
    book.calendars_ = model::compile_calendars(loaded.pack->calendars, *database, diagnostics);
    if (has_errors(diagnostics)) return failed(fail_with("calendars", diagnostics));
    return book;
}

Result<calendar::Calendar> CalendarBook::find(const std::string& name) const {
    std::vector<const calendar::Calendar*> own;
    for (const calendar::Calendar& calendar : calendars_) {
        if (!name.empty() && calendar.definition().name == name) return calendar;
        const std::string& one = calendar.definition().name;
        if (one != model::around_the_clock && one.find('@') == std::string::npos) own.push_back(&calendar);
    }
    if (name.empty() && own.size() == 1) return *own.front();
    if (name.empty() && calendars_.size() == 1) return calendars_.front();
    std::string names;
    for (const calendar::Calendar& calendar : calendars_)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", calendar.definition().name);
    return fail(unknown_calendar,
                name.empty() ? fmt::format("expected the name of one of the calendars (--name): {}", names)
                             : fmt::format("expected one of the calendars {}, but found '{}'", names, name));
}

}  // namespace itr::cli
