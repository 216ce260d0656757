/* Commands through itr.h alone: in_c SOURCES COMMANDS. SOURCES is a file with the document `sources`;
 * COMMANDS has a command a line: milliseconds, a blank, the document `command`. Prints nanoseconds of the
 * processor for each of them. */
#include <inttypes.h>
#include <itr/itr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void must(int holds, const char* what) {
    if (holds) return;
    fprintf(stderr, "in_c: %s\n", what);
    exit(1);
}

static char* content(const char* path) {
    FILE* file = fopen(path, "rb");
    char* text;
    long size;
    must(file != NULL, path);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    text = malloc((size_t)size + 1);
    must(text != NULL && fread(text, 1, (size_t)size, file) == (size_t)size, path);
    text[size] = 0;
    fclose(file);
    return text;
}

/* An engine on an empty store, with the pack deployed. */
static itr_engine open_engine(const char* sources, int64_t now_ms) {
    const char* system = "{\"roles\":[\"system\"]}";
    itr_store store;
    itr_engine engine;
    itr_pack pack;
    itr_actor actor;
    must(itr_store_open_memory(&store, NULL) == ITR_OK, "store");
    must(itr_engine_open(store, 0, NULL, 0, &engine, NULL) == ITR_OK, "engine");
    must(itr_pack_load(sources, strlen(sources), &pack, NULL) == ITR_OK, "pack");
    must(itr_actor_open(system, strlen(system), &actor, NULL) == ITR_OK, "actor");
    must(itr_engine_deploy(engine, pack, actor, now_ms, NULL) == ITR_OK, "deploy");
    return engine;
}

static double cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char** argv) {
    char *commands, *line, *text, *end;
    itr_engine engine;
    itr_bytes out;
    double begin;
    int64_t now_ms;
    int count = 0;
    must(argc == 3, "in_c SOURCES COMMANDS");
    commands = content(argv[2]);
    engine = open_engine(content(argv[1]), strtoll(commands, NULL, 10));
    begin = cpu_ns();
    for (line = commands; (end = strchr(line, '\n')) != NULL; line = end + 1, ++count) {
        now_ms = strtoll(line, &text, 10);
        must(itr_engine_execute(engine, text + 1, (uint64_t)(end - text - 1), now_ms, &out, NULL) == ITR_OK,
             "execute");
        must(itr_bytes_free(&out) == ITR_OK, "free");
    }
    printf("%.1f\n", (cpu_ns() - begin) / count);
    return 0;
}
