package steps

import (
	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/generators/pwsh"
	"github.com/vnetloom/vnetloom/templates"
)

// A head is the view of head.ps1.tmpl: what every step's script begins with.
type head struct {
	Header, Title, Why, Changes, Who, When, FileName templates.Code // comments
	Needs                                            templates.Code // comment: roles
	Arguments                                        templates.Code // of the examples, with a space before each
	Across                                           bool           // what it writes crosses tenants: it has the cmdlets of Az.Network, which carry both tokens, and not the engine
	CrossConnection                                  bool           // its Az.Network must carry the token of another tenant with a connection
	Owner                                            bool           // another owner runs it
	OwnSubscription                                  bool           // something is in the deployment's own subscription
	Tenant, TenantString                             templates.Code // comment, string; or nothing
	Parameters                                       []parameter

	needs templates.Code // one line
}

// A parameter is a parameter of a script.
type parameter struct {
	Name, Type, About templates.Code // identifier, type, comment
	Pattern           templates.Code // string, or nothing
	Default           templates.Code // string, or nothing
	Mandatory         bool
	Comma             bool // another parameter follows
}

// newHead makes the head of a step's script; close completes it when the rest is encoded.
func newHead(p *plan.Plan, s *plan.Step, e *encoder) *head {
	return &head{
		Header: templates.Code("# " + pwsh.Comment(generators.Header(p.Name))), Title: prose(s.Title), Why: wrapped(s.Why), Changes: wrapped(s.Changes),
		Who: prose(who(s)), When: prose(kindOf(s.Action).when), FileName: prose(FileName(s)),
		Owner:  s.Owner != "",
		Tenant: prose(s.Tenant.ID), TenantString: e.str(s.Tenant.ID),
	}
}

func (h *head) close(e *encoder) {
	h.OwnSubscription = e.own
	h.Needs = wrapped(string(h.needs))
	if e.own && h.Owner {
		h.Arguments += " -SubscriptionId $deployment"
	}
	for i := range h.Parameters {
		h.Parameters[i].Comma = i+1 < len(h.Parameters) || e.own
	}
}

// who runs a step.
func who(s *plan.Step) string {
	if s.Owner != "" {
		return "the owner of " + s.Owner
	}
	if s.Tenant.Name != "" {
		return "who deploys to tenant " + s.Tenant.Name
	}
	return "who deploys"
}

// A joinPool is the view of join-pool.ps1.tmpl.
type joinPool struct {
	Head   *head
	Subnet templates.Code // string
	Pools  []pool
}

type pool struct{ ID, Version templates.Code } // strings

const interfacePattern = `(?i)^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft\.Network/networkInterfaces/[^/]+$`

func newJoinPool(h *head, a plan.JoinPool, e *encoder) *joinPool {
	h.needs = "Network Contributor on the interfaces, and Microsoft.Network/loadBalancers/backendAddressPools/join/action on the load balancer"
	h.Parameters = []parameter{{Mandatory: true, Name: "NetworkInterfaceId", Type: "string[]", About: "The resource ids of the machines' network interfaces.",
		Pattern: e.str(interfacePattern)}}
	h.Arguments = " -NetworkInterfaceId $ids"
	v := &joinPool{Head: h, Subnet: e.id(a.Subnet)}
	for _, p := range a.Pools {
		version := "IPv4"
		if p.IPv6 {
			version = "IPv6"
		}
		v.Pools = append(v.Pools, pool{e.id(p.ID), e.str(version)})
	}
	return v
}
