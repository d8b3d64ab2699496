package cli

import (
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/bug"
)

const rootHelp = `vnetloom compiles a short intent (which virtual networks reach which, and through what) to Bicep, ARM JSON and
Azure PowerShell.

PATH is an intent in YAML, JSON or CUE, a folder, or - for YAML on standard input. A folder stands for its *.yaml, *.yml,
*.json and *.cue files, without subfolders and files whose name begins with a dot. Several paths are one intent. The
default is the current folder.

Exit codes: 0 success, 1 the tool failed, 2 wrong usage, 3 the intent has errors (or warnings, with --strict), 4 the
output or a layout differs (--check), networks differ (diff), or a rehearsal is not clean, 5 something is refused (migrate, rehearse). routes, trace and
matrix exit 0 whatever they show.`

const rootExample = `  vnetloom init hub-firewall
  vnetloom check --strict
  vnetloom generate --target bicep`

// command builds the command with its subcommands and the flags that all of them have.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:               "vnetloom",
		Short:             "Compile an intent for Azure virtual networks to Bicep, ARM JSON and PowerShell",
		Long:              rootHelp,
		Example:           rootExample,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              cobra.ArbitraryArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.checkFlags() },
	}
	root.RunE = a.unknown(root, "command")
	flags := root.PersistentFlags()
	flags.StringVar(&a.errorFormat, "error-format", "text", "format of diagnostics: text, json (one object per line), github (workflow commands) or sarif (one SARIF log)")
	flags.StringVar(&a.color, "color", "auto", "color diagnostics: auto (on a terminal, unless NO_COLOR is set), always or never")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "print notes and the written files")
	fixed(root, "error-format", errorFormats...)
	fixed(root, "color", colors...)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError("`"+cmd.CommandPath()+" --help` lists the flags", "%s", err)
	})
	root.Version, _ = thisVersion()
	root.SetVersionTemplate(versionLine() + "\n")
	root.AddCommand(a.generateCommand(), a.checkCommand(), a.routesCommand(), a.traceCommand(), a.matrixCommand(), a.verifyCommand(), a.exportScriptCommand(), a.importCommand(), a.migrateCommand(),
		a.rehearseCommand(), a.diffCommand(), a.resilienceCommand(),
		a.schemaCommand(), a.templatesCommand(), a.initCommand(), a.graphCommand(), a.listCommand(), a.fmtCommand(), a.reportCommand(),
		a.explainCommand(), a.versionCommand())
	root.SetOut(a.stdout.w) // cobra prints fixed words alone; the scripts of completion go to where it is set before they are made
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() { // what cobra makes itself takes any word for a request of help
		switch c.Name() {
		case "completion":
			c.Args, c.RunE = cobra.ArbitraryArgs, a.unknown(c, "shell")
			c.Example = "  vnetloom completion bash > vnetloom.bash"
			for _, shell := range c.Commands() {
				shell.Example = "  vnetloom completion " + shell.Name() + " > vnetloom." + shell.Name()
			}
		case "help":
			c.Example = "  vnetloom help generate"
			run := c.Run
			c.Run, c.RunE = nil, func(cmd *cobra.Command, args []string) error {
				if found, rest, err := root.Find(args); err != nil || found == root && len(rest) > 0 {
					return a.unknown(root, "command")(cmd, args)
				}
				run(cmd, args)
				return nil
			}
		}
	}
	return root
}

// unknown is what a command does that has commands below it: without a word it prints its help, any word is none of them.
func (a *app) unknown(parent *cobra.Command, what string) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return parent.Help()
		}
		var names []string
		for _, c := range parent.Commands() {
			names = append(names, c.Name())
		}
		return usageError(diag.DidYouMean(args[0], names, "`"+parent.CommandPath()+" --help` lists the commands"), "unknown %s %q", what, args[0])
	}
}

var (
	errorFormats = []string{"text", "json", "github", "sarif"}
	colors       = []string{"auto", "always", "never"}
)

// fixed lets the shell complete a flag from a list.
func fixed(cmd *cobra.Command, flag string, values ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func (a *app) checkFlags() error {
	if format := a.errorFormat; !slices.Contains(errorFormats, format) {
		a.errorFormat = "text"
		return usageError(diag.DidYouMean(format, errorFormats, "text, json, github or sarif"), "unknown --error-format %q", format)
	}
	if !slices.Contains(colors, a.color) {
		return usageError(diag.DidYouMean(a.color, colors, "auto, always or never"), "unknown --color %q", a.color)
	}
	return nil
}

// print prints diagnostics in the format that was asked for.
func (a *app) print(l diag.List) error {
	switch a.errorFormat {
	case "json":
		return diag.WriteJSON(a.stderr, l)
	case "github":
		return diag.WriteGitHub(a.stderr, l)
	case "sarif": // one document, at the end
		a.reported = append(a.reported, l...)
		return nil
	}
	return diag.WriteText(a.stderr, l, a.colored())
}

func (a *app) colored() bool {
	switch {
	case a.color == "always":
		return true
	case a.color == "never" || a.env["NO_COLOR"] != "" || a.env["TERM"] == "dumb":
		return false
	}
	return isTerminal(a.stderr)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  vnetloom version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			a.stdout.line("%s", versionLine())
			return nil
		},
	}
}

// versionLine is the version, the commit with its date where the build knows it, and Go's version.
func versionLine() string {
	version, language := thisVersion()
	if commit := thisCommit(); commit != "" {
		version += " (" + commit + ")"
	}
	return "vnetloom " + version + " " + language
}

// thisVersion is the version of the command, and that of Go that built it.
func thisVersion() (version, language string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)", "unknown Go"
	}
	return versionOf(info), info.GoVersion
}

// thisCommit is the commit that the command was built from, and its date; "" where the build does not know.
func thisCommit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != bug.Module { // as a tool of another module, the commit is that module's
		return ""
	}
	return commitOf(info.Settings)
}

func commitOf(settings []debug.BuildSetting) string {
	of := map[string]string{}
	for _, s := range settings {
		of[s.Key] = s.Value
	}
	revision, date := of["vcs.revision"], of["vcs.time"]
	if len(revision) < 12 || len(date) < len("2006-01-02") {
		return ""
	}
	text := "commit " + revision[:12] + " of " + date[:len("2006-01-02")]
	if of["vcs.modified"] == "true" {
		text += ", changed"
	}
	return text
}

// versionOf finds the module's version, also where the command is a tool of another module.
func versionOf(info *debug.BuildInfo) string {
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Path == bug.Module && m.Version != "" {
			return m.Version
		}
	}
	return "(devel)"
}
