package golden_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	compiler "github.com/vnetloom/vnetloom/compile"
)

// BenchmarkRehearsal rehearses an estate of 1,000 spokes over itself, beside its generation for all targets, in turns within one run: x-generation
// is the ratio of the two. Both begin with the intent.
func BenchmarkRehearsal(b *testing.B) {
	files := fstest.MapFS{"intent.yaml": {Data: []byte(estateText(1000))}}
	compiled := func(targets []string) *compiler.Result {
		r, err := compiler.Compile(context.Background(), files, []string{"intent.yaml"}, compiler.Options{Targets: targets})
		if err != nil || r.Findings.HasErrors() {
			b.Fatal(err, r.Findings)
		}
		return r
	}
	var rehearsing, generating time.Duration
	for b.Loop() {
		start := time.Now()
		estate := compiler.Network{Intent: compiled([]string{})}
		made, err := compiler.Rehearse(context.Background(), estate, estate, compiler.RehearseOptions{})
		if err != nil || !made.Report.Clean() {
			b.Fatal(err, made.Report)
		}
		rehearsing += time.Since(start)
		b.StopTimer()
		start = time.Now()
		compiled(nil)
		generating += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(rehearsing)/float64(generating), "x-generation")
}
