#include "insight/sentences.hpp"

#include <fmt/format.h>

#include "base/spelling.hpp"
#include "insight/codes.hpp"
#include "model/words.hpp"

namespace itr::insight {
namespace {

std::string source_of(const std::optional<expression::Expression>& condition, std::string_view otherwise) {
    return condition ? condition->source() : std::string(otherwise);
}

std::string row_of(const clock::Definition& definition, std::uint16_t goal) {
    if (goal >= definition.goals.size()) return {};
    return fmt::format("{}: {}", goal + 1, source_of(definition.goals[goal].when, "always"));
}

constexpr const char* by_command = "by command";

std::string due_words(Instant due) {
    return due == never ? std::string("no promise") : "due " + to_string(due);
}

class Describer {
  public:
    Describer(const Occasion& occasion, const clock::State* before, ClockChange& change)
        : occasion_(occasion), plan_(*occasion.flow().plan), before_(before), change_(change) {
        const auto index = std::visit([](const auto& e) { return e.clock; }, occasion.change().change);
        definition_ = &plan_.clocks()[index];
    }

    void operator()(const clock::Started& e) {
        const bool goes_on = before_ != nullptr && before_->cycle == e.cycle;
        change_.what = "started";
        change_.rule = rule_of_start();
        change_.row = row_of(*definition_, e.goal);
        change_.sentence = fmt::format("{} counting from {} in {}", goes_on ? "goes on," : "starts,",
                                       to_string(e.origin), time_of(e.calendar));
        if (e.consumed.ms > 0) change_.sentence += fmt::format(", {} already counted", to_string(e.consumed));
        change_.sentence += e.due == never
                                ? std::string("; measured, no promise")
                                : fmt::format("; promised {}, {}", to_string(e.target), due_words(e.due));
        if (definition_->anchor)
            change_.sentence += fmt::format("; anchored at {}", definition_->anchor->source());
    }
    void operator()(const clock::Paused& e) {
        change_.what = "paused";
        const bool has_rule = e.reason < definition_->pauses.size();
        change_.rule = has_rule ? definition_->pauses[e.reason].when.source() : by_command;
        const std::string reason =
            has_rule ? definition_->pauses[e.reason].reason : occasion_.change().reason;
        const bool put_off = is_put_off(before_, occasion_.change().change);
        change_.sentence = fmt::format("{}{}{} with {} counted", put_off ? "stays paused" : "pauses",
                                       reason.empty() ? "" : ", reason ", reason, to_string(e.consumed));
        if (put_off)
            change_.sentence +=
                e.until == never ? std::string(", without end") : ", until " + to_string(e.until);
    }
    void operator()(const clock::Resumed& e) {
        change_.what = "resumed";
        change_.rule = rule_of_resumption(e);
        change_.sentence = "goes on; " + due_words(e.due);
    }
    void operator()(const clock::Stopped& e) {
        change_.what = "stopped";
        change_.rule = source_of(definition_->stop, "");
        change_.sentence =
            fmt::format("stops with {} counted: {}", to_string(e.consumed), e.met ? "met" : "missed");
        if (!e.met && before_ != nullptr && e.consumed > before_->target)
            change_.sentence += fmt::format(", {} over", to_string(e.consumed - before_->target));
    }
    void operator()(const clock::Cancelled& e) {
        change_.what = e.superseded ? "superseded" : "cancelled";
        change_.rule = rule_of_end(e);
        change_.sentence = fmt::format("{} with {} counted",
                                       e.superseded           ? "its agreement applies no more"
                                       : occasion_.is_reset() ? "set back to begin anew"
                                                              : "cancelled",
                                       to_string(e.consumed));
    }
    void operator()(const clock::Retargeted& e) {
        change_.what = "retargeted";
        change_.row = row_of(*definition_, e.goal);
        change_.rule = rule_of_retarget(e);
        const std::string promise =
            e.due == never ? std::string("measured") : "promised " + to_string(e.target);
        change_.sentence = fmt::format("{} in {} with {} counted; {}", promise, time_of(e.calendar),
                                       to_string(counted_at(e.at)), due_words(e.due));
    }
    void operator()(const clock::Breached& e) {
        change_.what = "breached";
        change_.at = e.due;
        change_.sentence = "the promise is broken: it was due then";
    }
    void operator()(const clock::Waived&) {
        change_.what = "waived";
        change_.sentence = "the breach is excused";
    }
    void operator()(const clock::Corrected& e) {
        change_.what = "corrected";
        change_.sentence = fmt::format("the time from {} to {} {}: {} counted; {}", to_string(e.from),
                                       to_string(e.to), e.counted ? "counts after all" : "does not count",
                                       to_string(counted_at(e.at)), due_words(e.due));
        if (before_ == nullptr) return;
        if (before_->breached && !e.breached) change_.sentence += ", and the promise was not broken";
        if (!before_->breached && e.breached) change_.sentence += ", and the promise was broken";
    }
    void operator()(const clock::TookOver& e) {
        change_.what = "took_over";
        change_.sentence = "carries on what " + plan_.clocks()[e.from].key + " was";
        if (e.breached_at != never)
            change_.sentence += fmt::format(", whose promise was broken at {}{}", to_string(e.breached_at),
                                            e.waived ? ", which is excused" : "");
    }
    void operator()(const clock::Acknowledged&) {
        change_.what = "acknowledged";
        change_.sentence = "somebody has heard it: what repeats until then is over";
    }
    void operator()(const clock::ThresholdFired& e) {
        change_.what = "warned";
        change_.rule = definition_->thresholds[e.threshold].source->key;
        change_.sentence =
            fmt::format("threshold {}{}", change_.rule, e.suppressed ? ", passed over: too late" : "");
    }

