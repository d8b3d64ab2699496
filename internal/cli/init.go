package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/patterns"
)

const initHelp = `Write an intent to begin with, for one pattern of Azure's reference architectures: with comments, and with what must hold under
expect. It compiles as it is; replace its names, and the ids of subscriptions where it has some.

On a terminal it asks for what no flag gives, and again where an answer does not fit. A file that exists is never replaced.`

type initOptions struct {
	list                                                   bool
	out, name, addresses, location, secondLocation, behind string
}

func (a *app) initCommand() *cobra.Command {
	d := patterns.Defaults()
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init PATTERN",
		Short: "Write an intent to begin with",
		Long:  initHelp,
		Example: `  vnetloom init --list
  vnetloom init hub-firewall --range 10.20.0.0/16 --location swedencentral`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return patterns.Names(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return a.listPatterns(args)
			}
			if len(args) != 1 {
				return usageError("`vnetloom init --list` lists them", "init takes one pattern, not %d", len(args))
			}
			p, ok := patterns.Named(args[0])
			if !ok {
				return usageError(diag.DidYouMean(args[0], patterns.Names(), "`vnetloom init --list` lists them"), "unknown pattern %q", args[0])
			}
			given := map[string]bool{}
			for _, name := range []string{"name", "range", "location", "second-location", "site"} {
				given[name] = cmd.Flags().Changed(name)
			}
			return a.initIntent(cmd.Context(), p, o, given, a.interactive)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.list, "list", false, "list the patterns")
	flags.StringVarP(&o.out, "out", "o", "intent.yaml", "file to write")
	flags.StringVar(&o.name, "name", d.Name, "name of the intent")
	flags.StringVar(&o.addresses, "range", d.Range.String(), fmt.Sprintf("address range that all networks are taken from, /%d or larger", patterns.MaxBits))
	flags.StringVar(&o.location, "location", d.Location, "Azure location")
	flags.StringVar(&o.secondLocation, "second-location", d.SecondLocation, "the other location, of a pattern with two regions")
	flags.StringVar(&o.behind, "site", d.Site.String(), "address range behind the site, of a pattern with one")
	return cmd
}

func (a *app) listPatterns(args []string) error {
	if len(args) > 0 {
		return usageError("without --list it writes the pattern", "--list takes no pattern")
	}
	for _, p := range patterns.All() {
		a.stdout.line("%-22s %s", p.Name, p.Title)
	}
	return nil
}

var locationName = pattern.Lazy(`^[a-z0-9]{2,40}$`)

// initIntent writes the pattern, after it has asked for what is not given where somebody answers.
func (a *app) initIntent(ctx context.Context, p patterns.Pattern, o initOptions, given map[string]bool, asks bool) error {
	if filepath.Ext(o.out) == ".cue" || !isIntentName(o.out) {
		return usageError("the intent is YAML: intent.yaml", "--out %s does not end in .yaml or .yml", filepath.ToSlash(o.out))
	}
	if _, err := os.Lstat(o.out); err == nil {
		return usageError("write to another file with --out, or move it away", "%s exists", filepath.ToSlash(o.out))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return failure(cannot("write the intent", err))
	}
	if asks {
		a.askFor(p, &o, given)
	}
	answers, err := answersOf(p, o)
	if err != nil {
		return err
	}
	content, err := p.Intent(answers)
	if err != nil {
		return usageError("`vnetloom init --help` has the defaults", "%s", err)
	}
	if content, err = laidOut(content); err != nil {
		return err
	}
	if err := writeOne(ctx, o.out, content); err != nil {
		return failure(cannot("write the intent", err))
	}
	a.stdout.line("%s: %s", filepath.ToSlash(o.out), p.Title)
	a.stdout.line("next: vnetloom check %s", filepath.ToSlash(o.out))
	return nil
}

// askFor asks one question after the other, and one again whose answer does not fit. An empty answer is the default; the end of the input answers all
// that is left so.
func (a *app) askFor(p patterns.Pattern, o *initOptions, given map[string]bool) {
	whole := func(patterns.Answers) error { return nil } // what is read is right
	for _, q := range []struct {
		flag, question string
		value          *string
		asked          bool
		fits           func(patterns.Answers) error
	}{
		{"name", "Name of the intent", &o.name, true, whole},
		{"range", "Address range", &o.addresses, true, patterns.Answers.CheckRange},
		{"location", "Azure location", &o.location, true, whole},
		{"second-location", "The other location", &o.secondLocation, p.AsksSecondLocation(), p.CheckLocations},
		{"site", "Address range behind the site", &o.behind, p.AsksSite(), p.CheckSite},
	} {
		if !q.asked || given[q.flag] {
			continue
		}
		if a.ask(q.question, q.value, func() error {
			answers, err := answersOf(p, *o)
			if err != nil {
				return err
			}
			return q.fits(answers)
		}) {
			return
		}
	}
}

// ask asks until the answer fits, and tells whether the input has ended; then the last answer stands as it is.
func (a *app) ask(question string, value *string, fits func() error) (ended bool) {
	for byDefault := *value; !ended; {
		a.stdout.text(fmt.Sprintf("%s [%s]: ", question, byDefault))
		var line string
		line, ended = readLine(a.stdin)
		text := strings.TrimSpace(line)
		if ended && text == "" { // what does not fit is said at the end
			break
		}
		*value = cmp.Or(text, byDefault)
		err := fits()
		if err == nil {
			break
		}
		if !ended {
			a.stdout.line("%s", err)
		}
	}
	if ended {
		a.stdout.text("\n")
	}
	return ended
}

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 1000

// readLine reads to the end of a line, and no further; it tells whether that is the end of all.
func readLine(in io.Reader) (line string, ended bool) {
	var b [1]byte
	for len(line) < maxAnswer {
		n, err := in.Read(b[:])
		if n > 0 && b[0] == '\n' {
			return line, false
		}
		line += string(b[:n])
		if err != nil {
			return line, true
		}
	}
	return line, true
}

// answersOf reads the answers as they are given.
func answersOf(p patterns.Pattern, o initOptions) (patterns.Answers, error) {
	out := patterns.Answers{Name: o.name, Location: o.location, SecondLocation: o.secondLocation}
	if !intentName().MatchString(o.name) {
		return out, usageError("a name has letters, digits, \"-\" and \"_\" between them, at most 60", "the name %q is not one", o.name)
	}
	for _, location := range []string{o.location, o.secondLocation} {
		if !locationName().MatchString(location) {
			return out, usageError("a location is in lower case, such as westeurope", "the location %q is not one", location)
		}
	}
	var err error
	if out.Range, err = netip.ParsePrefix(o.addresses); err != nil {
		return out, usageError("write an address prefix such as 10.20.0.0/16", "the range %q is not an address prefix", o.addresses)
	}
	if out.Site, err = netip.ParsePrefix(o.behind); err != nil && p.AsksSite() {
		return out, usageError("write an address prefix such as 192.168.0.0/16", "the site's range %q is not an address prefix", o.behind)
	}
	return out, nil
}
