package adopt

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

const (
	noWords = "the intent has no words for it, or nothing that was read uses it"
	asItIs  = "it stays as it is"
)

// wordless is what a resource is that nothing has said anything of, and why it stays as it is.
func (im *importer) wordless(x *template.Resource) string {
	switch {
	case strings.EqualFold(x.Type, azure.TypeNetworkInterface):
		return im.interfaceWords(x)
	case strings.EqualFold(x.Type, azure.TypeFirewallPolicy):
		return im.policyWords(x)
	case strings.EqualFold(x.Type, azure.TypeRuleCollectionGroup):
		if policy := im.byID[parent(x.ID)]; policy != nil {
			return fmt.Sprintf("it is of policy %q, which stays as it is", policy.Name)
		}
	}
	return noWords
}

// policyWords are those of a policy that no firewall of the intent has itself.
func (im *importer) policyWords(x *template.Resource) string {
	var heirs []string
	for _, o := range im.of(azure.TypeFirewallPolicy) {
		if o.Properties.Get("basePolicy", "id").ID() == x.ID {
			heirs = append(heirs, fmt.Sprintf("%q", o.Name))
		}
	}
	slices.Sort(heirs)
	switch len(heirs) {
	case 0:
		return "no firewall that the intent has uses it, and " + asItIs
	case 1:
		return fmt.Sprintf("it is the base policy of %s, which inherits its rules, and %s", heirs[0], asItIs)
	}
	return fmt.Sprintf("it is the base policy of %s, which inherit its rules, and %s", strings.Join(heirs, ", "), asItIs)
}

// interfaceWords are those of a network interface: an intent knows an appliance by its address, and no other machine.
func (im *importer) interfaceWords(x *template.Resource) string {
	for _, c := range x.Properties.Get("ipConfigurations").List() {
		a, err := netip.ParseAddr(c.Get("properties", "privateIPAddress").String())
		if err != nil {
			continue
		}
		for _, n := range im.networks {
			if parent(c.Get("properties", "subnet", "id").ID()) != n.x.ID {
				continue
			}
			for _, name := range sortedKeys(n.appliance) {
				if slices.Contains(n.appliance[name], a) {
					return fmt.Sprintf("it is an interface of appliance %s/%s, which the intent knows by its address %s, and %s", n.name, name, a, asItIs)
				}
			}
		}
	}
	if x.Properties.Get("privateEndpoint", "id").ID() != "" {
		return "it is the interface that Azure made for a private endpoint, of which the intent has none, and " + asItIs
	}
	return "it is an interface of a machine, of which the intent has none, and " + asItIs
}
