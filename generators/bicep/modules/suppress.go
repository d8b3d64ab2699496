package modules

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// suppression is a warning of the compiler that is wrong about a module. Where it applies, the reason and a #disable-next-line stand
// above the line.
type suppression struct {
	Code   string // BCP073, or a rule of the linter
	Reason string // one line, for a reader of the module
	Type   string // the resource type that it is for
	Path   string // the field that it is for, [] for any item
}

// suppressions is the whole table.
var suppressions = []suppression{
	{"BCP073", "Azure takes this address and makes it static; only the type definition calls it read-only.",
		azure.TypeFirewall, "properties.ipConfigurations[].properties.privateIPAddress"},
	{"BCP035", "A connection names its gateway by id; only the type definition wants the whole gateway.",
		azure.TypeConnection, "properties.virtualNetworkGateway1"},
	{"BCP035", "A connection names the other gateway by id; only the type definition wants the whole gateway.",
		azure.TypeConnection, "properties.virtualNetworkGateway2"},
	{"BCP035", "A connection names its site by id; only the type definition wants the whole local network gateway.",
		azure.TypeConnection, "properties.localNetworkGateway2"},
	{"use-secure-value-for-secure-inputs", secureReason, azure.TypeConnection, "properties.sharedKey"},
	{"use-secure-value-for-secure-inputs", secureReason, azure.TypeGateway, "properties.vpnClientConfiguration.radiusServerSecret"},
	{"use-secure-value-for-secure-inputs", secureReason, azure.TypeHubVPNConnection, "properties.vpnLinkConnections[].properties.sharedKey"},
}

const secureReason = "The parameter is secure; the linter does not follow an index."

// suppress are the lines above a field.
func (r *resource) suppress(s *scope, _ azure.Node) []string {
	for _, x := range suppressions {
		if x.Type == r.res.Type && strings.ReplaceAll(s.path, ".[]", "[]") == x.Path {
			return []string{"// " + x.Reason, "#disable-next-line " + x.Code}
		}
	}
	return nil
}
