// What can touch a clock, worked out from what its expressions read.
#pragma once

#include <itr/clock.hpp>

namespace itr::clock {

void merge(Signature& into, const Signature& other) noexcept;
/// Fills `touches` and `goal_reads` of a definition.
void sign(const Plan& plan, Definition& definition);

}  // namespace itr::clock
