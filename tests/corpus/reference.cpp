// The reference answers of the corpus: reference REQUESTS ANSWERS. On the public C++ headers alone, so that
// what every language gives through the C API is held against the core without it.
#include <cstdio>
#include <fstream>
#include <itr/value.hpp>
#include <map>
#include <string>

#include "answers.hpp"

namespace {

using namespace itr::corpus;

std::string answer(const itr::Value& request) {
    static const std::map<std::string, std::string (*)(const itr::Value&)> kinds{
        {"scenarios", scenarios}, {"expression", expression}, {"calendar", calendar}, {"commands", commands}};
    const auto kind = kinds.find(text_of(request, "kind"));
    if (kind == kinds.end()) throw Refused{"corpus.unknown_kind"};
    return kind->second(request);
}

std::string line_of(const itr::Value& request) {
    const std::string begin = R"({"id":")" + text_of(request, "id") + R"(",)";
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
    for (std::string line; std::getline(requests, line);) {
        const auto request = itr::parse_json(line);
        if (!request) return std::fprintf(stderr, "%s: %s\n", argv[1], request.error().message.c_str()), 1;
        answers << line_of(*request) << '\n';
    }
    answers.close();
    if (!answers) return std::fprintf(stderr, "cannot write %s\n", argv[2]), 1;
    return 0;
}
