#include "dispatcher.hpp"

#include <sodium.h>

#include <itr/value.hpp>
#include <utility>

namespace webhooks {

namespace {

using namespace itr;

/// A receiver that asks for more than this talks to itself.
constexpr std::size_t max_answer_bytes = 64 * 1024;

/// What the receiver says is not looked at, but has to be taken.
std::size_t drop_answer(char* /*data*/, std::size_t size, std::size_t count, void* seen) {
    auto& bytes = *static_cast<std::size_t*>(seen);
    bytes += size * count;
    return bytes <= max_answer_bytes ? size * count : 0;
}

std::string body_of(const store::OutboxEffect& effect) {
    return to_json(Value::map({{Value("kind"), Value(effect.effect.kind)},
                               {Value("payload"), parse_json(effect.effect.payload).value_or(Value())},
                               {Value("tenant"), Value(effect.key.tenant.text())},
                               {Value("ticket"), Value(effect.key.ticket.text())},
                               {Value("version"), Value(static_cast<std::int64_t>(effect.version))}}));
}

/// A list of header lines as libcurl takes it.
class Headers {
  public:
    Headers() = default;
    Headers(const Headers&) = delete;
    Headers& operator=(const Headers&) = delete;
    ~Headers() { curl_slist_free_all(list_); }

    void add(const std::string& line) {
        if (curl_slist* longer = curl_slist_append(list_, line.c_str())) list_ = longer;
    }
    [[nodiscard]] curl_slist* list() const noexcept { return list_; }

  private:
    curl_slist* list_ = nullptr;
};

}  // namespace

std::string signature(std::string_view secret, std::string_view timestamp, std::string_view key,
                      std::string_view body) {
    const auto raw = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, raw(secret), secret.size());
    for (const std::string_view part : {timestamp, std::string_view("."), key, std::string_view("."), body})
        crypto_auth_hmacsha256_update(&state, raw(part), part.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_final(&state, mac.data());
    std::array<char, 2 * crypto_auth_hmacsha256_BYTES + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), mac.data(), mac.size());
    return hex.data();
}

Dispatcher::Dispatcher(Target target) : target_(std::move(target)), handle_(curl_easy_init()) {}

// [webhook]
std::string Dispatcher::post(const store::OutboxEffect& effect, Instant now) {
    CURL* curl = handle_.get();
    if (curl == nullptr) return "no handle of libcurl";
    const std::string body = body_of(effect);
    const std::string timestamp = std::to_string(now.ms / 1000);
    Headers headers;
    headers.add("Content-Type: application/json");
    headers.add("Idempotency-Key: " + effect.effect.key);
    headers.add("Itr-Attempt: " + std::to_string(effect.attempts + 1));
    headers.add("Itr-Timestamp: " + timestamp);
    headers.add("Itr-Signature: v1=" + signature(target_.secret, timestamp, effect.effect.key, body));

    std::size_t answered = 0;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, target_.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, target_.timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, target_.connect_timeout_ms);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answered);
    const CURLcode sent = curl_easy_perform(curl);
    if (sent != CURLE_OK) return curl_easy_strerror(sent);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300 ? "" : "the receiver answers " + std::to_string(status);
}
// [/webhook]

Result<Turn> Dispatcher::work_off(Engine& engine, const std::function<Instant()>& clock, std::size_t limit) {
    Turn turn;
    // Hidden for as long as posting all of them may take: a slow one must not be taken by another meanwhile.
    const Duration hidden_for = milliseconds((target_.timeout_ms + 1000) * static_cast<std::int64_t>(limit));
    const auto taken = engine.take_effects(clock(), hidden_for, limit);
    if (!taken) return fail(taken.error());
    for (const store::OutboxEffect& effect : *taken) {
        const std::string problem = post(effect, clock());
        const auto told = problem.empty() ? engine.acknowledge_effect(effect.key.tenant, effect.effect.key)
                                          : engine.fail_effect(effect, problem, clock());
        if (!told) return fail(told.error());
        ++(problem.empty() ? turn.delivered : turn.failed);
    }
    return turn;
}

}  // namespace webhooks
