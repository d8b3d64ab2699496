// Package pattern compiles regular expressions when they are first asked for: one that a run does not need costs it nothing. `--version` and
// completion of a shell start in the time that the other dozens would take.
//
// It owns the waiting alone. What an expression means belongs to whoever asks.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy is an expression that is compiled once, by whoever asks first. Several may ask at once. One that is no expression panics then; a test
// of this package compiles each that stands in the sources.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
