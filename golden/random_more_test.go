package golden_test

import (
	"fmt"
	"math/rand"
	"regexp"
	"strings"
	"testing"
)

// TestWhatIsDerivedBesideMoreStatementsHoldsWhatIsPromised does so where statements meet that are made for different things: peerings by
// subnets, spokes of two hubs, meshes across them, networks that exist, a network manager.
func TestWhatIsDerivedBesideMoreStatementsHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	holds(t, 20261129, 200, 60, func(r *rand.Rand) string {
		switch r.Intn(3) {
		case 0:
			return withMore(r, randomIntent(r))
		case 1:
			return withMore(r, randomWAN(r))
		}
		return withMore(r, withSites(r, randomIntent(r)))
	})
}

var (
	spokeLine = regexp.MustCompile(`(?m)^  (\w+): \{addressSpace: [^\n]*web`)
	hubLine   = regexp.MustCompile(`(?m)^  (h\d)\b`)
)

// namesOf are the names of networks on lines of a form.
func namesOf(line *regexp.Regexp, text string) []string {
	var out []string
	for _, m := range line.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// withMore adds statements to a random intent, some of which contradict it.
func withMore(r *rand.Rand, text string) string {
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	spokes, hubs := namesOf(spokeLine, text), namesOf(hubLine, text)
	if len(spokes) == 0 || len(hubs) == 0 {
		return text
	}
	more := ""
	if x, y := pick(spokes...), pick(spokes...); x != y && r.Intn(3) == 0 {
		more += fmt.Sprintf("  some: {kind: peering, between: [{network: %s, subnets: %s}, {network: %s, subnets: %s}]}\n",
			x, pick("web", "[web, data]"), y, pick("data", "web", "[web, data]"))
	}
	if len(hubs) > 1 && r.Intn(3) == 0 {
		more += fmt.Sprintf("  again: {kind: hubAndSpoke, hub: %s, spokes: %s%s}\n", pick(hubs...), pick(spokes...),
			pick("", ", onPremises: none", ", spokeToSpoke: direct"))
	}
	if len(spokes) > 2 && r.Intn(4) == 0 {
		more += fmt.Sprintf("  across: {kind: mesh, members: [%s]}\n", strings.Join(spokes[:3], ", "))
	}
	if r.Intn(4) == 0 {
		more += fmt.Sprintf("  straight: {kind: peering, between: [%s, %s]}\n", pick(hubs...), pick(spokes...))
	}
	if x := pick(spokes...); r.Intn(4) == 0 {
		text = strings.Replace(text, "  "+x+": {", "  "+x+": {ownership: existing, resourceGroup: rg-x, azureName: vnet-"+x+", ", 1)
	}
	if len(hubs) > 1 && r.Intn(3) == 0 {
		text = strings.Replace(text, "  g0: {kind: hubAndSpoke, hub: h0", "  g0: {kind: hubAndSpoke, hub: [h0, h1], useGatewayOf: "+pick("h0", "h1"), 1)
	}
	if r.Intn(6) == 0 {
		text = strings.Replace(text, "networks:\n", "networkManagers: {m: {}}\nnetworks:\n", 1)
		text = strings.Replace(text, "  g0: {kind: hubAndSpoke", "  g0: {kind: hubAndSpoke, networkManager: m", 1)
	}
	return text + more
}

var (
	connectionLine = regexp.MustCompile(`(?m)^  \w+: \{kind: (hubAndSpoke|peering)[^\n]*\}$`)
	dataSubnet     = regexp.MustCompile(`data: (10\.\d+\.\d+\.64/26)`)
)

// withAccess closes some connections of a random intent, or lets flows pass; gives every subnet a group, or some subnets none; and keeps routes off
// some subnets.
func withAccess(r *rand.Rand, text string) string {
	pick := func(list ...string) string { return list[r.Intn(len(list))] }
	spokes := namesOf(spokeLine, text)
	if len(spokes) == 0 {
		return text
	}
	text = connectionLine.ReplaceAllStringFunc(text, func(line string) string {
		if r.Intn(2) == 0 {
			return line
		}
		flow := func(i int) string {
			return fmt.Sprintf("f%d: {from: %s%s, to: %s, ports: %s}", i, pick(spokes...), pick("", "/web", "/data"), pick(append([]string{"internet"}, spokes...)...),
				pick("tcp/443", "[tcp/443, udp/53]", "any", "icmp", "tcp/8000-8010"))
		}
		access := pick("closed", "{"+flow(0)+"}", "{"+flow(0)+", "+flow(1)+"}")
		return strings.TrimSuffix(line, "}") + ", access: " + access + "}"
	})
	if r.Intn(3) == 0 {
		text = strings.Replace(text, "defaults: {location: westeurope", "defaults: {location: westeurope, securityGroups: always", 1)
	}
	return dataSubnet.ReplaceAllStringFunc(text, func(subnet string) string {
		prefix := strings.TrimPrefix(subnet, "data: ")
		return pick(subnet, subnet, subnet, "data: {prefix: "+prefix+", routing: none}", "data: {prefix: "+prefix+", securityGroups: always}",
			"data: {prefix: "+prefix+", delegation: Microsoft.DBforPostgreSQL/flexibleServers}")
	})
}
