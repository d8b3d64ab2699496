package bicep

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators/bicep/modules"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/internal/microsofttest"
)

// TestMicrosoftCompilerAndEngineMakeNoMoreThanTheMeasureSays compiles large estates and lets the deployment engine expand them: a root's template
// with each nested deployment after the loops, its module and its rows, and all resources, are no more than was measured, and not much less.
func TestMicrosoftCompilerAndEngineMakeNoMoreThanTheMeasureSays(t *testing.T) {
	for name, text := range map[string]string{"200 spokes": manySpokes(1, 200), "1,000 spokes": manySpokes(4, 1000)} {
		t.Run(name, func(t *testing.T) {
			p := lowered(t, text)
			set, err := New().Generate(p)
			require.NoError(t, err)
			dir := t.TempDir()
			for _, f := range set.Files() {
				path := filepath.Join(dir, filepath.FromSlash(f.Path))
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
				require.NoError(t, os.WriteFile(path, f.Content, 0o666))
			}
			engine := microsofttest.Start(t, dir)
			divided, x := Divide(p), newExpanded(p)
			for i := range divided.Roots {
				root := &divided.Roots[i]
				made, err := engine.Folder(t, filepath.Join(dir, root.Folder()), microsofttest.Scope{})
				require.NoError(t, err)
				template := compact(t, made.Template)
				nested := templatesOf(t, template)
				loops, err := loopsOf(root)
				require.NoError(t, err)
				counted := len(template)
				for _, l := range loops {
					m, err := modules.Of(l.module)
					require.NoError(t, err)
					one := len(nested[l.symbol()])
					require.NotZero(t, one, l.symbol())
					require.LessOrEqual(t, one, compiledBytes(m), l.symbol())
					counted += (len(l.entries) - 1) * one // one is in the template
					for _, e := range l.entries {
						for _, table := range e.tables {
							for _, r := range table.rows {
								counted += plan.ValueBytes(r.row.Cells)
							}
						}
					}
				}
				contested := counted
				for _, r := range made.Resources {
					delete(r.Body, "id") // the engine's own
					body, err := json.Marshal(r.Body)
					require.NoError(t, err)
					contested += len(body)
				}
				d := x.root(root)
				t.Logf("%s: %d bytes compiled, %d counted of %d measured, %d with what is contested of %d, %d nested deployments", root.Name, len(template),
					counted, d.counted, contested, d.contested, d.resources)
				require.LessOrEqual(t, counted, d.counted, root.Name)
				require.LessOrEqual(t, contested, d.contested, root.Name)
				require.Less(t, d.contested, 2*contested, "%s: the measure is far from what there is", root.Name)
				require.LessOrEqual(t, d.counted, p.Limits.TemplateBytes/2, root.Name)
			}
		})
	}
}

// TestMicrosoftCompilerBuildsAThousandSpokes compiles all roots of a thousand spokes in one run. What they are compiled to is held to what was
// aimed at; the time is told, since it is the machine's.
func TestMicrosoftCompilerBuildsAThousandSpokes(t *testing.T) {
	set, err := New().Generate(lowered(t, manySpokes(4, 1000)))
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range set.Files() {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, f.Content, 0o666))
	}
	took := microsofttest.BuildAll(t, dir)
	compiled, err := filepath.Glob(filepath.Join(dir, "*", "main.json"))
	require.NoError(t, err)
	size := 0
	for _, file := range compiled {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		size += len(compact(t, content))
	}
	t.Logf("%d roots: %d bytes without white space; bicep build took %v of CPU", len(compiled), size, took)
	require.Len(t, compiled, 4)
	require.LessOrEqual(t, size, 750_000)
}

func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Compact(&b, text))
	return b.Bytes()
}

// templatesOf are the templates of a root's nested deployments, by their symbols.
func templatesOf(t *testing.T, text []byte) map[string]json.RawMessage {
	t.Helper()
	var root struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ Template json.RawMessage }
		}
	}
	require.NoError(t, json.Unmarshal(text, &root))
	out := map[string]json.RawMessage{}
	for symbol, r := range root.Resources {
		if strings.EqualFold(r.Type, "Microsoft.Resources/deployments") {
			out[symbol] = r.Properties.Template
		}
	}
	return out
}
