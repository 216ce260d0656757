#include "callbacks.h"

#include "_cgo_export.h"

static void log_record(void* sink, int32_t level, const char* event, uint64_t event_size, const char* message,
                       uint64_t message_size) {
    itrGoLog((uintptr_t)sink, level, (char*)event, event_size, (char*)message, message_size);
}

static int32_t propose(void* policy, const char* snapshot, uint64_t snapshot_size, itr_reply reply) {
    itrGoPropose((uintptr_t)policy, (char*)snapshot, snapshot_size, reply);
    return 0;
}

static void release(void* handle) { itrGoRelease((uintptr_t)handle); }

itr_status itr_go_set_log(itr_host host, uintptr_t sink, itr_error* err) {
    const itr_log_sink table = {sizeof(itr_log_sink), 0, (void*)sink, log_record, release};
    return itr_host_set_log(host, &table, err);
}

itr_status itr_go_add_assignment(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                                 itr_error* err) {
    const itr_policy table = {sizeof(itr_policy), 0, (void*)policy, propose, release};
    return itr_host_add_assignment(host, name, name_size, &table, err);
}

itr_status itr_go_add_escalation(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                                 itr_error* err) {
    const itr_policy table = {sizeof(itr_policy), 0, (void*)policy, propose, release};
    return itr_host_add_escalation(host, name, name_size, &table, err);
}

itr_status itr_go_add_routing(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                              itr_error* err) {
    const itr_policy table = {sizeof(itr_policy), 0, (void*)policy, propose, release};
    return itr_host_add_routing(host, name, name_size, &table, err);
}

itr_status itr_go_add_target(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                             itr_error* err) {
    const itr_policy table = {sizeof(itr_policy), 0, (void*)policy, propose, release};
    return itr_host_add_target(host, name, name_size, &table, err);
}
