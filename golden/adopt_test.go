package golden_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// imported is what the command says of an export, as JSON.
type imported struct {
	Types []struct {
		Type                             string
		Deployed, Intent, Existing, ByID int
	}
	Left  []struct{ Type, Name, Why string }
	Paths struct {
		Deployed, Same, NotKnown    int
		OtherWay, NotJoined, Opened []string
	}
}

// What every case deploys is exported, and an intent is made of it. The intent compiles, and joins nothing that is not joined. How much of
// what is there it says is in imports.txt, and by type in docs/deployed.md.
func TestEveryEstateIsImported(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	var text strings.Builder
	deployedOf, saidOf := map[string]int{}, map[string]int{}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		e := compiled(t, dir)
		require.NoError(t, e.err)
		r := importOf(t, name, standing(t, e), "--created", "all")
		fmt.Fprintf(&text, "%s: %d of %d pairs", name, r.Paths.Same, r.Paths.Deployed)
		for _, list := range []struct {
			words string
			pairs []string
		}{{"another way", r.Paths.OtherWay}, {"not joined", r.Paths.NotJoined}, {"opened", r.Paths.Opened}} {
			if len(list.pairs) > 0 {
				fmt.Fprintf(&text, ", %s %d", list.words, len(list.pairs))
			}
		}
		if r.Paths.NotKnown > 0 {
			fmt.Fprintf(&text, ", not known %d", r.Paths.NotKnown)
		}
		text.WriteString("\n")
		require.Emptyf(t, r.Paths.Opened, "%s: the intent joins what is not joined", name)
		for _, k := range r.Types {
			deployedOf[k.Type] += k.Deployed
			said := k.Intent + k.Existing + k.ByID
			saidOf[k.Type] += said
			if said < k.Deployed {
				fmt.Fprintf(&text, "  %s %d of %d\n", k.Type, said, k.Deployed)
			}
		}
		why := map[string]int{}
		for _, l := range r.Left {
			why[l.Type+": "+l.Why]++
		}
		for _, w := range sortedNames(why) {
			fmt.Fprintf(&text, "    %d %s\n", why[w], w)
		}
	}
	text.WriteString("\nby type\n")
	for _, k := range sortedNames(deployedOf) {
		fmt.Fprintf(&text, "  %s %d of %d\n", k, saidOf[k], deployedOf[k])
	}
	requireGolden(t, "imports.txt", text.String())
}

func requireGolden(t *testing.T, file, got string) {
	t.Helper()
	if update() {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}

// importOf runs the command on an export.
func importOf(t *testing.T, name string, export []byte, flags ...string) imported {
	t.Helper()
	dir := t.TempDir()
	file, out := filepath.Join(dir, "export.json"), filepath.Join(dir, "intent.yaml")
	require.NoError(t, os.WriteFile(file, export, 0o600))
	var stdout, stderr bytes.Buffer
	code := cli.Main(append([]string{"import", file, "--out", out, "--format", "json"}, flags...), strings.NewReader(""), &stdout, &stderr)
	intent, _ := os.ReadFile(out)
	require.Zerof(t, code, "%s:\n%s\n%s", name, stderr.String(), intent)
	var r imported
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r))
	slices.SortFunc(r.Left, func(a, b struct{ Type, Name, Why string }) int { return strings.Compare(a.Type+a.Name, b.Type+b.Name) })
	return r
}
