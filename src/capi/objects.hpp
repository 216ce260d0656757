// What handles stand for.
#pragma once

#include <functional>
#include <itr/calendar.hpp>
#include <itr/engine.hpp>
#include <itr/expression.hpp>
#include <itr/pack.hpp>
#include <itr/policy.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "capi/door.hpp"

namespace itr::capi {

/// A pack and what was said of it.
struct LoadedPack {
    std::shared_ptr<const Pack> pack;
    Diagnostics diagnostics;
};

/// A host's log sink, called and released.
class LogSink;

/// Where policies and engines of a host log; shared by all of them.
struct LogPlace {
    std::mutex mutex;
    std::shared_ptr<const LogSink> sink;

    void log(const LogRecord& record);
};

struct Host {
    std::mutex mutex;
    std::shared_ptr<LogPlace> log = std::make_shared<LogPlace>();
    policy::Policies policies;
};

/// The host's policies as they are now; none without a host.
[[nodiscard]] policy::Policies policies_of(itr_host host);
/// The host's log as it is now; empty without one.
[[nodiscard]] std::function<void(const LogRecord&)> log_of(itr_host host);

struct CompiledExpression {
    expression::Expression expression;
    std::vector<std::pair<std::string, expression::Type>> variables;  ///< by slot
};

/// The answer of a policy that is being asked.
struct Reply {
    std::thread::id thread;
    std::string text;
    bool given = false;
};

class Decider;

template <>
inline constexpr Held held_as<Failure> = Held::error;
template <>
inline constexpr Held held_as<std::string> = Held::bytes;
template <>
inline constexpr Held held_as<Actor> = Held::actor;
template <>
inline constexpr Held held_as<LoadedPack> = Held::pack;
template <>
inline constexpr Held held_as<store::Store> = Held::store;
template <>
inline constexpr Held held_as<Host> = Held::host;
template <>
inline constexpr Held held_as<Engine> = Held::engine;
template <>
inline constexpr Held held_as<calendar::Calendar> = Held::calendar;
template <>
inline constexpr Held held_as<CompiledExpression> = Held::expression;
template <>
inline constexpr Held held_as<Reply> = Held::reply;
template <>
inline constexpr Held held_as<Decider> = Held::decider;

/// The system's zone database, loaded when first asked for.
[[nodiscard]] std::shared_ptr<const calendar::ZoneDatabase> zones();

}  // namespace itr::capi
