package compile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/metrics"
	"time"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
)

// Limits bound the reading of an intent. A program in CUE may run for ever, or fill the memory, and cannot be stopped from outside: it is
// given up, which is an error of the intent (VL103), and goes on where nobody waits for it. A program that does not end with it, and
// compiles the CUE of others, does so in a process of its own.
type Limits struct {
	Time   time.Duration // 0 is a minute
	Memory uint64        // bytes by which the program's heap may grow meanwhile; 0 is a GiB
}

// An estate of ten thousand networks, all of them made by one comprehension of CUE, takes four seconds of a processor and less than a third of a GiB.
const (
	defaultTime   = time.Minute
	defaultMemory = 1 << 30
)

type loader func(fs.FS, []string) (*schema.Intent, diag.List)

// An overrun is the cause for which a loader is given up: how much it takes.
type overrun struct{ cost string }

func (o *overrun) Error() string { return "takes " + o.cost }

// load runs a loader until it ends, takes too much, or the context ends.
func (l Limits) load(ctx context.Context, load loader, fsys fs.FS, paths []string) (*schema.Intent, diag.List, error) {
	watched, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	go l.watch(watched, giveUp)
	type loaded struct {
		intent *schema.Intent
		found  diag.List
	}
	r, err := run(watched, "load", func() (r loaded, err error) {
		r.intent, r.found = load(fsys, paths)
		return r, nil
	})
	var over *overrun
	if errors.As(err, &over) {
		return nil, schema.GivenUp(paths, over.cost), nil
	}
	return r.intent, r.found, err
}

// watch gives up what takes too much, until the context ends.
func (l Limits) watch(ctx context.Context, giveUp context.CancelCauseFunc) {
	most, memory := l.Time, l.Memory
	if most == 0 {
		most = defaultTime
	}
	if memory == 0 {
		memory = defaultMemory
	}
	start, before := time.Now(), heap()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			switch {
			case time.Since(start) > most:
				giveUp(&overrun{fmt.Sprintf("longer than %v", most)})
			case heap() > before+memory:
				giveUp(&overrun{fmt.Sprintf("more than %d MiB of memory", memory>>20)})
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
