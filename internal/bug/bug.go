// Package bug owns what can be said of a panic without quoting its value, which may hold what a user wrote. Everybody may enter.
package bug

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Module is the path of this module.
const Module = "github.com/vnetloom/vnetloom"

// Place is where the panic was that a deferred function has recovered from, and must be called by that function or what it calls: the first
// function of this module on the way to it, such as `topology.(*resolver).joinPairs (pairs.go:40)`. Where none is, own is false, and it is
// the first function at all that is not the runtime's.
func Place() (place string, own bool) {
	return deepest(func(function string) bool { return strings.HasPrefix(function, Module+"/") })
}

// PlaceIn is Place for a panic of another module's code: the first function of that package, given by its import path, else the first at all.
func PlaceIn(pkg string) string {
	place, _ := deepest(func(function string) bool { return strings.HasPrefix(function, pkg+".") })
	return place
}

// deepest is the place of the first function on the way to the panic that wanted accepts, else of the first that is not the runtime's.
func deepest(wanted func(function string) bool) (place string, found bool) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	place = "an unknown place"
	for afterPanic, first := false, true; ; {
		frame, more := frames.Next()
		isRuntime := strings.HasPrefix(frame.Function, "runtime.")
		switch {
		case !afterPanic:
			afterPanic = isRuntime && strings.Contains(frame.Function, "panic")
		case isRuntime:
		default:
			found = wanted(frame.Function)
			if found || first {
				name := strings.TrimPrefix(frame.Function, Module+"/")
				place, first = fmt.Sprintf("%s (%s:%d)", name, path.Base(frame.File), frame.Line), false
			}
		}
		if found || !more {
			return place, found
		}
	}
}
