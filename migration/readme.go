package migration

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/rehearsal/judge"
)

// A Page is the README of a migration: what is in its folder, beside what the migration knows itself.
type Page struct {
	Name string              // of the intent
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
	fmt.Fprintf(&b, "%s\n# The way to %s\n\n", generators.MarkdownHeader(p.Name), p.Name)
	b.WriteString("Each step is a folder that is deployed by itself, in this order, each once the one before is done. They were rehearsed against Azure's rules\n" +
		"of writing, over the old network as its intent has it. What was changed by hand since then is not in it: look at what a step would change\n" +
		"(what-if, `-WhatIf`) before you run it. From the first step to the last, deploy neither the old intent nor the new one.\n\n")
	b.WriteString("| step | what it does | resources written or deleted | takes |\n|---|---|---|---|\n")
	for i := range m.Steps {
		s := &m.Steps[i]
		fmt.Fprintf(&b, "| [%s](#%[1]s) | %s | %d | %s |\n", s.Name, s.Title, s.Writes, takes(s))
	}
	m.vacancies(&b)
	m.interrupted(&b)
	m.waits(&b)
	if len(m.Kept) > 0 {
		b.WriteString("\n## What stays\n\nOf the old network, and not of the new one. A network is deleted only if `--delete-network` asks for it, since machines may be in it.\n\n")
		list(&b, m.Kept)
	}
	for i := range m.Steps {
		m.step(&b, &m.Steps[i], p)
	}
	return []byte(b.String())
}

func takes(s *Step) string {
	switch {
	case s.Slow:
		return "minutes, up to an hour"
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
		"stops half-way: no intent says which machines are in them. `az network vnet subnet show --ids ID --query ipConfigurations` shows it.\n\n" +
		"| before | subnet | it has | and then |\n|---|---|---|---|\n")
	for _, v := range m.Vacancies {
		then := "is deleted"
		if v.To != "" {
			then = "gets " + v.To
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", v.Step, Brief(v.ID), v.From, then)
	}
}

func (m *Migration) interrupted(b *strings.Builder) {
	b.WriteString("\n## What is interrupted\n\n")
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
		b.WriteString("\nThese are deleted and made again. What passes a gateway is interrupted meanwhile, up to an hour; a firewall has another policy until then:\n\n")
		for _, r := range m.Replaced {
			fmt.Fprintf(b, "- %s, in %s. %s: %s\n", Brief(r.ID), r.Step, r.Refusal.Code, plain(r.Refusal.Message))
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

// plain are ids in a message without what all have in common.
func plain(message string) string {
	words := strings.Fields(message)
	for i, w := range words {
		if strings.HasPrefix(w, "/subscriptions/") {
			words[i] = Brief(w)
		}
	}
	return strings.Join(words, " ")
}

func list(b *strings.Builder, ids []string) {
	for _, id := range ids {
		fmt.Fprintf(b, "- %s\n", Brief(id))
	}
}

func (m *Migration) step(b *strings.Builder, s *Step, p Page) {
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n", s.Name, s.Title, s.About)
	if len(s.Remove) > 0 {
		b.WriteString("\nDeleted, in this order:\n\n")
		list(b, s.Remove)
	}
	if s.Writes == 0 && s.Plan != nil {
		b.WriteString("\nThe steps before have written all of it: it changes nothing, and what-if shows so.\n")
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
	fmt.Fprintf(b, "\nBefore the next step: %s\n", check(s))
}

// check is what is looked at before the next step.
func check(s *Step) string {
	switch {
	case len(s.Remove) > 0:
		return "every deletion is over; the script says nothing more when it is run again."
	case strings.HasSuffix(s.Name, "-links"):
		return "every half of a peering is Connected, and every connection of a gateway too."
	case s.Slow:
		return "what-if shows no change any more, and every gateway and firewall is Succeeded."
	}
	return "what-if shows no change any more."
}
