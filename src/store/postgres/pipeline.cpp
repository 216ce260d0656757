#include "store/codes.hpp"
#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

namespace {

/// So many answers at most are left with the server.
constexpr std::size_t most_unanswered = 256;

std::string field_of(const PGresult* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? std::string() : std::string(text);
}

}  // namespace

Pipeline::Pipeline(Connection& connection) : connection_(connection) {
    if (connection_.is_borrowed()) frame("SAVEPOINT itr");
}

Pipeline::~Pipeline() {
    // Left half way, the connection's answers would be taken for others'.
    if (!finished_ && (statements_ > 0 || !unanswered_.empty())) connection_.lost_ = true;
}

void Pipeline::fail_connection() {
    connection_.lost_ = true;
    if (failed_) return;
    failed_ = true;
    failed_statement_ = answered_;
    const std::string_view words = PQerrorMessage(connection_.handle());
    failure_ = {{}, {}, "the connection was lost: " + std::string(words.substr(0, words.find('\n')))};
}

void Pipeline::send_prepared(std::string_view sql, const Parameters& parameters) {
    auto known = connection_.prepared_.find(sql);
    if (known == connection_.prepared_.end())
        known = connection_.prepared_
                    .emplace(std::string(sql),
                             Connection::Prepared{
                                 connection_.prefix_ + std::to_string(connection_.prepared_.size()), false})
                    .first;
    Connection::Prepared& prepared = known->second;
    if (!prepared.ready) {
        prepared.ready = true;
        unanswered_.push_back({&prepared});
        if (PQsendPrepare(connection_.handle(), prepared.name.c_str(), known->first.c_str(),
                          parameters.count(), parameters.types()) == 0)
            return fail_connection();
    }
    if (PQsendQueryPrepared(connection_.handle(), prepared.name.c_str(), parameters.count(),
                            parameters.values(), parameters.lengths(), parameters.formats(), 1) == 0)
        fail_connection();
}

void Pipeline::send(std::string_view sql, const Parameters& parameters, bool keep) {
    ++statements_;
    if (connection_.lost_) return fail_connection();
    if (failed_) return;
    if (keep)
        send_prepared(sql, parameters);
    else if (PQsendQueryParams(connection_.handle(), std::string(sql).c_str(), parameters.count(),
                               parameters.types(), parameters.values(), parameters.lengths(),
                               parameters.formats(), 1) == 0)
        fail_connection();
    unanswered_.push_back({});
    if (unanswered_.size() < most_unanswered || connection_.lost_) return;
    PQsendFlushRequest(connection_.handle());
    drain();
}

void Pipeline::frame(std::string_view sql) {
    if (connection_.lost_) return;
    if (PQsendQueryParams(connection_.handle(), std::string(sql).c_str(), 0, nullptr, nullptr, nullptr,
                          nullptr, 1) == 0)
        return fail_connection();
    unanswered_.push_back({nullptr, false});
}

void Pipeline::read_answer(const Unanswered& of) {
    PGconn* handle = connection_.handle();
    PGresult* result = PQgetResult(handle);
    if (result == nullptr) return fail_connection();
    Rows rows(result);
    const ExecStatusType status = PQresultStatus(result);
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && of.preparing != nullptr) of.preparing->ready = false;
    if (status == PGRES_FATAL_ERROR && !failed_) {
        failed_ = true;
        failed_statement_ = answered_;
        failure_ = {field_of(result, PG_DIAG_SQLSTATE), field_of(result, PG_DIAG_CONSTRAINT_NAME),
                    field_of(result, PG_DIAG_MESSAGE_PRIMARY)};
        if (failure_.message.empty()) failure_.message = PQresultErrorMessage(result);
    }
    if (status == PGRES_FATAL_ERROR && field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR")
        connection_.lost_ = true;
    const bool of_caller = of.preparing == nullptr && of.counts;
    if (good && of_caller) last_ = std::move(rows);
    if (of_caller) ++answered_;
    // Each statement's answers end with none.
    if (PGresult* extra = PQgetResult(handle)) {
        PQclear(extra);
        fail_connection();
    }
}

void Pipeline::drain() {
    for (const Unanswered& next : unanswered_) {
        if (connection_.lost_) {
            if (next.preparing != nullptr) next.preparing->ready = false;
            continue;
        }
        read_answer(next);
    }
    unanswered_.clear();
}

void Pipeline::synchronise() {
    PGconn* handle = connection_.handle();
    if (!connection_.lost_ && PQpipelineSync(handle) == 0) fail_connection();
    drain();
    for (bool synchronised = false; !synchronised && !connection_.lost_;) {
        PGresult* result = PQgetResult(handle);
        if (result == nullptr) {
            fail_connection();
            break;
        }
        synchronised = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (PQresultStatus(result) == PGRES_FATAL_ERROR && !failed_) {
            failed_ = true;
            failed_statement_ = answered_;
            failure_ = {field_of(result, PG_DIAG_SQLSTATE), {}, field_of(result, PG_DIAG_MESSAGE_PRIMARY)};
        }
        PQclear(result);
        if (PQstatus(handle) != CONNECTION_OK) fail_connection();
    }
}

Result<Rows> Pipeline::finish() {
    finished_ = true;
    if (connection_.is_borrowed() && !failed_) frame("RELEASE SAVEPOINT itr");
    synchronise();
    if (!failed_) return std::move(last_);
    if (connection_.is_borrowed()) {
        frame("ROLLBACK TO SAVEPOINT itr");
        frame("RELEASE SAVEPOINT itr");
        synchronise();
    }
    if (connection_.lost_) failure_.sqlstate.clear();
    return fail(error_of(failure_, connection_.where()));
}

}  // namespace itr::store::postgres
