// The reference answers of the corpus: reference REQUESTS ANSWERS. On the public C++ headers alone, so that
// what every language gives through the C API is held against the core without it.
#include <cstdio>
#include <fstream>
#include <itr/value.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "answers.hpp"

namespace {

using namespace itr::corpus;

/// A line, and the source of its expression apart: it may hold U+0000, which the library's documents may not.
struct Request {
    itr::Value members;
    std::string source;

    explicit Request(const std::string& line) {
        auto read = nlohmann::json::parse(line);
        source = read.value("source", "");
        read.erase("source");
        members = value_of(itr::parse_json(read.dump()));
    }
};

std::string answer(const Request& request) {
    static const std::map<std::string, std::string (*)(const itr::Value&)> kinds{
        {"scenarios", scenarios}, {"calendar", calendar}, {"commands", commands}};
    const std::string kind = text_of(request.members, "kind");
    if (kind == "expression") return expression(request.members, request.source);
    return kinds.at(kind)(request.members);
}

std::string line_of(const Request& request) {
    const std::string begin = R"({"id":")" + text_of(request.members, "id") + R"(",)";
    try {
        return begin + R"("result":)" + answer(request) + "}";
    } catch (const Refused& refused) {
        return begin + R"("error":")" + refused.code + R"("})";
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: reference REQUESTS ANSWERS\n"), 2;
    std::ifstream requests(argv[1]);
    std::ofstream answers(argv[2], std::ios::binary);
    for (std::string line; std::getline(requests, line);) answers << line_of(Request(line)) << '\n';
    answers.close();
    if (!answers) return std::fprintf(stderr, "cannot write %s\n", argv[2]), 1;
    return 0;
}
