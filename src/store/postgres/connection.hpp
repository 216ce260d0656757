// A connection that sends several statements at once and reads their answers together.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "store/postgres/target.hpp"
#include "store/postgres/wire.hpp"

namespace itr::store::postgres {

/// Why a statement or a connection failed.
struct Failure {
    std::string sqlstate;    ///< PostgreSQL's five characters; empty: the connection is gone
    std::string constraint;  ///< that was violated
    std::string message;
};

/// The port's error for a failure.
[[nodiscard]] Error error_of(const Failure& failure, const std::string& where);
/// Whether the same transaction may be tried again at once.
[[nodiscard]] bool is_transient(std::string_view sqlstate) noexcept;
/// Whether another try to connect may succeed.
[[nodiscard]] bool may_pass(const Failure& failure) noexcept;

/// Ends a connection that is not the host's own.
struct Finish {
    bool borrowed = false;
    void operator()(PGconn* handle) const noexcept {
        if (!borrowed) PQfinish(handle);
    }
};

/// One thread at a time.
class Connection {
  public:
    /// Connects and sets up the session; the failure has no secret in its message.
    [[nodiscard]] static std::unique_ptr<Connection> open(const Target& target, const std::string& schema,
                                                          Duration timeout, Failure& failure);
    /// The host's own, which stays open. Its session is not set up: see join().
    [[nodiscard]] static std::unique_ptr<Connection> borrow(PGconn* handle);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Whether it still looks connected; asks the socket, not the server.
    [[nodiscard]] bool alive() noexcept;
    /// Set when it broke down: it is of no further use.
    [[nodiscard]] bool lost() const noexcept { return lost_; }
    [[nodiscard]] const std::string& where() const noexcept { return where_; }

    /// A script without parameters, outside of any pipeline.
    [[nodiscard]] Status execute(const std::string& script);

    [[nodiscard]] PGconn* handle() noexcept { return handle_.get(); }
    /// Whether a transaction here is a part of the host's.
    [[nodiscard]] bool is_borrowed() const noexcept { return handle_.get_deleter().borrowed; }

  private:
    friend class Pipeline;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Prepared {
        std::string name;
        bool ready = false;  ///< known to the server, or on its way there in the pipeline under way
    };

    Connection() = default;
    [[nodiscard]] bool set_up(const std::string& schema, Failure& failure);

    std::unique_ptr<PGconn, Finish> handle_;
    std::string where_;
    std::string prefix_ = "s";  ///< of the names of prepared statements
    std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> prepared_;
    bool lost_ = false;
};

/// Statements sent one after the other without waiting for answers: one transaction, of which all stays or
/// nothing. After the first failure the server skips the rest. On a borrowed connection it is a part of the
/// host's transaction: what fails is taken back alone.
class Pipeline {
  public:
    explicit Pipeline(Connection& connection);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    ~Pipeline();

    /// A statement of the program's own: prepared once a connection.
    template <typename... Values>
    void add(std::string_view sql, const Values&... values) {
        send(sql, Parameters(values...), true);
    }
    /// A statement put together for this call.
    void add_once(std::string_view sql, const Parameters& parameters) { send(sql, parameters, false); }

    /// Commits. The rows of the last statement.
    [[nodiscard]] Result<Rows> finish();

    /// What finish() failed with, and at which statement, counted from 0.
    [[nodiscard]] const Failure& failure() const noexcept { return failure_; }
    [[nodiscard]] std::size_t failed_statement() const noexcept { return failed_statement_; }

  private:
    /// An answer that is to come.
    struct Unanswered {
        Connection::Prepared* preparing = nullptr;  ///< of this preparation; null: of a statement
        bool counts = true;                         ///< false: of what only frames the caller's statements
    };

    void send(std::string_view sql, const Parameters& parameters, bool keep);
    void frame(std::string_view sql);
    void send_prepared(std::string_view sql, const Parameters& parameters);
    void drain();
    void synchronise();
    void read_answer(const Unanswered& of);
    void fail_connection();

    Connection& connection_;
    std::vector<Unanswered> unanswered_;  ///< in order
    std::size_t statements_ = 0, answered_ = 0;
    Rows last_;
    bool failed_ = false, finished_ = false;
    Failure failure_;
    std::size_t failed_statement_ = 0;
};

/// One statement, one transaction.
template <typename... Values>
[[nodiscard]] Result<Rows> ask(Connection& connection, std::string_view sql, const Values&... values) {
    Pipeline pipeline(connection);
    pipeline.add(sql, values...);
    return pipeline.finish();
}

}  // namespace itr::store::postgres
