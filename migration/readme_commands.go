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

// check is what is looked at before the next step, and the commands that show it.
func check(s *Step) (string, []string) {
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
