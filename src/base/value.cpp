#include <algorithm>
#include <atomic>
#include <itr/value.hpp>
#include <limits>
#include <new>
#include <stdexcept>

namespace itr {
namespace {

/// What several values share. The kind in each value says which of the two it is.
struct Block {
    std::atomic<std::uint32_t> references{1};
};
/// The text follows at once, and its size stands in each value: a hundred thousand tickets have many.
struct TextBlock : Block {
    [[nodiscard]] char* text() noexcept { return reinterpret_cast<char*>(this + 1); }
};
using TextSize = std::uint32_t;
constexpr std::size_t text_size_at = sizeof(void*);  ///< within a value, behind the block's address
struct ListBlock : Block {
    std::vector<Value> items;
};
struct MapBlock : Block {
    std::vector<Value::Entry> entries;
};

TextBlock* make_text(std::string_view text) {
    if (text.size() > std::numeric_limits<TextSize>::max()) throw std::length_error("a text beyond 4 GiB");
    void* room = ::operator new(sizeof(TextBlock) + text.size());
    auto* block = new (room) TextBlock;
    std::memcpy(block->text(), text.data(), text.size());
    return block;
}

int key_rank(const Value& key) noexcept {
    switch (key.kind()) {
        case Kind::integer:
        case Kind::unsigned_integer: return 0;
        case Kind::boolean: return 1;
        default: return 2;
    }
}

bool integer_less(const Value& a, const Value& b) noexcept {
    const bool a_negative = a.is(Kind::integer) && a.as_int() < 0;
    const bool b_negative = b.is(Kind::integer) && b.as_int() < 0;
    if (a_negative != b_negative) return a_negative;
    if (a_negative) return a.as_int() < b.as_int();
    const auto magnitude = [](const Value& v) {
        return v.is(Kind::integer) ? static_cast<std::uint64_t>(v.as_int()) : v.as_uint();
    };
    return magnitude(a) < magnitude(b);
}

bool key_less(const Value& a, const Value& b) noexcept {
    if (const int ra = key_rank(a), rb = key_rank(b); ra != rb) return ra < rb;
    switch (key_rank(a)) {
        case 0: return integer_less(a, b);
        case 1: return !a.as_bool() && b.as_bool();
        default: return a.as_string() < b.as_string();
    }
}

/// Ascending by key; of equal keys the last one given.
void put_in_order(std::vector<Value::Entry>& entries) {
    using Entry = Value::Entry;
    const auto less = [](const Entry& a, const Entry& b) { return key_less(a.key, b.key); };
    const auto not_less = [&](const Entry& a, const Entry& b) { return !less(a, b); };
    if (std::ranges::adjacent_find(entries, not_less) == entries.end()) return;  // as canonical JSON is
    constexpr std::size_t few = 16;  // which need no memory of their own to be sorted
    if (entries.size() > few)
        std::stable_sort(entries.begin(), entries.end(), less);
    else
        for (auto next = entries.begin(); next != entries.end(); ++next)
            std::rotate(std::upper_bound(entries.begin(), next, *next, less), next, next + 1);
    // Keep the last of each run of equal keys: walk backwards, where "first seen" is "last given".
    const auto same = [&](const Entry& a, const Entry& b) { return !less(a, b) && !less(b, a); };
    const auto kept = std::unique(entries.rbegin(), entries.rend(), same);
    entries.erase(entries.begin(), kept.base());
}

}  // namespace

Value Value::bytes(std::string_view raw) {
    Value v(Kind::bytes);
    v.put_text(raw);
    return v;
}

Value Value::list(std::vector<Value> items) {
    Value v(Kind::list);
    auto* block = new ListBlock;
    block->items = std::move(items);
    v.put_shared(static_cast<Block*>(block));
    return v;
}

Value Value::map(std::vector<Entry> entries) {
    put_in_order(entries);
    Value v(Kind::map);
    auto* block = new MapBlock;
    block->entries = std::move(entries);
    v.put_shared(static_cast<Block*>(block));
    return v;
}

Value Value::type(Kind named) noexcept {
    Value v(Kind::type);
    v.put(named);
    return v;
}

Value Value::instant(Instant at) noexcept { return Value(to_timestamp(at)); }
Value Value::duration(Duration length) noexcept { return Value(to_time_span(length)); }

void Value::put_text(std::string_view text) {
    if (text.size() > inline_capacity) {
        put_shared(static_cast<Block*>(make_text(text)));
        const auto size = static_cast<TextSize>(text.size());
        std::memcpy(raw_ + text_size_at, &size, sizeof size);
        return;
    }
    if (!text.empty()) std::memcpy(raw_, text.data(), text.size());  // an empty view may point nowhere
    raw_[14] = static_cast<unsigned char>(text.size());
}

void Value::put_shared(void* block) noexcept {
    std::memcpy(raw_, &block, sizeof block);
    raw_[15] |= shared_bit;
}

void* Value::block() const noexcept {
    void* block = nullptr;
    std::memcpy(&block, raw_, sizeof block);
    return block;
}

void Value::retain() const noexcept {
    static_cast<Block*>(block())->references.fetch_add(1, std::memory_order_relaxed);
}

void Value::release() noexcept {
    auto* shared_block = static_cast<Block*>(block());
    if (shared_block->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    switch (kind()) {
        case Kind::list: delete static_cast<ListBlock*>(shared_block); break;
        case Kind::map: delete static_cast<MapBlock*>(shared_block); break;
        default: {
            auto* text = static_cast<TextBlock*>(shared_block);
            text->~TextBlock();
            ::operator delete(text);
        }
    }
}

std::string_view Value::shared_text() const noexcept {
    TextSize size = 0;
    std::memcpy(&size, raw_ + text_size_at, sizeof size);
    return {static_cast<TextBlock*>(static_cast<Block*>(block()))->text(), size};
}

std::span<const Value> Value::as_list() const noexcept {
    assert(is(Kind::list));
    return static_cast<const ListBlock*>(static_cast<Block*>(block()))->items;
}

std::span<const Value::Entry> Value::as_map() const noexcept {
    assert(is(Kind::map));
    return static_cast<const MapBlock*>(static_cast<Block*>(block()))->entries;
}

const Value* Value::find_key(const Value& key) const noexcept {
    const auto entries = as_map();
    const auto at = std::lower_bound(entries.begin(), entries.end(), key,
                                     [](const Entry& e, const Value& k) { return key_less(e.key, k); });
    return at != entries.end() && !key_less(key, at->key) ? &at->value : nullptr;
}

const Value* Value::find(std::string_view key) const noexcept {
    const auto entries = as_map();
    const auto before = [](const Entry& e, std::string_view k) {
        return key_rank(e.key) < 2 || e.key.as_string() < k;
    };
    const auto at = std::lower_bound(entries.begin(), entries.end(), key, before);
    return at != entries.end() && at->key.as_string() == key ? &at->value : nullptr;
}

bool Value::shares_content(const Value& a, const Value& b) noexcept {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::list: return std::ranges::equal(a.as_list(), b.as_list());
        case Kind::map: return std::ranges::equal(a.as_map(), b.as_map());
        default: return a.as_string() == b.as_string();
    }
}

std::size_t Value::heap_bytes() const noexcept {
    if (!shared()) return 0;
    switch (kind()) {
        case Kind::list: {
            std::size_t sum = sizeof(ListBlock);
            for (const Value& item : as_list()) sum += sizeof(Value) + item.heap_bytes();
            return sum;
        }
        case Kind::map: {
            std::size_t sum = sizeof(MapBlock);
            for (const Entry& e : as_map()) sum += sizeof(Entry) + e.key.heap_bytes() + e.value.heap_bytes();
            return sum;
        }
        default: return sizeof(TextBlock) + as_string().size();
    }
}

std::string_view cel_name(Kind kind) noexcept {
    switch (kind) {
        case Kind::null: return "null_type";
        case Kind::boolean: return "bool";
        case Kind::integer: return "int";
        case Kind::unsigned_integer: return "uint";
        case Kind::floating: return "double";
        case Kind::string: return "string";
        case Kind::bytes: return "bytes";
        case Kind::timestamp: return "google.protobuf.Timestamp";
        case Kind::duration: return "google.protobuf.Duration";
        case Kind::list: return "list";
        case Kind::map: return "map";
        case Kind::type: return "type";
    }
    return "";
}

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Instant to_instant(Timestamp t) noexcept { return {t.seconds * 1000 + t.nanos / 1'000'000}; }

Timestamp to_timestamp(Instant instant) noexcept {
    const std::int64_t seconds = floor_divide(instant.ms, 1000);
    return {seconds, static_cast<std::int32_t>((instant.ms - seconds * 1000) * 1'000'000)};
}

Duration to_duration(TimeSpan span) noexcept {
    return {span.seconds * 1000 + floor_divide(span.nanos, 1'000'000)};
}

TimeSpan to_time_span(Duration d) noexcept {
    return {d.ms / 1000, static_cast<std::int32_t>((d.ms % 1000) * 1'000'000)};
}

}  // namespace itr
