package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// A natRule is a NAT rule of a gateway, with its name in the intent, which is its name in Azure.
type natRule struct {
	name, internal, external string
	egress                   bool
}

// A deployedRule is a rule as Azure has it.
type deployedRule struct {
	name       string
	properties *template.Value
}

var nameInIntent = pattern.Lazy(`^[A-Za-z0-9]([A-Za-z0-9_-]{0,58}[A-Za-z0-9])?$`)

// natRules are the rules of a gateway by their ids: in its body, and as resources of their own.
func (im *importer) natRules(gateway *template.Resource) map[string]deployedRule {
	out := map[string]deployedRule{}
	for _, v := range gateway.Properties.Get("natRules").List() {
		name := v.Get("name").String()
		out[gateway.ID+"/natrules/"+strings.ToLower(name)] = deployedRule{name, v.Get("properties")}
	}
	for _, x := range im.of(gateway.Type + "/natRules") {
		if parent(x.ID) == gateway.ID {
			im.take(x)
			out[x.ID] = deployedRule{x.Name[strings.LastIndexByte(x.Name, '/')+1:], x.Properties}
		}
	}
	return out
}

// wordlessNATRule is what of the rules of a gateway the language has no words for, "" for nothing.
func (im *importer) wordlessNATRule(gateway *template.Resource) string {
	rules := im.natRules(gateway)
	for _, id := range sortedKeys(rules) {
		if _, why := readNATRule(gateway, rules[id]); why != "" {
			return fmt.Sprintf("its NAT rule %q %s", rules[id].name, why)
		}
	}
	return ""
}

// writeNATRules writes the rules of a gateway into the intent. Bgp says whether the gateway has BGP.
func (im *importer) writeNATRules(out *tree, gateway *template.Resource, bgp bool) {
	rules := im.natRules(gateway)
	written := object()
	for _, id := range sortedKeys(rules) {
		x, why := readNATRule(gateway, rules[id])
		if why != "" {
			if strings.EqualFold(gateway.Type, azure.TypeHubVPNGateway) { // a gateway of a network is used as it is
				im.leave(gateway, "its NAT rule %q %s: a deployment of a created gateway deletes it", rules[id].name, why)
			}
			continue
		}
		p := rules[id].properties
		one := object().inline()
		one.text("mode", map[bool]string{true: "egress", false: "ingress"}[x.egress])
		if strings.EqualFold(p.Get("type").String(), "Dynamic") {
			one.text("type", "dynamic")
		}
		one.text("internal", x.internal)
		one.text("external", x.external)
		one.text("internalPorts", p.Get("internalMappings").List()[0].Get("portRange").String())
		one.text("externalPorts", p.Get("externalMappings").List()[0].Get("portRange").String())
		if n := instanceOf(gateway, p.Get("ipConfigurationId").String()); n != 0 {
			one.number("instance", int64(n))
		}
		written.add(x.name, one)
	}
	out.section("natRules", written)
	if bgp && !written.empty() && !gateway.Properties.Get("enableBgpRouteTranslationForNat").True() {
		out.flag("bgpRouteTranslation", false)
	}
}

// readNATRule reads a rule; why is what of it the language has no words for, "" for nothing.
func readNATRule(gateway *template.Resource, v deployedRule) (x natRule, why string) {
	p := v.properties
	x = natRule{name: v.name, egress: !strings.EqualFold(p.Get("mode").String(), "IngressSnat")}
	internal, external := p.Get("internalMappings").List(), p.Get("externalMappings").List()
	switch {
	case !nameInIntent().MatchString(x.name):
		return x, "has a name that the language does not have"
	case len(internal) != 1 || len(external) != 1:
		return x, "does not have one mapping on each side"
	}
	x.internal, x.external = internal[0].Get("addressSpace").String(), external[0].Get("addressSpace").String()
	if instance := p.Get("ipConfigurationId").String(); instance != "" && instanceOf(gateway, instance) == 0 {
		return x, fmt.Sprintf("belongs to the instance %q, which the gateway does not have", instance)
	}
	return x, ""
}

// instanceOf is the number of the instance of a gateway that has an IP configuration: by its id, or in a virtual hub as Instance0 and Instance1.
func instanceOf(gateway *template.Resource, id string) int {
	switch id {
	case "":
		return 0
	case "Instance0":
		return 1
	case "Instance1":
		return 2
	}
	name := id[strings.LastIndexByte(id, '/')+1:]
	return 1 + slices.IndexFunc(gateway.Properties.Get("ipConfigurations").List(), func(c *template.Value) bool { return strings.EqualFold(c.Get("name").String(), name) })
}

// usedRules are the rules that a connection uses, by what its properties say.
func (im *importer) usedRules(p *template.Value) []natRule {
	var out []natRule
	for _, list := range []string{"ingressNatRules", "egressNatRules"} {
		for _, v := range p.Get(list).List() {
			id := v.Get("id").ID()
			gateway := im.byID[parent(id)]
			if gateway == nil {
				continue
			}
			if rule, ok := im.natRules(gateway)[id]; ok {
				if x, why := readNATRule(gateway, rule); why == "" && !slices.Contains(out, x) {
					out = append(out, x)
				}
			}
		}
	}
	return out
}

// writeUsedRules writes the names of the rules that a connection uses.
func writeUsedRules(out *tree, rules []natRule) {
	var names []string
	for _, x := range rules {
		names = append(names, x.name)
	}
	slices.Sort(names)
	out.texts("natRules", names)
}

// inward are the prefixes of a site as Azure's networks see them: an ingress rule's external prefix in the place of its internal one. A site that
// says none has what the rules translate to.
func inward(prefixes []string, rules []natRule) []string {
	var out []string
	for _, p := range prefixes {
		for _, x := range rules {
			if !x.egress && x.internal == p {
				p = x.external
				break
			}
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return append(out, missing(out, rules)...)
}

// missing are the prefixes of ingress rules that a site does not have yet.
func missing(have []string, rules []natRule) []string {
	var out []string
	for _, x := range rules {
		if !x.egress && !slices.Contains(have, x.external) && !slices.Contains(out, x.external) && !strings.HasSuffix(x.external, "/32") {
			out = append(out, x.external)
		}
	}
	return out
}
