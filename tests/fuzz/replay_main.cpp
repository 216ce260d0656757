// Runs a fuzzer's function over the files of a corpus, once each: what the fuzzers found stays found.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
/// Of fuzzers that know what their corpus is to reach: what it has not, or null.
extern "C" [[gnu::weak]] const char* what_was_not_reached();

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
            ++inputs;
        }
    }
    std::printf("%zu inputs\n", inputs);
    const char* missed = what_was_not_reached == nullptr ? nullptr : what_was_not_reached();
    if (missed != nullptr) std::printf("no input reaches %s\n", missed);
    return inputs == 0 || missed != nullptr ? 1 : 0;
}
