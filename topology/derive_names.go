package topology

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/schema"
	"github.com/vnetloom/vnetloom/source"
)

// networkName is the network's azureName, else by the naming pattern.
func (r *resolution) networkName(n *network) string {
	return r.partName(schema.NamingField.Network, n, n.AzureName)
}

// partName is the azureName of a network, or of its gateway or firewall, else by the naming pattern.
func (r *resolution) partName(kind schema.Field[schema.Naming], n *network, azureName string) string {
	if azureName != "" {
		return azureName
	}
	return r.nameOf(kind, n.home(), nil)
}

// policyName is the name of the derived policy of a network's firewall. Where the intent has no pattern for it, that of Premium and Basic
// ends in the tier: Azure refuses to change the tier of a policy (FirewallPolicySkuChangeDisallowed), so a firewall of another tier gets
// another policy. Source: Microsoft Learn, change the SKU of Azure Firewall (2026-02).
func (r *resolution) policyName(n *network) string {
	tier := strings.ToLower(n.Firewall.Tier)
	name := r.nameOf(schema.NamingField.FirewallPolicy, n.home(), placeholders{"tier": tier})
	if n.Firewall.Tier != "Standard" && !r.in.Naming.Given(schema.NamingField.FirewallPolicy) {
		name += "-" + tier
	}
	return name
}

// nameOf is the name that is given for a resource of a kind, else the naming pattern of the kind, filled with the words of where it stands, and
// with more.
func (r *resolution) nameOf(kind schema.Field[schema.Naming], of home, more placeholders) string {
	word := nameWord(kind, of, more)
	r.named[kind] = append(r.named[kind], word)
	if g := r.in.Naming.Name(kind, word); g != nil {
		return r.filled(g.Name, g.Range(), kind, of, more)
	}
	return r.filled(r.in.Naming.Pattern(kind), r.in.Naming.At(kind), kind, of, more)
}

// nameWord is what `naming` calls a resource of a kind: what its own placeholders stand for, but for a tier, the network first.
func nameWord(kind schema.Field[schema.Naming], of home, more placeholders) string {
	var words []string
	own := ownPlaceholders(kind)
	if slices.Contains(own, "name") && slices.Contains(own, "network") {
		own = []string{"network", "name"}
	}
	for _, p := range own {
		switch value, ok := more[p]; {
		case p == "tier":
		case ok:
			words = append(words, value)
		case of.isNamedBy(p):
			words = append(words, of.name)
		}
	}
	return strings.Join(words, "-")
}

// filled fills a pattern of that place.
func (r *resolution) filled(pattern string, at source.Range, kind schema.Field[schema.Naming], of home, more placeholders) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(pattern, "{")
		word, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			break
		}
		b.WriteString(before)
		b.WriteString(r.placeholder(kind, at, word, of, more))
		pattern = after
	}
	b.WriteString(pattern)
	return b.String()
}

// placeholder is what a word stands for; one that has no value there is refused, once for a pattern.
func (r *resolution) placeholder(kind schema.Field[schema.Naming], at source.Range, word string, of home, more placeholders) string {
	if value, ok := more[word]; ok {
		return value
	}
	why := "a pattern can contain only placeholders that have a value for its resource"
	switch {
	case of.isNamedBy(word):
		return of.name
	case word == "location":
		return of.location
	case word == "subscription" && of.subscription != "":
		return of.subscription
	case word == "subscription":
		why = of.String() + " is in no declared subscription"
	}
	if !r.reported(fmt.Sprint("placeholder ", kind, " ", word, " ", at)) {
		r.refuse(codePlaceholder, diag.Diagnostic{
			Summary: fmt.Sprintf("the naming pattern of %s contains {%s}, which has no value here", kind, word), Subject: at,
			Why: why, Hint: "use {" + strings.Join(Placeholders(kind), "} {") + "}",
		})
	}
	return word // so that the name is not refused for what is missing in it
}

// Placeholders are the words that a naming pattern of a kind of resource may have, without braces.
func Placeholders(kind schema.Field[schema.Naming]) []string {
	return append(ownPlaceholders(kind), "location", "subscription")
}

func ownPlaceholders(kind schema.Field[schema.Naming]) []string {
	var own []string
	of := schema.NamingField
	switch kind {
	case of.Network, of.VirtualWAN, of.VirtualHub, of.NetworkManager, of.Commit, of.Circuit:
		own = []string{"name"}
	case of.NetworkGroup, of.ConnectivityConfiguration:
		own = []string{"connection"}
	case of.Peering, of.Connection:
		own = []string{"local", "remote"}
	case of.HubConnection:
		own = []string{"network", "remote"}
	case of.SubnetRouteTable, of.SubnetSecurityGroup:
		own = []string{"network", "subnet"}
	case of.PublicAddress, of.LoadBalancer, of.LocalGateway, of.IPGroup, of.HubRouteTable, of.VPNSite:
		own = []string{"name", "network"}
	case of.FirewallPolicy:
		own = []string{"network", "tier"}
	default:
		own = []string{"network"}
	}
	return own
}

// shorten cuts a name that Azure would find too long, and tells it apart by a digest of the whole.
func shorten(name string) string {
	if len(name) <= 80 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:71], "-_.") + "-" + hex.EncodeToString(sum[:4])
}
