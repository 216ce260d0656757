"""Writes a program in C that misuses every function of itr.h, as bindings/api.json describes them, one argument at a time: a handle
that is closed, one of another kind, a text that is not there, is too long, is not UTF-8 or holds U+0000, a number that is out of range,
a table of another size or without its function, a place for the result that is not there. All other arguments are in order, so that the error can only be of the one that is not. Then every function that may not be called
within a callback is, with all in order.

Usage: sweep.py API_JSON SWEEP_C
"""
import json
import pathlib
import sys

HEAD = '''/* Written by tests/capi/sweep.py from bindings/api.json. */
#include "capi.h"

static uint64_t live_actor, live_pack, live_store, live_host, live_engine, live_calendar, live_expression, live_decider;
static uint64_t dead_actor, dead_pack, dead_store, dead_host, dead_engine, dead_calendar, dead_expression, dead_decider;
static uint64_t outs[64];
static int checked, failed, logged;
static void reenter(void);

static int32_t propose(void* user_data, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    (void)user_data, (void)snapshot, (void)snapshot_size, (void)reply;
    return 0;
}

static void keep(void* user_data, int32_t level, const char* event, uint64_t event_size, const char* message,
                 uint64_t message_size) {
    (void)user_data, (void)level, (void)event, (void)event_size, (void)message, (void)message_size;
    if (logged++ == 0) reenter();
}

static const itr_policy an_itr_policy = {sizeof(itr_policy), 0, NULL, propose, NULL};
static const itr_log_sink an_itr_log_sink = {sizeof(itr_log_sink), 0, NULL, keep, NULL};
static const itr_policy mute_itr_policy = {sizeof(itr_policy), 0, NULL, NULL, NULL};
static const itr_log_sink mute_itr_log_sink = {sizeof(itr_log_sink), 0, NULL, NULL, NULL};

/* A table that says to be of this size, and is no longer than that: what reads on is seen by sanitizers and valgrind. */
static void* of_size(const void* table, size_t whole, uint64_t size) {
    static void* kept;
    const uint32_t said = (uint32_t)size;
    const size_t real = size < sizeof said ? sizeof said : size < whole ? (size_t)size : whole;
    free(kept);
    kept = NULL;
    if (table == NULL) return NULL;
    kept = malloc(real);
    EXPECT(kept != NULL);
    memcpy(kept, table, real);
    memcpy(kept, &said, sizeof said);
    return kept;
}

static void misused(itr_status did, itr_error error, itr_status status, const char* code, const char* call) {
    itr_text found = {"(none)", 0};
    itr_error_code(error, &found);
    ++checked;
    if (did != status || strcmp(found.data, code) != 0) {
        fprintf(stderr, "%s: expected %d %s, but found %d %s\\n", call, (int)status, code, (int)did, found.data);
        ++failed;
    }
    if (did != ITR_OK) EXPECT(itr_error_free(error) == ITR_OK);
}

#define REFUSED(status, code, call)             \\
    do {                                        \\
        itr_error err = 0;                      \\
        memset(outs, 0, sizeof outs);           \\
        const itr_status did = (call);          \\
        misused(did, err, status, code, #call); \\
    } while (0)
#define MISUSED(code, call) REFUSED(ITR_MISUSE, code, call)

/* What a function needs of each kind, and the same closed. */
static void set_up(void) {
    static const char json[] = "{\\"roles\\":[\\"system\\"]}";
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &live_pack, &err));
    DO(itr_pack_load_folder(T("tests/capi/desk"), NONE, &dead_pack, &err));
    DO(itr_actor_open(T(json), &live_actor, &err));
    DO(itr_actor_open(T(json), &dead_actor, &err));
    DO(itr_store_open_memory(&live_store, &err));
    DO(itr_store_open_memory(&dead_store, &err));
    DO(itr_host_open(&live_host, &err));
    DO(itr_host_open(&dead_host, &err));
    DO(itr_engine_open(live_store, 0, NONE, &live_engine, &err));
    DO(itr_engine_open(live_store, 0, NONE, &dead_engine, &err));
    DO(itr_calendar_open(live_pack, T("office"), &live_calendar, &err));
    DO(itr_calendar_open(live_pack, T("office"), &dead_calendar, &err));
    DO(itr_expression_compile(T("1"), NONE, &live_expression, &err));
    DO(itr_expression_compile(T("1"), NONE, &dead_expression, &err));
    DO(itr_decider_open(0, &live_decider, &err));
    DO(itr_decider_open(0, &dead_decider, &err));
    DO(itr_actor_close(dead_actor, &err));
    DO(itr_pack_close(dead_pack, &err));
    DO(itr_store_close(dead_store, &err));
    DO(itr_host_close(dead_host, &err));
    DO(itr_engine_close(dead_engine, &err));
    DO(itr_calendar_close(dead_calendar, &err));
    DO(itr_expression_close(dead_expression, &err));
    DO(itr_decider_close(dead_decider, &err));
}

/* A deployment is told to the log. */
static void call_back(void) {
    itr_host host;
    itr_engine engine;
    DO(itr_host_open(&host, &err));
    DO(itr_host_set_log(host, &an_itr_log_sink, &err));
    DO(itr_engine_open(live_store, host, NONE, &engine, &err));
    DO(itr_engine_deploy(engine, live_pack, live_actor, NINE, &err));
    DO(itr_engine_close(engine, &err));
    DO(itr_host_close(host, &err));
    EXPECT(logged > 0);
}

static void tear_down(void) {
    DO(itr_actor_close(live_actor, &err));
    DO(itr_pack_close(live_pack, &err));
    DO(itr_store_close(live_store, &err));
    DO(itr_host_close(live_host, &err));
    DO(itr_engine_close(live_engine, &err));
    DO(itr_calendar_close(live_calendar, &err));
    DO(itr_expression_close(live_expression, &err));
    DO(itr_decider_close(live_decider, &err));
}
'''

