// The zone database is read once a process; that it cannot be read needs a process of its own.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <itr/calendar.hpp>
#include <string>

#include "support/child_process.hpp"

namespace {

constexpr const char* without_files = "a process that may open no more files loads zones";

}  // namespace

TEST_CASE("a process that may open no more files loads zones" * doctest::skip()) {
    const rlimit none{0, 0};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    itr::test::write_line(
        STDOUT_FILENO,
        zones ? "loaded" : std::string(zones.error().code.text()) + " " + zones.error().message);
    std::_Exit(0);
}

TEST_CASE("a system whose zones cannot be read says so") {
    itr::test::ChildProcess child([](int pipe) {
        dup2(pipe, STDOUT_FILENO);
        const std::string filter = std::string("--test-case=") + without_files;
        execl("/proc/self/exe", "test", filter.c_str(), "--no-skip", "--minimal",
              static_cast<char*>(nullptr));
    });
    const std::string said = child.line();
    CAPTURE(said);
    CHECK(said.starts_with("zones.unavailable expected time zones in /usr/share/zoneinfo, but found none"));
}
