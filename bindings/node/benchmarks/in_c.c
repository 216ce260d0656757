/* The lifecycle through itr.h alone: in_c TURNS. Reads document `sources` and then the commands of one
 * ticket, each ended by a NUL, with % where the number of a ticket goes. Prints the median of nanoseconds a
 * command, in CPU time. */
#include <itr/itr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { tickets_a_turn = 400, max_commands = 64, max_turns = 1000 };

static const int64_t start_ms = 1772413200000; /* 2026-03-02T09:00:00+08:00 */

static char input[1 << 20];
static const char* commands[max_commands];
static int command_count = 0;

static void must(itr_status status) {
    if (status == ITR_OK) return;
    fprintf(stderr, "in_c: status %d\n", status);
    exit(1);
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void read_input(void) {
    const size_t size = fread(input, 1, sizeof input - 1, stdin);
    const char* next = input + strlen(input) + 1;
    for (; next < input + size && command_count < max_commands; next += strlen(next) + 1)
        commands[command_count++] = next;
}

/* An engine with the pack deployed. */
static itr_engine open_engine(void) {
    const char* system = "{\"roles\":[\"system\"]}";
    itr_store store;
    itr_engine engine;
    itr_pack pack;
    itr_actor actor;
    must(itr_store_open_memory(&store, NULL));
    must(itr_engine_open(store, 0, NULL, 0, &engine, NULL));
    must(itr_pack_load(input, strlen(input), &pack, NULL));
    must(itr_actor_open(system, strlen(system), &actor, NULL));
    must(itr_engine_deploy(engine, pack, actor, start_ms, NULL));
    must(itr_store_close(store, NULL));
    must(itr_pack_close(pack, NULL));
    must(itr_actor_close(actor, NULL));
    return engine;
}

static void live(itr_engine engine, int ticket) {
    char text[4096];
    int i;
    for (i = 0; i < command_count; ++i) {
        const char* place = strchr(commands[i], '%');
        itr_bytes outcome;
        const int size = snprintf(text, sizeof text, "%.*s%d%s", (int)(place - commands[i]), commands[i],
                                  ticket, place + 1);
        must(itr_engine_execute(engine, text, (uint64_t)size, start_ms + i * 60000, &outcome, NULL));
        must(itr_bytes_free(&outcome));
    }
}

static int by_size(const void* a, const void* b) {
    const double x = *(const double*)a, y = *(const double*)b;
    return (x > y) - (x < y);
}

int main(int argc, char** argv) {
    static double took[max_turns];
    const int turns = argc > 1 ? atoi(argv[1]) : 15;
    int turn, i;
    if (turns < 1 || turns > max_turns) return 2;
    read_input();
    for (turn = -1; turn < turns; ++turn) {
        const itr_engine engine = open_engine();
        const double begin = now_ns();
        for (i = 0; i < tickets_a_turn; ++i) live(engine, i);
        if (turn >= 0) took[turn] = (now_ns() - begin) / (tickets_a_turn * command_count);
        must(itr_engine_close(engine, NULL));
    }
    qsort(took, (size_t)turns, sizeof took[0], by_size);
    printf("%.0f\n", took[turns / 2]);
    return 0;
}
