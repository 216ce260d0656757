// When a tenant's tickets were last written to.
#pragma once

#include <itr/result.hpp>
#include <itr/store.hpp>

namespace itr::insight {

/// `asked`; where that is never, the instant of the latest commit (every journal is read), the epoch without
/// any.
[[nodiscard]] Result<Instant> as_of_or_latest(Instant asked, store::Store& store, const TenantId& tenant);

}  // namespace itr::insight
