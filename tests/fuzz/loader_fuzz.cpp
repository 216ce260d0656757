// Any bytes as a pack: the loader answers with diagnostics, and a pack that it accepts survives its canonical
// form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/loader.hpp>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<itr::loader::SourceText> sources{
        {"pack.yaml", std::string(reinterpret_cast<const char*>(data), size)}};
    const auto loaded = itr::loader::load(sources);
    if (!loaded.pack) return 0;
    const std::string canonical = itr::model::canonical(*loaded.pack);
    const auto again = itr::loader::load_canonical(canonical);
    if (!again || itr::model::canonical(*again) != canonical) std::abort();
    return 0;
}
