package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"sort"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/ipnet"
	"github.com/vnetloom/vnetloom/schema"
)

// Priorities of the rules in a derived group (docs/adr/0011). Those of flows and of closed connections come from the hash of
// their names, so that one more renumbers nothing.
const (
	firstFlow, afterFlows   = 100, 3700 // flows that may pass
	ownNetwork              = 3700      // the network's subnets with each other; 3701 for IPv6
	loadBalancer            = 3710      // health probes
	firstManaged            = 3711      // what manages services on their subnets, in the order of azure.ManagedServices
	webClients              = 3720      // of these services, where nothing is closed
	firstClosed, afterClose = 3800, 3980
	otherPrivate            = 3980 // where the rest is denied: private addresses that nothing closes; 3981 for IPv6
	privateDenied           = 3990 // every private address beyond the network; 3991 for IPv6
	restDenied              = 4096
)

// groupDraft is the security group of one network in the making.
type groupDraft struct {
	r      *resolution
	n      *network
	a      *networkAccess // nil where nothing is closed
	id     SecurityGroupID
	hashed []hashedRule
	origin Origin
	exact  bool // something is open to the network, so what is closed is denied by its own prefixes
	always bool // some subnet has it though nothing is closed to that

	on     []string // of a group of the user's: the subnets that have it
	prefix string   // of the names of rules in such a group
}

// addSecurityGroups makes the security groups of the networks to which something is closed, or whose subnets always have one. Each network has
// one, on its subnets but those that take none; rules name explicit prefixes, never the tag VirtualNetwork, which a 0.0.0.0/0 route widens to
// everything. Nothing is created in an external network: the group at the other end closes the connection both ways.
// Source: Virtual network service tags, VirtualNetwork: "address prefixes used on user-defined routes".
func (r *resolution) addSecurityGroups() {
	r.indexGivenRules()
	for _, n := range r.networks {
		if n.ownership() == External || n.wan != nil {
			continue
		}
		d := &groupDraft{r: r, n: n, id: SecurityGroupID(n.id), origin: Origin{Range: n.KeyRange(), Rule: "security group"}}
		if a := r.accessTo[n]; a != nil && (len(a.closed) > 0 || a.internet != nil) {
			d.a = a
		}
		whole, near := d.closes()
		if d.associate(whole, near) {
			d.rules()
		}
		r.addSubnetGroups(n)
	}
	r.numberGivenRules()
}

// closes says on which of the network's subnets something is closed: on all, or on some.
func (d *groupDraft) closes() (whole bool, near map[string]bool) {
	near = map[string]bool{}
	if d.a == nil {
		return false, near
	}
	whole = d.a.internet != nil
	for _, c := range d.a.closed {
		for _, by := range c.chain.by {
			d.origin.Statements = mergeStatements(d.origin.Statements, []string{by.Path()})
		}
		whole = whole || c.near == nil
		for _, s := range c.near {
			near[s] = true
		}
		d.exact = d.exact || c.near != nil
	}
	if d.a.internet != nil {
		d.origin.Statements = mergeStatements(d.origin.Statements, []string{d.a.internet.Path()})
	}
	d.exact = d.exact || d.a.open
	return whole, near
}

// associate puts the group on the network's subnets; false where there is none that takes it.
func (d *groupDraft) associate(whole bool, near map[string]bool) bool {
	found := false
	var given []*subnetDraft
	for _, s := range d.r.subnets {
		if s.network != d.n || !d.n.takesGroup(s.Name) {
			continue
		}
		switch {
		case whole || near[s.Name]:
			if s.NetworkSecurityGroup != "" {
				given = append(given, s)
				continue
			}
			if !d.delegatedTakesGroup(s) {
				continue
			}
			s.close()
		case s.alwaysTakesGroup():
			d.always = true
			d.origin.Statements = mergeStatements(d.origin.Statements, []string{d.n.Path()})
		default:
			continue
		}
		s.secure(d.id)
		found = true
	}
	d.addGivenGroups(given)
	if found {
		d.r.topo.SecurityGroups = append(d.r.topo.SecurityGroups, SecurityGroup{ID: d.id, Network: d.n.id,
			Name: d.r.nameOf(schema.NamingField.SecurityGroup, d.n.home(), nil), Origin: d.origin})
	}
	return found
}

