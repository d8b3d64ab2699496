package topology

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sort"
)

// hashedRule is a rule whose priority comes from its name.
type hashedRule struct {
	rule *SecurityRule
	name string // without direction
	flow bool
}

// hash adds a rule whose priority comes from its name.
func (d *groupDraft) hash(rule *SecurityRule, name string, flow bool) {
	rule.Group, rule.Name = d.id, ruleName(d.prefix+rule.Name, rule.Inbound)
	d.hashed = append(d.hashed, hashedRule{rule, d.prefix + name, flow})
}

// number gives hashed rules their priorities, those of flows and those of what is closed each in its range, whose end is the first number behind
// it: the first of the numbers that the hash of the name gives which no name before it in the alphabet has taken. So one more rule moves at
// most one other, and that only where both have the same number.
func (r *resolution) number(hashed []hashedRule, firstFlow, afterFlows, firstClosed, afterClosed int) {
	sort.SliceStable(hashed, func(i, j int) bool { return hashed[i].name < hashed[j].name })
	taken := map[[2]int]bool{}
	for _, h := range hashed {
		first, after := firstClosed, afterClosed
		if h.flow {
			first, after = firstFlow, afterFlows
		}
		direction := 0
		if h.rule.Inbound {
			direction = 1
		}
		for try := 0; ; try++ {
			p := first + slot(h.name, try, after-first)
			if !taken[[2]int{direction, p}] {
				taken[[2]int{direction, p}] = true
				h.rule.Priority = p
				break
			}
			if try > 20*(after-first) {
				h.rule.Priority = first // more rules than numbers: checkLimits has refused it
				break
			}
		}
		h.rule.Origin.Rule = "security rule"
		r.topo.SecurityRules = append(r.topo.SecurityRules, *h.rule)
	}
}

func slot(name string, try, size int) int {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s#%d", name, try)))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(size))
}
