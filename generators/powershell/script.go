package powershell

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A script is the view of powershell/script.ps1.tmpl.
type script struct {
	Header, Title, Summary, FileName    templates.Code // comments
	TitleString, NetworkVersion         templates.Code // strings
	GroupVersion                        templates.Code // string
	Data                                templates.Code // statements
	Groups, RouteTables, Networks       bool           // which functions are needed
	PublicAddresses, Gateways, IPGroups bool
	Policies, Firewalls, LoadBalancers  bool
	Peerings, Waits, Circuits           bool
	LocalGateways, Connections          bool
	VirtualWans, HubLinks, Keys         bool
	Settings                            bool // that may be properties of resources
	Secrets                             []secret
	SecurityGroups                      bool
	LinkServices                        bool // a subnet says what its policies for private link services are
	Managers, NetworkGroups             bool
	StaticMembers                       bool
	Configurations, MemberPolicies      bool
	Commits, CommitSteps                bool           // resources; managers that a step commits
	ManagedResources                    bool           // what is written whole
	Places                              bool           // the rows of network groups and configurations name networks anywhere
	PolicyVersion, CommitVersion        templates.Code // strings
	Stages                              []stage
}

// A stage is what is done before the next begins.
type stage struct {
	Name    templates.Code // string
	Percent templates.Code // number
	Steps   []templates.Code
}

// A sheet collects the rows of a root.
type sheet struct {
	rows       map[string][]*row          // by type
	policies   map[plan.ID]*row           // rows of policies, for their groups
	groups     map[plan.ID]list           // rule collection groups by policy
	members    map[plan.ID]list           // static members by network group
	memberRows []plan.ID                  // their groups, in the order of their rows
	present    map[string]map[string]bool // stage -> type
	links      bool                       // as in script, LinkServices
	policy     string
	network    string // API versions
	group      string
	commit     string
}

// newScript makes the view of a root.
func newScript(p *plan.Plan, root *plan.Root, file string) (*script, error) {
	s := &sheet{
		rows: map[string][]*row{}, policies: map[plan.ID]*row{}, groups: map[plan.ID]list{}, members: map[plan.ID]list{}, present: map[string]map[string]bool{},
	}
	if err := checkOrder(root); err != nil {
		return nil, err
	}
	if err := checkSecrets(root); err != nil {
		return nil, err
	}
	for i := range root.Groups {
		if err := s.add(stages[0], &root.Groups[i]); err != nil {
			return nil, err
		}
	}
	for i := range root.Modules {
		m := &root.Modules[i]
		for j := range m.Resources {
			if err := s.add(stageOf(m.File), &m.Resources[j]); err != nil {
				return nil, fmt.Errorf("module %s: %w", m.Name, err)
			}
		}
	}
	for id, groups := range s.groups {
		policy := s.policies[id]
		if policy == nil {
			return nil, fmt.Errorf("%s %s: rules, but the policy is not in the plan", id.Type, id.Name)
		}
		policy.set("RuleGroups", groups)
	}
	for i, group := range s.memberRows {
		s.rows[staticMemberType][i].set("Members", column(s.members[group]))
	}
	return s.view(p, root, file)
}

// add makes the row of a resource.
func (s *sheet) add(stage string, r *plan.Resource) error {
	version := &s.network
	if r.ID.Type == groupType {
		version = &s.group
	} else if strings.HasPrefix(r.ID.Type, authorizationProvider) {
		version = &s.policy
	} else if r.ID.Type == commitType {
		version = &s.commit
	}
	if *version == "" {
		*version = r.APIVersion
	}
	if *version != r.APIVersion {
		return fmt.Errorf("%s %s: API version %s, where others have %s", r.ID.Type, r.ID.Name, r.APIVersion, *version)
	}
	if r.ID.Type == ruleGroupType {
		policy, ok := generators.Enclosing(r.ID)
		if !ok {
			return generators.CheckID(r.ID)
		}
		g, err := newRuleGroup(r)
		s.groups[policy] = append(s.groups[policy], g)
		return err
	}
	if r.ID.Type == staticMemberType {
		return s.addMember(stage, r)
	}
	s.links = s.links || names(r.Body, "privateLinkServiceNetworkPolicies")
	for i := range kinds {
		k := &kinds[i]
		if k.typ != r.ID.Type {
			continue
		}
		made, err := newRow(stage, k, r)
		if err != nil {
			return err
		}
		s.rows[k.typ] = append(s.rows[k.typ], made)
		if k.typ == policyType {
			s.policies[r.ID] = made
		}
		if s.present[stage] == nil {
			s.present[stage] = map[string]bool{}
		}
		s.present[stage][k.typ] = true
		return nil
	}
	return fmt.Errorf("%s %s: a resource type that this printer does not know", r.ID.Type, r.ID.Name)
}

