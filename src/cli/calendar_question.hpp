// Questions to working calendars, in texts.
#pragma once

#include <itr/calendar.hpp>
#include <itr/result.hpp>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace itr::cli {

/// The compiled calendars of a pack or a file.
class CalendarBook {
  public:
    /// Nothing, and `exit_code` set, after complaining, if they cannot be read.
    [[nodiscard]] static std::optional<CalendarBook> of_pack(const std::string& path,
                                                             const std::vector<std::string>& search_path,
                                                             int& exit_code);
    [[nodiscard]] static std::optional<CalendarBook> of_file(const std::string& path, int& exit_code);

    /// By name; without one the only calendar there is (24x7 not counted). Fails with `cli.unknown_calendar`.
    [[nodiscard]] Result<calendar::Calendar> find(const std::string& name) const;

  private:
    std::vector<calendar::Calendar> calendars_;
};

struct CalendarQuestion {
    std::string op;  ///< add, between, is-open, next
    std::string calendar;
    std::string first, second;  ///< instants; of `add` the second is a length or target
};

/// {"at"} of add, {"length","ms"} of between, {"open"} of is-open, {"opens","closes"} of next; and
/// {"known": false} where the answer rests on days whose holidays are not announced.
[[nodiscard]] Result<Value> answer_question(const CalendarBook& book, const CalendarQuestion& question);

/// A line {"id"?, "calendar"?, "from"|"at", "length"|"to"}: its answer with the id, or {"id","error"}.
[[nodiscard]] Value answer_line(const CalendarBook& book, const std::string& op, const std::string& calendar,
                                const std::string& line);

/// The answer in short.
[[nodiscard]] std::string words_of(const std::string& op, const Value& answer);

}  // namespace itr::cli
