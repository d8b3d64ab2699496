package plan

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vnetloom/vnetloom/topology"
)

// lowerSessions says how sites speak BGP, in a sentence for each connection of which that is said.
func (l *lowering) lowerSessions() {
	names := map[topology.ConnectionID]string{}
	for i := range l.t.Connections {
		names[l.t.Connections[i].ID] = l.t.Connections[i].Name
	}
	for i := range l.t.HubLinks {
		names[l.t.HubLinks[i].ID] = l.t.HubLinks[i].Name
	}
	for i := range l.t.Sessions {
		s := &l.t.Sessions[i]
		words := sessionWords(s)
		if last := len(words) - 1; last > 0 {
			words = append(words[:last-1:last-1], words[last-1]+", and "+words[last])
		}
		l.plan.Assumed = append(l.plan.Assumed, fmt.Sprintf("Over %s, site %s %s.", names[s.Connection], s.Site, strings.Join(words, ", ")))
	}
}

func sessionWords(s *topology.Session) []string {
	var out []string
	if a := s.Advertises; a != nil {
		list := prefixWords(a.Prefixes)
		if a.Default {
			list = append(list, "the default route")
		}
		if len(list) == 0 {
			list = []string{"nothing"}
		}
		out = append(out, "advertises "+strings.Join(list, " and ")+" alone")
	}
	switch {
	case s.Prepends == 1:
		out = append(out, "adds its number to the AS path once more")
	case s.Prepends > 1:
		out = append(out, fmt.Sprintf("adds its number to the AS path %d times more", s.Prepends))
	}
	if s.Receives != nil {
		out = append(out, "accepts "+strings.Join(prefixWords(s.Receives), " and ")+" alone, with what is inside")
	}
	if s.LocalPreference != nil {
		out = append(out, fmt.Sprintf("gives what it learns the local preference %d", *s.LocalPreference))
	}
	return out
}

func prefixWords(ps []netip.Prefix) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.String())
	}
	return out
}
