package rehearsal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/vnetloom/vnetloom/source"
)

// FuzzDeploy deploys anything over nothing and over what it made: it must end soon, say something of what it refuses, and be the same again.
func FuzzDeploy(f *testing.F) {
	names, _ := filepath.Glob("../golden/cases/*/want/arm/main/main.json")
	for _, name := range names {
		if content, err := os.ReadFile(name); err == nil && len(content) < 12_000 {
			f.Add(content, content)
		}
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if len(first)+len(second) > 1<<16 {
			return
		}
		const subscription = "00000000-0000-0000-0000-00000000c0de"
		deploy := func(s *Store, content []byte) string {
			start := time.Now()
			result, found := s.Deploy([]Deployment{{Name: "main", Template: source.New("main.json", content), Subscription: subscription, Location: "westeurope"}}, Declared)
			if took := time.Since(start); took > 20*time.Second {
				t.Fatalf("it took %v", took)
			}
			if result == nil {
				t.Fatal("no result")
			}
			said := ""
			for _, d := range found {
				if d.Summary == "" || d.Code == nil {
					t.Fatal("a diagnostic says nothing")
				}
				said += d.Code.ID + " " + d.Summary + "\n"
			}
			return said
		}
		one, other := New(Options{}), New(Options{})
		for _, content := range [][]byte{first, second} {
			if a, b := deploy(one, content), deploy(other, content); a != b {
				t.Fatalf("the same deployment said\n%s\nand\n%s", a, b)
			}
		}
	})
}
