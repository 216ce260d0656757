// Policies that a program outside decides.
#pragma once

#include <itr/itr.h>
#include <itr/policy.hpp>
#include <memory>

#include "capi/objects.hpp"

namespace itr::capi {

/// The table is released with the policy. Failures are logged at `log`.
[[nodiscard]] std::shared_ptr<const policy::AssignmentPolicy> make_assignment(const itr_policy& table,
                                                                              std::shared_ptr<LogPlace> log);
[[nodiscard]] std::shared_ptr<const policy::EscalationPolicy> make_escalation(const itr_policy& table,
                                                                              std::shared_ptr<LogPlace> log);
[[nodiscard]] std::shared_ptr<const policy::RoutingPolicy> make_routing(const itr_policy& table,
                                                                        std::shared_ptr<LogPlace> log);
[[nodiscard]] std::shared_ptr<const policy::TargetPolicy> make_target(const itr_policy& table,
                                                                      std::shared_ptr<LogPlace> log);

}  // namespace itr::capi
