// Command bench measures commands per second on a store in memory, and which share of the CPU time, the garbage collector's
// included, the binding takes: the same lifecycle is carried out by turns through the module and by a loop in C that is given
// the same documents ready.
package main

/*
#cgo pkg-config: itr
#include <itr/itr.h>
#include <stdlib.h>
#include <time.h>

typedef struct { const char* text; uint64_t size; int64_t at; } command;

// Of all threads of the process, in nanoseconds.
static int64_t cpu_time(void) {
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// 0, or -1 at the first command that is not carried out.
static int carry_out(itr_engine engine, const command* commands, size_t count) {
	size_t i;
	for (i = 0; i < count; ++i) {
		itr_bytes out;
		if (itr_engine_execute(engine, commands[i].text, commands[i].size, commands[i].at, &out, NULL) != ITR_OK) return -1;
		itr_bytes_free(&out);
	}
	return 0;
}

// An engine of its own for the loop above.
static itr_engine open_engine(const char* canonical, uint64_t size) {
	itr_store store;
	itr_engine engine;
	itr_pack pack;
	itr_actor host;
	static const char system[] = "{\"roles\":[\"system\"]}";
	if (itr_store_open_memory(&store, NULL) != ITR_OK || itr_engine_open(store, 0, NULL, 0, &engine, NULL) != ITR_OK ||
	    itr_pack_load_canonical(canonical, size, &pack, NULL) != ITR_OK ||
	    itr_actor_open(system, sizeof(system) - 1, &host, NULL) != ITR_OK ||
	    itr_engine_deploy(engine, pack, host, 0, NULL) != ITR_OK)
		return 0;
	itr_store_close(store, NULL), itr_pack_close(pack, NULL), itr_actor_close(host, NULL);
	return engine;
}
*/
import "C"

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"time"
	"unsafe"

	"itr.example/itr"
	"itr.example/itr/internal/lifecycle"
)

const (
	rounds  = 15
	tickets = 400 // of a round
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	store := must(itr.OpenMemory())
	engine, actor, err := lifecycle.Engine(store, itr.EngineOptions{})
	if err != nil {
		log.Fatal(err)
	}
	pack := must(itr.LoadPackText(string(must(os.ReadFile(os.Getenv("LIFECYCLE_PACK"))))))
	canonical := must(pack.Canonical())
	bare := C.open_engine((*C.char)(unsafe.Pointer(unsafe.SliceData(canonical))), C.uint64_t(len(canonical)))
	if bare == 0 {
		log.Fatal("the engine for C does not open")
	}
	var through, in, elapsed []float64
	for round := range rounds {
		cpu, wall := throughTheModule(engine, actor, round)
		through, elapsed = append(through, cpu), append(elapsed, wall)
		in = append(in, inC(bare, actor, round))
	}
	module, c := median(through), median(in)
	fmt.Printf("go: %.0f commands/s; CPU time %.1f µs each, in C %.1f µs: %.0f %% of it in the binding; medians of %d rounds of %d commands\n",
		1e9/median(elapsed), module/1e3, c/1e3, 100*(module-c)/module, rounds, tickets*lifecycle.Commands)
}

func median(figures []float64) float64 {
	slices.Sort(figures)
	return figures[len(figures)/2]
}

// throughTheModule gives nanoseconds a command, of the CPU and of the clock. Making the Go values is not timed.
func throughTheModule(engine *itr.Engine, actor *itr.Actor, round int) (cpu, wall float64) {
	ctx := context.Background()
	var commands [tickets][lifecycle.Commands]itr.Command
	var at [lifecycle.Commands]time.Time
	for i := range commands {
		commands[i], at = lifecycle.Of(round*tickets+i, actor)
	}
	begin, used := time.Now(), C.cpu_time()
	for i := range commands {
		for j := range commands[i] {
			if _, err := engine.Execute(ctx, commands[i][j], at[j]); err != nil {
				log.Fatal(err)
			}
		}
	}
	const count = tickets * lifecycle.Commands
	return float64(C.cpu_time()-used) / count, float64(time.Since(begin).Nanoseconds()) / count
}

func inC(engine C.itr_engine, actor *itr.Actor, round int) float64 {
	ready := make([]C.command, 0, tickets*lifecycle.Commands)
	for i := range tickets {
		commands, at := lifecycle.Of(round*tickets+i, actor)
		for j, command := range commands {
			text := must(json.Marshal(command))
			ready = append(ready, C.command{(*C.char)(C.CBytes(text)), C.uint64_t(len(text)), C.int64_t(at[j].UnixMilli())})
		}
	}
	used := C.cpu_time()
	status := C.carry_out(engine, unsafe.SliceData(ready), C.size_t(len(ready)))
	used = C.cpu_time() - used
	for _, command := range ready {
		C.free(unsafe.Pointer(command.text))
	}
	if status != 0 {
		log.Fatal("a command was not carried out in C")
	}
	return float64(used) / float64(len(ready))
}
