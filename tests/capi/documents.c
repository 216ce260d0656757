/* A story through every part of itr.h that says what goes in and comes out: on each line the name of a
 * document, a blank, and the document. schema_test.py holds them against docs/capi.schema.json. Ends with
 * status 1 at the first surprise; leaves no handle open. */
#include "capi.h"

static void show(const char* name, const char* document) { printf("%s %s\n", name, document); }

/* SHOW("name", itr_x(…, &out, &err)): must succeed; its result is shown and freed. */
#define SHOW(name, call)                        \
    do {                                        \
        itr_bytes out;                          \
        DO(call);                               \
        show(name, out.data);                   \
        EXPECT(itr_bytes_free(&out) == ITR_OK); \
    } while (0)

static itr_pack pack;
static itr_actor agent, customer, host_actor;
static itr_engine engine;

/* ---- packs and expressions */

static const char* const sources =
    "{\"v\":1,\"files\":[{\"path\":\"a.yaml\",\"text\":\"pack: small\\nversion: 1.0.0\\nimports: "
    "[other]\\n\"}],"
    "\"imports\":{\"other\":[{\"path\":\"other/o.yaml\",\"text\":\"pack: other\\nversion: "
    "1.0.0\\n---\\nworkflow: w\\n"
    "events: {go: {role: r}}\\nstates: {a: {on: {go: b}}, b: {type: final}}\\n---\\nroles: {r: {rights: "
    "[open, view]}}\\n\"}]}}";
static const char* const broken =
    "{\"files\":[{\"path\":\"a.yaml\",\"text\":\"pack: small\\nverson: 1\\n\"}]}";

static void packs(void) {
    itr_pack small, again;
    itr_error why = 0;
    itr_bytes canonical, told, hash, same;
    DO(itr_pack_load_folder(T("tests/capi/desk"), T("{\"texts\":[\"examples/packs\"]}"), &pack, &err));
    show("texts", "{\"texts\":[\"examples/packs\"]}");
    show("sources", sources);
    DO(itr_pack_load(T(sources), &small, &err));
    SHOW("pack", itr_pack_describe(small, &out, &err));
    DO(itr_pack_close(small, &err));
    SHOW("pack", itr_pack_describe(pack, &out, &err));
    SHOW("diagnostics", itr_pack_diagnostics(pack, &out, &err));
    SHOW("diagnostics", itr_pack_check(T(broken), &out, &err));
    EXPECT(itr_pack_load(T(broken), &small, &why) == ITR_INVALID && small == 0);
    EXPECT(itr_error_document(why, &told) == ITR_OK);
    show("error", told.data);
    EXPECT(itr_bytes_free(&told) == ITR_OK && itr_error_free(why) == ITR_OK);
    SHOW("scenarios", itr_pack_run_scenarios(pack, NONE, &out, &err));
    DO(itr_pack_canonical(pack, &canonical, &err));
    DO(itr_pack_load_canonical(canonical.data, canonical.size, &again, &err));
    DO(itr_pack_hash(pack, &hash, &err));
    DO(itr_pack_hash(again, &same, &err));
    EXPECT(hash.size == 64 && strcmp(hash.data, same.data) == 0);
    itr_bytes_free(&canonical), itr_bytes_free(&hash), itr_bytes_free(&same);
    DO(itr_pack_close(again, &err));
}

static void pictures(void) {
    itr_bytes picture;
    DO(itr_pack_mermaid(pack, T("request"), T("en"), &picture, &err));
    EXPECT(strncmp(picture.data, "stateDiagram-v2", 15) == 0);
    itr_bytes_free(&picture);
    DO(itr_pack_dot(pack, T("request"), NONE, &picture, &err));
    EXPECT(strncmp(picture.data, "digraph", 7) == 0);
    itr_bytes_free(&picture);
}

static void expressions(void) {
    static const char* const scope =
        "{\"variables\":{\"n\":\"int\",\"names\":\"list(string)\"},\"wanted\":\"bool\"}";
    static const char* const bindings = "{\"bindings\":{\"n\":2,\"names\":[\"ann\",\"bo\",\"cy\"]}}";
    itr_expression expression;
    show("scope", scope);
    show("bindings", bindings);
    DO(itr_expression_compile(T("names.size() > n && names.all(x, x != '')"), T(scope), &expression, &err));
    SHOW("value", itr_expression_evaluate(expression, T(bindings), &out, &err));
    DO(itr_expression_close(expression, &err));
    DO(itr_expression_compile(T("timestamp('2026-03-02T01:00:00Z') + duration('90m')"), NONE, &expression,
                              &err));
    SHOW("value", itr_expression_evaluate(expression, NONE, &out, &err));
    DO(itr_expression_close(expression, &err));
}

