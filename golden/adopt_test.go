package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/diag"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

func TestScratchAdopt(t *testing.T) {
	dirs, _ := filepath.Glob("cases/*")
	only := os.Getenv("CASE")
	for _, dir := range dirs {
		if only != "" && filepath.Base(dir) != only {
			continue
		}
		e := compiled(t, dir)
		require.NoError(t, e.err)
		s := rehearsal.New(rehearsal.Options{})
		s.Assume(rehearsed(e))
		deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
		there, _ := answered.Read([]*source.File{source.New("export.json", exported(t, s))})
		got := adopt.Import("contoso", there.Resources)
		if only != "" {
			fmt.Println(string(got.Intent))
		}
		made := compile(intent{fstest.MapFS{"intent.yaml": {Data: got.Intent}}, []string{"intent.yaml"}})
		errs := map[string]int{}
		for _, d := range made.found {
			if d.Severity == diag.Error {
				errs[d.Code.ID]++
				if only != "" {
					fmt.Println(d.Code.ID, d.Summary)
				}
			}
		}
		var all []string
		if len(errs) == 0 && made.err == nil {
			s2 := rehearsal.New(rehearsal.Options{})
			s2.Assume(rehearsed(made))
			r, _ := s2.Deploy(rehearsed(made), rehearsal.Declared)
			for _, step := range r.Refused() {
				if only != "" {
					fmt.Println("refused", step.ID, step.Refusal.Code, step.Refusal.Message)
				}
			}
			count, have := map[string]int{}, map[string]int{}
			is := map[string]bool{}
			for _, x := range s2.State().Resources() {
				is[x.ID] = true
			}
			for _, x := range s.State().Resources() {
				count[x.Type]++
				if is[x.ID] {
					have[x.Type]++
				} else if only != "" {
					fmt.Println("missing", x.ID)
				}
			}
			for k, n := range count {
				if have[k] < n {
					all = append(all, fmt.Sprintf("%s %d/%d", strings.TrimPrefix(k, "Microsoft.Network/"), have[k], n))
				}
			}
			sort.Strings(all)
		}
		fmt.Println(filepath.Base(dir), errs, made.err, all, "left", len(got.Left))
		if only != "" {
			for _, l := range got.Left {
				fmt.Println("  left", l)
			}
		}
	}
}
