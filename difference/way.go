package difference

import (
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/reachability"
)

// How far packets get.
const (
	reached  = "yes"
	oneWay   = "one way"
	apart    = "no"
	notKnown = "not known"
)

// A route is a way by ids: what is compared.
type route struct {
	reach     string
	via, back []string
	out, why  string
}

// routesOf are the distinct routes of traces, in their order.
func routesOf(traces []reachability.Trace, why string, toInternet bool, out string) []route {
	if len(traces) == 0 {
		return []route{{reach: notKnown, why: why}}
	}
	var list []route
	for i := range traces {
		r := routeOf(&traces[i], toInternet, out)
		if !slices.ContainsFunc(list, func(x route) bool { return x.key() == r.key() }) {
			list = append(list, r)
		}
	}
	return list
}

func routeOf(t *reachability.Trace, toInternet bool, out string) route {
	r := route{reach: reached, via: devices(&t.There)}
	back := devices(&t.Back)
	slices.Reverse(back)
	bad := &t.There
	if bad.Outcome == reachability.Delivered && !toInternet {
		bad = &t.Back
	}
	switch {
	case bad.Outcome == reachability.NotKnown:
		return route{reach: notKnown, why: bad.Why}
	case t.There.Outcome != reachability.Delivered:
		return route{reach: apart, why: t.There.Why}
	case bad.Outcome != reachability.Delivered:
		r.reach, r.why = oneWay, t.Back.Why
	case !toInternet && !slices.Equal(r.via, back):
		r.back = back
		if back == nil {
			r.back = []string{}
		}
	}
	if toInternet && !slices.ContainsFunc(t.There.Hops, func(h reachability.Hop) bool { return h.Inspector || h.Kind == "gateway" || h.Kind == "circuit" }) {
		r.out = out
	}
	return r
}

// devices are the firewalls, appliances, gateways and circuits of a path, by ids in order.
func devices(p *reachability.Path) []string {
	var out []string
	for _, h := range p.Hops {
		if h.Inspector || h.Kind == "gateway" || h.Kind == "circuit" {
			out = append(out, h.At)
		}
	}
	return out
}

// key is equal for routes that are one. Why something does not arrive does not count.
func (r *route) key() string {
	if r.reach == apart || r.reach == notKnown {
		return r.reach
	}
	key := r.reach + "\n" + strings.Join(r.via, " ") + "\n" + r.out
	if r.back != nil {
		key += "\nback " + strings.Join(r.back, " ")
	}
	return key
}

// backward is the route of flows that begin at the other end, as it is where it mirrors this one.
func (r route) backward() route {
	r.via, r.back = slices.Clone(r.via), slices.Clone(r.back)
	slices.Reverse(r.via)
	slices.Reverse(r.back)
	if r.back != nil {
		r.via, r.back = r.back, r.via
		if r.back == nil {
			r.back = []string{}
		}
	}
	return r
}

// keyOf is the key of routes together: their order means nothing.
func keyOf(list []route) string {
	keys := make([]string, len(list))
	for i := range list {
		keys[i] = list[i].key()
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), "\n|\n")
}

func backwards(list []route) []route {
	out := make([]route, len(list))
	for i, r := range list {
		out[i] = r.backward()
	}
	return out
}

// joined tells whether packets and answers arrive by one of the routes: another may be that of another family of addresses, or of another part of a subnet.
func joined(list []route) bool {
	return slices.ContainsFunc(list, func(r route) bool { return r.reach == reached })
}

// whole tells whether they arrive by all of the routes.
func whole(list []route) bool {
	return joined(list) && !slices.ContainsFunc(list, func(r route) bool { return r.reach != reached })
}

func unknown(list []route) bool {
	return slices.ContainsFunc(list, func(r route) bool { return r.reach == notKnown })
}

// changeOf says how two lists of routes differ; "" where they do not. A list is empty where one of the ends does not exist.
func changeOf(was, is []route) Change {
	a, b := keyOf(was), keyOf(is)
	none := func(list []route, key string) bool { return len(list) == 0 || key == apart }
	switch {
	case a == b, none(was, a) && none(is, b):
		return ""
	case unknown(was) || unknown(is):
		return Unknown
	case joined(was) && !joined(is):
		return Lost
	case !joined(was) && joined(is):
		return Gained
	}
	return Changed
}

// ways are routes in names.
func (w *World) ways(list []route) []Way {
	out := make([]Way, len(list))
	for i := range list {
		r := &list[i]
		out[i] = Way{Reach: r.reach, Via: w.namesOf(r.via), Out: r.out, Why: r.why, key: r.key()}
		if r.back != nil {
			out[i].Back = w.namesOf(r.back)
		}
	}
	return out
}

func (w *World) namesOf(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = w.Name(id)
	}
	return out
}
