// Parts of the canonical form. What equals its default is not written.
#pragma once

#include <fmt/format.h>

#include <itr/model.hpp>

#include "model/json_out.hpp"
#include "model/words.hpp"

namespace itr::model {

class Writer {
  public:
    // Documents.
    void pack(const Pack& pack);
    void workflow(const Workflow& workflow);
    void agreement(const Agreement& agreement);
    void calendar(const CalendarEntry& entry);
    void table(const Table& table);
    void ladder(const Ladder& ladder);
    void roles(const std::vector<Role>& roles);
    void resources(const std::vector<Resource>& resources);
    void form(const Form& form);
    void zones(const ZoneRecord& record);

    void begin() { json_.begin_array(); }
    [[nodiscard]] std::string end() { return json_.end_array(), json_.take(); }

  private:
    void text(std::string_view key, std::string_view value) {
        json_.key(key);
        json_.text(value);
    }
    void flag(std::string_view key, bool value) {
        if (!value) return;
        json_.key(key);
        json_.raw("true");
    }
    void number(std::string_view key, int value, int otherwise) {
        if (value == otherwise) return;
        json_.key(key);
        json_.raw(fmt::format("{}", value));
    }
    template <typename E, std::size_t N>
    void choice(std::string_view key, const Choice<E> (&choices)[N], E value, E otherwise) {
        if (value != otherwise) text(key, word_of(choices, value));
    }
    void word(std::string_view key, const std::optional<Word>& word) {
        if (word) text(key, word->text);
    }
    void source(std::string_view key, const std::optional<Source>& source) {
        if (source) text(key, source->text);
    }
    void target(std::string_view key, const std::optional<itr::calendar::Target>& target) {
        if (target) text(key, to_string(*target));
    }
    void duration(std::string_view key, const std::optional<Duration>& length) {
        if (length) text(key, to_string(*length));
    }
    void words(std::string_view key, const std::vector<Word>& words);
    void strings(std::string_view key, const std::vector<std::string>& strings);
    void title(const Title& title);
    void value(const Value& value);
    void input(std::string_view key, const std::optional<Input>& input);
    void fields(std::string_view key, const std::vector<Field>& fields);
    void field(const Field& field);
    void with(std::string_view key, const std::vector<std::pair<Word, Source>>& pairs);
    void windows(const std::vector<itr::calendar::Window>& windows);

    void actions(std::string_view key, const std::vector<Action>& actions);
    void action(const Action& action);
    void named_action(const Action& action, std::string_view name_key, const Word& name);
    void arguments(const Action& action, std::string_view name_key);
    void assign(const Action& action);

    void event(const EventType& event);
    void states(const State& state);
    void state(const State& state);
    void handler(const Handler& handler);
    void handlers(const State& state);
    void transition(const Transition& transition);

    void clock(const ClockDefinition& clock);
    void clock_conditions(const ClockDefinition& clock);
    void pause_budget(const PauseBudget& budget);
    void adjust(const Adjustment& adjust);
    void retarget(const ClockDefinition& clock);
    void reopen(const ClockDefinition& clock);
    void goals(const Agreement& agreement);
    void thresholds(const Agreement& agreement);

    void made_of_others(const CalendarEntry& entry);
    void zone(const CalendarEntry& entry);
    void days(const itr::calendar::Definition& definition);
    void breaks(const itr::calendar::Definition& definition);
    void rule(const itr::calendar::Rule& rule);
    void cell(const Cell& cell);
    void level(const LadderLevel& level);

    JsonOut json_;
};

}  // namespace itr::model
