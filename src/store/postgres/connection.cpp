#include "store/postgres/connection.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "store/codes.hpp"

namespace itr::store::postgres {

namespace {

using SteadyClock = std::chrono::steady_clock;

bool await_socket(PGconn* handle, short events, SteadyClock::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    pollfd wanted{PQsocket(handle), events, 0};
    return left > 0 && poll(&wanted, 1, static_cast<int>(left)) > 0;
}

/// The five characters that libpq writes before a message when it is to be verbose: "FATAL:  28P01: …".
std::string sqlstate_in(std::string_view message) {
    const auto is_state_letter = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    for (std::size_t at = message.find(":  "); at != std::string_view::npos;
         at = message.find(":  ", at + 1)) {
        const std::string_view state = message.substr(at + 3, 5);
        if (state.size() == 5 && message.substr(at + 8, 1) == ":" &&
            std::all_of(state.begin(), state.end(), is_state_letter))
            return std::string(state);
    }
    return {};
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

Failure failure_to_connect(PGconn* handle, const Target& target) {
    const std::string message = target.without_secrets(PQerrorMessage(handle));
    Failure failure{sqlstate_in(message), {}, first_line(message)};
    if (PQconnectionNeedsPassword(handle) != 0)
        failure = {"28P01", {}, "the server wants a password, and none was given"};
    return failure;
}

bool connect(PGconn* handle, Duration timeout) {
    const auto deadline = SteadyClock::now() + std::chrono::milliseconds(timeout.ms);
    for (auto wants = PGRES_POLLING_WRITING; wants != PGRES_POLLING_OK; wants = PQconnectPoll(handle)) {
        if (wants == PGRES_POLLING_FAILED) return false;
        if (!await_socket(handle, wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) return false;
    }
    return true;
}

PGconn* start(const Target& target) {
    // A network that takes what is sent and gives nothing back would be waited for without end. What the
    // target says comes later, and wins.
    std::vector<const char*> keywords{"application_name",    "keepalives",       "keepalives_idle",
                                      "keepalives_interval", "keepalives_count", "tcp_user_timeout"};
    std::vector<const char*> values{"itr", "1", "10", "5", "3", "25000"};
    for (const auto& [keyword, value] : target.settings()) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back("client_encoding");
    values.push_back("UTF8");
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectStartParams(keywords.data(), values.data(), 0);
}

std::string describe(PGconn* handle) {
    const auto known = [](const char* text) { return text == nullptr ? "" : text; };
    return fmt::format("PostgreSQL database {} at {}:{}", known(PQdb(handle)), known(PQhost(handle)),
                       known(PQport(handle)));
}

}  // namespace

Connection::~Connection() = default;

std::unique_ptr<Connection> Connection::borrow(PGconn* handle) {
    static std::atomic<unsigned> serial = 0;
    std::unique_ptr<Connection> made(new Connection);
    made->handle_ = {handle, Finish{true}};
    made->where_ = describe(handle);
    // The host has statements of its own, and may have had a store before.
    made->prefix_ = fmt::format("itr{}_", ++serial);
    return made;
}

std::unique_ptr<Connection> Connection::open(const Target& target, const std::string& schema,
                                             Duration timeout, Failure& failure) {
    std::unique_ptr<Connection> made(new Connection);
    made->handle_.reset(start(target));
    PGconn* handle = made->handle_.get();
    if (handle == nullptr) {
        failure = {"53200", {}, "out of memory"};
        return nullptr;
    }
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE);
    PQsetNoticeProcessor(
        handle, [](void*, const char*) {}, nullptr);
    const bool connected = PQstatus(handle) != CONNECTION_BAD && connect(handle, timeout);
    made->where_ = describe(handle);
    if (!connected) {
        failure = failure_to_connect(handle, target);
        if (failure.message.empty())
            failure.message = fmt::format("expected an answer within {} ms, but none came", timeout.ms);
        failure.message = fmt::format("{}: {}", made->where_, failure.message);
        return nullptr;
    }
    if (!made->set_up(schema, failure)) return nullptr;
    return made;
}

bool Connection::set_up(const std::string& schema, Failure& failure) {
    const std::string script = fmt::format(
        "SET search_path TO \"{}\", pg_catalog; SET default_transaction_isolation TO "
        "'read committed'",
        schema);
    if (auto ok = execute(script); !ok) {
        failure = {{}, {}, ok.error().message};
        return false;
    }
    return true;
}

bool Connection::alive() noexcept {
    if (lost_ || PQstatus(handle_.get()) != CONNECTION_OK) return false;
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    // A server that went away has said so; what else may be read is swallowed.
    for (int i = 0; i < 4 && poll(&socket, 1, 0) > 0; ++i)
        if (PQconsumeInput(handle_.get()) == 0) return false;
    return PQstatus(handle_.get()) == CONNECTION_OK;
}

Status Connection::execute(const std::string& script) {
    PGconn* handle = handle_.get();
    PQexitPipelineMode(handle);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle, script.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        const char* message = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
        if (PQstatus(handle) != CONNECTION_OK) lost_ = true;
        const Failure failure{sqlstate == nullptr ? "" : sqlstate,
                              {},
                              message == nullptr ? first_line(PQerrorMessage(handle)) : message};
        PQenterPipelineMode(handle);
        return fail(error_of(failure, where_));
    }
    PQenterPipelineMode(handle);
    return {};
}

}  // namespace itr::store::postgres
