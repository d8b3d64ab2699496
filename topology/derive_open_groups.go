package topology

import (
	"net/netip"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// Groups that close nothing, for landing zones that deny subnets without one (docs/adr/0039).

// always tells whether the subnet has a group whatever is closed: as it says itself, else as its network does.
func (s *subnetDraft) always() bool {
	if s.network.ownership() != Created {
		return false
	}
	if s.SecurityGroups != "" {
		return s.SecurityGroups == "always"
	}
	return s.network.SecurityGroups == "always"
}

// alwaysTakesGroup tells whether the subnet gets a group because it always has one: not beside one of the user's, nor where the service that the
// subnet is delegated to has rules of its own in the group or takes none. Where that is not known, only if the subnet itself asks for it.
func (s *subnetDraft) alwaysTakesGroup() bool {
	return s.always() && s.NetworkSecurityGroup == "" && s.delegationTakesGroup()
}

func (s *subnetDraft) delegationTakesGroup() bool {
	on := azure.GroupOn(s.Delegation)
	return on == azure.GroupTaken || on == azure.GroupUnknown && s.SecurityGroups == "always"
}

// open allows what is private, both ways, since Azure's own rules allow only what the tag VirtualNetwork has: not a spoke behind another hub, nor
// what lies outside of the private ranges. Routes decide what is joined. What comes from the internet is left to Azure's rules, which deny
// it as they do on a public address without a group; services that Azure manages keep what manages them, and their clients.
func (d *groupDraft) open() {
	const text = "What is private; routes decide what is joined."
	own := d.n.AddressSpace
	d.split("allow-private", text, otherPrivate, true, own, d.private(), false)
	d.split("allow-private", text, otherPrivate, true, own, d.private(), true)
	d.managed()
	if ps := d.serviceSubnets(); len(ps) > 0 {
		rule := d.fixed("allow-web", "Clients of Application Gateway and API Management, on their subnets and those with routing none.", webClients, true, true, "Internet", nil, ps)
		rule.Protocol, rule.Ports = "Tcp", []string{"80", "443"}
	}
}

// serviceSubnets are the prefixes of the subnets in which a managed service stands, or may.
func (d *groupDraft) serviceSubnets() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range d.subnets() {
		for j := range azure.ManagedServices {
			if s.Routing == "none" || azure.ManagedServices[j].Holds(s.Name, s.Delegation) {
				out = append(out, ipnet.IPv4(s.Prefixes)...)
				break
			}
		}
	}
	return out
}

// subnets are those that have the group.
func (d *groupDraft) subnets() []*subnetDraft {
	var out []*subnetDraft
	for _, s := range d.r.subnets {
		if s.network == d.n && s.group == d.id {
			out = append(out, s)
		}
	}
	return out
}

// addSubnetGroups makes the groups of subnets that have one for themselves: AzureBastionSubnet, with the rules that Azure requires there, and the
// subnets of appliances, whose group judges what is sent to others.
func (r *resolution) addSubnetGroups(n *network) {
	for _, s := range r.subnets {
		bastion := s.Name == bastionSubnet
		if s.network != n || !bastion && (reserved(s.Name) || !n.isApplianceSubnet(s.Name)) || !s.alwaysTakesGroup() {
			continue
		}
		d := &groupDraft{r: r, n: n, id: SecurityGroupID(string(n.id) + "/" + s.Name),
			origin: Origin{Range: s.KeyRange(), Statements: []string{s.Path()}, Rule: "security group"}}
		s.secure(d.id)
		r.topo.SecurityGroups = append(r.topo.SecurityGroups, SecurityGroup{ID: d.id, Network: n.id,
			Name: r.nameOf(schema.NamingField.SubnetSecurityGroup, n.home(), placeholders{"subnet": s.Name}), Origin: d.origin})
		if bastion {
			d.bastion()
		} else {
			const text = "What is private, and what the appliance forwards of it."
			d.fixed("allow-private", text, otherPrivate+1, true, true, "", d.privateHere(), nil)
			d.fixed("allow-private", text, otherPrivate+1, false, true, "", nil, d.privateHere())
		}
	}
}

// bastion are the rules that Azure requires, and sessions with what is private beyond the tag VirtualNetwork.
func (d *groupDraft) bastion() {
	tag := func(s string) string {
		if s == "*" {
			return ""
		}
		return s
	}
	for i := range azure.BastionRules {
		x := &azure.BastionRules[i]
		d.r.topo.SecurityRules = append(d.r.topo.SecurityRules, SecurityRule{
			Group: d.id, Name: ruleName("allow-"+x.Name, x.Inbound), Description: x.About, Inbound: x.Inbound, Allow: true, Priority: firstFlow + 10*i,
			Protocol: x.Protocol, SourceTag: tag(x.Source), DestinationTag: tag(x.Destination), Ports: x.Ports, Origin: d.ruleOrigin()})
	}
	d.fixed("allow-private", "Sessions with machines that the tag VirtualNetwork has not.", otherPrivate+1, false, true, "", nil, d.privateHere())
}

// privateHere is what is private, of the families that the network has.
func (d *groupDraft) privateHere() []netip.Prefix {
	if d.n.hasIPv6() {
		return d.private()
	}
	return ipnet.IPv4(d.private())
}
