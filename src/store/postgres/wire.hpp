// Values on their way to PostgreSQL and back, in its binary form: integers big-endian, texts as they are.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <itr/store.hpp>
#include <memory>
#include <string_view>

namespace itr::store::postgres {

/// Empty is NULL.
struct Optional {
    std::string_view text;
};
/// Never is NULL.
struct Due {
    Instant at;
};

/// The parameters of one statement, $1 first. Texts are not copied: they must live until it is sent.
class Parameters {
  public:
    template <typename... Values>
    explicit Parameters(const Values&... values) {
        static_assert(sizeof...(Values) <= most);
        (add(values), ...);
    }
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    void add(std::string_view text) noexcept;
    void add(const std::string& text) noexcept { add(std::string_view(text)); }
    void add(Optional optional) noexcept;
    void add(std::int64_t number) noexcept;
    void add(std::uint64_t number) noexcept { add(static_cast<std::int64_t>(number)); }
    void add(std::optional<std::uint64_t> number) noexcept;
    void add(bool flag) noexcept;
    void add(Instant at) noexcept { add(at.ms); }
    void add(Due due) noexcept;
    template <typename Tag>
    void add(const Name<Tag>& name) noexcept {
        add(std::string_view(name.text()));
    }

    [[nodiscard]] int count() const noexcept { return static_cast<int>(count_); }
    [[nodiscard]] const Oid* types() const noexcept { return types_.data(); }
    [[nodiscard]] const char* const* values() const noexcept { return values_.data(); }
    [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
    [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }

  private:
    static constexpr std::size_t most = 24;

    void put(Oid type, const char* value, std::size_t length) noexcept;

    std::size_t count_ = 0;
    std::array<Oid, most> types_{};
    std::array<const char*, most> values_{};
    std::array<int, most> lengths_{};
    std::array<int, most> formats_{};
    std::array<std::array<char, 8>, most> numbers_{};
};

/// What a statement answered. Columns are bigint, text or boolean.
class Rows {
  public:
    Rows() = default;
    explicit Rows(PGresult* result) noexcept : result_(result) {}

    [[nodiscard]] int count() const noexcept { return PQntuples(result_.get()); }
    /// How many rows the statement changed.
    [[nodiscard]] std::int64_t affected() const noexcept;
    [[nodiscard]] bool is_null(int row, int column) const noexcept {
        return PQgetisnull(result_.get(), row, column) != 0;
    }
    /// Valid as long as the rows are; NULL is empty.
    [[nodiscard]] std::string_view text(int row, int column) const noexcept;
    [[nodiscard]] std::string string(int row, int column) const { return std::string(text(row, column)); }
    [[nodiscard]] std::int64_t integer(int row, int column) const noexcept;
    [[nodiscard]] std::uint64_t unsigned_integer(int row, int column) const noexcept {
        return static_cast<std::uint64_t>(integer(row, column));
    }
    [[nodiscard]] bool boolean(int row, int column) const noexcept;
    [[nodiscard]] Instant instant(int row, int column) const noexcept {
        return Instant{integer(row, column)};
    }
    /// NULL is never.
    [[nodiscard]] Instant due(int row, int column) const noexcept {
        return is_null(row, column) ? never : instant(row, column);
    }

  private:
    struct Clear {
        void operator()(PGresult* result) const noexcept { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

/// As PostgreSQL takes it in LIMIT.
[[nodiscard]] std::int64_t row_limit(std::size_t limit) noexcept;

}  // namespace itr::store::postgres
