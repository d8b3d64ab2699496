package golden_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// TestWhatImportWritesOfAnOddExportIsAccepted imports exports in which some values are left out, exchanged or odd: what import writes, check accepts.
func TestWhatImportWritesOfAnOddExportIsAccepted(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../adopt/testdata/estates/*.json")
	require.NoError(t, err)
	files = append(files, "../examples/deployed/estate.json", brownfield+"estate.json")
	r := rand.New(rand.NewSource(20261203))
	dir := t.TempDir()
	export, out := filepath.Join(dir, "export.json"), filepath.Join(dir, "intent.yaml")
	for range 40 {
		file := files[r.Intn(len(files))]
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var root any
		require.NoError(t, json.Unmarshal(content, &root))
		for range 1 + r.Intn(4) {
			oddValue(r, root)
		}
		content, err = json.Marshal(root)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(export, content, 0o600))
		for _, mode := range [][]string{nil, {"--created", "all"}} {
			var stdout, stderr bytes.Buffer
			code := cli.Main(append([]string{"import", export, "--out", out, "--force"}, mode...), strings.NewReader(""), &stdout, &stderr)
			intent, _ := os.ReadFile(out)
			require.Zerof(t, code, "%s %v\n%s\n%s", file, mode, stderr.String(), intent)
		}
	}
}

// oddValue changes a value somewhere in the bodies of an export.
func oddValue(r *rand.Rand, root any) {
	type slot struct {
		value any
		set   func(any)
	}
	var slots []slot
	var visit func(v any, inside bool)
	visit = func(v any, inside bool) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if inside && k != "id" && k != "type" {
					slots = append(slots, slot{v[k], func(x any) { v[k] = x }})
				}
				visit(v[k], inside || k == "properties" || k == "tags")
			}
		case []any:
			for i := range v {
				visit(v[i], inside)
			}
		}
	}
	visit(root, false)
	s := slots[r.Intn(len(slots))]
	text, _ := json.Marshal(slots[r.Intn(len(slots))].value)
	var other any
	_ = json.Unmarshal(text, &other)
	switch text, isText := s.value.(string); {
	case isText && r.Intn(3) == 0:
		s.set(text[:r.Intn(len(text)+1)])
	case isText && r.Intn(2) == 0:
		s.set(text + string("./ \"'é{}#"[r.Intn(9)]))
	case r.Intn(2) == 0:
		s.set(other)
	default:
		s.set([]any{nil, true, 3.0, "", []any{}, map[string]any{}, "10.0.0.0/8", "10.1.2.3/24", "::/0", "Basic", "*"}[r.Intn(11)])
	}
}
