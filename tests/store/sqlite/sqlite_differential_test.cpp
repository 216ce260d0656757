#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/stores/sqlite.hpp>

#include "store/differential.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;

TEST_CASE("memory and SQLite give the same answers to the same commands, and keep the same journal") {
    CHECK(rc::check("random commands, with the file closed and opened in between", [] {
        const itr::test::TempDir directory;
        itr::test::Differential stores([&] {
            return open_sqlite_store(directory.file("tickets.db"), {.synchronous = Synchronous::off}).value();
        });
        stores.run(40);
    }));
}
