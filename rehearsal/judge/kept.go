package judge

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// Keep tells which resources say something of the pairs that are followed: all but the networks for which others stand, what joins these, and the
// tables and groups that are on their subnets alone. It is for Case.
func (f *Followed) Keep(n *Networks) func(id, kind string, body rehearsal.Body) bool {
	if len(f.Left) == 0 {
		return nil
	}
	alone := map[string]bool{} // tables and groups: whether only networks that are left out use them
	for _, s := range []*rehearsal.Store{n.Old, n.New} {
		networks := &rehearsal.View{Keep: func(_, kind string, _ rehearsal.Body) bool { return kind == azure.TypeVirtualNetwork }}
		for _, r := range networks.Of(s) {
			f.uses(&r, alone)
		}
	}
	return func(id, kind string, body rehearsal.Body) bool {
		switch kind {
		case azure.TypePeering, azure.TypeHubConnection:
			return !f.isLeft(id) && !f.isLeft(textAt(body, "properties", "remoteVirtualNetwork", "id"))
		case azure.TypeStaticMember:
			return !f.isLeft(textAt(body, "properties", "resourceId"))
		}
		return !f.isLeft(id) && !alone[id]
	}
}

// isLeft tells whether an id is that of a network that is left out, or of what is in one.
func (f *Followed) isLeft(id string) bool {
	parts := strings.SplitN(strings.ToLower(id), "/", 10) // /subscriptions/s/resourcegroups/g/providers/microsoft.network/virtualnetworks/n/…
	return len(parts) >= 9 && f.Left[strings.Join(parts[:9], "/")]
}

func (f *Followed) uses(network *template.Resource, alone map[string]bool) {
	left := f.isLeft(network.ID)
	for _, subnet := range network.Properties.Get("subnets").List() {
		for _, what := range []string{"routeTable", "networkSecurityGroup"} {
			id := subnet.Get("properties", what, "id").ID()
			if id == "" {
				continue
			}
			if only, known := alone[id]; !known || only {
				alone[id] = left
			}
		}
	}
}

// textAt is a string in a body, "" where there is none.
func textAt(body rehearsal.Body, path ...string) string {
	var v any = body
	for _, key := range path {
		m, _ := v.(rehearsal.Body)
		v = m[key]
	}
	text, _ := v.(string)
	return text
}
