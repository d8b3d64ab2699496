package migration

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// A Page is the README of a migration: what is in its folder, beside what the migration knows itself.
type Page struct {
	Name string              // of the intent
	Ends Ends                // the networks that it leads from and to
	Runs map[string][]Run    // by the name of a step: how it is run, one of them
	More map[string][]string // by the name of a step: what is read beside it, as links
}

// A Run is a way to run a step.
type Run struct {
	With  string // Bicep, ARM JSON, PowerShell, Azure CLI
	Shell string // sh or pwsh
	Lines []string
}

// Readme is the page.
func (m *Migration) Readme(p Page) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n# The way to %s\n\n", generators.MarkdownHeader(p.Name), p.Ends.comment(), p.Name)
	b.WriteString("Each step is a folder that is deployed by itself, in this order, each once the one before is done. They were rehearsed against Azure's rules\n" +
		"of writing, over the old network as its intent has it. What was changed by hand since then is not in it: look at what a step would change\n" +
		"(what-if, `-WhatIf`) before you run it. From the first step to the last, deploy neither the old intent nor the new one,\n" +
		"but where a step names it as the way back. Run the commands in this folder. A step that stops half-way is run again once its cause is gone.\n\n" +
		"Where a step can be deployed in several languages, take one of them, and the same one for all; deletions are a script of PowerShell or of the Azure CLI. `REGION` is where Azure keeps the record of a deployment: take one region for all steps.\n\n")
	b.WriteString("| step | what it does | resources written or deleted | takes |\n|---|---|---|---|\n")
	for i := range m.Steps {
		s := &m.Steps[i]
		fmt.Fprintf(&b, "| [%s](#%[1]s) | %s | %d | %s |\n", s.Name, s.Title, s.Writes, takes(s))
	}
	m.export(&b)
	m.vacancies(&b)
	m.interrupted(&b)
	m.waits(&b)
	if len(m.Kept) > 0 {
		b.WriteString("\n## What stays\n\nOf the old network, and not of the new one. A network is deleted only if `--delete-network` asks for it, since machines may be in it.\n\n")
		list(&b, m.Kept)
	}
	for i := range m.Steps {
		m.step(&b, i, p)
	}
	return []byte(b.String())
}

func takes(s *Step) string {
	switch {
	case s.Slow:
		return "minutes, up to an hour"
	case s.companions():
		return "as long as its companion steps"
	case s.Writes == 0:
		return "nothing is changed"
	}
	return "a minute or a few"
}

