// The words of the journal: one place for writer and reader.
#pragma once

#include <array>
#include <itr/event.hpp>
#include <string_view>

namespace itr::ticket {

inline constexpr int journal_format = 1;

inline constexpr std::array<std::string_view, 19> cause_names{
    "open",          "send",         "assign",       "set",   "comment",      "link",         "attach",
    "pause_clock",   "resume_clock", "acknowledge",  "erase", "due",          "extend_clock", "pin_clock",
    "promise_clock", "waive_clock",  "cancel_clock", "adopt", "correct_clock"};

inline constexpr std::array<std::string_view, 6> retarget_names{"carry",        "restart", "retro",
                                                                "proportional", "keep",    "tighten_only"};

inline constexpr std::array<std::string_view, 8> phase_names{"idle",   "running",   "paused",     "met",
                                                             "missed", "cancelled", "superseded", ""};

inline constexpr std::array<std::string_view, 4> trigger_names{"command", "threshold", "time", "predicted"};

}  // namespace itr::ticket
