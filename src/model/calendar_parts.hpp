// Which calendars are made of which.
#pragma once

#include <itr/calendars.hpp>

namespace itr::model {

/// The entries of a pack with what follows from their parts. Its answers about a calendar that has a mistake
/// are harmless.
class CalendarParts {
  public:
    static constexpr std::size_t always = static_cast<std::size_t>(-1);  ///< 24x7, which is no entry
    static constexpr std::size_t missing = always - 1;

    CalendarParts(std::span<const CalendarEntry> entries, Diagnostics& diagnostics);

    [[nodiscard]] std::size_t find(std::string_view name) const;
    /// Entries behind all their parts; those with a mistake are not among them.
    [[nodiscard]] const std::vector<std::size_t>& order() const noexcept { return order_; }
    [[nodiscard]] const std::optional<LocatedZone>& located(std::size_t entry) const {
        return nodes_[entry].located;
    }

  private:
    enum class Mark : std::uint8_t { unseen, open, sound, unsound };
    struct Node {
        Mark mark = Mark::unseen;
        std::optional<LocatedZone> located;
    };
    [[nodiscard]] bool visit(std::size_t entry);
    [[nodiscard]] bool visit_part(std::size_t entry, const Word& part);
    [[nodiscard]] bool add_zones(std::size_t entry, std::size_t part);

    std::span<const CalendarEntry> entries_;
    Diagnostics& diagnostics_;
    std::vector<Node> nodes_;
    std::vector<std::size_t> order_;
};

}  // namespace itr::model