// names tells whether a value has a member of that name, however deep.
func names(v plan.Value, key string) bool {
	switch v := v.(type) {
	case plan.List:
		return slices.ContainsFunc(v, func(item plan.Value) bool { return names(item, key) })
	case plan.Object:
		return slices.ContainsFunc(v, func(m plan.Member) bool { return m.Key == key || names(m.Value, key) })
	}
	return false
}

// view assembles what the skeleton prints.
func (s *sheet) view(p *plan.Plan, root *plan.Root, file string) (*script, error) {
	title := p.Name
	if root.Name != "main" {
		title += " " + root.Name
	}
	out := &script{
		Header:   templates.Code("# " + comment(generators.Header(p.Name))),
		Title:    templates.Code(comment(title)),
		Summary:  templates.Code(s.summary()),
		FileName: templates.Code(file),
		Data:     templates.Code(s.data()),
		Stages:   s.stages(),
		Secrets:  secretsOf(root),
	}
	for _, literal := range []struct {
		to   *templates.Code
		text string
	}{{&out.TitleString, title}, {&out.NetworkVersion, s.network}, {&out.GroupVersion, s.group}, {&out.PolicyVersion, s.policy}, {&out.CommitVersion, s.commit}} {
		q, err := quote(literal.text)
		if err != nil {
			return nil, err
		}
		*literal.to = templates.Code(q)
	}
	for typ, flag := range map[string]*bool{
		groupType: &out.Groups, networkType: &out.Networks, policyType: &out.Policies, peeringType: &out.Peerings,
		networkProvider + "routeTables":            &out.RouteTables,
		networkProvider + "networkSecurityGroups":  &out.SecurityGroups,
		networkProvider + "publicIPAddresses":      &out.PublicAddresses,
		networkProvider + "virtualNetworkGateways": &out.Gateways,
		networkProvider + "ipGroups":               &out.IPGroups,
		networkProvider + "azureFirewalls":         &out.Firewalls,
		networkProvider + "loadBalancers":          &out.LoadBalancers,
		networkProvider + "localNetworkGateways":   &out.LocalGateways,
		networkProvider + "connections":            &out.Connections,
		circuitType:                                &out.Circuits,
		managerType:                                &out.Managers,
		networkGroupType:                           &out.NetworkGroups,
		staticMemberType:                           &out.StaticMembers,
		configurationType:                          &out.Configurations,
		policyDefinitionType:                       &out.MemberPolicies,
		commitType:                                 &out.Commits,
	} {
		*flag = len(s.rows[typ]) > 0
	}
	for _, typ := range []string{wanType, hubType, hubVPNType, hubERType, intentType, hubTableType, hubConnectionType, vpnSiteType, hubVPNConnectionType,
		hubERConnectionType} {
		out.VirtualWans = out.VirtualWans || len(s.rows[typ]) > 0
	}
	out.HubLinks = len(s.rows[vpnSiteType])+len(s.rows[hubVPNConnectionType])+len(s.rows[hubERConnectionType]) > 0
	out.Settings = out.LocalGateways || out.HubLinks
	out.Keys = out.Connections || out.HubLinks
	out.CommitSteps = len(s.rows[managerType]) > len(s.rows[commitType])
	out.ManagedResources = out.VirtualWans || out.Commits
	out.Waits = out.Gateways || out.Firewalls || out.Connections || out.ManagedResources
	out.LinkServices = s.links
	out.Places = out.StaticMembers || out.Configurations || out.MemberPolicies
	return out, nil
}

// summary names the kinds of what the script makes. It counts nothing, so that one network more changes no line of it.
func (s *sheet) summary() string {
	var parts []string
	for _, k := range kinds {
		if len(s.rows[k.typ]) > 0 {
			parts = append(parts, k.plural)
		}
	}
	return wrap(strings.Join(parts, ", "), len("Makes "), 0)
}

// wrap breaks prose into lines, of which some columns are taken: in the first, and in the rest.
func wrap(s string, first, rest int) string {
	var b strings.Builder
	column := first
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case column+1+len(word) > width-1:
			b.WriteByte('\n')
			column = rest
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// data is the data section.
func (s *sheet) data() string {
	var b strings.Builder
	for _, k := range kinds {
		rows := s.rows[k.typ]
		if len(rows) == 0 {
			continue
		}
		b.WriteString("\n# " + k.about + "\n" + k.variable + " = ")
		items := make(list, len(rows))
		for i, r := range rows {
			items[i] = r
		}
		write(&b, items, 0, len(k.variable)+3)
		b.WriteByte('\n')
	}
	return b.String()
}
