// libical's objects, freed when their owner goes.
#pragma once

#include <libical/ical.h>

#include <memory>

namespace itr::icalendar {

struct FreeComponent {
    void operator()(icalcomponent* component) const noexcept { icalcomponent_free(component); }
};
using ComponentPtr = std::unique_ptr<icalcomponent, FreeComponent>;

struct FreeRecurrence {
    void operator()(icalrecur_iterator* iterator) const noexcept { icalrecur_iterator_free(iterator); }
};
using RecurrencePtr = std::unique_ptr<icalrecur_iterator, FreeRecurrence>;

/// Calls visit(property) for every property of a kind.
template <typename Visit>
void each_property(icalcomponent* component, icalproperty_kind kind, Visit visit) {
    for (icalproperty* property = icalcomponent_get_first_property(component, kind); property != nullptr;
         property = icalcomponent_get_next_property(component, kind))
        visit(property);
}

}  // namespace itr::icalendar
