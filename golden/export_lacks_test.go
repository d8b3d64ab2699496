package golden_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// What an export does not hold changes nothing but from known to not known: each answer of each estate is refused, and then not asked for. Whatever is said
// then of a pair, or of the routes of a subnet, is what the whole export says, or that it is not known; and there are no errors but those of the whole.
func TestWhatAnExportLacksIsNotKnown(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			e := compiled(t, dir)
			require.NoError(t, e.err)
			if len(e.topology.Networks) > 12 {
				return
			}
			s := rehearsal.New(rehearsal.Options{})
			s.Assume(rehearsed(e))
			deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
			whole := withHubPeerings(t, exported(t, s))
			want := saidOfExport(t, whole)
			for _, lacking := range lackingExports(t, whole) {
				for _, lie := range liesOf(want, saidOfExport(t, lacking.content)) {
					t.Errorf("%s: %s", lacking.name, lie)
				}
			}
		})
	}
}

// A lackingExport is an export without something.
type lackingExport struct {
	name    string
	content []byte
}

// lackingExports are an export without each kind of list: all lists of the kind, or the first alone; refused, or not asked for.
func lackingExports(t *testing.T, whole []byte) []lackingExport {
	t.Helper()
	var export struct {
		VnetloomExport int                          `json:"vnetloomExport"`
		Answers        []map[string]json.RawMessage `json:"answers"`
	}
	require.NoError(t, json.Unmarshal(whole, &export))
	kindOf := func(answer map[string]json.RawMessage) string {
		path := strings.Trim(string(answer["get"]), `"`)
		if i := strings.LastIndex(path, "/providers/"); i >= 0 {
			words := strings.Split(path[i+len("/providers/"):], "/")
			kind := words[:1]
			for j := 1; j < len(words); j += 2 {
				kind = append(kind, words[j])
			}
			if len(words)%2 == 1 {
				kind = append(kind, "(one)")
			}
			return strings.Join(kind, "/")
		}
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	count := map[string]int{}
	var kinds []string
	for _, answer := range export.Answers {
		if answer["refused"] == nil {
			kind := kindOf(answer)
			if count[kind]++; count[kind] == 1 {
				kinds = append(kinds, kind)
			}
		}
	}
	var out []lackingExport
	for _, kind := range kinds {
		for _, how := range []string{"refused", "not asked for"} {
			for _, all := range []bool{true, false} {
				if !all && count[kind] == 1 {
					continue
				}
				part := export
				part.Answers = nil
				done := false
				for _, answer := range export.Answers {
					switch lacks := kindOf(answer) == kind && (all || !done); {
					case !lacks:
						part.Answers = append(part.Answers, answer)
					case how == "refused":
						done = true
						part.Answers = append(part.Answers, map[string]json.RawMessage{"get": answer["get"], "refused": json.RawMessage(`"AuthorizationFailed"`)})
					default:
						done = true
					}
				}
				content, err := json.Marshal(part)
				require.NoError(t, err)
				out = append(out, lackingExport{fmt.Sprintf("%s %s, all: %v", kind, how, all), content})
			}
		}
	}
	return out
}

// saidOf is what is said of an export: of pairs, and errors.
type saidOf struct {
	pairs  map[string]reachability.Cell
	errors map[string]bool
	routes map[string]string // of the subnets whose routes are known
}

func saidOfExport(t *testing.T, content []byte) saidOf {
	there, found := answered.Read([]*source.File{source.New("export.json", content)})
	estate, more := reachability.Build(there.Resources)
	out := saidOf{map[string]reachability.Cell{}, map[string]bool{}, map[string]string{}}
	for _, subnet := range estate.Subnets() {
		if len(estate.RoutesUnknown(subnet.ID)) == 0 {
			for _, r := range estate.EffectiveRoutes(subnet.ID) {
				out.routes[subnet.ID] += fmt.Sprintln(r.Source, r.State, r.Prefix, r.NextHopType, r.NextHopAddress)
			}
		}
	}
	for _, d := range append(append(found, more...), estate.Check()...) {
		if d.Severity == diag.Error {
			out.errors[d.Code.ID+" "+d.Summary] = true
		}
	}
	m := estate.Matrix(nil)
	ends := func(c reachability.Class) []string {
		switch {
		case c.Site != "":
			return []string{c.Site}
		case len(c.Subnets) == 0:
			return []string{c.Name}
		}
		return c.Subnets
	}
	for _, c := range m.Cells {
		for _, from := range ends(m.Classes[c.From]) {
			for _, to := range ends(m.Classes[c.To]) {
				if from != to && (networkOfSubnet(from) == networkOfSubnet(to)) == c.Within {
					out.pairs[from+" -> "+to] = c
				}
			}
		}
	}
	return out
}

// liesOf is what is said of a part of an export that the whole does not say.
func liesOf(whole, part saidOf) []string {
	var out []string
	for e := range part.errors {
		if !whole.errors[e] {
			out = append(out, e)
		}
	}
	for subnet, routes := range part.routes {
		if want, known := whole.routes[subnet]; known && want != routes {
			out = append(out, fmt.Sprintf("routes of %s:\n%sand of the whole\n%s", subnet, routes, want))
		}
	}
	for pair, got := range part.pairs {
		want, known := whole.pairs[pair]
		switch {
		case !known || got.Outcome == reachability.NotKnown:
		case got.Open && got.Outcome == reachability.Delivered:
		case got.Outcome != want.Outcome, want.Outcome == reachability.Delivered &&
			(fmt.Sprint(got.Inspectors) != fmt.Sprint(want.Inspectors) || got.Symmetric != want.Symmetric && !want.Open):
			out = append(out, fmt.Sprintf("%s: %s, and of the whole %s", short(pair), cellWords(got), cellWords(want)))
		}
	}
	return out
}

func short(pair string) string {
	from, to, _ := strings.Cut(pair, " -> ")
	return from[strings.LastIndex(from, "virtualnetworks/")+1:] + " -> " + to[strings.LastIndex(to, "virtualnetworks/")+1:]
}

func cellWords(c reachability.Cell) string {
	return fmt.Sprintf("%s through %v, open %v, symmetric %v (%s)", c.Outcome, c.Inspectors, c.Open, c.Symmetric, c.Why)
}

// withHubPeerings adds to the networks that virtual hubs are connected to the peering that Azure keeps in them.
func withHubPeerings(t *testing.T, export []byte) []byte {
	t.Helper()
	var out any
	require.NoError(t, json.Unmarshal(export, &out))
	connected := map[string]bool{}
	var visit func(v any, f func(o map[string]any))
	visit = func(v any, f func(o map[string]any)) {
		switch x := v.(type) {
		case []any:
			for _, item := range x {
				visit(item, f)
			}
		case map[string]any:
			f(x)
			for _, item := range x {
				visit(item, f)
			}
		}
	}
	visit(out, func(o map[string]any) {
		if p, ok := o["properties"].(map[string]any); ok && o["type"] == azure.TypeHubConnection {
			if remote, ok := p["remoteVirtualNetwork"].(map[string]any); ok {
				connected[strings.ToLower(remote["id"].(string))] = true
			}
		}
	})
	visit(out, func(o map[string]any) {
		id, _ := o["id"].(string)
		if p, ok := o["properties"].(map[string]any); ok && o["type"] == azure.TypeVirtualNetwork && connected[strings.ToLower(id)] {
			list, _ := p["virtualNetworkPeerings"].([]any)
			p["virtualNetworkPeerings"] = append(list, map[string]any{"name": "RemoteVnetToHubPeering_1", "properties": map[string]any{"peeringState": "Connected",
				"remoteVirtualNetwork": map[string]any{"id": "/subscriptions/0/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/HV"}}})
		}
	})
	content, err := json.Marshal(out)
	require.NoError(t, err)
	return content
}
