// A ticket's clocks told from its journal, commit by commit.
#pragma once

#include <itr/explain.hpp>
#include <vector>

#include "insight/holders.hpp"
#include "insight/occasion.hpp"

namespace itr::insight {

class StoryTeller {
  public:
    StoryTeller(const PackSource& packs, std::span<const store::Personal> personal)
        : packs_(packs), personal_(personal) {}

    [[nodiscard]] Status read(const store::Commit& stored);
    /// The stories so far, as they are at `as_of`.
    [[nodiscard]] std::vector<ClockStory> tell(Instant as_of);

    [[nodiscard]] const Ticket* ticket() const { return ticket_ ? &*ticket_ : nullptr; }

  private:
    void take(const Commit& commit, const Step& step);
    void take(const Commit& commit, const Step& step, std::uint32_t position,
              const event::ClockChanged& changed);
    void take(const Commit& commit, const Step& step, const event::DataSet& set);
    void correct(const clock::State* before, const clock::Event& event, CycleStory& cycle) const;
    void close_segment(const clock::State& before, Instant to, CycleStory& cycle) const;
    void finish(const clock::State& now, CycleStory& cycle) const;
    CycleStory& cycle_of(clock::ClockIndex index, const clock::Event& event);
    [[nodiscard]] ClockChange described(const Commit& commit, const Step& step, std::uint32_t position,
                                        const clock::State* before) const;
    [[nodiscard]] std::shared_ptr<const Pack> terms() const;
    [[nodiscard]] ClockChange placed(const Commit& commit, const Step& step, ClockChange change) const;

    const PackSource& packs_;
    std::span<const store::Personal> personal_;
    Vocabulary vocabulary_;
    std::optional<Ticket> ticket_;
    Former former_;  ///< of the step that is read
    Holders holders_;
    std::map<clock::ClockIndex, std::vector<CycleStory>> cycles_;
};

}  // namespace itr::insight
