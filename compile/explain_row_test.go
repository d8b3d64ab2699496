package compile_test

import (
	"bytes"
	"errors"
	"os"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/source"
)

// Every resource of the plan has a line of estate.bicep and one of estate.json that says where it comes from, in estates of many kinds.
func TestEveryResourceHasALineOfRows(t *testing.T) {
	for _, file := range []string{"../examples/contoso/intent.yaml", "../golden/cases/vpn-nat-overlapping-branches/intent.yaml", "../golden/cases/wan-sites/intent.yaml",
		"../golden/cases/manager-two-regions/intent.yaml", "../golden/cases/access-closed-firewall-flows/intent.yaml", "../golden/cases/subscriptions-three/intent.yaml"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		result, err := compile.Sources(t.Context(), []*source.File{{Name: "intent.yaml", Content: text}}, compile.Options{Targets: []string{"bicep", "powershell"}})
		require.NoError(t, err, file)
		for _, rows := range []string{"estate.bicep", "estate.json"} {
			found := map[string]bool{}
			for _, f := range result.Files {
				if path.Base(f.Path) != rows {
					continue
				}
				for line := range 2 + bytes.Count(f.Content, []byte("\n")) {
					reasons, err := result.ReasonsAtRow(f.Path, f.Content, line)
					var shared *compile.SharedError
					if errors.As(err, &shared) {
						require.Contains(t, string(f.Content), shared.Kind)
						continue
					}
					if !errors.Is(err, compile.ErrNoLine) {
						require.NoError(t, err)
					}
					for _, r := range reasons {
						found[path.Base(r.ID)] = true
					}
				}
			}
			for _, name := range result.ResourceNames() {
				require.True(t, found[path.Base(name)], "%s: no line of %s is of %s", file, rows, name)
			}
		}
	}
}

// A line of a nested row is of what it makes alone; one of shared rows, of a place or of nothing has no resource.
func TestALineOfRowsIsOfTheInnermost(t *testing.T) {
	const text = `vnetloom: v1
name: demo
defaults: {location: westeurope, resourceGroup: rg-net}
networks:
  hub: {addressSpace: 10.0.0.0/22, tags: {owner: "it's \\ ${x} // no \"comment\""}, subnets: {AzureFirewallSubnet: 10.0.0.0/26}, firewall: {}}
  a: {addressSpace: 10.1.0.0/24, subnets: {web: 10.1.0.0/26}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: a, inspect: hub/firewall}
`
	result, err := compile.Sources(t.Context(), []*source.File{{Name: "intent.yaml", Content: []byte(text)}}, compile.Options{Targets: []string{"bicep", "powershell"}})
	require.NoError(t, err)
	for _, f := range result.Files {
		if base := path.Base(f.Path); base != "estate.bicep" && base != "estate.json" {
			continue
		}
		want := map[string][]string{"routeSets: ['estate']": {"rt-a", "vnet-a"}, `"routeSets": ["estate"]`: {"rt-a", "vnet-a"}, "172.16.0.0/12": nil,
			"DO NOT EDIT": nil}
		for i, line := range bytes.Split(f.Content, []byte("\n")) {
			if bytes.Contains(line, []byte("no \"comment")) || bytes.Contains(line, []byte(`no \"comment`)) {
				_, err := result.ReasonsAtRow(f.Path, f.Content, i+1)
				require.NoError(t, err, "quotes and escapes are read as they were written: %s", line)
			}
			for part, names := range want {
				if !bytes.Contains(line, []byte(part)) {
					continue
				}
				reasons, err := result.ReasonsAtRow(f.Path, f.Content, i+1)
				var got []string
				for _, r := range reasons {
					got = append(got, path.Base(r.ID))
				}
				slices.Sort(got)
				require.Equal(t, names, got, "%s:%d: %s", f.Path, i+1, line)
				require.Equal(t, names == nil, err != nil)
			}
		}
	}
}
