package topology

import (
	"fmt"
	"net/netip"
	"strings"
)

// fewNames lists names for a message: at most eight of them.
func fewNames(names []string) string {
	if len(names) > 8 {
		return strings.Join(names[:8], ", ") + fmt.Sprintf(" and %d more", len(names)-8)
	}
	return strings.Join(names, ", ")
}

func quote(s string) string { return `"` + s + `"` }

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func quoted(list []*network) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = fmt.Sprintf("%q", n.id)
	}
	return out
}

func joinPrefixes(ps []netip.Prefix) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.String())
	}
	return fewNames(out)
}

func siteNames(sites []*site) []string {
	var out []string
	for _, s := range sites {
		out = append(out, string(s.id))
	}
	return out
}

func classWord(class string) string {
	return map[string]string{"spokeToSpoke": "spoke-to-spoke", "internet": "internet", "onPremises": "on-premises"}[class]
}

func hopWord(h *hop) string {
	if h == nil {
		return "directly"
	}
	return fmt.Sprintf("through %q", h.ref())
}

func builderPhrase(m *manager) string {
	if m == nil {
		return "created by vnetloom"
	}
	return fmt.Sprintf("created by network manager %q", m.Name)
}

func gatewayPhrase(n *network) string {
	if n == nil {
		return "no gateway is used"
	}
	return fmt.Sprintf("the gateway of %q is used", n.id)
}
