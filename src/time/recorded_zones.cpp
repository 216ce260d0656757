// Zones whose rules are given, before those of another database.
#include <algorithm>
#include <itr/calendar.hpp>
#include <map>

namespace itr::calendar {
namespace {

class RecordedZones final : public ZoneDatabase {
  public:
    RecordedZones(std::string version, std::vector<Rules> rules, std::shared_ptr<const ZoneDatabase> rest)
        : version_(std::move(version)), rest_(std::move(rest)) {
        for (Rules& each : rules) zones_.emplace(std::move(each.zone), std::move(each.transitions));
    }
    const std::string& version() const noexcept override { return version_; }

    bool has(std::string_view zone) const override {
        return zones_.contains(zone) || (rest_ != nullptr && rest_->has(zone));
    }

    Duration offset(std::string_view zone, Instant at) const override {
        const auto known = zones_.find(zone);
        if (known == zones_.end()) return rest_->offset(zone, at);
        const auto after = std::ranges::upper_bound(known->second, at, {}, &Transition::at);
        return after == known->second.begin() ? after->offset : std::prev(after)->offset;
    }

    std::vector<std::string> names() const override {
        std::vector<std::string> all = rest_ == nullptr ? std::vector<std::string>() : rest_->names();
        for (const auto& [name, transitions] : zones_) all.push_back(name);
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    const std::vector<Transition>& transitions(std::string_view zone) const override {
        const auto known = zones_.find(zone);
        return known == zones_.end() ? rest_->transitions(zone) : known->second;
    }

  private:
    std::string version_;
    std::map<std::string, std::vector<Transition>, std::less<>> zones_;
    std::shared_ptr<const ZoneDatabase> rest_;
};

}  // namespace

std::shared_ptr<const ZoneDatabase> ZoneDatabase::with_rules(std::string version, std::vector<Rules> rules,
                                                             std::shared_ptr<const ZoneDatabase> rest) {
    return std::make_shared<RecordedZones>(std::move(version), std::move(rules), std::move(rest));
}

}  // namespace itr::calendar
