package schema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// fieldTypes are the structs of intent.go by the definitions of the language that they are made of.
var fieldTypes = []struct {
	goType      string
	definitions []string
}{
	{"Intent", []string{"Intent"}},
	{"Naming", []string{"Naming"}},
	{"Limits", []string{"Limits"}},
	{"Subscription", []string{"Subscription"}},
	{"ResourceGroup", []string{"ResourceGroup"}},
	{"VirtualWAN", []string{"VirtualWAN"}},
	{"Network", []string{"Network"}},
	{"Subnet", []string{"Subnet"}},
	{"Route", []string{"Route"}},
	{"VPNGateway", []string{"VPNGateway"}},
	{"VPNClient", []string{"VPNClient"}},
	{"EntraClients", []string{"EntraClients"}},
	{"ClientCertificates", []string{"ClientCertificates"}},
	{"RADIUSServer", []string{"RADIUSServer"}},
	{"APIPA", []string{"APIPA"}},
	{"NATRule", []string{"NATRule"}},
	{"ExpressRouteGateway", []string{"ExpressRouteGateway"}},
	{"Firewall", []string{"Firewall"}},
	{"FirewallDNS", []string{"FirewallDNS"}},
	{"FirewallRule", []string{"FirewallRule"}},
	{"Appliance", []string{"Appliance"}},
	{"LoadBalancer", []string{"LoadBalancer"}},
	{"Connection", []string{"Peering", "Mesh", "HubAndSpoke", "VPN", "ExpressRoute"}},
	{"End", []string{"End"}},
	{"IPsecPolicy", []string{"IPsecPolicy"}},
	{"TrafficSelector", []string{"TrafficSelector"}},
	{"BGP", []string{"BGP", "TunnelBGP"}},
	{"AccessFlow", []string{"AccessFlow"}},
	{"NetworkManager", []string{"NetworkManager"}},
	{"ManagerScope", []string{"ManagerScope"}},
	{"Site", []string{"Site"}},
	{"SiteVPN", []string{"SiteVPN"}},
	{"Circuit", []string{"Circuit"}},
	{"PrivatePeering", []string{"PrivatePeering"}},
	{"Expectation", []string{"Expectation"}},
	{"Failure", []string{"Failure"}},
}

// initialisms are the words that Go writes otherwise than with one capital.
var initialisms = map[string]string{
	"apipa": "APIPA", "asn": "ASN", "bgp": "BGP", "ddos": "DDoS", "dh": "DH", "dns": "DNS", "dpd": "DPD",
	"fqdn": "FQDN", "id": "ID", "ike": "IKE", "ip": "IP", "ipsec": "IPsec",
	"ipv6": "IPv6", "nat": "NAT", "pfs": "PFS", "sa": "SA", "sku": "SKU", "vlan": "VLAN", "vpn": "VPN", "wan": "WAN", "wans": "WANs",
}

// goName is a field's name as Go writes it: dnsServers is DNSServers.
func goName(name string) string {
	var words []string
	for _, r := range name {
		if len(words) == 0 || unicode.IsUpper(r) {
			words = append(words, "")
		}
		words[len(words)-1] += string(unicode.ToLower(r))
	}
	for i, w := range words {
		if words[i] = initialisms[w]; words[i] == "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}

// generatedFields is the Go of the fields of the language.
func generatedFields() string {
	g := language()
	var b strings.Builder
	b.WriteString("// Code generated from the CUE in this folder (UPDATE_GOLDEN=1 go test ./schema -run Fields); DO NOT EDIT.\n\npackage schema\n")
	for _, t := range fieldTypes {
		var names []string
		for _, d := range t.definitions {
			for _, name := range g.defs[d].fieldNames() {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		slices.Sort(names)
		width := 0
		for _, name := range names {
			width = max(width, len(goName(name)))
		}
		fmt.Fprintf(&b, "\n// %sField is the fields of %s.\nvar %sField = struct {\n", t.goType, t.goType, t.goType)
		for _, name := range names {
			fmt.Fprintf(&b, "\t%-*s Field[%s]\n", width, goName(name), t.goType)
		}
		b.WriteString("}{\n")
		for _, name := range names {
			fmt.Fprintf(&b, "\t%-*s Field[%s]{%q},\n", width+1, goName(name)+":", t.goType, name)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func TestTheFieldsAreThoseOfTheLanguage(t *testing.T) {
	const file = "fields_generated.go"
	want := generatedFields()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, want, string(have), "accept it with UPDATE_GOLDEN=1 go test ./schema -run Fields")
}

// TestEachStructOfTheLanguageHasItsFields: whoever adds a definition says which struct it becomes.
func TestEachStructOfTheLanguageHasItsFields(t *testing.T) {
	elsewhere := []string{"NetworkFields", "Profile", "Defaults", "Gateways", "CircuitSKU", "TransitAmong", "AmongSpokes"} // read by the loader alone
	have := elsewhere
	for _, x := range fieldTypes {
		have = append(have, x.definitions...)
	}
	for _, name := range language().order {
		if s := language().defs[name]; s.op == opStruct && s.keys == nil {
			require.Contains(t, have, name)
		}
	}
}

// TestTheLoaderAsksForFieldsOfTheLanguage: a typo there would read as a field that is not given.
func TestTheLoaderAsksForFieldsOfTheLanguage(t *testing.T) {
	known := map[string]bool{}
	for _, s := range language().defs {
		for _, f := range s.fields {
			known[f.name] = true
		}
	}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	asked := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "get" && sel.Sel.Name != "inherit" {
				return true
			}
			if name, ok := call.Args[0].(*ast.BasicLit); ok {
				asked++
				text, err := strconv.Unquote(name.Value)
				require.NoError(t, err)
				require.Truef(t, known[text], "%s: %q is no field of the language", set.Position(name.Pos()), text)
			}
			return true
		})
	}
	require.Greater(t, asked, 100)
}

func TestAPlaceIsThatOfTheFieldOrOfItsItem(t *testing.T) {
	in := mustLoad(t, "a.yaml", "vnetloom: v1\nname: demo\nnetworks:\n  hub:\n    addressSpace: [10.0.0.0/24, 10.0.1.0/24]\n")
	n := in.Networks[0]
	require.Equal(t, "a.yaml:5:19", n.At(NetworkField.AddressSpace).String())
	require.Equal(t, "a.yaml:5:33", n.At(NetworkField.AddressSpace, 1).String())
	require.Equal(t, n.At(NetworkField.AddressSpace), n.At(NetworkField.AddressSpace, 2), "of an item that does not exist, the list")
	require.Equal(t, n.Range(), n.At(NetworkField.Firewall), "of a field that is not given, the element")
	require.True(t, n.Given(NetworkField.AddressSpace))
	require.False(t, n.Given(NetworkField.Firewall))
	require.True(t, Element[Network]{}.At(NetworkField.Firewall).IsZero())
}
