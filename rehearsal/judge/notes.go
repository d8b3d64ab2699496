package judge

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/rehearsal"
)

//go:embed codes/*.md
var codePages embed.FS

var catalog = diag.NewCatalog(codePages)

// What a reader of a report should know: VL870 to VL876.
var (
	codeTags       = catalog.Warning("VL870")
	codePolicy     = catalog.Warning("VL871")
	codeGateway    = catalog.Warning("VL872")
	codeOutbound   = catalog.Warning("VL873")
	codeMigrate    = catalog.Warning("VL874")
	codeOldRefused = catalog.Warning("VL875")
	codeBounds     = catalog.Warning("VL876")
)

// Codes are the diagnostics of this package. What is written about each is codes/<ID>.md.
func Codes() []*diag.Code { return catalog.Codes() }

// CheckCodes says what is wrong with what is written about them.
func CheckCodes() []error { return catalog.Check() }

func note(code *diag.Code, d diag.Diagnostic) diag.Diagnostic {
	d.Code, d.Severity = code, code.Severity
	return d
}

// OldRefused notes a write of the old network itself that Azure would refuse: what is rehearsed is without it.
func OldRefused(s rehearsal.Step) diag.Diagnostic {
	return note(codeOldRefused, diag.Diagnostic{Summary: fmt.Sprintf("Azure refuses %s of the old network: %s", Brief(s.ID), s.Refusal.Code), Why: message(s.Refusal)})
}

// A Migration is how the steps of one were rehearsed to do. Pairs are those that both networks join, either way as one.
type Migration struct {
	Steps, Pairs, Interrupted, Bypassed int

	Slow     bool // an interruption takes minutes
	Kept     int  // resources that stay: what is others' to delete, and networks that nobody has asked to delete
	Followed int  // pairs that were followed, either way as one: of alike ones some for all,
	All      int  // for so many
	Beyond   int  // classes of pairs of which none was
}

// isBetter tells whether the steps of a migration do better than the report.
func (m *Migration) isBetter(r *Report) bool {
	lost := 0
	for _, x := range r.Lost {
		lost += max(x.Pairs, 1)
	}
	slow := slices.ContainsFunc(r.Lost, func(x Loss) bool { return len(x.Slow) > 0 || x.Until == nil })
	return len(r.Refused)+len(r.Ends) > 0 || len(r.LeftBehind) > m.Kept || m.Bypassed < len(r.Bypassed) || m.Interrupted < lost || slow && !m.Slow
}

// MayDoBetter tells whether the steps of some migration could do better than the report.
func (r *Report) MayDoBetter() bool { return (&Migration{}).isBetter(r) }

// extent says which pairs were not followed by themselves, "" where all were.
func (m *Migration) extent() string {
	text := ""
	if m.Followed < m.All {
		text = fmt.Sprintf("%d of %d pairs were followed: subnets that all tables, rules and peerings of both networks treat alike stand for each other", m.Followed, m.All)
	}
	if m.Beyond > 0 {
		text += fmt.Sprintf("%sof %d classes of pairs none was followed, and of these nothing is said", map[bool]string{true: "; "}[text != ""], m.Beyond)
	}
	return text
}

// Migrates notes how the steps of a migration do, where that is better than the report: nothing where they do as it does.
func (r *Report) Migrates(m Migration) diag.List {
	if !m.isBetter(r) {
		return nil
	}
	how := "interrupt nothing that both networks join"
	if m.Interrupted > 0 {
		how = fmt.Sprintf("interrupt %d of %d pairs that both networks join, for seconds", m.Interrupted, m.Pairs)
		if m.Slow {
			how = strings.Replace(how, "for seconds", "for minutes up to an hour", 1)
		}
	}
	if m.Bypassed > 0 {
		how += fmt.Sprintf(", and have %d pass a firewall by for a time", m.Bypassed)
	}
	steps, are := fmt.Sprintf("the %d steps", m.Steps), "are not refused, leave nothing behind"
	if m.Kept > 0 {
		are = fmt.Sprintf("are not refused, leave %d behind that others own or nobody has asked to delete,", m.Kept)
	}
	if m.Steps == 1 {
		steps, are, how = "the step", singular(are), singular(how)
	}
	d := diag.Diagnostic{Summary: fmt.Sprintf("%s of `vnetloom migrate` %s and %s", steps, are, how), Hint: "`vnetloom migrate OLD NEW --out DIR` writes them"}
	if d.Why = m.extent(); len(r.Egress) > 0 {
		d.Why = strings.TrimPrefix(d.Why+"; what its steps do to paths to the internet is not followed", "; ")
	}
	return diag.List{note(codeMigrate, d)}
}

// singular is a sentence about several as one about one.
func singular(text string) string {
	return strings.NewReplacer("are not refused", "is not refused", "leave ", "leaves ", "interrupt ", "interrupts ", "have ", "has ").Replace(text)
}

// MayMigrate notes that it was not asked how the steps of a migration do.
func MayMigrate() diag.Diagnostic {
	return note(codeMigrate, diag.Diagnostic{Summary: "`vnetloom migrate` may do better; it was not tried, since the networks are many",
		Hint: "`vnetloom migrate OLD NEW --out DIR` writes steps, and says what they interrupt"})
}

