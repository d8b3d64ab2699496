package cli

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/markdown"
	"github.com/vnetloom/vnetloom/proof"
	"github.com/vnetloom/vnetloom/reachability"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
)

const verifyHelp = `Read ARM JSON templates, of vnetloom or others (such as those compiled by bicep build), and check the network in them:
one-sided peerings, transit flags, unreachable next hops, loops, asymmetric paths through stateful appliances. Parts that
are not read are reported. Exit code 3: the network has errors.

PATH is a template or parameter file, or a folder with all templates and parameter files below it. All together are one
network.

A file in Bicep (.bicep, .bicepparam) is compiled with the bicep that is on PATH; nothing is fetched. An export of what is deployed, made with
export-script, is read too.

With --intent the network is held against what an intent promises, as if its companion steps were done; names are those of the intent. An
intent that names no subscription is held against that of the export, or --subscription. What the export shows not to be there is not deployed yet.

What templates ask of the deployment and no file says is given by flags: --subscription, --tenant, --deployment. Without it, what depends on it is not known.

An appliance is assumed to forward from the subnet of its address. --appliance names another subnet.

With --reach matrix it prints who reaches whom, and through what, by classes of subnets that behave the same. Pairs within one network
are apart from those of two: the column Network says same or other.
With --format json the matrix is {"classes": [{"name", "subnets"}], "cells": [{"from", "to", "network", "outcome", "inspectors",
"gateways", "open", "symmetric", "why", "pairs"}]}, where from and to are names of classes.`