static void calendars(void) {
    itr_calendar office;
    int64_t at, length;
    int32_t yes;
    DO(itr_calendar_open(pack, T("office"), &office, &err));
    DO(itr_calendar_add(office, NINE, 4 * 60 * MINUTE, &at, &err));
    EXPECT(at == NINE + 5 * 60 * MINUTE); /* an hour of lunch */
    DO(itr_calendar_add(office, at, -4 * 60 * MINUTE, &at, &err));
    EXPECT(at == NINE);
    DO(itr_calendar_between(office, NINE, NINE + 24 * 60 * MINUTE, &length, &err));
    EXPECT(length == 8 * 60 * MINUTE);
    DO(itr_calendar_is_open(office, NINE - 1, &yes, &err));
    EXPECT(yes == 0);
    DO(itr_calendar_next_open(office, NINE + 3 * 60 * MINUTE, &at, &err));
    EXPECT(at == NINE + 4 * 60 * MINUTE);
    DO(itr_calendar_next_close(office, NINE, &at, &err));
    EXPECT(at == NINE + 3 * 60 * MINUTE);
    DO(itr_calendar_due(office, NINE, T("next working day by 16:00"), &at, &err));
    EXPECT(at == NINE + (24 + 7) * 60 * MINUTE);
    DO(itr_calendar_due(office, NINE, T("unlimited"), &at, &err));
    EXPECT(at == ITR_NEVER);
    DO(itr_calendar_is_known(office, NINE, &yes, &err));
    EXPECT(yes == 1);
    DO(itr_calendar_is_known(office, NINE + (int64_t)400 * 24 * 60 * MINUTE, &yes, &err));
    EXPECT(yes == 0);
    DO(itr_calendar_close(office, &err));
}

/* ---- an engine with a host */

static int32_t choose(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    static const char* const answer = "{\"team\":\"network\",\"owner\":\"ann\",\"reason\":\"least loaded\"}";
    (void)snapshot_size;
    show("snapshot", snapshot);
    show("assignment", answer);
    ++*(int*)user_data;
    return itr_reply_write(reply, T(answer), NULL);
}

static int32_t escalate(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    static const char* const answer =
        "{\"notify\":[\"director\"],\"assignment\":{\"line\":\"L2\"},\"next_level_after\":\"30m\"}";
    (void)snapshot_size;
    show("snapshot", snapshot);
    show("escalation", answer);
    ++*(int*)user_data;
    return itr_reply_write(reply, T(answer), NULL);
}

static void open_engine(int* calls) {
    const itr_policy assignment = {sizeof(itr_policy), 0, NULL, choose, NULL};
    const itr_policy escalation = {sizeof(itr_policy), 0, NULL, escalate, NULL};
    itr_policy with_calls = assignment;
    itr_store store;
    itr_host host;
    with_calls.user_data = calls;
    DO(itr_host_open(&host, &err));
    DO(itr_host_add_assignment(host, T("dispatcher"), &with_calls, &err));
    with_calls = escalation;
    with_calls.user_data = calls;
    DO(itr_host_add_escalation(host, T("duty"), &with_calls, &err));
    DO(itr_store_open_memory(&store, &err));
    show("engine_options", "{\"cache_bytes\":1048576}");
    DO(itr_engine_open(store, host, T("{\"cache_bytes\":1048576}"), &engine, &err));
    DO(itr_host_close(host, &err));
    DO(itr_store_close(store, &err));
    DO(itr_engine_deploy(engine, pack, host_actor, NINE, &err));
    SHOW("deployments", itr_engine_deployments(engine, &out, &err));
}

static void execute(const char* command, int minutes) {
    show("command", command);
    SHOW("outcome", itr_engine_execute(engine, T(command), NINE + minutes * MINUTE, &out, &err));
}

#define HEAD(op, ticket) "{\"op\":\"" op "\",\"tenant\":\"acme\",\"ticket\":\"" ticket "\","
#define AGENT "\"actor\":{\"id\":\"li\",\"roles\":[\"agent\"]}"

