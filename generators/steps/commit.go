package steps

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A commit is the view of commit.ps1.tmpl.
type commit struct {
	Head                   *head
	Manager, ResourceGroup templates.Code // strings
	Subscription           templates.Code // string; nothing for the deployment's own
	Regions                []templates.Code
	Configurations         []templates.Code // ids
	Groups                 []staticGroup
}

// A takeOut is the view of take-out.ps1.tmpl.
type takeOut struct {
	Head                   *head
	Manager, ResourceGroup templates.Code // strings
	Subscription           templates.Code // string; nothing for the deployment's own
	Groups                 []staticGroup
}

type staticGroup struct {
	Name    templates.Code
	Members []templates.Code
}

func newCommit(h *head, a plan.Commit, e *encoder) *commit {
	h.needs = "Network Contributor on the network manager, and on the networks that it manages"
	h.Network, h.Rest = true, true
	v := &commit{Head: h, Manager: e.str(a.Manager.Name), ResourceGroup: e.str(a.Manager.ResourceGroup), Regions: e.strs(a.Regions)}
	if a.Manager.Subscription != "" {
		v.Subscription = e.str(a.Manager.Subscription)
	}
	for _, id := range a.Configurations {
		v.Configurations = append(v.Configurations, e.id(id))
	}
	v.Groups = newStaticGroups(a.Groups, e)
	return v
}

func newTakeOut(h *head, a plan.TakeOut, e *encoder) *takeOut {
	h.needs = "Network Contributor on the network manager, and on the networks that it manages"
	h.Network = true
	v := &takeOut{Head: h, Manager: e.str(a.Manager.Name), ResourceGroup: e.str(a.Manager.ResourceGroup), Groups: newStaticGroups(a.Groups, e)}
	if a.Manager.Subscription != "" {
		v.Subscription = e.str(a.Manager.Subscription)
	} else {
		e.own = true
	}
	return v
}

func newStaticGroups(groups []plan.StaticGroup, e *encoder) []staticGroup {
	var out []staticGroup
	for _, g := range groups {
		out = append(out, staticGroup{e.str(g.ID.Name[strings.LastIndexByte(g.ID.Name, '/')+1:]), e.strs(g.Members)})
	}
	return out
}
