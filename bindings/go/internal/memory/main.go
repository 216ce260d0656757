// Command memory carries out a million commands on a store in a file, with a limit for the cache, and fails if the process
// then holds more than 1.05 times the memory that it held after 200,000. Its argument is the file.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"runtime"

	"itr.example/itr"
	"itr.example/itr/internal/lifecycle"
	"itr.example/itr/sqlite"
)

const (
	first, last = 200_000, 1_000_000
	limit       = 1.05
	cacheBytes  = 8 << 20
)

func main() {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, os.Args[1], sqlite.Options{Synchronous: "off"})
	if err != nil {
		log.Fatal(err)
	}
	engine, actor, err := lifecycle.Engine(store, itr.EngineOptions{CacheBytes: cacheBytes})
	if err != nil {
		log.Fatal(err)
	}
	done, early := 0, 0
	for ticket := 0; done < last; ticket++ {
		commands, at := lifecycle.Of(ticket, actor)
		for i, command := range commands {
			if _, err := engine.Execute(ctx, command, at[i]); err != nil {
				log.Fatal(err)
			}
			if done++; done == first {
				early = resident()
			}
		}
	}
	late := resident()
	fmt.Printf("go: %d kB after %d commands, %d kB after %d: %.3f, at most %.2f\n", early, first, late, done,
		float64(late)/float64(early), limit)
	if float64(late) > limit*float64(early) {
		os.Exit(1)
	}
}

// resident is what the system counts for the process, in kB, after the garbage collector has run.
func resident() int {
	runtime.GC()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	var size int
	_, rest, _ := bytes.Cut(text, []byte("VmRSS:"))
	if _, err := fmt.Sscan(string(rest), &size); err != nil {
		log.Fatal(err)
	}
	return size
}