func (a *app) verifyCommand() *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify PATH...",
		Short: "Check the network in ARM JSON templates",
		Long:  verifyHelp,
		Example: `  vnetloom verify out/arm
  vnetloom verify main.bicep --reach matrix
  vnetloom verify export.json --intent estate.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("an intent is checked by `vnetloom check`", "verify needs a PATH: an ARM JSON template or a folder of them")
			}
			if err := checkFormat(o.format); err != nil {
				return err
			}
			if o.reach != "" && o.reach != "matrix" {
				return usageError("matrix", "unknown --reach %q", o.reach)
			}
			if o.subscription != "" && !uuid().MatchString(o.subscription) {
				return usageError("00000000-0000-0000-0000-000000000000 is the form of one", "--subscription %q is no UUID", o.subscription)
			}
			if o.tenant != "" && !uuid().MatchString(o.tenant) {
				return usageError("00000000-0000-0000-0000-000000000000 is the form of one", "--tenant %q is no UUID", o.tenant)
			}
			return a.verify(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.reach, "reach", "", "matrix: print who reaches whom, and through what")
	flags.StringVar(&o.format, "format", "text", "format of the matrix: text or json")
	flags.StringArrayVar(&o.appliances, "appliance", nil, applianceUsage)
	flags.StringArrayVar(&o.intents, "intent", nil, "file or folder of the intent whose promises are checked; repeatable")
	flags.StringVar(&o.subscription, "subscription", "", "UUID of the subscription that is deployed to where nothing names one")
	flags.StringVar(&o.tenant, "tenant", "", "UUID of the tenant that is deployed to: tenant().tenantId")
	flags.StringVar(&o.deployment, "deployment", "", "name of the deployment: deployment().name")
	flags.BoolVar(&o.strict, "strict", false, "exit with code 3 for warnings too")
	fixed(cmd, "reach", "matrix")
	fixed(cmd, "format", formats...)
	return cmd
}

type verifyOptions struct {
	format, reach       string
	strict              bool
	appliances, intents []string
	subscription        string
	tenant, deployment  string // what templates ask of the deployment
}

func (a *app) verify(ctx context.Context, paths []string, o verifyOptions) error {
	files, err := findTemplates(ctx, paths)
	if err != nil {
		return err
	}
	if !files.found() {
		if deploys := files.outerBicep(); deploys != "" {
			return usageError("name the .bicep file that is deployed: `vnetloom verify "+deploys+"`",
				"no ARM template and no export in %s: files in Bicep of a folder are not compiled, since they may be modules", strings.Join(paths, ", "))
		}
		return usageError("name an ARM JSON template or an export, or a folder that has some; an intent is checked by `vnetloom check`",
			"no ARM template and no export in %s", strings.Join(paths, ", "))
	}
	files.tenant, files.deployment = o.tenant, o.deployment
	network, found, err := a.networkOf(ctx, &files, o)
	if err != nil {
		return err
	}
	appliances, err := appliancesOf(network, o.appliances)
	if err != nil {
		return err
	}
	appliances = append(network.Promises.Appliances, appliances...)
	found = append(found, network.Check(appliances...)...)
	if len(o.intents) > 0 {
		found = append(found, network.Verify(network.Promises)...)
	}
	found.Sort()
	if o.reach != "" {
		if err := a.printMatrix(network, network.Matrix(appliances), o.format); err != nil {
			return err
		}
	}
	return a.printFound(found, o.strict)
}

// networkOf is the network that files make: by itself, or beside an intent, with what its companion steps do and what it promises.
func (a *app) networkOf(ctx context.Context, files *templateFiles, o verifyOptions) (*proof.Analysis, diag.List, error) {
	if len(o.intents) == 0 {
		read, found := files.resources(o.subscription)
		estate, more := reachability.Build(read)
		return &proof.Analysis{Estate: estate}, append(found, more...), nil
	}
	result, err := a.compiled(ctx, o.intents, []string{}, false)
	if err != nil {
		return nil, nil, err
	}
	there, _ := deployed.Read(files.answers)
	own := o.subscription
	if own == "" && compile.NamesNoSubscription(result) {
		if own, err = onlySubscription(there.Held()); err != nil {
			return nil, nil, err
		}
	}
	var gone func(string) bool
	if len(files.answers) > 0 {
		gone = compile.KnownGone(there.Resources)
	}
	read, found := files.resources(own)
	network, more := result.Proof.Over(read, own, gone)
	return network, append(found, more...), nil
}

// onlySubscription is the one that all of an export is of, "" where it is of none. Of several it is not known which one is deployed to.
func onlySubscription(held []template.Resource) (string, error) {
	one := ""
	for i := range held {
		switch s := held[i].Subscription; {
		case s == "" || s == one:
		case one == "":
			one = s
		default:
			return "", usageError("--subscription says to which an intent that names none is deployed", "the export is of several subscriptions, and the intent names none")
		}
	}
	return one, nil
}

type matrixJSON struct {
	Classes []classJSON `json:"classes"`
	Cells   []cellJSON  `json:"cells"`
}

type classJSON struct {
	Name    string   `json:"name"`
	Subnets []string `json:"subnets"`
}

type cellJSON struct {
	From       string   `json:"from"`
	To         string   `json:"to"`
	Network    string   `json:"network,omitempty"`
	Outcome    string   `json:"outcome"`
	Inspectors []string `json:"inspectors"`
	Gateways   bool     `json:"gateways,omitempty"`
	Open       bool     `json:"open,omitempty"`
	Symmetric  bool     `json:"symmetric"`
	Why        string   `json:"why,omitempty"`
	Pairs      int      `json:"pairs"`
}

func (a *app) printMatrix(network *proof.Analysis, m reachability.Matrix, format string) error {
	named := network.Named(m)
	if format == "json" {
		return a.printJSON(matrixOf(named))
	}
	rows := [][]string{{"From", "To", "Network", "Reaches", "Through", "Pairs"}}
	for _, c := range named.Cells {
		rows = append(rows, []string{c.From, c.To, cmp.Or(c.Network, proof.ByNoWay), c.Reaches(), c.Through(), strconv.Itoa(c.Pairs)})
	}
	switch format {
	case "csv":
		for _, row := range rows {
			for _, column := range []int{2, 4} {
				if row[column] == proof.ByNoWay {
					row[column] = ""
				}
			}
		}
		a.stdout.csv(rows)
		return nil
	case "markdown":
		a.markdownTable(rows, []int{0, 1, 4}, proof.ByNothing, proof.ByGateway, proof.ByNoWay)
	default:
		a.stdout.table(rows)
	}
	for _, c := range named.Classes {
		if len(c.Subnets) > 1 {
			a.stdout.line("")
			name, list := c.Name, joined(firstFew(c.Subnets, 8))
			if format == "markdown" {
				name, list = markdown.Code(name), markdown.Code(list)
			}
			a.stdout.line("%s stands for %d subnets: %s", name, len(c.Subnets), list)
		}
	}
	return nil
}

func matrixOf(m proof.NamedMatrix) matrixJSON {
	out := matrixJSON{Classes: []classJSON{}, Cells: []cellJSON{}}
	for _, c := range m.Classes {
		out.Classes = append(out.Classes, classJSON(c))
	}
	for _, c := range m.Cells {
		out.Cells = append(out.Cells, cellJSON{From: c.From, To: c.To, Network: c.Network, Outcome: string(c.Outcome), Inspectors: c.Inspectors,
			Gateways: c.Gateways, Open: c.Open, Symmetric: c.Symmetric, Why: c.Why, Pairs: c.Pairs})
	}
	return out
}
