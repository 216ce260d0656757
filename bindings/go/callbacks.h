/* Tables of callbacks whose user_data is a runtime/cgo.Handle. */
#ifndef ITR_GO_CALLBACKS_H
#define ITR_GO_CALLBACKS_H

#include <itr/itr.h>

itr_status itr_go_set_log(itr_host host, uintptr_t sink, itr_error* err);
itr_status itr_go_add_assignment(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                                 itr_error* err);
itr_status itr_go_add_escalation(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                                 itr_error* err);
itr_status itr_go_add_routing(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                              itr_error* err);
itr_status itr_go_add_target(itr_host host, const char* name, uint64_t name_size, uintptr_t policy,
                             itr_error* err);

#endif
