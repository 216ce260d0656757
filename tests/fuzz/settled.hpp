// What every call of itr.h owes, whatever it was given.
#pragma once

#include <itr/itr.h>

#include <cstdlib>
#include <itr/value.hpp>

namespace itr::test {

inline void require(bool holds) {
    if (!holds) std::abort();
}

/// A call came back: with an error that says all of it and without a result, or the other way round. `err` is
/// a reference because it is written while the arguments are evaluated.
inline bool settle(itr_status status, const itr_error& err) {
    require((status == ITR_OK) == (err == 0));
    if (err == 0) return true;
    itr_bytes told{};
    require(itr_error_document(err, &told) == ITR_OK);
    require(parse_json({told.data, told.size}).has_value());
    require(itr_bytes_free(&told) == ITR_OK && itr_error_free(err) == ITR_OK);
    return false;
}

}  // namespace itr::test
