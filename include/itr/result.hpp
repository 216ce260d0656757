// Result<T>: a value or an Error. The only header that knows the library behind it (docs/adr).
#pragma once

#include <itr/error.hpp>
#include <itr/export.hpp>
#include <tl/expected.hpp>
#include <utility>

namespace itr {

template <typename T>
using Result = tl::expected<T, Error>;

/// What a function returns that can fail and has nothing else to say.
using Status = tl::expected<void, Error>;

/// The failing side of any Result: `return fail(store_locked, fmt::format(…));`
[[nodiscard]] ITR_COLD inline tl::unexpected<Error> fail(Code code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}
[[nodiscard]] ITR_COLD inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace itr
