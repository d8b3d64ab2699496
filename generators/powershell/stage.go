package powershell

import (
	"fmt"
	"regexp"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// stages are the files of a plan's modules in the order in which they are deployed.
var stages = []string{
	"resource-groups", "circuit", "virtual-wan", "virtual-hub", "vpn-site", "hub-gateway", "hub", "local-gateway", "gateway", "firewall",
	"hub-firewall", "hub-routing", "load-balancer", "network", "spoke-gateway", "spoke-firewall", "spoke-load-balancer", "peering", "return-peering", "owners-peering",
	"vpn-end", "connection", "return-connection", "owners-connection", "hub-link", "hub-connection", "hub-circuit", "circuit-connection",
	"network-manager", "network-group-members", "network-group-policy", "connectivity", "commit",
}

var number = regexp.MustCompile(`-[0-9]+$`)

// stageOf is the stage of a module's file. A stage that is divided has a number behind it.
func stageOf(file string) string { return number.ReplaceAllString(file, "") }

// checkOrder refuses a plan that the stages do not respect: the script runs all modules of a stage before the next one.
func checkOrder(root *plan.Root) error {
	rank := map[string]int{}
	for i, name := range stages {
		rank[name] = i
	}
	seen := map[string]int{}
	for i := range root.Modules {
		m := &root.Modules[i]
		own, ok := rank[stageOf(m.File)]
		if !ok {
			return fmt.Errorf("module %s: %q is not a stage", m.Name, m.File)
		}
		for _, symbol := range m.DependsOn {
			before, ok := seen[symbol]
			if !ok || before > own {
				return fmt.Errorf("module %s: it depends on %s, which is deployed later", m.Name, symbol)
			}
		}
		seen[m.Symbol] = own
		if err := checkResources(m); err != nil {
			return fmt.Errorf("module %s: %w", m.Name, err)
		}
	}
	return nil
}

// checkResources refuses a module whose resources depend on what a stage makes later: it makes kind after kind, and the
// resources of a kind in the order of the plan.
func checkResources(m *plan.Module) error {
	rank := map[string]int{}
	for i, k := range kinds {
		rank[k.typ] = i
	}
	rank[ruleGroupType] = rank[policyType]
	seen := map[plan.ID]bool{}
	for i := range m.Resources {
		r := &m.Resources[i]
		for _, id := range r.DependsOn {
			own, before := rank[r.ID.Type], rank[id.Type]
			if before > own || before == own && !seen[id] {
				return fmt.Errorf("%s %s: it depends on %s, which is deployed later", r.ID.Type, r.ID.Name, id.Name)
			}
		}
		seen[r.ID] = true
	}
	return nil
}

// calls are the functions of the script that bring rows of a kind to Azure; those of whole take all rows of a stage at once.
var calls = map[string]struct {
	function string
	whole    bool
}{
	groupType:                                  {"Set-Group", false},
	circuitType:                                {"Set-Circuit", false},
	networkProvider + "localNetworkGateways":   {"Set-LocalGateway", false},
	networkProvider + "connections":            {"Set-GatewayConnection", false},
	networkProvider + "routeTables":            {"Set-RouteTable", false},
	networkProvider + "networkSecurityGroups":  {"Set-SecurityGroup", false},
	networkType:                                {"Set-Network", false},
	networkProvider + "publicIPAddresses":      {"Set-PublicAddress", false},
	networkProvider + "virtualNetworkGateways": {"Set-Gateway", true},
	networkProvider + "ipGroups":               {"Set-AddressGroup", false},
	policyType:                                 {"Set-Policy", false},
	networkProvider + "azureFirewalls":         {"Set-Firewall", true},
	networkProvider + "loadBalancers":          {"Set-LoadBalancer", false},
	peeringType:                                {"Set-Peering", false},
	wanType:                                    {"Set-VirtualWan", false},
	hubType:                                    {"Set-VirtualHub", true},
	hubVPNType:                                 {"Set-HubVpnGateway", true},
	hubERType:                                  {"Set-HubExpressRouteGateway", true},
	intentType:                                 {"Set-RoutingIntent", false},
	hubTableType:                               {"Set-HubRouteTable", false},
	hubConnectionType:                          {"Set-HubConnection", false},
	vpnSiteType:                                {"Set-VpnSite", false},
	hubVPNConnectionType:                       {"Set-HubVpnConnection", false},
	hubERConnectionType:                        {"Set-HubCircuitConnection", false},
	managerType:                                {"Set-NetworkManager", false},
	networkGroupType:                           {"Set-NetworkGroup", false},
	staticMemberType:                           {"Set-StaticMember", false},
	policyDefinitionType:                       {"Set-PolicyDefinition", false},
	policyAssignmentType:                       {"Set-PolicyAssignment", false},
	configurationType:                          {"Set-Configuration", false},
	commitType:                                 {"Set-Commit", false},
}

// stages are the statements of the main body.
func (s *sheet) stages() []stage {
	var out []stage
	for _, name := range stages {
		if len(s.present[name]) == 0 {
			continue
		}
		st := stage{Name: templates.Code("'" + name + "'")}
		for _, k := range kinds {
			if !s.present[name][k.typ] {
				continue
			}
			selected := fmt.Sprintf("Select-Stage -Row %s -Stage '%s'", k.variable, name)
			call := calls[k.typ]
			step := fmt.Sprintf("foreach ($row in (%s)) { %s -Row $row }", selected, call.function)
			if call.whole {
				step = fmt.Sprintf("%s -Row @(%s)", call.function, selected)
			}
			st.Steps = append(st.Steps, templates.Code(step))
		}
		out = append(out, st)
	}
	for i := range out {
		out[i].Percent = templates.Code(integer(int64(100 * i / len(out))))
	}
	return out
}