func (m *Migration) vacancies(b *strings.Builder) {
	if len(m.Vacancies) == 0 {
		return
	}
	b.WriteString("\n## What has to be moved before\n\nThese subnets have to be empty before the step, else Azure refuses it (`InUseSubnetCannotBeDeleted`, `InUsePrefixCannotBeDeleted`) and it\n" +
		"stops half-way: no intent says which machines are in them. The commands below say what is in each.\n\n" +
		"| before | subnet | it has | and then |\n|---|---|---|---|\n")
	for _, v := range m.Vacancies {
		then := "is deleted"
		if v.To != "" {
			then = "gets " + v.To
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", v.Step, Brief(v.ID), v.From, then)
	}
	b.WriteString("\n```sh\n")
	for _, v := range m.Vacancies {
		b.WriteString(showSubnet(v.ID) + "\n")
	}
	b.WriteString("```\n")
}

// showSubnet is the command that shows what is in a subnet.
func showSubnet(id string) string {
	parts := strings.Split(id, "/") // /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/x
	if len(parts) < 11 {
		return "az network vnet subnet show --ids " + id
	}
	in := ""
	if parts[2] != OwnSubscription {
		in = " --subscription " + parts[2]
	}
	return fmt.Sprintf("az network vnet subnet show%s --resource-group %s --vnet-name %s --name %s --query \"ipConfigurations[].id\"", in, parts[4], parts[8], parts[10])
}

func (m *Migration) interrupted(b *strings.Builder) {
	b.WriteString("\n## What is interrupted\n\n")
	if m.Followed < m.All {
		b.WriteString("Of networks that are interchangeable in both intents a few are followed; *like it* are pairs of subnets of others of them.\n\n")
	}
	if m.Beyond > 0 {
		fmt.Fprintf(b, "**%d kinds of pairs are not followed**: hardly two networks of this estate are alike, and there are too many pairs. Nothing is said of them.\n\n", m.Beyond)
	}
	if len(m.Interruptions) == 0 {
		fmt.Fprintf(b, "Of %s that both networks join, each has a way after every write.\n", pairs(m.Pairs))
	} else {
		fmt.Fprintf(b, "Of %s that both networks join, all have a way after every write but these:\n\n", pairs(m.Pairs))
		for i := range m.Interruptions {
			x := &m.Interruptions[i]
			fmt.Fprintf(b, "- %s: %s after %s, until %s, %s. %s.\n", x.Pair, x.State(), x.From, x.To, x.Lasts(), strings.TrimSuffix(x.Rule, "."))
		}
	}
	if len(m.Bypasses) > 0 {
		b.WriteString("\nPackets of these pass a firewall or an appliance by for a time. Run the step when it does no harm, or deny the traffic until then:\n\n")
		for _, x := range m.Bypasses {
			fmt.Fprintf(b, "- %s, past %s: after %s, until %s. %s.\n", x.Pair, judge.Briefs(x.Past), x.From, x.To, strings.TrimSuffix(x.Rule, "."))
		}
	}
	if len(m.Begin) > 0 {
		b.WriteString("\nFlows of these meet a firewall or an appliance that has not seen them begin, and begin anew:\n\n")
		for _, pair := range m.Begin {
			fmt.Fprintf(b, "- %s\n", pair)
		}
	}
	if len(m.Replaced) > 0 {
		b.WriteString("\nThese are deleted and made again. What passes a gateway or a firewall is interrupted meanwhile, up to an hour; of a policy nothing, since the firewall has another one until then:\n\n")
		for _, r := range m.Replaced {
			by := ""
			if r.By != "" {
				by = fmt.Sprintf(", by %s in %s, which may have another public address", Brief(r.By), r.Until)
			}
			fmt.Fprintf(b, "- %s, in %s%s. %s: %s\n", Brief(r.ID), r.Step, by, r.Refusal.Code, plain(r.Refusal.Message))
			if r.peers {
				fmt.Fprintf(b, "  It has other public addresses then: the devices of the sites need the new address of their peer, and so do allow lists. "+
					"Give it to them once %s is made.\n", Brief(r.ID))
			}
		}
	}
	if len(m.Disturbances) > 0 {
		b.WriteString("\nThese writes may interrupt beside:\n\n")
		for _, d := range m.Disturbances {
			fmt.Fprintf(b, "- %s changes %s of %s. %s\n", d.Step, d.Path, Brief(d.ID), d.Note)
		}
	}
}

func pairs(n int) string {
	if n == 1 {
		return "the one pair of subnets or sites"
	}
	return fmt.Sprintf("%d pairs of subnets and sites", n)
}

func (m *Migration) waits(b *strings.Builder) {
	if len(m.Waits) == 0 {
		return
	}
	b.WriteString("\n## What could not stand beside the old network\n\nAzure refuses it as long as the old is there; so it is written later.\n\n")
	for _, w := range m.Waits {
		fmt.Fprintf(b, "- %s: in %s. %s: %s\n", Brief(w.ID), w.Until, w.Refusal.Code, plain(w.Refusal.Message))
	}
}

var anID = regexp.MustCompile(`/subscriptions/[^\s"']+`)

// plain are ids in a message without what all have in common.
func plain(message string) string {
	return anID.ReplaceAllStringFunc(strings.Join(strings.Fields(message), " "), Brief)
}

func list(b *strings.Builder, ids []string) {
	for _, id := range ids {
		fmt.Fprintf(b, "- %s\n", Brief(id))
	}
}

func (m *Migration) step(b *strings.Builder, index int, p Page) {
	s := &m.Steps[index]
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n", s.Name, s.Title, s.About)
	for _, v := range m.Vacancies {
		if v.Step == s.Name {
			fmt.Fprintf(b, "\nBefore it, %s has to be empty: see [what has to be moved before](#what-has-to-be-moved-before).\n", Brief(v.ID))
		}
	}
	m.interruptedBy(b, index)
	if len(s.Remove) > 0 {
		b.WriteString("\nDeleted, in this order:\n\n")
		list(b, s.Remove)
	}
	switch {
	case s.companions():
		b.WriteString("\nNo template of it changes anything: its companion steps do.\n")
	case s.Writes == 0 && s.Plan != nil && index == 0:
		b.WriteString("\nAll of it is there already: it changes nothing, and what-if shows so.\n")
	case s.Writes == 0 && s.Plan != nil:
		b.WriteString("\nThe steps before have written all of it: it changes nothing, and what-if shows so.\n")
	}
	for _, of := range []struct {
		what string
		ids  []string
	}{{"Made", s.Created}, {"Changed", s.Changed}} {
		if len(of.ids) > 0 {
			fmt.Fprintf(b, "\n%s:\n\n", of.what)
			list(b, of.ids)
		}
	}
	if len(s.Synchronize) > 0 {
		b.WriteString("\nAn address space has changed: its peers have no route to the new prefixes until these halves are synchronized, which a template cannot do.\n\n")
		list(b, s.Synchronize)
	}
	for _, run := range p.Runs[s.Name] {
		fmt.Fprintf(b, "\n%s:\n\n```%s\n%s\n```\n", run.With, run.Shell, strings.Join(run.Lines, "\n"))
	}
	for _, link := range p.More[s.Name] {
		fmt.Fprintf(b, "\n%s\n", link)
	}
	sentence, commands := check(s)
	fmt.Fprintf(b, "\nBefore the next step: %s\n", sentence)
	if len(commands) > 0 {
		fmt.Fprintf(b, "\n```sh\n%s\n```\n", strings.Join(commands, "\n"))
	}
	fmt.Fprintf(b, "\nThe way back: %s\n", back(s))
}

// interruptedBy says what begins in a step and has an end.
func (m *Migration) interruptedBy(b *strings.Builder, index int) {
	pairs, last := 0, index
	for i := range m.Interruptions {
		if x := &m.Interruptions[i]; x.fromStep == index {
			pairs, last = pairs+1, max(last, x.toStep)
		}
	}
	if pairs == 0 {
		return
	}
	b.WriteString("\nIt interrupts pairs that both networks join: see [what is interrupted](#what-is-interrupted).")
	if last > index {
		fmt.Fprintf(b, " They have their way again in %s: run the steps up to it right one after the other.", m.Steps[last].Name)
	}
	b.WriteString("\n")
}

// companions tells whether companion steps do all that a step does.
func (s *Step) companions() bool {
	return s.Plan != nil && s.Writes == 0 && len(s.Plan.Steps) > 0 && !strings.HasSuffix(s.Name, "-new")
}

// back says how what a step has done is undone.
func back(s *Step) string {
	_, kind, _ := strings.Cut(s.Name, "-")
	switch kind {
	case "parts":
		return "nothing leads to what is new. Leave it, or delete it."
	case "changes":
		return "the old intent, deployed whole, sets the old values again."
	case "links", "routes", "follow":
		return "the old network is whole until the first deletion. Its intent, deployed whole, sets its tables and flags again; then delete the peerings and connections that these steps have made. That was not rehearsed."
	case "new", "remove-last":
		return "a migration of its own, from the new intent to the old one."
	}
	return "none from here on but to go on to the last step, and then a migration from the new intent to the old one."
}
