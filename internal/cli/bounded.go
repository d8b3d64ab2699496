package cli

import (
	"fmt"
	"io/fs"
	"runtime/metrics"
	"time"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Bounds of reading an intent. A program in CUE may run for ever, or fill the memory, and cannot be stopped from outside: the
// command gives up and ends. An estate of a thousand networks takes two seconds and half a GiB.
const (
	loadTime   = time.Minute
	loadMemory = 4 << 30 // bytes
)

type loader func(fs.FS, []string) (*schema.Intent, diag.List)

// bounded is a loader that is given up when it takes too long or too much.
func bounded(load loader, most time.Duration, memory uint64) loader {
	type result struct {
		in       *schema.Intent
		found    diag.List
		panicked error
	}
	return func(fsys fs.FS, names []string) (*schema.Intent, diag.List) {
		done := make(chan result, 1)
		go func() {
			var r result
			defer func() {
				if v := recover(); v != nil {
					r.panicked = bug(v)
				}
				done <- r
			}()
			r.in, r.found = load(fsys, names)
		}()
		start := time.Now()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case r := <-done:
				if r.panicked != nil {
					panic(r.panicked)
				}
				return r.in, r.found
			case <-tick.C:
				switch {
				case time.Since(start) > most:
					return nil, schema.GivenUp(names, fmt.Sprintf("longer than %v", most))
				case heap() > memory:
					return nil, schema.GivenUp(names, fmt.Sprintf("more than %d MiB of memory", memory>>20))
				}
			}
		}
	}
}

// heap is how many bytes of objects there are, those among them that are garbage already.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
