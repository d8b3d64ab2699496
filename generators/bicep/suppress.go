package bicep

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// A suppression is a warning of the compiler that is wrong about our output. Where it applies, the reason and a
// #disable-next-line stand above the line. A value is never wrapped in an expression to hide it.
type suppression struct {
	Code   string // BCP073, or a linter rule
	Reason string // one line, for a reader of the output
	Type   string // the resource type it is for, "" for all
	Path   string // the member it is for, [] for any item; "" for all
	Match  func(key string, v plan.Value) bool
}

// suppressions is the whole table.
var suppressions = []suppression{
	{
		Code:   "BCP073",
		Reason: "Azure takes this address and makes it static; only the type definition calls it read-only.",
		Type:   "Microsoft.Network/azureFirewalls",
		Path:   "properties.ipConfigurations.[].properties.privateIPAddress",
	},
	{
		Code:   "BCP035",
		Reason: "A connection names its gateway by id; only the type definition wants the whole gateway.",
		Type:   "Microsoft.Network/connections",
		Path:   "properties.virtualNetworkGateway1",
	},
	{
		Code:   "BCP035",
		Reason: "A connection names the other gateway by id; only the type definition wants the whole gateway.",
		Type:   "Microsoft.Network/connections",
		Path:   "properties.virtualNetworkGateway2",
	},
	{
		Code:   "BCP035",
		Reason: "A connection names its site by id; only the type definition wants the whole local network gateway.",
		Type:   "Microsoft.Network/connections",
		Path:   "properties.localNetworkGateway2",
	},
	{
		Code:   "no-hardcoded-env-urls",
		Reason: "The intent names this host; environment() would change what it says.",
		Match:  namesEnvironmentHost,
	},
}

func (s *suppression) applies(kind string, path []string, key string, v plan.Value) bool {
	if s.Type != "" && !strings.EqualFold(s.Type, kind) {
		return false
	}
	if s.Path != "" && !pathIs(path, s.Path) {
		return false
	}
	return s.Match == nil || s.Match(key, v)
}

// pathIs compares without joining: this is asked for every member.
func pathIs(path []string, want string) bool {
	for i, key := range path {
		rest, ok := strings.CutPrefix(want, key)
		if !ok {
			return false
		}
		if i == len(path)-1 {
			return rest == ""
		}
		if want, ok = strings.CutPrefix(rest, "."); !ok {
			return false
		}
	}
	return false
}

// environmentHosts are the hosts of the rule no-hardcoded-env-urls, and those it lets pass: Azure/bicep,
// src/Bicep.Core/Configuration/bicepconfig.json at 9beb0fee60 (2026-08-21).
var (
	environmentHosts = []string{
		"azuredatalakeanalytics.net", "azuredatalakestore.net", "batch.core.windows.net", "core.windows.net",
		"database.windows.net", "datalake.azure.net", "gallery.azure.com", "graph.windows.net",
		"login.microsoftonline.com", "management.azure.com", "management.core.windows.net", "vault.azure.net",
	}
	environmentHostsAllowed = []string{"schema.management.azure.com"}
)

// namesEnvironmentHost tells whether the rule warns about a member or an item: its key, or a string on the same line.
func namesEnvironmentHost(key string, v plan.Value) bool {
	s, _ := v.(plan.Str)
	return hasEnvironmentHost(key) || hasEnvironmentHost(string(s))
}

func hasEnvironmentHost(s string) bool {
	if !strings.Contains(s, ".") {
		return false
	}
	s = strings.ToLower(s)
	for _, allowed := range environmentHostsAllowed {
		s = strings.ReplaceAll(s, allowed, "")
	}
	return slices.ContainsFunc(environmentHosts, func(host string) bool {
		for rest := s; ; {
			i := strings.Index(rest, host)
			if i < 0 {
				return false
			}
			at := len(s) - len(rest) + i
			if !wordByte(s, at-1) && !wordByte(s, at+len(host)) {
				return true
			}
			rest = rest[i+len(host):]
		}
	})
}

// wordByte tells whether a letter or a digit is at i. Letters outside ASCII count as neither: then there is one suppression
// too many, which is harmless.
func wordByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
}
