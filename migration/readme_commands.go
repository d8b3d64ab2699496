package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plan"
)

// mostShown bounds the commands that show what a step has made: the others are of the same form.
const mostShown = 6

// export says how what is there is looked at. A subscription that no intent names is the one that the Azure CLI is set to: every command takes it from there.
func (m *Migration) export(b *strings.Builder) {
	subscriptions, ends := m.looked()
	own := slices.Contains(subscriptions, OwnSubscription)
	b.WriteString("\nTo see what is there before the first step, and after any, take an export: `matrix` says which networks reach each other, `trace` by which way.\n")
	if own {
		b.WriteString("`$subscription` here and below is the subscription that the network is deployed to: the intents do not name it, and the Azure CLI is set to it.\n")
	}
	b.WriteString("\n```sh\n")
	if own {
		b.WriteString("subscription=$(az account show --query id --output tsv)\n")
	}
	for i, s := range subscriptions {
		if s == OwnSubscription {
			subscriptions[i] = `"$subscription"`
		}
	}
	fmt.Fprintf(b, "vnetloom export-script > export.sh\nsh export.sh %s > now.json\nvnetloom matrix now.json\n", strings.Join(subscriptions, " "))
	if len(ends) == 2 {
		fmt.Fprintf(b, "vnetloom trace %s %s now.json\n", ends[0], ends[1])
	}
	b.WriteString("```\n")
}

// looked are the subscriptions of the new network, and two subnets of different networks of it: those between which a path may be looked at.
func (m *Migration) looked() (subscriptions, ends []string) {
	i := m.Whole()
	if i < 0 || m.Steps[i].Plan == nil {
		return []string{OwnSubscription}, nil
	}
	resources(m.Steps[i].Plan, func(r *plan.Resource) {
		parts := strings.Split(idOf(r.ID), "/")
		if len(parts) > 2 && !slices.Contains(subscriptions, parts[2]) {
			subscriptions = append(subscriptions, parts[2])
		}
		if r.ID.Type != azure.TypeVirtualNetwork || len(ends) == 2 {
			return
		}
		for _, name := range subnetNames(r) {
			if azure.Reserved(name) == nil {
				ends = append(ends, r.ID.Name+"/"+name)
				return
			}
		}
	})
	return subscriptions, ends
}

// check is what is looked at before the next step, and the commands that show it: of a network manager too, of which no resource tells whether it is in force.
func check(s *Step) (string, []string) {
	sentence, shown := checkWritten(s)
	force := inForce(s)
	if len(force) == 0 {
		return sentence, shown
	}
	return sentence + " The configurations of each network manager are in force: its list of active ones has each of them, in each region, and that of a network which joins a group has its own. " +
		"It takes minutes after a commit.", append(shown, force...)
}

// inForce are the commands that show which configurations of network managers are in force: those of managers that a step commits, and of networks that it puts
// into their groups.
// Source: Azure CLI, az network manager list-active-connectivity-config and list-effective-connectivity-config (extension virtual-network-manager).
func inForce(s *Step) []string {
	if s.Plan == nil {
		return nil
	}
	var out []string
	add := func(line string) {
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	active := func(manager string, regions []string) {
		parts := strings.Split(manager, "/")
		add(fmt.Sprintf("az network manager list-active-connectivity-config --subscription %s --resource-group %s --network-manager-name %s --regions %s "+
			"--query \"value[].{configuration:id, region:region}\" --output table", inShell(parts[2]), parts[4], parts[8], strings.Join(regions, " ")))
	}
	for i := range s.Plan.Steps {
		if c, is := s.Plan.Steps[i].Action.(plan.Commit); is {
			active(idOf(c.Manager), c.Regions)
		}
	}
	members := 0
	resources(s.Plan, func(r *plan.Resource) {
		switch r.ID.Type {
		case azure.TypeCommit:
			list, _ := object(r.Body).at("properties", "targetLocations").(plan.List)
			var regions []string
			for _, item := range list {
				if region, ok := item.(plan.Str); ok {
					regions = append(regions, string(region))
				}
			}
			active(idOf(r.ID), regions)
		case azure.TypeStaticMember:
			network, is := object(r.Body).at("properties", "resourceId").(plan.Ref)
			if !is || !slices.ContainsFunc(s.Created, func(id string) bool { return lower(id) == keyOf(r.ID) }) || members == mostShown {
				return
			}
			members++
			parts := strings.Split(idOf(plan.ID(network)), "/")
			add(fmt.Sprintf("az network manager list-effective-connectivity-config --subscription %s --resource-group %s --virtual-network-name %s --query \"value[].id\"",
				inShell(parts[2]), parts[4], parts[8]))
		}
	})
	return out
}

func checkWritten(s *Step) (string, []string) {
	written := slices.Concat(s.Created, s.Changed)
	joined := slices.ContainsFunc(written, func(id string) bool { return isLink(kindOf(id)) })
	switch {
	case len(s.Remove) > 0:
		return "every deletion is over; the script says nothing more when it is run again.", nil
	case joined:
		return "what-if shows no change any more. Every half of a peering is Connected, and so is every connection of a gateway." + shownBy(written, showLink), commands(written, showLink)
	case s.Slow:
		return "what-if shows no change any more, and every gateway and firewall is Succeeded." + shownBy(written, showState), commands(written, showState)
	case s.companions():
		return "each companion step says nothing more when it is run again.", nil
	}
	return "what-if shows no change any more.", nil
}

// shownBy tells where not all commands stand below.
func shownBy(ids []string, show func(string) string) string {
	n := 0
	seen := map[string]bool{}
	for _, id := range ids {
		if line := show(id); line != "" && !seen[line] {
			seen[line] = true
			n++
		}
	}
	if n > mostShown {
		return fmt.Sprintf(" %d of %d are below; the others are shown alike.", mostShown, n)
	}
	return ""
}

func commands(ids []string, show func(string) string) []string {
	var out []string
	for _, id := range ids {
		if line := show(id); line != "" && !slices.Contains(out, line) && len(out) < mostShown {
			out = append(out, line)
		}
	}
	return out
}

// showLink is the command that shows the states of the peerings of a network, or of a connection; "" for what is neither.
func showLink(id string) string {
	parts := strings.Split(id, "/") // /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/virtualNetworkPeerings/p
	if len(parts) < 9 {
		return ""
	}
	in := "--subscription " + inShell(parts[2]) + " --resource-group " + parts[4]
	switch kindOf(id) {
	case azure.TypePeering:
		return fmt.Sprintf("az network vnet peering list %s --vnet-name %s --query \"[].peeringState\"", in, parts[8])
	case azure.TypeConnection:
		return fmt.Sprintf("az network vpn-connection show %s --name %s --query connectionStatus", in, parts[8])
	}
	return ""
}

// showState is the command that shows whether a gateway, a firewall or a virtual hub is there; "" for what is none.
func showState(id string) string {
	t := azure.TypeOf(kindOf(id))
	parts := strings.SplitN(id, "/", 4)
	if t == nil || !t.Slow || len(parts) < 4 {
		return ""
	}
	return fmt.Sprintf("az resource show --ids \"/subscriptions/%s/%s\" --query properties.provisioningState", strings.Trim(inShell(parts[2]), `"`), parts[3])
}

// inShell is a subscription in a command: of the one that no intent names its variable.
func inShell(subscription string) string {
	if subscription == OwnSubscription {
		return `"$subscription"`
	}
	return subscription
}
