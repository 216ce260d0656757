/* What C programs that test itr.h share. */
#ifndef ITR_TEST_CAPI_H
#define ITR_TEST_CAPI_H

#include <itr/itr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text as the two arguments that functions take. */
#define T(text) (text), (uint64_t)strlen(text)
#define NONE NULL, 0
#define NINE 1772413200000 /* 2026-03-02T01:00:00Z, nine o'clock in Shanghai */
#define MINUTE 60000

/* Ends the program with what went wrong, if anything did. */
static void succeed(itr_status status, itr_error error, const char* call, int line) {
    itr_bytes told;
    if (status == ITR_OK) return;
    if (itr_error_document(error, &told) != ITR_OK) told.data = "(no error)";
    fprintf(stderr, "line %d: %s: status %d: %s\n", line, call, (int)status, told.data);
    exit(1);
}

/* DO(itr_x(…, &err)): must succeed. */
#define DO(call)                            \
    do {                                    \
        itr_error err = 0;                  \
        const itr_status did = (call);      \
        succeed(did, err, #call, __LINE__); \
    } while (0)

/* Ends the program unless the condition holds. */
#define EXPECT(condition)                                                    \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "line %d: expected %s\n", __LINE__, #condition); \
            exit(1);                                                         \
        }                                                                    \
    } while (0)

#endif