// Notes are what a reader of the report should know.
func (r *Report) Notes() diag.List {
	var out diag.List
	out = append(out, r.tags()...)
	out = append(out, r.policies()...)
	out = append(out, r.gatewaySubnets()...)
	out = append(out, r.outbound()...)
	if r.Orders.Untried > 0 {
		out = append(out, note(codeBounds, diag.Diagnostic{Summary: fmt.Sprintf("%d writes or classes of pairs are beyond the bounds of the search for orders that harm", r.Orders.Untried),
			Why: fmt.Sprintf("%d writes are tried first, and %d orders run; the declared order and its reverse are run in any case", mostTried, mostOrders)}))
	}
	if r.Pairs.Beyond > 0 {
		out = append(out, note(codeBounds, diag.Diagnostic{Summary: fmt.Sprintf("%d classes of pairs were not followed", r.Pairs.Beyond),
			Why: fmt.Sprintf("%d pairs are followed, and hardly two networks of this estate are alike", mostPairs)}))
	}
	return out
}

// tags are the tags that templates take away, by their keys.
func (r *Report) tags() diag.List {
	from := map[string][]string{}
	var keys []string
	add := func(key, id string) {
		if from[key] == nil {
			keys = append(keys, key)
		}
		from[key] = append(from[key], id)
	}
	for _, c := range slices.Concat(r.Reset, r.Removed) {
		if key, ok := strings.CutPrefix(c.Path, "tags."); ok {
			add(key, c.ID)
		} else if tags, ok := c.Was.(rehearsal.Body); ok && c.Path == "tags" {
			for _, key := range sortedKeys(tags) {
				add(key, c.ID)
			}
		}
	}
	var out diag.List
	for _, key := range keys {
		out = append(out, note(codeTags, diag.Diagnostic{Summary: fmt.Sprintf("the templates take the tag %q from %s", key, some(from[key])),
			Why: "a template replaces the tags of a resource", Hint: "name it in the intent (`tags`), or deploy by PowerShell, which keeps others' tags"}))
	}
	return out
}

// some are resources for a sentence: the first, and how many more.
func some(ids []string) string {
	if len(ids) == 1 {
		return Short(ids[0])
	}
	return fmt.Sprintf("%s and %d more", Short(ids[0]), len(ids)-1)
}

// policies are firewall policies of which a second one is made, since their name carries the tier now.
func (r *Report) policies() diag.List {
	var out diag.List
	for _, c := range r.Changed {
		was, _ := c.Was.(string)
		is, _ := c.Is.(string)
		if c.Path != "properties.firewallPolicy.id" || was == "" || is == "" {
			continue
		}
		old, next := was[strings.LastIndexByte(was, '/')+1:], is[strings.LastIndexByte(is, '/')+1:]
		for _, tier := range []string{"premium", "basic", "standard"} {
			if strings.EqualFold(next, old+"-"+tier) && slices.ContainsFunc(r.Created, func(m Made) bool { return strings.EqualFold(m.ID, is) }) {
				out = append(out, note(codePolicy, diag.Diagnostic{Summary: fmt.Sprintf("a second policy, %s, is made for %s; %s is left behind", next, Short(c.ID), old),
					Why:  "by default the name of a policy that is Premium or Basic ends in the tier: Azure refuses to change the tier of a policy",
					Hint: "keep the old name: " + namingLine(old, c.ID)}))
			}
		}
	}
	return out
}

// namingLine is the line of an intent that keeps the name of a policy: a pattern, where the firewall's name tells what the network is called.
func namingLine(policy, firewall string) string {
	if _, network, ok := strings.Cut(Brief(firewall), "-"); ok && network != "" && strings.HasSuffix(policy, network) {
		policy = strings.TrimSuffix(policy, network) + "{network}"
	}
	return fmt.Sprintf("`naming: {firewallPolicy: %q}`", policy)
}

// gatewaySubnets are those that get a table which leads to a firewall that is made later.
func (r *Report) gatewaySubnets() diag.List {
	var out diag.List
	made := slices.ContainsFunc(r.Created, func(m Made) bool { return m.Type == azure.TypeFirewall })
	for _, c := range r.Changed {
		if made && c.Is != nil && c.Path == "properties.subnets["+azure.GatewaySubnet+"].properties.routeTable" {
			out = append(out, note(codeGateway, diag.Diagnostic{Summary: fmt.Sprintf("GatewaySubnet of %s leads to a firewall before that is up", Short(c.ID)),
				Why:  "a template names the table in the body of the network, which is written before the firewall that stands in it (ADR 36)",
				Hint: "`vnetloom migrate` makes the firewall first and associates the table afterwards; so does the PowerShell"}))
		}
	}
	return out
}

// outbound are the subnets whose default outbound access changes, by what it becomes.
func (r *Report) outbound() diag.List {
	becomes := map[string][]string{}
	for _, c := range slices.Concat(r.Changed, r.Reset, r.Removed) {
		if name, ok := strings.CutSuffix(c.Path, "].properties.defaultOutboundAccess"); ok {
			becomes[inWords(c.Is)] = append(becomes[inWords(c.Is)], c.ID+"/subnets/"+strings.TrimPrefix(name, "properties.subnets["))
		}
	}
	var out diag.List
	for _, is := range slices.Sorted(maps.Keys(becomes)) {
		out = append(out, note(codeOutbound, diag.Diagnostic{Summary: fmt.Sprintf("default outbound access becomes %s on %s", is, some(becomes[is])),
			Why: "machines that are started from then on have it as the subnet says; those that run keep it until they are stopped", Hint: "`defaultOutboundAccess` in the intent keeps what is there"}))
	}
	return out
}

func inWords(v any) string {
	if v == nil {
		return "Azure's default"
	}
	return fmt.Sprint(v)
}

func sortedKeys(b rehearsal.Body) []string {
	var out []string
	for k := range b {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// IsOfMigrations tells a note of how the steps of a migration do.
func IsOfMigrations(d diag.Diagnostic) bool { return d.Code == codeMigrate }
