/* Says how structs lie in memory: held against the golden by description_test.py. */
#include <itr/itr.h>

#include <stddef.h>
#include <stdio.h>

#define STRUCT(type) printf("%s %zu\n", #type, sizeof(type))
#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))

int main(void) {
    STRUCT(itr_bytes);
    FIELD(itr_bytes, data), FIELD(itr_bytes, size), FIELD(itr_bytes, handle);
    STRUCT(itr_text);
    FIELD(itr_text, data), FIELD(itr_text, size);
    STRUCT(itr_outcome);
    FIELD(itr_outcome, version), FIELD(itr_outcome, repeated), FIELD(itr_outcome, reserved);
    STRUCT(itr_advanced);
    FIELD(itr_advanced, tickets), FIELD(itr_advanced, next_due_ms), FIELD(itr_advanced, more);
    FIELD(itr_advanced, reserved);
    STRUCT(itr_clock_reading);
    FIELD(itr_clock_reading, due_ms), FIELD(itr_clock_reading, elapsed_ms),
        FIELD(itr_clock_reading, target_ms);
    FIELD(itr_clock_reading, remaining_ms), FIELD(itr_clock_reading, phase),
        FIELD(itr_clock_reading, breached);
    FIELD(itr_clock_reading, waived), FIELD(itr_clock_reading, cycle);
    STRUCT(itr_log_sink);
    FIELD(itr_log_sink, struct_size), FIELD(itr_log_sink, reserved), FIELD(itr_log_sink, user_data);
    FIELD(itr_log_sink, log), FIELD(itr_log_sink, release);
    STRUCT(itr_policy);
    FIELD(itr_policy, struct_size), FIELD(itr_policy, reserved), FIELD(itr_policy, user_data);
    FIELD(itr_policy, propose), FIELD(itr_policy, release);
    return 0;
}
