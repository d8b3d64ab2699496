package vnetloom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

func TestDocsWriteRules(t *testing.T) { checkFile(t, "docs/write-rules.md", writeRulesPage(t)) }

var certainties = map[azure.Certainty]string{azure.Documented: "documented", azure.Reported: "reported", azure.OneReport: "one report", azure.Contested: "contested"}

// effects are the words for what a write does, in the order of the page.
var effects = []struct {
	effect azure.Effect
	word   string
}{
	{azure.DeletedWhenAbsent, "left out: deleted"}, {azure.ItemsDeleted, "an item left out: deleted"}, {azure.ItemsReplaced, "an item is replaced whole"},
	{azure.ResetWhenAbsent, "left out: reset"}, {azure.KeptWhenAbsent, "left out: kept"}, {azure.Others, "others add to it"}, {azure.Ignored, "ignored"},
	{azure.Hidden, "a secret"}, {azure.Fixed, "cannot change"}, {azure.Refused, "refused"}, {azure.Interrupts, "interrupts"},
}

// writeRulesPage is the page of what a write does, made of the tables of azure and of rehearsal.
func writeRulesPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# What a write does\n\nGenerated from the tables in `azure/*_writes.go` and in `rehearsal/`: edit those.\n\n" +
		"This is what Azure does when a resource is written that is there already, as public sources say it. The project has tried none of it on Azure. " +
		"A store of resources is written by these rules, and every output of the tests is deployed into it: into nothing, again, and over changes by hand " +
		"([each of them](goldens.md)). For each rule `golden/write-mutants.txt` names a change of an output about which the store says something else without it.\n\n" +
		"**How sure** a rule is: *documented* by Microsoft, or said by its engineers in an issue; *reported* by several independent reports, or by one and the code of " +
		"a maintained tool; *one report*; *contested*, or without a source that says so. A contested rule is taken at its worse side.\n\n" +
		"## All types\n\n" +
		"* A write replaces what it names, and resets what it leaves out to Azure's default. Tags are replaced as a whole. " +
		"*(Documented: Microsoft Learn, deployment modes; Azure/arm-template-whatif#325)*\n" +
		"* A resource that no template names stays as it is. *(Documented: Microsoft Learn, deployment modes)*\n" +
		"* A reference to a resource that does not exist is refused: `InvalidResourceReference`. *(Reported: MicrosoftDocs/azure-docs#59705)*\n" +
		"* A write on what another write holds is refused, `AnotherOperationInProgress`, and so is one that names what is being written, " +
		"`ReferencedResourceNotProvisioned`: later it is accepted. *(Reported: Azure/azure-rest-api-specs#14473, hashicorp/terraform-provider-azurerm#2605)*\n" +
		"* What a lock forbids in its scope is refused: `ScopeLocked`. *(Documented: Microsoft Learn, lock your resources)*\n" +
		"* A location cannot change: `InvalidResourceLocation`. *(Documented: Microsoft Learn, deployment modes)*\n")
	for _, kind := range azure.Types {
		writeBehaviors(&b, kind)
	}
	writeRefusals(t, &b)
	return b.String()
}

func writeBehaviors(b *strings.Builder, kind *azure.Type) {
	var rows []string
	for _, e := range effects {
		for _, behavior := range kind.Behaviors {
			if behavior.Effect != e.effect || behavior.Path == "location" || behavior.Path == "tags" && behavior.Effect == azure.Others {
				continue
			}
			path := "the resource"
			if behavior.Path != "" {
				path = "`" + behavior.Path + "`"
			}
			code := ""
			if behavior.Code != "" {
				code = "`" + behavior.Code + "`. "
			}
			rows = append(rows, fmt.Sprintf("| %s | %s | %s%s | %s |\n", path, e.word, code, cell(behavior.Note), sureness(behavior.Sure, behavior.Source)))
		}
	}
	if len(rows) == 0 && len(kind.Locks) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n", kind.Name)
	if len(kind.Locks) > 0 {
		var locks []string
		for _, l := range kind.Locks {
			if l == "parent" {
				locks = append(locks, "its parent")
				continue
			}
			locks = append(locks, "what `"+l+"` names")
		}
		slow := ""
		if kind.Slow {
			slow = " A write takes minutes."
		}
		fmt.Fprintf(b, "\nWhile it is written, Azure takes no other write on %s.%s\n", strings.Join(locks, " and "), slow)
	}
	if len(rows) > 0 {
		b.WriteString("\n| path | a write | | source |\n|---|---|---|---|\n" + strings.Join(rows, ""))
	}
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }

func sureness(sure azure.Certainty, source string) string {
	if source == "" {
		return certainties[sure]
	}
	return certainties[sure] + ": " + cell(source)
}

func writeRefusals(t *testing.T, b *strings.Builder) {
	t.Helper()
	b.WriteString("\n## What is refused\n\nWhat must exist, be up, or fit together. Where no source shows Azure's code, none is named.\n\n| a write of | is refused when | code | source |\n|---|---|---|---|\n")
	for _, r := range rehearsal.Rules {
		code := "–"
		if r.Code != "" {
			code = "`" + r.Code + "`"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", short(r.Type), cell(r.When), code, sureness(r.Sure, r.Source))
	}
	b.WriteString("\n## What is not deleted while it is in use\n\n| type | code | source |\n|---|---|---|\n")
	for _, d := range rehearsal.Deletions {
		code := "–"
		if d.Code != "InUse" { // the store's own
			code = "`" + d.Code + "`"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", short(d.Type), code, sureness(d.Sure, d.Source))
	}
	require.True(t, slices.ContainsFunc(rehearsal.Forms, func(f rehearsal.Form) bool { return f.Code == "InUse" }))
	b.WriteString("\n## Errors\n\nThe errors that the store answers scripts by, in the form of Azure's, and where such an answer is quoted.\n\n| status | code | source |\n|---|---|---|\n")
	for _, f := range rehearsal.Forms {
		fmt.Fprintf(b, "| %d | `%s` | %s |\n", f.Status, f.Code, sureness(f.Sure, f.Source))
	}
}

func short(kind string) string { return strings.TrimPrefix(kind, "Microsoft.Network/") }
