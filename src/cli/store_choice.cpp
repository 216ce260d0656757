#include "cli/store_choice.hpp"

#include <itr/stores/memory.hpp>
#include <itr/stores/sqlite.hpp>

#include "cli/codes.hpp"

namespace itr::cli {
namespace {

store::Synchronous synchronous_of(const std::string& word) {
    if (word == "off") return store::Synchronous::off;
    return word == "normal" ? store::Synchronous::normal : store::Synchronous::full;
}

}  // namespace

void add_synchronous_option(Arguments& command, StoreChoice& choice) {
    command.choice("--synchronous", choice.synchronous, {"full", "normal", "off"},
                   "what survives a power cut");
}

Result<std::shared_ptr<store::Store>> open_to_read(const std::string& db) {
    if (db.empty()) return fail(no_database, "expected the file with the tickets (--db FILE)");
    store::SqliteOptions how;
    how.read_only = true;
    auto file = store::open_sqlite_store(db, how);
    if (!file) return fail(file.error());
    return std::shared_ptr<store::Store>(*std::move(file));
}

Result<std::shared_ptr<store::Store>> open_store(const StoreChoice& choice) {
    if (choice.db.empty()) return std::shared_ptr<store::Store>(store::make_memory_store());
    store::SqliteOptions how;
    how.synchronous = synchronous_of(choice.synchronous);
    auto file = store::open_sqlite_store(choice.db, how);
    if (!file) return fail(file.error());
    return std::shared_ptr<store::Store>(*std::move(file));
}

}  // namespace itr::cli
