package generators

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// ReadmeFile is the page of a target that says in which order its roots are deployed, and how.
const ReadmeFile = "README.md"

// A Guide is what the page of a target says of its language. Commands are run in the target's folder.
type Guide struct {
	Language string                             // a name, such as Bicep
	Shell    string                             // of the commands: sh or pwsh; that of a cross-tenant root is pwsh
	Intro    string                             // sentences: what holds of all commands
	Keys     func(*plan.Root) string            // sentences: where a root that has parameters gets them from
	Commands func(*plan.Root) ([]string, error) // of a root: first what shows what would change, then what deploys it; none where the target has no such root
	Stack    func(*plan.Root) string            // what deploys a root as a deployment stack; nil where the language has none
}

// AddReadme adds the page of a target to its files: its own roots, in the order in which they are deployed, with the commands. P is as the
// target has divided it.
func AddReadme(files *FileSet, p *plan.Plan, g Guide) error {
	var roots []*plan.Root
	commands := map[*plan.Root][]string{}
	divided := false
	for i := range p.Roots {
		root := &p.Roots[i]
		lines, err := g.Commands(root)
		if err != nil {
			return err
		}
		if len(lines) > 0 {
			roots, commands[root] = append(roots, root), lines
			divided = divided || root.PartOf != ""
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# %s in %s\n\n%s\n", MarkdownHeader(p.Name), markdown(p.Name), g.Language, g.Intro)
	if len(roots) > 1 {
		b.WriteString("\nEach root is a deployment of its own. Deploy them one after the other, in this order: each needs what those before it have made. Later,\n" +
			"deploy those whose files have changed, in this order too, and never two at once: they change the same networks.\n")
	}
	if len(p.Steps) > 0 {
		b.WriteString("\nWhat no template can express is in [steps](../steps/README.md), which says what is run before, between and after them.\n")
	}
	for i, root := range roots {
		shell := g.Shell
		if root.CrossTenant { // no command of the Azure CLI carries tokens of other tenants
			shell = "pwsh"
		}
		fmt.Fprintf(&b, "\n## %s%s\n\n%s%s%s%s\n\n```%s\n%s\n```\n", number(i, len(roots)), markdown(root.Folder()), markdown(root.About), afterSteps(p, root), signIn(root),
			keysOf(root, g), shell, strings.Join(commands[root], "\n"))
	}
	if divided {
		b.WriteString("\n## Parts\n\nA template holds so many bytes, resources and parameters, and these networks have more. A name that ends in binary digits is that of a\n" +
			"part: of what has a name whose digest begins with them. A part that gets too large becomes two, with a digit more; nothing moves between the\n" +
			"others.\n")
	}
	assumed(&b, p)
	if g.Stack != nil {
		stack(&b, roots, g)
	}
	return files.Add(ReadmeFile, []byte(b.String()))
}

// assumed says what is configured outside of Azure, where the intent says it.
func assumed(b *strings.Builder, p *plan.Plan) {
	if len(p.Assumed) == 0 {
		return
	}
	b.WriteString("\n## What sites are configured for\n\nNo resource of Azure has this. The intent says it of the routers of sites, and the paths that were " +
		"checked go by it: configure them so.\n\n")
	for _, sentence := range p.Assumed {
		fmt.Fprintf(b, "* %s\n", markdown(sentence))
	}
}

// number is that of a root, where there are several.
func number(i, of int) string {
	if of == 1 {
		return ""
	}
	return fmt.Sprintf("%d. ", i+1)
}

// afterSteps says for which companion steps a root waits, if for any.
func afterSteps(p *plan.Plan, root *plan.Root) string {
	last := plan.StepStage(0)
	for i := range p.Steps {
		if stage := p.Steps[i].Action.Stage(); stage <= root.After {
			last = max(last, stage)
		}
	}
	if last == 0 {
		return ""
	}
	return fmt.Sprintf(" Deploy it once the steps up to %02d have been run.", int(last))
}

// signIn says to which tenants one is signed in, where there are several.
func signIn(root *plan.Root) string {
	switch {
	case root.Tenant == "":
		return ""
	case root.CrossTenant:
		return fmt.Sprintf(" Sign in to tenant `%s` and to `%s`, each with `Connect-AzAccount -Tenant`.", root.TenantID, strings.Join(root.AuxTenants, "`, `"))
	}
	return fmt.Sprintf(" Sign in to tenant `%s`, and set a subscription of it.", root.TenantID)
}

func keysOf(root *plan.Root, g Guide) string {
	if len(root.Parameters) == 0 {
		return ""
	}
	return " " + g.Keys(root)
}

// FromVault tells whether the keys of a root are secrets of a key vault.
func FromVault(root *plan.Root) bool {
	return slices.ContainsFunc(root.Parameters, func(p plan.Parameter) bool { return p.SecretName != "" })
}

// stack says how roots are deployed as stacks, where there are any that can be.
func stack(b *strings.Builder, roots []*plan.Root, g Guide) {
	var lines []string
	for _, root := range roots {
		if !root.CrossTenant {
			lines = append(lines, g.Stack(root))
		}
	}
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## As deployment stacks\n\nA stack knows which resources are its own, so it notices what the intent drops. In place of the deployments above:\n\n```%s\n%s\n```\n\n"+
		"`detachAll` deletes nothing: what is dropped stays in Azure, without the stack. `deleteResources` and `deleteAll` delete it, and so whatever\n"+
		"moves to another root, such as when one is divided: then deploy all of them with `detachAll` first.\n", g.Shell, strings.Join(lines, "\n"))
}

var marked = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", "|", `\|`)

// markdown is a text of the page: one line, in which nothing is a mark.
func markdown(s string) string {
	return marked.Replace(strings.Map(func(r rune) rune {
		if Invisible(r) {
			return '\uFFFD'
		}
		return r
	}, s))
}

// CrossTenantCommand deploys a module that is deployed alone, across tenants. Files are the arguments that name its files, and its keys where it
// is given them by the command.
func CrossTenantCommand(root *plan.Root, m *plan.Module, files string) string {
	return "New-AzResourceGroupDeployment -ResourceGroupName " + Word(m.Scope.ResourceGroup) + " " + files + " -AuxTenant " + strings.Join(root.AuxTenants, ", ")
}

// TemplateAlone are the arguments for a template that is deployed alone, with the keys that it takes.
func TemplateAlone(root *plan.Root, m *plan.Module, file string) (string, error) {
	secrets, err := Secrets(root, m)
	if err != nil {
		return "", err
	}
	out := "-TemplateFile " + Word(file)
	for _, p := range secrets {
		out += fmt.Sprintf(" -%s $%s", p.Name, p.Name)
	}
	return out, nil
}

// crossTenantCommands deploy the modules of a cross-tenant root, from the target's folder.
func crossTenantCommands(root *plan.Root, files func(*plan.Root, *plan.Module) (string, error)) ([]string, error) {
	var out []string
	subscription := ""
	for i := range root.Modules {
		m := &root.Modules[i]
		of, err := files(root, m)
		if err != nil {
			return nil, err
		}
		if m.Scope.Subscription != subscription {
			subscription = m.Scope.Subscription
			out = append(out, "Set-AzContext -Subscription "+subscription)
		}
		out = append(out, CrossTenantCommand(root, m, of))
	}
	return out, nil
}

// AzureCLI is the guide of a language whose roots are deployed by the Azure CLI. Keys is as in Guide; files are the arguments that name the files
// of a root, and alone those of what is deployed across tenants.
func AzureCLI(p *plan.Plan, language string, keys func(*plan.Root) string, files func(*plan.Root) string, alone func(*plan.Root, *plan.Module) (string, error)) Guide {
	of := func(r *plan.Root) string { return "--location REGION " + files(r) }
	return Guide{Language: language, Shell: "sh", Keys: keys,
		Intro: "Run the commands in this folder. They deploy to the subscription that is set (`az account set`): always to the same. Azure keeps the record\n" +
			"of a deployment there, in the REGION of the first with its name, such as `westeurope`; the resources have locations of their own.",
		Commands: func(r *plan.Root) ([]string, error) {
			if r.CrossTenant {
				return crossTenantCommands(r, alone)
			}
			return []string{"az deployment sub what-if " + of(r), "az deployment sub create --name " + p.DeploymentName(r) + " " + of(r)}, nil
		},
		Stack: func(r *plan.Root) string {
			return "az stack sub create --name " + p.DeploymentName(r) + " " + of(r) + " --action-on-unmanage detachAll --deny-settings-mode none"
		}}
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./-]*$`)

// Word is a word of a command: a name of the intent, quoted where it has more than letters, digits and the like.
func Word(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + s + "'"
}

// ReadmeOf is the way from a root's own file to the page.
func ReadmeOf(root *plan.Root) string {
	return strings.Repeat("../", strings.Count(root.Folder(), "/")+1) + ReadmeFile
}
