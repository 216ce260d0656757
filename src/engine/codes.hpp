// Codes of the engine.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code engine_no_store{"engine.no_store"};
inline constexpr Code engine_no_clock{"engine.no_clock"};
inline constexpr Code engine_pack_broken{"engine.pack_broken"};
inline constexpr Code engine_contended{"engine.contended"};
inline constexpr Code engine_not_hidden{"engine.not_hidden"};
inline constexpr Code engine_unknown_pack{"engine.unknown_pack"};
inline constexpr Code engine_not_permitted{"engine.not_permitted"};

}  // namespace itr
