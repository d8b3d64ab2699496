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

type staticGroup struct {
	Name    templates.Code
	Members []templates.Code
}

func newCommit(h *head, a plan.Commit, e *encoder) *commit {
	h.needs = "Network Contributor on the network manager, and on the networks that it manages"
	h.Network = true
	v := &commit{Head: h, Manager: e.str(a.Manager.Name), ResourceGroup: e.str(a.Manager.ResourceGroup), Regions: e.strs(a.Regions)}
	if a.Manager.Subscription != "" {
		v.Subscription = e.str(a.Manager.Subscription)
	}
	for _, id := range a.Configurations {
		v.Configurations = append(v.Configurations, e.id(id))
	}
	for _, g := range a.Groups {
		v.Groups = append(v.Groups, staticGroup{e.str(g.ID.Name[strings.LastIndexByte(g.ID.Name, '/')+1:]), e.strs(g.Members)})
	}
	return v
}
