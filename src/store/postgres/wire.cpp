#include "store/postgres/wire.hpp"

#include <charconv>
#include <limits>

namespace itr::store::postgres {

namespace {

// Object ids of types; PostgreSQL never changes them.
constexpr Oid bool_type = 16;
constexpr Oid int8_type = 20;
constexpr Oid text_type = 25;

}  // namespace

void Parameters::put(Oid type, const char* value, std::size_t length) noexcept {
    types_[count_] = type;
    values_[count_] = value;
    lengths_[count_] = static_cast<int>(length);
    formats_[count_] = 1;
    ++count_;
}

void Parameters::add(std::string_view text) noexcept {
    // An empty view may have no address, which would be NULL.
    put(text_type, text.empty() ? "" : text.data(), text.size());
}

void Parameters::add(Optional optional) noexcept {
    if (optional.text.empty())
        put(text_type, nullptr, 0);
    else
        add(optional.text);
}

void Parameters::add(std::int64_t number) noexcept {
    std::array<char, 8>& bytes = numbers_[count_];
    auto rest = static_cast<std::uint64_t>(number);
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, rest >>= 8)
        *byte = static_cast<char>(rest & 0xFF);
    put(int8_type, bytes.data(), bytes.size());
}

void Parameters::add(bool flag) noexcept {
    numbers_[count_][0] = flag ? 1 : 0;
    put(bool_type, numbers_[count_].data(), 1);
}

void Parameters::add(std::optional<std::uint64_t> number) noexcept {
    if (number)
        add(*number);
    else
        put(int8_type, nullptr, 0);
}

void Parameters::add(Due due) noexcept {
    if (due.at == never)
        put(int8_type, nullptr, 0);
    else
        add(due.at.ms);
}

std::int64_t Rows::affected() const noexcept {
    const std::string_view text = PQcmdTuples(result_.get());
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

std::string_view Rows::text(int row, int column) const noexcept {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Rows::integer(int row, int column) const noexcept {
    std::uint64_t number = 0;
    for (const char byte : text(row, column)) number = number << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

bool Rows::boolean(int row, int column) const noexcept { return integer(row, column) != 0; }

std::int64_t row_limit(std::size_t limit) noexcept {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    return limit > static_cast<std::size_t>(largest) ? largest : static_cast<std::int64_t>(limit);
}

}  // namespace itr::store::postgres
