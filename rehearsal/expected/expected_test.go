package expected_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/rehearsal/expected"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
	"github.com/vnetloom/vnetloom/source"
)

const network = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/"

func list(t *testing.T, text string) *expected.List {
	t.Helper()
	l, found := expected.Read([]*source.File{source.New("expected.yaml", []byte(text))})
	require.Empty(t, found)
	return l
}

func report() *judge.Report {
	return &judge.Report{
		Reset: []judge.Change{
			{ID: network + "vnet-hub", Type: "Microsoft.Network/virtualNetworks", Path: "tags.CostCenter", Was: "12"},
			{ID: network + "vnet-shop", Type: "Microsoft.Network/virtualNetworks", Path: "properties.enableDdosProtection", Was: true, Is: false},
		},
		LeftBehind: []string{network + "vnet-hand"},
	}
}

func TestWhatIsOnTheListIsExpectedAndAllElseStays(t *testing.T) {
	r := report()
	l := list(t, "expected:\n  - {path: tags.CostCenter, why: inherited}\n  - {type: virtualNetworks, name: vnet-none, path: enableDdosProtection, why: another network}\n")
	l.Apply(r)
	require.Len(t, r.Expected, 1)
	require.Equal(t, "inherited", r.Expected[0].Reason)
	require.Equal(t, "tags.CostCenter", r.Expected[0].Path)
	require.Len(t, r.Reset, 1, "the entry names another network")
	require.Equal(t, []string{network + "vnet-hand"}, r.LeftBehind, "without an entry a person has made it")
	unused := l.Unused()
	require.Len(t, unused, 1)
	require.Contains(t, unused[0].Subject.String(), "expected.yaml:3:")
}

func TestAnEntryWithoutAPathIsOfWhatNEWLacks(t *testing.T) {
	r := report()
	list(t, "expected:\n  - {type: virtualNetworks, name: VNET-h*, why: by the platform}\n").Apply(r)
	require.Empty(t, r.LeftBehind, "names have no case, and a star is any letters")
	require.Len(t, r.Reset, 2, "vnet-hub is in NEW")
	require.Len(t, r.Expected, 1)
}

func TestAListThatCannotBeReadSaysWhere(t *testing.T) {
	for text, at := range map[string]string{
		"expected:\n  - {path: tags.a, why: x, who: me}\n": "l.yaml:2:",
		"expected:\n  - {path: [a, b], why: x}\n":          "l.yaml:2:",
		"expected: {path: tags.a, why: x}\n":               "l.yaml:1:",
		"expected:\n  - {path: tags.a, why: x}\n  - [\n":   "l.yaml:",
		"expectations:\n  - {path: tags.a, why: x}\n":      "l.yaml:1:",
	} {
		l, found := expected.Read([]*source.File{source.New("l.yaml", []byte(text))})
		require.Nil(t, l, text)
		require.NotEmpty(t, found, text)
		require.Contains(t, found[0].Subject.String(), at, text)
	}
}
