package rehearsal

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
)

// unheld is what is not known of an estate that was loaded: it may be there, in whatever state. It does not change after Load.
type unheld struct {
	subscriptions map[string]bool              // of which something is held
	lists         map[string]map[string]string // by type in lower case and subscription: why the list is not held
	children      map[string]map[string]string // by the key of the parent and the last word of their type in lower case: why they are not held
	bodies        map[string]string            // by key: why it is not known what stands in it
}

// Unheld tells why what was loaded does not say whether a resource is there or how it is, "" where it does, and where nothing was loaded.
func (s *Store) Unheld(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.unheld
	p, ok := parsePlace(id)
	if u == nil || !ok || p.subscription == "" {
		return ""
	}
	subscription := strings.ToLower(p.subscription)
	if !u.subscriptions[subscription] {
		return fmt.Sprintf("the export has nothing of subscription %s", p.subscription)
	}
	top := p
	for {
		if why := u.bodies[key(top.id)]; why != "" {
			return why
		}
		above, ok := parsePlace(top.parent())
		if top.parent() == "" || !ok || above.kind == "" {
			break
		}
		if s.resources[key(top.id)] == nil {
			if why := u.children[key(above.id)][strings.ToLower(top.kind[strings.LastIndexByte(top.kind, '/')+1:])]; why != "" {
				return why
			}
		}
		top = above
	}
	switch {
	case s.resources[key(top.id)] != nil:
		return ""
	case strings.EqualFold(top.kind, azure.TypeClassicNetwork):
		return "no export has networks of the classic deployment model"
	}
	return u.lists[strings.ToLower(top.kind)][subscription]
}

// lacks tells why the resources of a type in a subscription are not known, "" where they are.
func (s *Store) lacks(kind, subscription string) string {
	if s.unheld == nil {
		return ""
	}
	return s.unheld.lists[strings.ToLower(kind)][strings.ToLower(subscription)]
}

// take notes of a resource what is not known of it, and tells whether its body is.
func (u *unheld) take(x *template.Resource) bool {
	if x.Subscription != "" {
		u.subscriptions[strings.ToLower(x.Subscription)] = true
	}
	if p, ok := parsePlace(x.ID); x.Lacks != "" && ok && !p.list { // one that others name
		u.bodies[key(x.ID)] = x.Lacks
		return false
	}
	if x.Lacks != "" {
		kind := strings.ToLower(x.Type)
		if u.lists[kind] == nil {
			u.lists[kind] = map[string]string{}
		}
		u.lists[kind][strings.ToLower(x.Subscription)] = x.Lacks
		return false
	}
	if x.Properties.IsUnknown() {
		u.bodies[key(x.ID)] = x.Properties.Text
		return false
	}
	if x.Properties == nil {
		return true
	}
	for _, m := range x.Properties.Members {
		if m.Value.IsUnknown() {
			k := key(x.ID)
			if u.children[k] == nil {
				u.children[k] = map[string]string{}
			}
			u.children[k][strings.ToLower(m.Key)] = m.Value.Text
		}
	}
	return true
}
