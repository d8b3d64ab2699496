package compile

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/vnetloom/vnetloom/internal/bug"
)

// A Bug is a panic of a stage or of a generator, as an error. It says where the panic was, and nothing of its value, which may quote the
// intent. Stack has the whole way there.
type Bug struct {
	Stage string // load, resolve, lower, prove, or check or generate and the target
	Place string // a function of this module, or of the generator's package, where one is on the way: topology.(*resolver).joinPairs (pairs.go:40)
	Stack []byte // for whoever looks for its cause; it names paths of the machine that built the program
	own   bool
	other string // the target of a generator that is not built in
}

// Error says whose bug it is.
func (b *Bug) Error() string {
	switch {
	case b.other != "":
		return fmt.Sprintf("generator %q panicked in %s", b.other, b.Place)
	case b.own:
		return fmt.Sprintf("this is a bug in vnetloom: %s panicked in %s", b.Stage, b.Place)
	}
	return fmt.Sprintf("this is a bug: %s panicked in %s", b.Stage, b.Place)
}

// run runs a stage and waits for its end, or for that of the context: then the stage goes on where nobody waits for it, and what it makes
// is dropped. A panic of the stage is an error.
func run[T any](ctx context.Context, stage string, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	var nothing T
	if ctx.Err() != nil {
		return nothing, context.Cause(ctx)
	}
	done := make(chan outcome, 1)
	go func() {
		o := outcome{err: errors.New(stage + " has ended its goroutine")}
		defer func() {
			if recover() != nil {
				b := &Bug{Stage: stage, Stack: debug.Stack()}
				b.Place, b.own = bug.Place()
				o.err = b
			}
			done <- o
		}()
		o.value, o.err = f()
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return nothing, context.Cause(ctx)
	}
}
