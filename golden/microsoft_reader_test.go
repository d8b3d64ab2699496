package golden_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/microsofttest"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// readerDifferences holds the reader of templates to what Microsoft's deployment engine expands emitted ARM JSON to: the same resources, with the
// same properties, each of them known but for secrets.
func readerDifferences(t *testing.T, s *microsofttest.Snapshot, d deployable) []string {
	t.Helper()
	options := template.Options{Subscription: cmp.Or(d.scope.Subscription, microsofttest.OwnSubscription), ResourceGroup: d.scope.ResourceGroup, Location: "westeurope"}
	if s.Values != nil {
		options.Parameters = []*source.File{source.New("main.parameters.json", s.Values)}
	}
	read, found := template.Read([]*source.File{source.New("main.json", s.Template)}, options)
	require.False(t, found.HasErrors(), "%v", found)
	have := map[string]*template.Resource{}
	for i := range read.Resources {
		have[read.Resources[i].ID] = &read.Resources[i]
	}
	var out []string
	expanded := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(s.Resources)) {
		key := idAsRead(id)
		expanded[key] = true
		if have[key] == nil {
			out = append(out, id+" is not read")
			continue
		}
		out = append(out, readDifferences(id, s.Resources[id].Body["properties"], have[key].Properties)...)
	}
	for _, id := range slices.Sorted(maps.Keys(have)) {
		if r := have[id]; !r.Existing && !expanded[id] && r.Type != "Microsoft.Resources/deployments" {
			out = append(out, id+" is read and not expanded")
		}
	}
	return out
}

// idAsRead is an id as the reader has it.
func idAsRead(text string) string { return (&template.Value{Kind: template.String, Text: text}).ID() }

func readDifferences(at string, want any, got *template.Value) []string {
	text, isText := want.(string)
	switch {
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"): // left for the deployment
		return nil
	case got.IsUnknown() && strings.HasSuffix(got.Text, "is secure, so its value is not known"):
		return nil
	case got.IsUnknown():
		return []string{at + " is not known: " + got.Text}
	case isText && strings.HasPrefix(text, "/") && got.ID() == idAsRead(text), isText && got.String() == text && got != nil:
		return nil
	case want == nil && (got == nil || got.Kind == template.Null):
		return nil
	case got == nil:
		return []string{at + " is not read"}
	}
	var out []string
	switch want := want.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(want)) {
			out = append(out, readDifferences(at+"."+key, want[key], got.Get(key))...)
		}
		for _, m := range got.Members {
			if _, ok := want[m.Key]; !ok {
				out = append(out, at+"."+m.Key+" is read and not expanded")
			}
		}
		return out
	case []any:
		if len(want) != len(got.List()) {
			break
		}
		for i := range want {
			out = append(out, readDifferences(fmt.Sprintf("%s[%d]", at, i), want[i], got.List()[i])...)
		}
		return out
	case bool:
		if got.Kind == template.Bool && got.Bool == want {
			return nil
		}
	case fmt.Stringer: // a number, as it is written
		if got.Kind == template.Number && strconv.FormatFloat(got.Number, 'f', -1, 64) == want.String() {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is read as %v %q %v, and is %v for the engine", at, got.Kind, got.Text, got.Number, want)}
}