static void commands(void) {
    static const char* const batch = "{\"commands\":[" HEAD("comment", "T-1") AGENT
        ",\"text\":\"called back\",\"public\":true}," HEAD("comment", "T-1") AGENT ",\"text\":\"angry\"}]}";
    execute(HEAD("open", "T-1") AGENT
            ",\"workflow\":\"request\",\"party\":\"acme\",\"key\":\"k1\","
            "\"data\":{\"customer\":\"Ms Chen\",\"impact\":\"high\"}}",
            0);
    execute(HEAD("open", "T-1") AGENT
            ",\"workflow\":\"request\",\"party\":\"acme\",\"key\":\"k1\","
            "\"data\":{\"customer\":\"Ms Chen\",\"impact\":\"high\"}}",
            0);
    execute(HEAD("open", "T-2") AGENT
            ",\"workflow\":\"request\",\"parent\":\"T-1\",\"data\":{\"customer\":\"Mr Wu\"}}",
            1);
    execute(HEAD("send", "T-1") AGENT ",\"event\":\"confirm\"}", 2);
    execute(HEAD("send", "T-1") AGENT
            ",\"event\":\"dispatch\",\"expected_version\":1,\"happened_at\":\"2026-03-02T09:01:00+08:00\"}",
            2);
    execute(HEAD("send", "T-1") AGENT ",\"event\":\"tell\"}", 3); /* a signal to T-2 */
    execute(HEAD("assign", "T-1") AGENT ",\"owner\":\"\",\"team\":\"core\",\"reason\":\"core router\"}", 3);
    execute(HEAD("set", "T-1") AGENT ",\"data\":{\"cause\":\"fibre\"}}", 3);
    execute(HEAD("link", "T-1") AGENT ",\"to\":\"T-2\",\"relation\":\"caused_by\"}", 3);
    execute(HEAD("attach", "T-1") AGENT ",\"name\":\"log\",\"uri\":\"s3://x/1\",\"size\":9,\"public\":true}",
            3);
    execute(HEAD("pause", "T-1") AGENT ",\"clock\":\"resolve\",\"reason\":\"parts\"}", 4);
    execute(HEAD("resume", "T-1") AGENT ",\"clock\":\"resolve\",\"reason\":\"parts came\"}", 5);
    execute(HEAD("extend", "T-1") AGENT ",\"clock\":\"resolve\",\"by\":\"1h\",\"reason\":\"agreed\"}", 5);
    execute(HEAD("promise", "T-1") AGENT ",\"clock\":\"resolve\",\"target\":28800000,\"reason\":\"agreed\"}",
            5);
    execute(HEAD("pin", "T-1") AGENT
            ",\"clock\":\"resolve\",\"to\":\"2026-03-02T02:00:00Z\",\"reason\":\"agreed\"}",
            5);
    execute(HEAD("correct", "T-1") AGENT
            ",\"clock\":\"resolve\",\"from\":\"2026-03-02T01:10:00Z\",\"to\":\"2026-03-02T01:20:00Z\","
            "\"counted\":false,\"reason\":\"closed\"}",
            60);
    execute(HEAD("waive", "T-1") AGENT ",\"clock\":\"resolve\",\"reason\":\"strike\"}", 61);
    execute(HEAD("cancel", "T-2") AGENT ",\"clock\":\"resolve\",\"reason\":\"test\"}", 61);
    execute(HEAD("acknowledge", "T-2") AGENT ",\"ladder\":\"duty\"}", 61);
    execute(HEAD("erase", "T-2") AGENT ",\"slots\":\"data.customer\",\"reason\":\"asked for\"}", 61);
    execute(HEAD("wake", "T-2") "\"actor\":{\"id\":\"host\",\"roles\":[\"system\"]}}", 61);
    show("commands", batch);
    SHOW("outcomes", itr_engine_execute_batch(engine, T(batch), NINE + 61 * MINUTE, &out, &err));
}

static void scalars(void) {
    itr_outcome outcome;
    itr_advanced advanced;
    itr_clock_reading clock;
    int64_t due;
    DO(itr_engine_send(engine, T("acme"), T("T-1"), T("ask"), T("k9"), -1, agent, NINE + 62 * MINUTE,
                       &outcome, &err));
    EXPECT(outcome.version > 5 && outcome.repeated == 0);
    DO(itr_engine_send(engine, T("acme"), T("T-1"), T("ask"), T("k9"), -1, agent, NINE + 62 * MINUTE,
                       &outcome, &err));
    EXPECT(outcome.repeated == 1);
    execute(HEAD("open", "T-3") AGENT
            ",\"workflow\":\"request\",\"data\":{\"customer\":\"Ms Li\",\"impact\":\"high\"}}",
            70);
    DO(itr_engine_clock(engine, T("acme"), T("T-3"), T("respond"), agent, NINE + 75 * MINUTE, &clock, &err));
    EXPECT(clock.phase == ITR_CLOCK_RUNNING && clock.elapsed_ms == 5 * MINUTE &&
           clock.remaining_ms == 10 * MINUTE);
    EXPECT(clock.target_ms == 15 * MINUTE && clock.due_ms == NINE + 85 * MINUTE && clock.breached == 0 &&
           clock.cycle == 1);
    DO(itr_engine_next_due(engine, &due, &err));
    EXPECT(due == NINE + 85 * MINUTE + 1); /* a breach takes effect behind its instant */
    DO(itr_engine_advance(engine, NINE + 90 * MINUTE, 100, &advanced, &err));
    EXPECT(advanced.tickets == 1 && advanced.more == 0 && advanced.next_due_ms > NINE + 90 * MINUTE);
}

