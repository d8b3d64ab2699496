package compile

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// FuzzDiff compares anything with anything, as templates: it must end soon, and without an error, which would be a bug.
func FuzzDiff(f *testing.F) {
	names, _ := filepath.Glob("../golden/cases/*/want/arm/main/main.json")
	var before []byte
	for _, name := range names {
		if content, err := os.ReadFile(name); err == nil && len(content) < 12_000 {
			f.Add(content, content)
			f.Add(before, content)
			before = content
		}
	}
	network := func(content []byte) Network {
		return Network{Templates: []rehearsal.Deployment{{Name: "main", Template: source.New("main.json", content),
			Subscription: "00000000-0000-0000-0000-00000000c0de", Location: "westeurope"}}}
	}
	f.Fuzz(func(t *testing.T, old, next []byte) {
		if len(old)+len(next) > 1<<16 {
			return
		}
		start := time.Now()
		report, err := Diff(context.Background(), network(old), network(next), DiffOptions{})
		if err != nil || report == nil {
			t.Fatalf("no report: %v", err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Fatalf("it took %v", took)
		}
	})
}
