package topology

import (
	"slices"
	"sort"
	"strings"

	"github.com/vnetloom/vnetloom/schema"
)

// filterChains are the chains of connections that pairs pass, one value for the same connections.
type filterChains struct {
	chains map[string]*filterChain // by chainKey
}

// filterChain is connections that a pair passes one after the other and whose access is not open, by name. Nothing passes but what each
// of them lets pass. nil is open.
type filterChain struct {
	by    []*schema.Connection
	flows []*accessFlow
}

// chainOf is the chain of those of the connections whose access is not open; one value for the same ones.
func (r *reading) chainOf(list ...*schema.Connection) *filterChain {
	var by []*schema.Connection
	for _, c := range list {
		if c != nil && restricts(c) && !slices.Contains(by, c) {
			by = append(by, c)
		}
	}
	if len(by) == 0 {
		return nil
	}
	sort.Slice(by, func(i, j int) bool { return by[i].Name < by[j].Name })
	key := chainKey(by)
	if r.chains[key] == nil {
		r.chains[key] = &filterChain{by: by}
	}
	return r.chains[key]
}

func chainKey(by []*schema.Connection) string {
	names := make([]string, len(by))
	for i, c := range by {
		names[i] = c.Name
	}
	return strings.Join(names, "\x00")
}

// flowsOf are what a chain lets pass: the flows of its one connection, or what all have in common.
func (r *reading) flowsOf(chain *filterChain) []*accessFlow {
	if chain == nil {
		return nil
	}
	if len(chain.by) == 1 {
		return r.flows[chain.by[0]]
	}
	if chain.flows == nil {
		chain.flows = r.flows[chain.by[0]]
		for _, c := range chain.by[1:] {
			chain.flows = common(chain.flows, r.flows[c])
		}
	}
	return chain.flows
}

// words name the chain's connections.
func (chain *filterChain) words() string {
	names := make([]string, len(chain.by))
	for i, c := range chain.by {
		names[i] = quote(c.Name)
	}
	return strings.Join(names, " and ")
}