  private:
    [[nodiscard]] std::string rule_of_start() const {
        if (occasion_.follows_reset()) return source_of(definition_->reset, "");
        if (occasion_.follows_stop()) return source_of(definition_->stop, "");
        if (occasion_.is_succession()) return source_of(definition_->applies, "");
        const std::string otherwise =
            occasion_.is_opening() ? "from the opening" : source_of(definition_->applies, "from the opening");
        return source_of(definition_->start, otherwise);
    }
    [[nodiscard]] std::string rule_of_resumption(const clock::Resumed& e) const {
        if (occasion_.is_command()) return by_command;
        if (occasion_.is_due()) return "the pause has lasted as long as it may";
        if (const Instant end = agreed_end_by(e.at); end != never)
            return fmt::format("the pause was to last until {}, which has passed", to_string(end));
        return source_of(definition_->resume, "the pause holds no more");
    }
    /// Where the date of the pause has been moved to one that lies behind: the pause ends by itself, whatever
    /// its clock otherwise waits for. No date that had passed before left a clock paused.
    [[nodiscard]] Instant agreed_end_by(Instant at) const {
        if (before_ == nullptr || before_->pause_reason >= definition_->pauses.size()) return never;
        const auto& until = definition_->pauses[before_->pause_reason].until;
        if (!until) return never;
        const Instant end = occasion_.date_of(*until);
        // Both ends are of whole units of time.
        const bool has_passed = end != never && end < at + definition_->source->pause_resolution;
        return has_passed ? end : never;
    }
    [[nodiscard]] std::string rule_of_end(const clock::Cancelled& e) const {
        if (occasion_.is_command()) return by_command;
        if (e.superseded && definition_->retired) return "no version of it has this clock any more";
        if (e.superseded) return source_of(definition_->applies, "");
        return source_of(occasion_.is_reset() ? definition_->reset : definition_->cancel, "");
    }
    [[nodiscard]] std::string rule_of_retarget(const clock::Retargeted& e) const {
        if (occasion_.is_command()) return by_command;
        if (occasion_.is_merge()) return "by a merged ticket";
        const std::string fields = occasion_.fields_with(e.policy);
        return fmt::format("retarget{}{}: {}", fields.empty() ? "" : " ", fields,
                           model::word_of(model::retargets, e.policy));
    }
    /// All that is counted after the change: by closed segments and the open one.
    [[nodiscard]] Duration counted_at(Instant at) const {
        clock::States after;
        if (before_ != nullptr) after.push_back(*before_);
        clock::evolve(after, occasion_.change().change);
        return clock::elapsed(plan_, after.front(), at);
    }
    [[nodiscard]] std::string time_of(std::uint16_t calendar) const {
        if (calendar == clock::none) return "real time";
        return "the calendar " + plan_.calendars()[calendar].definition().name;
    }

    const Occasion& occasion_;
    const clock::Plan& plan_;
    const clock::State* before_;
    ClockChange& change_;
    const clock::Definition* definition_;
};

}  // namespace

ClockChange describe(const Occasion& occasion, const clock::State* before) {
    ClockChange change;
    change.at = occasion.at();
    std::visit(Describer(occasion, before, change), occasion.change().change);
    const std::string& reason = occasion.change().reason;
    const bool says_more = !reason.empty() && !occasion.is_merge() && change.what != "paused";
    if (says_more) change.sentence += ", because: " + reason;
    return change;
}

bool is_put_off(const clock::State* before, const clock::Event& event) {
    return std::holds_alternative<clock::Paused>(event) && before != nullptr &&
           before->phase == clock::Phase::paused;
}

std::string holder_words(const Holder& holder) {
    std::string words = holder.owner;
    if (!holder.team.empty()) words += (words.empty() ? "team " : " of team ") + holder.team;
    if (!holder.line.empty()) words += (words.empty() ? "line " : ", line ") + holder.line;
    return words.empty() ? "nobody" : words;
}

std::string sentence_of(const ClockChange& change) {
    std::string sentence = fmt::format("{}: {}", to_string(change.at), change.sentence);
    if (!change.row.empty()) sentence += fmt::format(" [row {}]", change.row);
    const bool says_itself = change.rule.empty() || change.what == "warned";
    if (!says_itself) sentence += fmt::format(" [{}]", change.rule);
    if (!change.event.empty()) sentence += fmt::format(" (event {}, {})", change.event, change.actor);
    return sentence;
}

Error unknown_clock_of(const std::vector<ClockStory>& stories, std::string_view wanted) {
    std::vector<std::string_view> names;
    names.reserve(stories.size());
    for (const ClockStory& story : stories) names.push_back(story.clock);
    return {unknown_clock, fmt::format("expected a clock that has run on the ticket ({}), but found '{}'",
                                       fmt::join(names, ", "), wanted)};
}

}  // namespace itr::insight
