package cli

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
)

const applianceUsage = "ADDRESS=SUBNET: the subnet from which the appliance with this address forwards (network/subnet, or a subnet of its network); " +
	"may be given again"

// appliancesOf reads what --appliance says: a template does not tell from which subnet a machine with two legs forwards.
func appliancesOf(network *proof.Analysis, given []string) ([]reachability.Appliance, error) {
	var out []reachability.Appliance
	for _, pair := range given {
		word, egress, both := strings.Cut(pair, "=")
		address, err := netip.ParseAddr(word)
		if !both || err != nil {
			return nil, usageError("write the next hop address of the routes and the subnet from which the appliance forwards, such as 10.0.2.4=hub/untrust",
				"unknown --appliance %q", pair)
		}
		appliance, err := network.Appliance(address, egress)
		var n *proof.NameError
		if errors.As(err, &n) {
			return nil, usageError(n.Help, "--appliance %q: %s", pair, n.Problem)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, appliance)
	}
	return out, nil
}
