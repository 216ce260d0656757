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

std::string due_words(Instant due) {
    return due == never ? std::string("no promise") : "due " + to_string(due);
}

class Describer {
  public:
    Describer(const Flow& flow, const event::ClockChanged& changed, const clock::State* before,
              ClockChange& change)
        : flow_(flow), changed_(changed), before_(before), change_(change) {
        const auto index = std::visit([](const auto& e) { return e.clock; }, changed.change);
        definition_ = &flow.plan->clocks()[index];
    }

    void operator()(const clock::Started& e) {
        const bool goes_on = before_ != nullptr && before_->cycle == e.cycle;
        change_.what = "started";
        change_.rule = source_of(definition_->start, "from the opening");
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
        const bool by_command = e.reason == clock::none || e.reason >= definition_->pauses.size();
        change_.rule = by_command ? std::string("by command") : definition_->pauses[e.reason].when.source();
        const std::string reason = by_command ? changed_.reason : definition_->pauses[e.reason].reason;
        const bool put_off = is_put_off(before_, changed_.change);
        change_.sentence = fmt::format("{}{}{} with {} counted", put_off ? "stays paused" : "pauses",
                                       reason.empty() ? "" : ", reason ", reason, to_string(e.consumed));
        if (put_off)
            change_.sentence +=
                e.until == never ? std::string(", without end") : ", until " + to_string(e.until);
    }
    void operator()(const clock::Resumed& e) {
        change_.what = "resumed";
        const bool by_itself = before_ != nullptr && e.at == before_->pause_until;
        change_.rule = by_itself ? std::string("the pause has lasted as long as it may")
                                 : source_of(definition_->resume, "the pause holds no more");
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
        change_.rule = e.superseded ? source_of(definition_->applies, "")
                                    : source_of(definition_->cancel, source_of(definition_->reset, ""));
        change_.sentence =
            fmt::format("{} with {} counted", e.superseded ? "its agreement applies no more" : "cancelled",
                        to_string(e.consumed));
    }
    void operator()(const clock::Retargeted& e) {
        change_.what = "retargeted";
        change_.row = row_of(*definition_, e.goal);
        change_.rule = fmt::format("retarget: {}", model::word_of(model::retargets, e.policy));
        change_.sentence = fmt::format("promised {} in {} with {} counted; {}", to_string(e.target),
                                       time_of(e.calendar), to_string(e.consumed), due_words(e.due));
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
                                       to_string(e.consumed), due_words(e.due));
        if (before_ == nullptr) return;
        if (before_->breached && !e.breached) change_.sentence += ", and the promise was not broken";
        if (!before_->breached && e.breached) change_.sentence += ", and the promise was broken";
    }
    void operator()(const clock::TookOver& e) {
        change_.what = "took_over";
        change_.sentence = "carries on what " + flow_.plan->clocks()[e.from].key + " was";
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
    [[nodiscard]] std::string time_of(std::uint16_t calendar) const {
        if (calendar == clock::none) return "real time";
        return "the calendar " + flow_.plan->calendars()[calendar].definition().name;
    }

    const Flow& flow_;
    const event::ClockChanged& changed_;
    const clock::State* before_;
    ClockChange& change_;
    const clock::Definition* definition_;
};

}  // namespace

ClockChange describe(const Flow& flow, const event::ClockChanged& changed, const clock::State* before,
                     Instant at) {
    ClockChange change;
    change.at = at;
    std::visit(Describer(flow, changed, before, change), changed.change);
    if (!changed.reason.empty() && change.what != "paused") change.sentence += ", because: " + changed.reason;
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
