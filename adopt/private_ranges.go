package adopt

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability/template"
)

// privateRanges are the prefixes beside IANAPrivateRanges to which a firewall does not translate: those of its policy, else of the base policy, else its
// own where it has no policy. Without IANAPrivateRanges among them, or with what is no prefix, what it translates cannot be said.
func (im *importer) privateRanges(l *ruleList, firewall *template.Resource) (out []string) {
	v := firewall.Properties.Get("additionalProperties", "Network.SNAT.PrivateRanges")
	listed := strings.FieldsFunc(v.String(), func(r rune) bool { return r == ',' || r == ' ' })
	id := firewall.Properties.Get("firewallPolicy", "id").ID()
	for depth := 0; id != "" && depth < 8; depth++ {
		policy := im.byID[id]
		if policy == nil {
			return nil // its rules are not known either
		}
		if v = policy.Properties.Get("snat", "privateRanges"); v != nil && v.Kind != template.Null {
			listed = texts(v)
			break
		}
		id = policy.Properties.Get("basePolicy", "id").ID()
	}
	if v.IsUnknown() {
		l.fails("the ranges to which %s does not translate are not in the export", firewall.Name)
		return nil
	}
	iana := len(listed) == 0
	for _, s := range listed {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			a, failed := netip.ParseAddr(s)
			prefix, err = netip.PrefixFrom(a, a.BitLen()), failed
		}
		switch {
		case strings.EqualFold(s, "IANAPrivateRanges"):
			iana = true
		case err != nil:
			l.fails("%s does not translate to %s, which is no prefix", firewall.Name, s)
		default:
			out = append(out, prefix.Masked().String())
		}
	}
	if !iana && !slices.Contains(out, "0.0.0.0/0") {
		l.fails("%s translates to private addresses", firewall.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
