// One call of the library: read in JavaScript's thread, made in any, told in JavaScript's again.
#pragma once

#include <node_api.h>

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>

#include "addon.hpp"
#include "kinds.hpp"
#include "library.hpp"

namespace itr_node {

class Job {
  public:
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    virtual ~Job() = default;

    /// False: an exception of JavaScript is on its way.
    [[nodiscard]] virtual bool read(napi_env env, const napi_value* given) = 0;
    void run(const Function& function) noexcept {
        std::uint64_t error = 0;
        status_ = call(function.address, &error);
        if (status_ != 0) keep(error);
    }
    [[nodiscard]] bool succeeded() const { return status_ == 0; }
    [[nodiscard]] virtual napi_value result(napi_env env) = 0;
    /// What JavaScript throws.
    [[nodiscard]] napi_value error(napi_env env);

  protected:
    [[nodiscard]] virtual itr_status call(void* function, std::uint64_t* error) noexcept = 0;
    /// Whether there is a result of a refused call too.
    [[nodiscard]] virtual bool tells_in_any_case() const = 0;

  private:
    void keep(std::uint64_t error);

    itr_status status_ = 0;
    std::string document_;  ///< `error`
};

template <typename Kind>
inline constexpr bool is_struct = false;
template <typename Struct>
inline constexpr bool is_struct<OutStruct<Struct>> = true;

template <typename... Kinds>
class JobOf final : public Job {
  public:
    [[nodiscard]] bool read(napi_env env, const napi_value* given) override {
        return std::apply([&](auto&... part) { return (read_part(env, given, part) && ...); }, parts_);
    }
    [[nodiscard]] napi_value result(napi_env env) override {
        napi_value told = nullptr;
        napi_get_undefined(env, &told);
        std::apply([&](auto&... part) { (tell(env, told, part), ...); }, parts_);
        return told;
    }

  protected:
    [[nodiscard]] itr_status call(void* function, std::uint64_t* error) noexcept override {
        return std::apply(
            [&](auto&... part) {
                const itr_status status =
                    invoke(function, std::tuple_cat(part.arguments()..., std::tuple(error)));
                (done(status == 0, part), ...);
                return status;
            },
            parts_);
    }
    [[nodiscard]] bool tells_in_any_case() const override { return (is_struct<Kinds> || ...); }

  private:
    template <typename Part>
    static bool read_part(napi_env env, const napi_value*& next, Part& part) {
        if constexpr (Part::is_input) return part.read(env, *next++);
        return true;
    }
    template <typename Part>
    static void tell(napi_env env, napi_value& told, Part& part) {
        if constexpr (!Part::is_input) told = part.result(env);
        if constexpr (requires { part.told(env); }) part.told(env);
    }
    template <typename Part>
    static void done(bool accepted, Part& part) {
        if constexpr (requires { part.done(accepted); }) part.done(accepted);
    }
    template <typename... Arguments>
    static itr_status invoke(void* function, const std::tuple<Arguments...>& arguments) {
        return std::apply(reinterpret_cast<itr_status (*)(Arguments...)>(function), arguments);
    }

    std::tuple<Kinds...> parts_;
};

/// In JavaScript's thread, at once.
[[nodiscard]] napi_value call_now(napi_env env, napi_callback_info info, Job& job);
/// In another thread; gives a promise.
[[nodiscard]] napi_value call_later(napi_env env, napi_callback_info info, std::unique_ptr<Job> job);

}  // namespace itr_node
