#include "ticket/zone_record.hpp"

#include <itr/pack.hpp>
#include <set>

namespace itr {

namespace ticket {

PackHash identity_without_zones(const model::Pack& pack, const PackHash& identity) {
    if (!pack.zone_record || !pack.zone_record->edition) return identity;
    model::Pack plain = pack;
    plain.zone_record.reset();
    return model::identity(plain);
}

}  // namespace ticket

model::ZoneRecord Pack::zone_record() const {
    model::ZoneRecord record;
    if (zones_ == nullptr) return record;
    record.database = zones_->version();
    std::set<std::string> names;
    for (const calendar::Calendar& each : calendars_) names.insert(each.definition().zone);
    names.erase("UTC");  // nobody changes it
    for (const std::string& name : names) record.zones.push_back({name, zones_->transitions(name)});
    return record;
}

std::shared_ptr<const Pack> Pack::edition(const Pack& pack) {
    model::Pack model = pack.model_;
    model.zone_record = pack.zone_record();
    model.zone_record->edition = true;
    Diagnostics diagnostics;
    return compile(std::move(model), pack.zones_, diagnostics);
}

}  // namespace itr