func (s *subnetDraft) close() { s.closed = true }

func (s *subnetDraft) secure(with SecurityGroupID) { s.group = with }

// delegatedTakesGroup tells whether a subnet that is closed can have the group, and refuses where the service that it is delegated to has rules
// of its own in it: the next deployment would take them away. Where only some kinds of the service take one, that is said.
func (d *groupDraft) delegatedTakesGroup(s *subnetDraft) bool {
	code, summary, why := codeManagedGroup, "%q closes subnet %q of %q, and %s writes rules of its own into its security group",
		"a deployment writes the whole group, without these rules: Azure refuses that, or the service loses what manages it"
	switch azure.GroupOn(s.Delegation) {
	case azure.GroupManaged:
	case azure.GroupRefused:
		code, summary, why = codeGroupMayRefuse, "%q closes subnet %q of %q, and not every kind of %s accepts a security group",
			"where it accepts none, Azure refuses the deployment"
	default:
		return true
	}
	c := d.a.internet
	if len(d.a.closed) > 0 {
		c = d.a.closed[0].chain.by[0]
	}
	report := d.r.refuse
	if code == codeGroupMayRefuse {
		report = d.r.report
	}
	report(code, diag.Diagnostic{
		Summary: fmt.Sprintf(summary, c.Name, s.Name, d.n.id, s.Delegation),
		Subject: s.At(schema.SubnetField.Delegation),
		Related: []diag.Related{{Range: accessRange(c), Message: fmt.Sprintf("`access` of %q", c.Name)}},
		Why:     why,
		Hint:    "move the subnet to a network of its own that no closed connection joins; or leave `access` open and filter at the other end",
	})
	return code == codeGroupMayRefuse
}

func (d *groupDraft) refuseOwnGroup(s *subnetDraft) {
	c := d.a.internet
	if len(d.a.closed) > 0 {
		c = d.a.closed[0].chain.by[0]
	}
	report := diag.Diagnostic{
		Summary: fmt.Sprintf("%q closes subnet %q of %q, which already has a network security group", c.Name, s.Name, d.n.id),
		Subject: s.At(schema.SubnetField.NetworkSecurityGroup),
		Related: []diag.Related{{Range: accessRange(c), Message: fmt.Sprintf("`access` of %q", c.Name)}},
		Why:     "a subnet has one network security group, and at which priorities it takes more rules its owner alone can say",
		Hint: "write `rulePriorities`, a range that is free in the group, such as 2000-2199: the rules are added to it one by one; or remove " +
			"`networkSecurityGroup` and list what it allows as flows; or leave `access` open and close it in your group",
	}
	if d.a.internet != nil && s.RulePriorities != (schema.Priorities{}) {
		report.Summary = fmt.Sprintf("%q closes the internet to subnet %q of %q, which already has a network security group", d.a.internet.Name, s.Name, d.n.id)
		report.Why = "what closes the internet denies everything that nothing else in the group allows: in a group of others it would deny what they count on"
		report.Hint = "let no flow name `internet`, and close it in your group; or remove `networkSecurityGroup` and list what it allows as flows"
	}
	d.r.refuse(codeOwnSecurityGroup, report)
}

// rules makes the rules of the group: flows, then the network itself, then what is denied.
func (d *groupDraft) rules() {
	if d.a == nil {
		d.open()
		return
	}
	d.flows()
	own := d.n.AddressSpace
	deny := d.a.internet != nil
	open := d.a.internet == nil && d.n.hasDefaultRoute() // the tag VirtualNetwork is everything there
	if d.exact {
		d.closedEnds()
	}
	if !d.exact || deny || open {
		d.both("allow-own-network", "The subnets of the network reach each other.", ownNetwork, true, own, own)
	}
	switch {
	case !d.exact && deny:
		d.fixed("deny-everything-else", "Nothing else passes out.", restDenied, false, false, "", own, nil)
	case !d.exact:
		d.split("deny-private", "Nothing private beyond the network is open to it.", privateDenied, false, own, d.private(), false)
	case deny:
		d.split("allow-private", "What is private and not closed above.", otherPrivate, true, own, d.private(), false)
		d.fixed("deny-everything-else", "Nothing else passes out.", restDenied, false, false, "", own, nil)
	}
	switch {
	case !d.exact:
		d.comeIn(own)
		d.fixed("deny-everything-else", "Nothing else passes in.", restDenied, true, false, "", nil, own)
	case deny || open:
		d.comeIn(own)
		d.split("allow-private", "What is private and not closed above.", otherPrivate, true, own, d.private(), true)
		d.fixed("deny-everything-else", "Nothing else passes in.", restDenied, true, false, "", nil, own)
	case d.always:
		d.open()
	default: // Azure's own rules let in what is private, and health probes; what manages services is neither
		d.managed()
	}
	d.r.number(d.hashed, firstFlow, afterFlows, firstClosed, afterClose)
}

