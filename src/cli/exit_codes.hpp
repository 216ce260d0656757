// What the program's exit code says (docs/cli.md).
#pragma once

namespace itr::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_no =
    1;  ///< the answer is no: an invalid pack, a failed scenario, a refused command
inline constexpr int exit_usage = 2;        ///< the command line was not understood
inline constexpr int exit_environment = 3;  ///< a file, a database, a missing program

}  // namespace itr::cli
