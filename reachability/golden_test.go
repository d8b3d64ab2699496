package reachability_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// readCase reads the ARM templates that a golden case expects.
func readCase(t testing.TB, folder string) []template.Resource {
	t.Helper()
	var files []*source.File
	require.NoError(t, filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" || strings.HasSuffix(path, ".parameters.json") {
			return err
		}
		content, err := os.ReadFile(path)
		files = append(files, source.New(filepath.ToSlash(path), content))
		return err
	}))
	res, diags := template.Read(files, template.Options{})
	require.False(t, diags.HasErrors(), "%v", diags)
	return res.Resources
}

// What Check finds in what the compiler emitted, where it finds anything, and why that is right.
var found = map[string][]string{
	// claims/gateway has routing: none, of which the compiler warns: it goes straight to the hub and has no way to policies.
	"hub-firewall": {"VL678", "VL679"},
	// The other half is nobody's, and a step for another owner.
	"access-closed-existing":   {"VL661"},
	"existing-security-groups": {"VL661"},
	"classic-peer":             {"VL661"},
	"external-owner":           {"VL661"},
	"aks-baseline":             {"VL661"},
	"baseline-landing-zone":    {"VL661"},
	// The hub is in no template, and its tables are put on its subnets by a step; golden judges it with both.
	"existing-hub-inspection": {"VL661", "VL675"},
	// The hub exists and is in no template, so its half has no network here; golden judges it with the hub.
	"existing-estate-one-spoke-more": {"VL661"},
}

// What Build cannot tell: networks that exist already are in no template. The command line gives them to it.
// And what is deployed to a resource group of its own is in the group that only the deployment knows.
var beyond = map[string][]string{
	"partner-tenant":          {"VL651"},
	"partner-tenant-vpn":      {"VL651"},
	"access-closed-existing":  {"VL651"},
	"existing-gateways-vpn":   {"VL651"},
	"external-owner-vpn":      {"VL651"},
	"existing-hub-inspection": {"VL651"},
	"existing-virtual-wan":    {"VL651"},

	"existing-estate-one-spoke-more":      {"VL651"},
	"existing-security-groups":            {"VL651"},
	"existing-tables-of-created-networks": {"VL651"},
}

// Appliances that forward from another subnet than the one that they receive in, as the intents of the cases say.
var egress = map[string][]reachability.Appliance{
	"transit-appliances": {{Address: netip.MustParseAddr("10.0.0.4"), Network: hubEUS, Egress: hubEUS + "/subnets/untrust"}},
}

const hubEUS = "/subscriptions/{own}/resourcegroups/rg-hub-eus/providers/microsoft.network/virtualnetworks/vnet-hub-eus"

func TestTheGoldenTemplatesAreSoundNetworks(t *testing.T) {
	cases, err := filepath.Glob("../golden/cases/*/want/arm")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, c := range cases {
		name := filepath.Base(filepath.Dir(filepath.Dir(c)))
		t.Run(name, func(t *testing.T) {
			e, diags := reachability.Build(readCase(t, c))
			diags = slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Code.ID == "VL653" }) // nobody says here what sites advertise
			require.Equal(t, beyond[name], codes(diags), "%v", diags)
			got := e.Check(egress[name]...)
			require.Equal(t, found[name], codes(got), "%v", got)
		})
	}
}
