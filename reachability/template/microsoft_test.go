package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/source"
)

// What Microsoft's deployment engine says, where it is at hand. Of a value that differs the engine is right.

const engineGroup = "rg-main"

// templateOf shows expressions as properties of one resource.
func templateOf(t *testing.T, expressions ...string) []byte {
	t.Helper()
	properties := map[string]any{}
	for i, e := range expressions {
		properties[fmt.Sprintf("p%d", i)] = "[" + e + "]"
	}
	content, err := json.Marshal(map[string]any{
		"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
		"resources": []any{map[string]any{"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "n", "properties": properties}},
	})
	require.NoError(t, err)
	return content
}

// The data that the reader is held to everywhere is what the engine says.
func TestMicrosoftEngineHasTheValuesOfTheData(t *testing.T) {
	e := microsofttest.Start(t)
	data := engine(t)
	to := microsofttest.Scope{Subscription: "11111111-1111-1111-1111-111111111111", ResourceGroup: engineGroup}
	expressions := slices.Sorted(maps.Keys(data.Values))
	expressions = slices.DeleteFunc(expressions, func(s string) bool {
		return strings.Contains(s, "tenantId") || strings.Contains(s, "resourceGroup().location")
	})
	s, err := e.Expand(t, templateOf(t, expressions...), nil, to)
	require.NoError(t, err)
	for _, r := range s.Resources {
		got, _ := r.Body["properties"].(map[string]any)
		for i, expression := range expressions {
			have, err := json.Marshal(got[fmt.Sprintf("p%d", i)])
			require.NoError(t, err)
			want, err := json.Marshal(data.Values[expression])
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(have), expression)
		}
	}
	for _, expression := range data.Refused {
		_, err := e.Expand(t, templateOf(t, expression), nil, to)
		require.Error(t, err, expression)
	}
}

// engineTemplates are templates with their parameters: the designs of others, and what is tested here in files.
func engineTemplates(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, pattern := range []string{"testdata/*.json", "testdata/engine/*.json", "testdata/constructs/*.json", "../../golden/designs/*/main.json"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range found {
			if name == "testdata/engine.json" || strings.HasSuffix(name, ".parameters.json") {
				continue
			}
			beside := "*.parameters.json"
			if filepath.Base(name) != "main.json" {
				beside = strings.TrimSuffix(filepath.Base(name), ".json") + ".parameters.json"
			}
			parameters, err := filepath.Glob(filepath.Join(filepath.Dir(name), beside))
			require.NoError(t, err)
			out[name] = parameters
		}
	}
	require.Greater(t, len(out), 15)
	return out
}

// The reader expands a template to the resources that the engine expands it to, with the same properties. What the engine leaves as an
// expression is not compared. How much there is of each is in testdata/measure.txt, which docs/verify.md shows; so is each value that the
// engine knows and the reader does not: the list gets shorter, and never longer.
func TestMicrosoftEngineExpandsTemplatesAsTheReader(t *testing.T) {
	e := microsofttest.Start(t)
	templates := engineTemplates(t)
	counts := map[string]*measure{}
	for _, name := range slices.Sorted(maps.Keys(templates)) {
		for _, p := range append(slices.Clone(templates[name]), "") {
			if p == "" && len(templates[name]) > 0 {
				continue
			}
			t.Run(name+" "+filepath.Base(p), func(t *testing.T) {
				content, err := os.ReadFile(name)
				require.NoError(t, err)
				var parameters []byte
				options := Options{Subscription: microsofttest.OwnSubscription, ResourceGroup: engineGroup, Location: "westeurope"}
				if p != "" {
					parameters, err = os.ReadFile(p)
					require.NoError(t, err)
					options.Parameters = []*source.File{source.New(p, parameters)}
				}
				s, err := e.Expand(t, plainJSON(t, content), plainJSON(t, parameters), microsofttest.Scope{ResourceGroup: engineGroup})
				why := notExpanded[filepath.Base(filepath.Dir(name))]
				if p != "" && why == "" {
					why = notExpanded[filepath.Base(filepath.Dir(name))+" "+filepath.Base(p)]
				}
				if why != "" {
					require.Error(t, err, "the engine expands it, though %s", why)
					return
				}
				require.NoError(t, err)
				read, found := Read([]*source.File{source.New(name, content)}, options)
				kind := kindOf(name)
				if counts[kind] == nil {
					counts[kind] = &measure{}
				}
				m := counts[kind]
				before := len(m.unknown)
				for _, line := range m.compare(s, read) {
					t.Error(line)
				}
				for i := before; i < len(m.unknown); i++ {
					m.unknown[i] = strings.TrimPrefix(name, "../../golden/") + strings.TrimSuffix(" "+filepath.Base(p), " .") + ": " + m.unknown[i]
				}
				if strings.HasPrefix(name, "testdata/") {
					require.Empty(t, errorsOf(found), "the engine takes it")
				}
			})
		}
	}
	if !t.Failed() {
		requireMeasure(t, counts)
	}
}

// kindOf is what a template is for the table.
func kindOf(name string) string {
	if strings.HasPrefix(name, "testdata/") {
		return "constructs of templates"
	}
	return "public designs"
}

// notExpanded are the designs that the engine does not expand, and why.
var notExpanded = map[string]string{
	"linked-templates":  "it reads the address that it is deployed from",
	"nva-load-balancer": "it has a parameter without a value",
	"vnet-to-vnet-vpn":  "a type is an expression",
}

// plainJSON is a file without what only Azure's readers of JSON take.
func plainJSON(t *testing.T, content []byte) []byte {
	t.Helper()
	if content == nil {
		return nil
	}
	left := newBudget()
	v, bad := parseJSON(source.New("x", content), content, &left, slips{})
	require.Nil(t, bad)
	var b strings.Builder
	require.Nil(t, writeJSON(&b, v, false))
	return []byte(b.String())
}

// A measure counts values that the engine gives and the reader reads.
type measure struct {
	same, later int      // of the engine, and left for the deployment by the engine
	unknown     []string // that the engine knows and the reader does not
}

// compare counts the values of a template, and tells what differs.
func (m *measure) compare(s *microsofttest.Snapshot, read *Result) []string {
	var out []string
	have := map[string]*Resource{}
	open := false
	for i := range read.Resources {
		r := &read.Resources[i]
		open = open || r.Unknown != ""
		have[r.ID] = r
	}
	expanded := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		expanded[engineID(id)] = true
		r := have[engineID(id)]
		switch {
		case r != nil:
			out = append(out, m.values(id, s.Resources[id].Body["properties"], r.Properties)...)
		case !open && !strings.ContainsAny(id, "[{"):
			out = append(out, id+" is not read")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(have)) {
		r := have[id]
		if !r.Existing && !r.Conditional && r.Unknown == "" && !equalFold(r.Type, "Microsoft.Resources/deployments") && !expanded[id] {
			out = append(out, id+" is read and not expanded")
		}
	}
	return out
}

// engineID is an id of the engine as the reader has it: it is not told which management group is deployed to.
func engineID(id string) string {
	return strings.ReplaceAll(canonicalID(id), "/managementgroups/"+microsofttest.OwnManagementGroup+"/", "/managementgroups/"+strings.ToLower(ownManagementGroup)+"/")
}

func (m *measure) values(at string, want any, got *Value) []string {
	text, _ := want.(string)
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		m.later++
		return nil
	}
	if got.IsUnknown() || got != nil && got.partial != "" || hasOwn(got.String()) && !isID(text) {
		m.unknown = append(m.unknown, at[strings.LastIndexByte(at, '/')+1:])
		return nil
	}
	switch want := want.(type) {
	case string:
		if isID(want) {
			want = engineID(want)
		}
		if got.String() == want {
			m.same++
			return nil
		}
	case map[string]any:
		if got == nil || got.Kind != Object {
			break
		}
		var out []string
		for _, key := range slices.Sorted(maps.Keys(want)) {
			out = append(out, m.values(at+"."+key, want[key], got.member(key))...)
		}
		for i := range got.Members {
			if x := &got.Members[i]; !slices.ContainsFunc(slices.Collect(maps.Keys(want)), func(k string) bool { return equalFold(k, x.Key) }) {
				out = append(out, at+"."+x.Key+" is read and not expanded")
			}
		}
		return out
	case []any:
		if got == nil || got.Kind != Array || len(got.Items) != len(want) {
			break
		}
		var out []string
		for i := range want {
			out = append(out, m.values(fmt.Sprintf("%s[%d]", at, i), want[i], got.Items[i])...)
		}
		return out
	case nil:
		if got == nil || got.Kind == Null {
			m.same++
			return nil
		}
	default:
		text, err := json.Marshal(want)
		if err == nil && show(got) == string(text) {
			m.same++
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is %s, and for the engine %v", at, show(got), want)}
}
