package difference

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// waysOut are the addresses by which packets of subnets leave for the internet where no device stands before it, by ids of subnets: the NAT gateway's or
// none; by default it is one of Azure's own.
func waysOut(s rehearsal.State) map[string]string {
	out := map[string]string{}
	for id, body := range s.Of(azure.TypeVirtualNetwork) {
		properties, _ := body["properties"].(rehearsal.Body)
		subnets, _ := properties["subnets"].([]any)
		for _, item := range subnets {
			subnet, _ := item.(rehearsal.Body)
			name, _ := subnet["name"].(string)
			of, _ := subnet["properties"].(rehearsal.Body)
			nat, _ := of["natGateway"].(rehearsal.Body)
			given, _ := nat["id"].(string)
			key := id + "/subnets/" + strings.ToLower(name)
			switch {
			case given != "":
				out[key] = "NAT gateway " + judge.Short(given)
			case of["defaultOutboundAccess"] == false:
				out[key] = noAddress
			}
		}
	}
	return out
}

// noAddress is the way out of a private subnet: machines need an address of their own.
const noAddress = "no address of Azure's"
