// What a stranger does first: include a header, make a value, call into the library.
#include <cstdio>
#include <cstring>
#include <itr/value.hpp>
#include <itr/version.hpp>

int main() {
    const auto value = itr::parse_json(R"({"severity":"critical"})");
    if (!value) return 1;
    std::printf("itr %s\n", itr::version());
    return std::strcmp(itr::version(), "0.1.0") == 0 ? 0 : 1;
}
