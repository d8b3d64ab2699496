package powershell

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A secret is a parameter of the script.
type secret struct {
	Name templates.Code // of the variable, without the dollar sign
	Help templates.Code // comment lines
}

// secretsOf are the secrets of a root.
func secretsOf(root *plan.Root) []secret {
	var out []secret
	for _, p := range root.Parameters {
		out = append(out, secret{Name: templates.Code(pascal(p.Name)),
			Help: templates.Code(wrap(comment(p.Description)+" It is held in memory only, and asked for where it is not given.", 0, 0))})
	}
	return out
}

// checkSecrets refuses secrets that are no parameters of the root, and parameters whose variables are one.
func checkSecrets(root *plan.Root) error {
	if err := generators.CheckParameters(root); err != nil {
		return err
	}
	seen := map[string]bool{"subscriptionid": true}
	for _, p := range root.Parameters {
		name := strings.ToLower(pascal(p.Name))
		if seen[name] {
			return fmt.Errorf("parameter %s: its variable is taken", p.Name)
		}
		seen[name] = true
	}
	for i := range root.Modules {
		if _, err := generators.Secrets(root, &root.Modules[i]); err != nil {
			return err
		}
	}
	return nil
}

// secretName is the variable of a parameter: $SharedKeyHubDc1 for sharedKeyHubDc1.
func secretName(p plan.Secret) code { return code("$" + pascal(p.Name)) }

// secret is the variable of a secret, nil where the member is not there.
func (b *body) secret(key string, required bool) node {
	v := b.get(key, required)
	if v == nil {
		return nil
	}
	s, ok := v.(plan.Secret)
	if !ok {
		b.fail(key, "%T is not a secret", v)
	}
	return secretName(s)
}

func makeLocalGateway(r *row, b *body) {
	p := b.child("properties", true)
	r.set("PublicAddress", p.setting("gatewayIpAddress", false))
	r.set("Fqdn", p.str("fqdn", false))
	if p.has("gatewayIpAddress") == p.has("fqdn") {
		p.fail("gatewayIpAddress", "either an address or a name")
	}
	space := p.child("localNetworkAddressSpace", true)
	if l, ok := space.strings("addressPrefixes", true).(list); ok {
		r.set("Prefixes", l)
	}
	_ = space.done()
	if bgp := p.child("bgpSettings", false); p.has("bgpSettings") {
		r.set("Asn", bgp.number("asn", true))
		r.set("BgpPeer", bgp.setting("bgpPeeringAddress", true))
		_ = bgp.done()
	}
	_ = p.done()
}

// remotes are the members that name the other end of a connection, and the types of it, by connectionType.
var remotes = map[string][2]string{
	"IPsec":        {"localNetworkGateway2", "localNetworkGateways"},
	"Vnet2Vnet":    {"virtualNetworkGateway2", "virtualNetworkGateways"},
	"ExpressRoute": {"peer", "expressRouteCircuits"},
}

func makeConnection(r *row, b *body) {
	p := b.child("properties", true)
	kind := p.text("connectionType", true)
	end, ok := remotes[kind]
	if !ok {
		p.fail("connectionType", "%q", kind)
		return
	}
	r.set("Type", p.str("connectionType", true))
	r.set("Protocol", p.str("connectionProtocol", false))
	r.set("Gateway", p.id("virtualNetworkGateway1", "virtualNetworkGateways", true))
	remote := p.remote(r, end[0], end[1])
	if kind == "ExpressRoute" {
		p.authorization(r, remote)
		r.set("RoutingWeight", p.number("routingWeight", false))
		r.set("FastPath", p.flag("expressRouteGatewayBypass", true))
	} else {
		r.set("SharedKey", p.secret("sharedKey", true))
		r.set("Bgp", p.flag("enableBgp", true))
		r.set("IpsecPolicy", p.ipsecPolicy())
	}
	_ = p.done()
}

// authorization sets the key of a circuit: a parameter, or the name of the circuit's authorization that has it.
func (b *body) authorization(r *row, circuit plan.Value) {
	v, ok := b.object.Get("authorizationKey").(plan.Property)
	if !ok {
		r.set("AuthorizationKey", b.secret("authorizationKey", false))
		return
	}
	b.get("authorizationKey", true)
	of, _ := generators.Enclosing(v.Of)
	if plan.Value(plan.Ref(of)) != circuit || v.Of.Type != circuitType+"/authorizations" || v.Path != "authorizationKey" {
		b.fail("authorizationKey", "%s of %s is no key of the circuit", v.Path, v.Of.Name)
	}
	r.set("Authorization", b.encode("authorizationKey", plan.Str(v.Of.Name[strings.LastIndexByte(v.Of.Name, '/')+1:])))
}

// policyColumns are the members of an IPsec policy, and the properties of the object that the cmdlets take.
var policyColumns = [][2]string{
	{"saLifeTimeSeconds", "SALifeTimeSeconds"}, {"saDataSizeKilobytes", "SADataSizeKilobytes"},
	{"ipsecEncryption", "IpsecEncryption"}, {"ipsecIntegrity", "IpsecIntegrity"},
	{"ikeEncryption", "IkeEncryption"}, {"ikeIntegrity", "IkeIntegrity"}, {"dhGroup", "DhGroup"}, {"pfsGroup", "PfsGroup"},
}

// ipsecPolicy is the row of the one policy that a connection may have.
func (b *body) ipsecPolicy() node {
	policies := b.children("ipsecPolicies", false)
	if len(policies) == 0 {
		return nil
	}
	if len(policies) > 1 {
		b.fail("ipsecPolicies", "more than one")
	}
	out := &row{}
	for _, c := range policyColumns {
		out.set(c[1], policies[0].str(c[0], true))
	}
	_ = policies[0].done()
	return out
}

func makeCircuit(r *row, b *body) {
	sku := b.child("sku", true)
	tier, family := sku.text("tier", true), sku.text("family", true)
	sku.expect("name", tier+"_"+family)
	r.set("Tier", sku.str("tier", true))
	r.set("Family", sku.str("family", true))
	_ = sku.done()
	p := b.child("properties", true)
	provider := p.child("serviceProviderProperties", true)
	r.set("Provider", provider.str("serviceProviderName", true))
	r.set("PeeringLocation", provider.str("peeringLocation", true))
	r.set("Bandwidth", provider.number("bandwidthInMbps", true))
	_ = provider.done()
	if peerings := p.children("peerings", false); len(peerings) > 0 {
		if len(peerings) > 1 {
			p.fail("peerings", "more than one")
		}
		r.set("PrivatePeering", newPrivatePeering(peerings[0]))
	}
	authorizations := list{}
	for _, a := range p.children("authorizations", false) {
		authorizations = append(authorizations, a.str("name", true))
		_ = a.done()
	}
	r.set("Authorizations", orNone(authorizations))
	_ = p.done()
}

func newPrivatePeering(o *body) *row {
	const kind = "AzurePrivatePeering"
	o.get("name", true)
	o.expect("name", kind)
	out := &row{}
	p := o.child("properties", true)
	p.get("peeringType", true)
	p.expect("peeringType", kind)
	out.set("PeerAsn", p.number("peerASN", true))
	out.set("Vlan", p.number("vlanId", true))
	out.set("Primary", p.str("primaryPeerAddressPrefix", true))
	out.set("Secondary", p.str("secondaryPeerAddressPrefix", true))
	_ = p.done()
	_ = o.done()
	return out
}