static void questions(void) {
    static const char* const query =
        "{\"tenant\":\"acme\",\"where\":{\"workflow\":\"request\",\"open\":true},\"limit\":2}";
    show("query", query);
    SHOW("page", itr_engine_query(engine, T(query), agent, &out, &err));
    SHOW("ticket", itr_engine_get(engine, T("acme"), T("T-1"), agent, NINE + 90 * MINUTE, &out, &err));
    SHOW("ticket", itr_engine_get(engine, T("acme"), T("T-1"), customer, NINE + 90 * MINUTE, &out, &err));
    SHOW("clocks", itr_engine_clocks(engine, T("acme"), T("T-1"), agent, NINE + 90 * MINUTE, &out, &err));
    SHOW("history", itr_engine_history(engine, T("acme"), T("T-1"), agent, &out, &err));
    SHOW("history", itr_engine_history(engine, T("acme"), T("T-1"), customer, &out, &err));
    SHOW("engine_counters", itr_engine_counters(engine, &out, &err));
}

static void effects(void) {
    int32_t known;
    itr_bytes out;
    DO(itr_engine_take_effects(engine, NINE + 90 * MINUTE, MINUTE, 100, &out, &err));
    show("effects", out.data);
    const char* const member = strstr(out.data, "\"taking\":");
    const int64_t taking = member == NULL ? -1 : strtoll(member + strlen("\"taking\":"), NULL, 10);
    EXPECT(taking > 0);
    EXPECT(itr_bytes_free(&out) == ITR_OK);
    DO(itr_engine_fail_taken_effect(engine, T("acme"), T("T-1:1"), taking + 1, 0, T("late"),
                                    NINE + 90 * MINUTE, &known, &err));
    EXPECT(known == 0); /* somebody else has it */
    DO(itr_engine_fail_taken_effect(engine, T("acme"), T("T-1:1"), taking, 0, T("no answer"),
                                    NINE + 90 * MINUTE, &known, &err));
    EXPECT(known == 1);
    DO(itr_engine_fail_taken_effect(engine, T("acme"), T("T-1:1"), taking, 0, T("no answer"),
                                    NINE + 90 * MINUTE, &known, &err));
    EXPECT(known == 0); /* that taking is over */
    DO(itr_engine_fail_effect(engine, T("acme"), T("T-1:1"), 9, T("gone"), NINE + 91 * MINUTE, NULL, &err));
    SHOW("incidents", itr_engine_incidents(engine, T("acme"), 10, &out, &err));
    DO(itr_engine_retry_incident(engine, T("acme"), T("T-1:1"), NINE + 92 * MINUTE, &known, &err));
    EXPECT(known == 1);
    SHOW("effects", itr_engine_take_effects(engine, NINE + 92 * MINUTE, MINUTE, 100, &out, &err));
    DO(itr_engine_acknowledge_effect(engine, T("acme"), T("T-1:1"), &known, &err));
    EXPECT(known == 1);
    DO(itr_engine_resolve_incident(engine, T("acme"), T("T-1:1"), NINE + 92 * MINUTE, &known, &err));
    EXPECT(known == 0);
}

/* ---- routes and targets */

static int32_t route(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    static const char* const answer = "{\"event\":\"to_field\",\"data\":{\"spare\":\"fan\"}}";
    (void)snapshot_size;
    EXPECT(strstr(snapshot, "\"remark\":\"it hums\"") != NULL);
    show("snapshot", snapshot);
    show("route", answer);
    ++*(int*)user_data;
    return itr_reply_write(reply, T(answer), NULL);
}

static int32_t promise(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    static const char* const answer = "{\"target\":\"4h\"}";
    (void)snapshot_size;
    EXPECT(strstr(snapshot, "\"clock\":\"negotiable.restore\"") != NULL);
    show("snapshot", snapshot);
    show("target", answer);
    ++*(int*)user_data;
    return itr_reply_write(reply, T(answer), NULL);
}