TAIL = '''
int main(void) {
    uint64_t before = 0, after = 0;
    EXPECT(itr_open_handles(&before, NULL) == ITR_OK);
    set_up();
    sweep();
    call_back();
    tear_down();
    of_size(NULL, 0, 0);
    EXPECT(itr_open_handles(&after, NULL) == ITR_OK && after == before);
    printf("%d misuses of %d functions, %d taken for something else\\n", checked, FUNCTIONS, failed);
    return failed ? 1 : 0;
}
'''

# What a text (of a name or a document) or a number needs to be in order; names are those of tests/capi/desk.
TEXTS = {"workflow": "request", "language": "en", "tenant": "t", "ticket": "T-1", "target": "4h", "entropy": "sixteen bytes..!",
         "stored_ticket": r'{\"tenant\":\"t\",\"ticket\":\"T-1\"}', "stored_history": r'{\"commits\":[]}',
         "command": r'{\"op\":\"wake\",\"actor\":{}}'}
# In order, and out of range: both sides.
INSTANT = "NINE", ["ITR_MIN_INSTANT_MS - 1", "ITR_MAX_INSTANT_MS + 1", "ITR_NEVER", "INT64_MIN"]
PAGE = "1", ["0", "-1", "ITR_MAX_PAGE + 1", "INT64_MAX", "INT64_MIN"]
NUMBERS = {"now_ms": INSTANT, "from_ms": INSTANT, "to_ms": INSTANT, "at_ms": INSTANT, "length_ms": ("NINE", ["INT64_MIN", "INT64_MAX"]),
           "max_tickets": PAGE, "max_effects": PAGE, "max_incidents": PAGE, "hidden_for_ms": ("1000", ["0", "-1", "INT64_MAX", "INT64_MIN"]),
           "expected_version": ("-1", ["-2", "INT64_MIN"]), "taking": ("1", ["-1", "INT64_MIN"]),
           "attempts": ("0", ["-1", "INT32_MAX", "INT32_MIN"])}
# What says that U+0000 is in a text where it is not the door: a document is no JSON then.
ZERO_BYTE = {"tenant": "id.invalid", "ticket": "id.invalid", "canonical": "yaml.control_character", "source": "capi.expression_invalid",
             "keys": "audit.invalid_keys"}
HOST_MAY_BE_0 = {"itr_engine_open", "itr_decider_open"}
# Of a reply there is one in a callback alone; errors have no error of their own: both in misuse.c.
ELSEWHERE = {"itr_reply", "itr_error"}


def short(handle):
    return handle.removeprefix("itr_")


