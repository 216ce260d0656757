// itr db: the file that the tickets live in.
#include "cli/commands.hpp"
#include "cli/db_care.hpp"

namespace itr::cli {

void add_db(Arguments& root) {
    Arguments group = root.command("db", "What the tickets live in: copy, move, archive, look over");
    add_db_care(group);
}

}  // namespace itr::cli