static void visits(void) {
    static const char* const remark = "{\"remark\":\"it hums\"}";
    int calls = 0;
    const itr_policy routing = {sizeof(itr_policy), 0, &calls, route, NULL};
    const itr_policy target = {sizeof(itr_policy), 0, &calls, promise, NULL};
    itr_engine desk_engine = engine;
    itr_pack rules;
    itr_store store;
    itr_host host;
    itr_outcome outcome;
    itr_clock_reading clock;
    itr_bytes ticket;
    DO(itr_host_open(&host, &err));
    DO(itr_host_add_routing(host, T("by_remark"), &routing, &err));
    DO(itr_host_add_target(host, T("restore"), &target, &err));
    DO(itr_store_open_memory(&store, &err));
    DO(itr_engine_open(store, host, NONE, &engine, &err));
    DO(itr_pack_load_folder(T("tests/capi/visits"), NONE, &rules, &err));
    DO(itr_engine_deploy(engine, rules, host_actor, NINE, &err));
    execute(HEAD("open", "V-1") AGENT ",\"workflow\":\"visit\"}", 0);
    DO(itr_engine_clock(engine, T("acme"), T("V-1"), T("restore"), agent, NINE, &clock, &err));
    EXPECT(clock.target_ms == 4 * 60 * MINUTE);
    show("data", remark);
    DO(itr_engine_send_data(engine, T("acme"), T("V-1"), T("sort"), T(remark), T("k1"), 1, agent,
                            NINE + MINUTE, &outcome, &err));
    EXPECT(outcome.version == 2 && outcome.repeated == 0);
    DO(itr_engine_send_data(engine, T("acme"), T("V-1"), T("sort"), T(remark), T("k1"), -1, agent,
                            NINE + MINUTE, &outcome, &err));
    EXPECT(outcome.version == 2 && outcome.repeated == 1);
    DO(itr_engine_get(engine, T("acme"), T("V-1"), agent, NINE + MINUTE, &ticket, &err));
    EXPECT(strstr(ticket.data, "\"spare\":\"fan\"") != NULL && strstr(ticket.data, "\"field\"") != NULL);
    EXPECT(itr_bytes_free(&ticket) == ITR_OK);
    DO(itr_engine_send_data(engine, T("acme"), T("V-1"), T("done"), NONE, NONE, 2, agent, NINE + 2 * MINUTE,
                            &outcome, &err));
    EXPECT(outcome.version == 3 && calls == 3); /* the promise is asked for again when a state is left */
    DO(itr_engine_close(engine, &err));
    DO(itr_store_close(store, &err));
    DO(itr_host_close(host, &err));
    DO(itr_pack_close(rules, &err));
    engine = desk_engine;
}

int main(int argc, char** argv) {
    uint64_t before, after;
    int calls = 0;
    itr_store store;
    DO(itr_open_handles(&before, &err));
    SHOW("limits", itr_limits(&out, &err));
    show("actor", "{\"id\":\"li\",\"roles\":[\"agent\"]}");
    DO(itr_actor_open(T("{\"id\":\"li\",\"roles\":[\"agent\"]}"), &agent, &err));
    DO(itr_actor_open(T("{\"id\":\"chen\",\"roles\":\"customer\",\"party\":\"acme\"}"), &customer, &err));
    DO(itr_actor_open(T("{\"roles\":[\"system\"]}"), &host_actor, &err));
    packs();
    pictures();
    expressions();
    calendars();
    open_engine(&calls);
    commands();
    scalars();
    questions();
    effects();
    EXPECT(calls > 1);
    visits();
    show("sqlite_options", "{\"synchronous\":\"off\",\"busy_timeout\":\"2s\",\"max_file_bytes\":100000000}");
    show("postgres_options", "{\"connect_attempts\":1,\"schema\":\"desk\",\"lease_clock\":\"caller\"}");
    EXPECT(argc == 2);
    DO(itr_store_open_sqlite(
        T(argv[1]), T("{\"synchronous\":\"off\",\"busy_timeout\":\"2s\",\"max_file_bytes\":100000000}"),
        &store, &err));
    SHOW("store_counters", itr_store_counters(store, &out, &err));
    DO(itr_store_close(store, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_actor_close(agent, &err));
    DO(itr_actor_close(customer, &err));
    DO(itr_actor_close(host_actor, &err));
    DO(itr_pack_close(pack, &err));
    DO(itr_open_handles(&after, &err));
    EXPECT(before == after);
    return 0;
}
