// How the libraries of other databases open a store behind itr.h.
#pragma once

#include <itr/itr.h>
#include <itr/document.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <memory>
#include <string>

namespace itr::capi {

/// What an adapter is asked: first to read its options (open_store() sees to what is left), then to open.
class ITR_API Adapter {
  public:
    virtual ~Adapter() = default;
    virtual void read(document::Members& options) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<store::Store>> open(const std::string& place) = 0;
    /// Of a store over the host's own connection: whether the host gave one.
    [[nodiscard]] virtual bool has_connection() const noexcept { return true; }
};

/// The whole of a C function that opens a store.
ITR_API itr_status open_store(Adapter& adapter, const char* place, std::uint64_t place_size,
                              const char* options, std::uint64_t options_size, itr_store* out,
                              itr_error* err) noexcept;

}  // namespace itr::capi
