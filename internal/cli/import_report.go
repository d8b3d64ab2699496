package cli

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// importReport is how an imported intent compares with what is deployed.
type importReport struct {
	Types []importedType `json:"types"`
	Left  []leftOut      `json:"left"`
	Paths importedPaths  `json:"paths"`
}

type importedType struct {
	Type     string `json:"type"`
	Deployed int    `json:"deployed"`
	Intent   int    `json:"intent"`
	Existing int    `json:"existing"` // the intent says that it exists
	ByID     int    `json:"byId"`     // named by its id, or its owner's, and left as it is
}

type leftOut struct {
	Type string `json:"type"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

// importedPaths counts the pairs of networks, in each direction, of which a packet gets from one to the other.
type importedPaths struct {
	Deployed  int      `json:"deployed"`
	Same      int      `json:"same"`
	OtherWay  []string `json:"otherWay"`  // joined in both, through something else
	NotJoined []string `json:"notJoined"` // joined where it is deployed alone
	Opened    []string `json:"opened"`    // joined by the intent alone
	NotKnown  int      `json:"notKnown"`  // rules that the intent uses by their ids decide, or what the export does not hold
}

func importReportOf(ctx context.Context, there *deployed.Result, result *compile.Result, adopted *adopt.Result) (importReport, error) {
	var templates []*source.File
	for _, f := range result.Files {
		if bytes.Contains(f.Content[:min(len(f.Content), 4096)], []byte("eploymentTemplate.json")) {
			templates = append(templates, source.New(f.Path, f.Content))
		}
	}
	read, _ := template.Read(templates, template.Options{}) // the proof has said what is wrong with them
	made := map[string]bool{}
	for _, x := range read.Resources {
		for id := range idsOf(x) {
			made[id] = true
		}
	}
	out := importReport{Types: []importedType{}, Left: []leftOut{}}
	counts, listed := map[string]*importedType{}, map[string]bool{}
	for _, l := range adopted.Left {
		out.Left = append(out.Left, leftOut{shortType(l.Type), l.Name, l.Why})
		listed[l.ID] = true
	}
	standing := map[string]bool{}
	if result.Plan != nil {
		standing = compile.Standing(result)
	}
	maps.Copy(standing, groupsOf(standing))
	used := groupsOf(adopted.Used)
	for _, x := range there.Held() {
		ids := idsOf(x)
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			if strings.HasSuffix(id, "/hubroutetables/defaultroutetable") || strings.HasSuffix(id, "/hubroutetables/noneroutetable") {
				continue // every virtual hub has them
			}
			kind := shortType(ids[id])
			if counts[kind] == nil {
				counts[kind] = &importedType{Type: kind}
			}
			counts[kind].Deployed++
			switch {
			case made[id]:
				counts[kind].Intent++
			case standing[id]:
				counts[kind].Existing++
			case adopted.Used[id] || used[id]:
				counts[kind].ByID++
			case !listed[id] && !listed[x.ID]:
				out.Left = append(out.Left, leftOut{kind, id[strings.LastIndexByte(id, '/')+1:], "the intent makes nothing of this name"})
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		out.Types = append(out.Types, *counts[kind])
	}
	alone, differs, err := compile.AloneBeside(ctx, compile.Network{Deployed: there.Resources}, compile.Network{Intent: result})
	if err != nil {
		return out, err
	}
	out.Left = append(out.Left, lostOf(there.Held(), made, differs)...)
	now, _ := reachability.Build(alone)
	before, _ := reachability.Build(there.Resources) // verify says what is wrong with it
	out.Paths = comparePaths(before, now)
	return out, nil
}

// groupsOf are the ids of the resource groups of some ids.
func groupsOf(ids map[string]bool) map[string]bool {
	out := map[string]bool{}
	for id := range ids {
		if group, _, ok := strings.Cut(id, "/providers/"); ok {
			out[group] = true
		}
	}
	return out
}

// idsOf are the ids of a resource and of the peerings in its body, with their types.
func idsOf(x template.Resource) map[string]string {
	out := map[string]string{x.ID: x.Type}
	if strings.EqualFold(x.Type, "Microsoft.Network/virtualNetworks") {
		for _, p := range x.Properties.Get("virtualNetworkPeerings").List() {
			out[x.ID+"/virtualnetworkpeerings/"+strings.ToLower(p.Get("name").String())] = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
		}
	}
	return out
}

func shortType(kind string) string {
	_, short, ok := strings.Cut(kind, "/")
	if !ok {
		return kind
	}
	return short
}

// comparePaths compares who reaches whom, by a subnet of each network.
func comparePaths(was, is *reachability.Estate) importedPaths {
	out := importedPaths{OtherWay: []string{}, NotJoined: []string{}, Opened: []string{}}
	before, after := pathsOf(was), pathsOf(is)
	subnets := firstSubnets(was)
	for _, from := range subnets {
		for _, to := range subnets {
			if from.Network == to.Network {
				continue
			}
			a, b := before(from.ID, to.ID), after(from.ID, to.ID)
			pair := func() string { return was.Name(from.ID) + " to " + was.Name(to.ID) }
			if a != "" && a != notHeldWay {
				out.Deployed++
			}
			switch {
			case (a == "" || a == notHeldWay) && (b == "" || b == notHeldWay): // neither says that they are joined
			case slices.Contains([]string{notKnownWay, notHeldWay}, a) || slices.Contains([]string{notKnownWay, notHeldWay}, b):
				out.NotKnown++
			case a == b:
				out.Same++
			case a == "":
				out.Opened = append(out.Opened, pair())
			case b == "":
				out.NotJoined = append(out.NotJoined, pair())
			default:
				out.OtherWay = append(out.OtherWay, pair())
			}
		}
	}
	return out
}

// notKnownWay stands for a way on which rules decide that are not there, notHeldWay for one that may be: the export does not hold what decides.
const (
	notKnownWay = "?"
	notHeldWay  = "not held"
)

// pathsOf looks up what a packet from one subnet to another passes, "" where it does not arrive.
func pathsOf(e *reachability.Estate) func(from, to string) string {
	m := e.Matrix(nil)
	class := map[string]int{}
	for i, c := range m.Classes {
		for _, id := range c.Subnets {
			class[id] = i
		}
	}
	cells := map[[2]int]string{}
	for _, c := range m.Cells {
		switch {
		case c.Within: // networks are compared
		case c.Outcome == reachability.NotKnown:
			cells[[2]int{c.From, c.To}] = notHeldWay
		case c.Outcome == reachability.Delivered && c.Open:
			cells[[2]int{c.From, c.To}] = notKnownWay
		case c.Outcome == reachability.Delivered:
			cells[[2]int{c.From, c.To}] = fmt.Sprint("through ", c.Inspectors, c.Gateways, c.Symmetric)
		}
	}
	return func(from, to string) string {
		a, known := class[from]
		b, also := class[to]
		if !known || !also {
			return ""
		}
		return cells[[2]int{a, b}]
	}
}

// firstSubnets is the first subnet of each network that machines stand in.
func firstSubnets(e *reachability.Estate) []reachability.Subnet {
	seen := map[string]bool{}
	var out []reachability.Subnet
	for _, s := range e.Subnets() {
		if !seen[s.Network] && !strings.HasPrefix(s.Name, "Azure") && s.Name != "GatewaySubnet" && s.Name != "RouteServerSubnet" {
			seen[s.Network] = true
			out = append(out, s)
		}
	}
	return out
}

func (a *app) printImport(r importReport, format string) error {
	if format == "json" {
		return a.printJSON(r)
	}
	rows := [][]string{{"Type", "Deployed", "Created", "Existing", "Left as it is"}}
	for _, t := range r.Types {
		rows = append(rows, []string{t.Type, strconv.Itoa(t.Deployed), strconv.Itoa(t.Intent), strconv.Itoa(t.Existing), strconv.Itoa(t.ByID)})
	}
	a.stdout.table(rows)
	if len(r.Left) > 0 {
		a.stdout.line("")
		a.stdout.line("%d resources, or parts of them, are not in the intent:", len(r.Left))
		for i, l := range r.Left {
			if i == 40 {
				a.stdout.line("  and %d more: --format json lists all", len(r.Left)-i)
				break
			}
			a.stdout.line("  %s %s: %s", l.Type, l.Name, l.Why)
		}
	}
	a.stdout.line("")
	a.stdout.line("Of %d pairs of networks that reach each other, the intent joins %d in the same way.", r.Paths.Deployed, r.Paths.Same)
	if r.Paths.NotKnown > 0 {
		a.stdout.line("  Of %d it is not known: security groups and policies decide that the intent uses by their IDs, or what the export does not hold.",
			r.Paths.NotKnown)
	}
	for _, p := range []struct {
		words string
		pairs []string
	}{{"go another way", r.Paths.OtherWay}, {"are not joined by the intent", r.Paths.NotJoined}, {"are JOINED BY THE INTENT ALONE: deploying it opens them", r.Paths.Opened}} {
		if len(p.pairs) > 0 {
			a.stdout.line("  %d %s: %s", len(p.pairs), p.words, joined(firstFew(p.pairs, 6)))
		}
	}
	return nil
}