def in_order(parameter):
    """Its arguments in C, as they should be."""
    kind, name = parameter["kind"], parameter["name"]
    if kind == "handle":
        return f"live_{short(parameter['type'])}"
    if kind in ("text", "bytes"):
        return f'T("{TEXTS.get(parameter.get("document", name), "{}" if "document" in parameter else "x")}")'
    if kind == "number":
        return NUMBERS[name][0]
    if kind == "out_error":
        return "&err"
    if kind == "in_struct":
        return f"&an_{parameter['type']}"
    return "(void*)outs"


def of_zero_byte(function, parameter):
    """(status, code) of a text with U+0000."""
    name, is_policy = parameter["name"], any(each["kind"] == "in_struct" for each in function["parameters"])
    code = "json.invalid" if "document" in parameter else "id.invalid" if is_policy else ZERO_BYTE.get(name)
    return ("ITR_INVALID", code) if code else ("ITR_MISUSE", "capi.not_utf8")


def refusals(function, parameter):
    """(status, code, arguments) of what is not misuse in every case."""
    kind = parameter["kind"]
    if kind == "text":
        yield *of_zero_byte(function, parameter), '"x\\0y", 3'
    elif kind == "number":
        yield from (("ITR_MISUSE", "capi.out_of_range", wrong) for wrong in NUMBERS[parameter["name"]][1])
    elif kind == "in_struct":
        name = parameter["type"]
        for size in ("0", "1", "sizeof(uint32_t)", f"sizeof({name}) - 1", f"sizeof({name}) + 1", "UINT32_MAX"):
            yield "ITR_MISUSE", "capi.struct_size", f"of_size(&an_{name}, sizeof({name}), {size})"
        yield "ITR_MISUSE", "capi.null", f"&mute_{name}"


def misuses(parameter, optional):
    """(code, arguments)"""
    kind = parameter["kind"]
    if kind == "handle":
        yield "capi.closed_handle", f"dead_{short(parameter['type'])}"
        yield "capi.wrong_handle", "live_actor" if parameter["type"] != "itr_actor" else "live_pack"
        if parameter["type"] != "itr_host" or not optional:
            yield "capi.unknown_handle", "0"
    elif kind in ("text", "bytes"):
        yield "capi.null", "NULL, 5"
        yield "capi.too_long", '"x", ITR_MAX_DOCUMENT_BYTES + 1'
        if kind == "text":
            yield "capi.not_utf8", 'T("\\xff")'
    elif kind.startswith("out_") and kind != "out_error" and not parameter.get("may_be_null"):
        yield "capi.null", "NULL"
    elif kind in ("in_struct", "pointer"):
        yield "capi.null", "NULL"


def calls(function):
    parameters = function["parameters"]
    for index, parameter in enumerate(parameters):
        wrongs = [("ITR_MISUSE", *each) for each in misuses(parameter, function["name"] in HOST_MAY_BE_0)]
        for status, code, wrong in [*wrongs, *refusals(function, parameter)]:
            arguments = ", ".join(wrong if at == index else in_order(each) for at, each in enumerate(parameters))
            yield f'    REFUSED({status}, "{code}", {function["name"]}({arguments}));'


def reentrant(function):
    if not function.get("callbacks_too"):
        yield f'    MISUSED("capi.reentrant", {function["name"]}({", ".join(map(in_order, function["parameters"]))}));'


def swept(function):
    return function["parameters"] and function["parameters"][-1]["kind"] == "out_error" \
        and not any(each.get("type") in ELSEWHERE for each in function["parameters"][:-1] if each["kind"] == "handle")


def main():
    functions = [each for each in json.loads(pathlib.Path(sys.argv[1]).read_text())["functions"] if swept(each)]
    has = {"itr_sqlite": "HAS_CAPI_SQLITE", "itr_postgres": "HAS_CAPI_POSTGRES"}

    def of_all(calls_of):
        lines = []
        for function in functions:
            macro = has.get(function["library"])
            lines += [f"#ifdef {macro}"] * bool(macro) + [*calls_of(function)] + ["#endif"] * bool(macro)
        return "\n".join(lines)

    pathlib.Path(sys.argv[2]).write_text(
        f"{HEAD}\nenum {{ FUNCTIONS = {len(functions)} }};\n\nstatic void sweep(void) {{\n{of_all(calls)}\n}}\n\n"
        f"static void reenter(void) {{\n{of_all(reentrant)}\n}}\n{TAIL}")


if __name__ == "__main__":
    main()