// comeIn allows what Azure needs to come in: health probes, and what manages services, on their subnets. Which service stands in a subnet
// with routing none is not known: each may.
// Source: network security groups overview (AzureLoadBalancer: health probes).
func (d *groupDraft) comeIn(own []netip.Prefix) {
	d.fixed("allow-load-balancer", "Health probes of Azure's load balancers.", loadBalancer, true, true, "AzureLoadBalancer", nil, nil)
	d.managed()
}

// managed allows what manages services, on their subnets.
func (d *groupDraft) managed() {
	for i := range azure.ManagedServices {
		service := &azure.ManagedServices[i]
		var ps []netip.Prefix
		for _, s := range d.subnets() {
			if s.Routing == "none" || service.Holds(s.Name, s.Delegation) {
				ps = append(ps, ipnet.IPv4(s.Prefixes)...)
			}
		}
		if len(ps) > 0 {
			text := fmt.Sprintf("Azure manages %s, on its subnets and those with routing none.", service.Title)
			d.fixed("allow-"+service.Rule, text, firstManaged+i, true, true, service.SourceTag, nil, ps).service(service.Port)
		}
	}
}

func (s *SecurityRule) service(port string) { s.Protocol, s.Ports = "Tcp", []string{port} }

// private is everything private, and what lies outside of it and is a network's or a site's of the intent.
func (d *groupDraft) private() []netip.Prefix {
	out := append(slices.Clone(ipnet.RFC1918), ipnet.UniqueLocal)
	for _, n := range d.r.networks {
		for _, p := range n.AddressSpace {
			if !ipnet.Private(p) {
				out = append(out, p)
			}
		}
	}
	for _, x := range d.r.sites {
		for _, p := range x.AddressSpace {
			if !ipnet.Private(p) {
				out = append(out, p)
			}
		}
	}
	return ipnet.Sort(out)
}

// closedEnds denies what each connection closes, by the prefixes of its members. What a chain of several closes is with the first of them.
func (d *groupDraft) closedEnds() {
	type ends struct{ near, far []netip.Prefix }
	byConnection := map[*schema.Connection]*ends{}
	var order []*schema.Connection
	for _, e := range d.a.closed {
		c := e.chain.by[0]
		x := byConnection[c]
		if x == nil {
			x = &ends{}
			byConnection[c], order = x, append(order, c)
		}
		x.near = append(x.near, d.n.prefixesOf(e.near)...)
		x.far = append(x.far, e.far...)
	}
	sort.Slice(order, func(i, j int) bool { return order[i].Name < order[j].Name })
	for _, c := range order {
		x := byConnection[c]
		o := connectionOrigin(c, "security rule")
		for _, family := range families {
			near, far := family.of(ipnet.Sort(x.near)), family.of(ipnet.Sort(x.far))
			if len(near) == 0 || len(far) == 0 {
				continue
			}
			name := c.Name + family.suffix
			text := describeRule(fmt.Sprintf("%s is closed but for its flows.", c.Name), "Closed but for the flows of its connection.")
			d.hash(&SecurityRule{
				Name:         "deny-" + name,
				Description:  text,
				Protocol:     "*",
				Sources:      far,
				Destinations: near,
				Inbound:      true,
				Origin:       o,
			}, "deny "+name, false)
			d.hash(&SecurityRule{
				Name:         "deny-" + name,
				Description:  text,
				Protocol:     "*",
				Sources:      near,
				Destinations: far,
				Origin:       o,
			}, "deny "+name, false)
		}
	}
}
