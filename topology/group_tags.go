package topology

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// tagRules are the selectors that may match in a subscription, as rules over tags.
func tagRules(items schema.Members, subscription string) [][]TagRule {
	var out [][]TagRule
	for _, item := range items.Items {
		if in, ok := item.Labels["subscription"]; ok && !slices.Contains(in, subscription) {
			continue
		}
		rules := []TagRule{}
		for _, label := range slices.Sorted(maps.Keys(item.Labels)) {
			if label == "subscription" {
				continue
			}
			values := slices.Clone(item.Labels[label])
			sort.Strings(values)
			rules = append(rules, TagRule{Tag: label, Location: label == "location", Values: values})
		}
		out = append(out, rules)
	}
	sort.Slice(out, func(i, j int) bool { return fmt.Sprint(out[i]) < fmt.Sprint(out[j]) })
	return out
}

// labelTags are the labels of a network that become tags: those by which a policy puts it into a group.
func (r *reading) labelTags(n *network) map[string]string {
	var out map[string]string
	for _, m := range r.managers {
		for _, x := range m.managed {
			if x.c.Membership != "policy" || !x.isIn[n] {
				continue
			}
			for _, item := range x.items.Items {
				for label := range item.Labels {
					value, ok := n.Labels[label]
					if !ok {
						continue // location and subscription are properties; another the selector cannot match
					}
					if out == nil {
						out = map[string]string{}
					}
					out[label] = value
				}
			}
		}
	}
	return out
}

// matchesTags tells whether a policy's rules find the network by its tags and location, as Azure compares them.
func matchesTags(selectors [][]TagRule, n *network, tags map[string]string) bool {
	for _, rules := range selectors {
		all := true
		for _, rule := range rules {
			value, ok := n.Location, true
			if !rule.Location {
				value, ok = foldedTag(tags, rule.Tag)
			}
			all = all && ok && containsFold(rule.Values, value)
		}
		if all {
			return true
		}
	}
	return false
}

func foldedTag(tags map[string]string, name string) (string, bool) {
	for key, value := range tags {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return "", false
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}
