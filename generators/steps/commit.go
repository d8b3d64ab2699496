package steps

import (
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/templates"
)

// A commit is the view of commit.ps1.tmpl.
type commit struct {
	Head           *head
	Manager        templates.Code // string
	Regions        []templates.Code
	Configurations []templates.Code // ids
	Groups         []staticGroup
}

// A takeOut is the view of take-out.ps1.tmpl.
type takeOut struct {
	Head    *head
	Manager templates.Code // string
	Groups  []staticGroup
}

type staticGroup struct {
	Name    templates.Code
	Members []templates.Code
}

const managerRights = "Network Contributor on the network manager, and on the networks that it manages"

func newCommit(h *head, a plan.Commit, e *encoder) *commit {
	h.needs = managerRights
	h.Parameters = []parameter{{Name: "PollSeconds", Type: "int", Default: "15", About: "How many seconds pass between two looks at what is in force."}}
	v := &commit{Head: h, Manager: e.id(a.Manager), Regions: e.strs(a.Regions), Groups: newStaticGroups(a.Groups, e)}
	for _, id := range a.Configurations {
		v.Configurations = append(v.Configurations, e.id(id))
	}
	return v
}

func newTakeOut(h *head, a plan.TakeOut, e *encoder) *takeOut {
	h.needs = managerRights
	return &takeOut{Head: h, Manager: e.id(a.Manager), Groups: newStaticGroups(a.Groups, e)}
}

func newStaticGroups(groups []plan.StaticGroup, e *encoder) []staticGroup {
	var out []staticGroup
	for _, g := range groups {
		out = append(out, staticGroup{e.str(g.ID.Name[strings.LastIndexByte(g.ID.Name, '/')+1:]), e.strs(g.Members)})
	}
	return out
}
