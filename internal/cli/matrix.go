package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/markdown"
)

const matrixHelp = `Print who reaches whom, and through what, by classes of subnets that behave the same, with the internet and each site of an intent.
Pairs of subnets within one network are apart from those of two networks: the column Network says same or other.

PATH is an intent, which is compiled in memory, ARM JSON templates, or an export of what is deployed, as for routes and trace. An
appliance is assumed to forward from the subnet of its address. --appliance names another subnet.

With --format csv each line of the table is a record, and with --format markdown the table is one of Markdown, with every name as code.
With --format json it prints {"classes": [{"name", "subnets"}], "cells": [{"from", "to", "network", "outcome", "inspectors", "gateways",
"open", "symmetric", "why", "pairs"}]}, where from and to are names of classes; the internet and sites have no subnets, and no network.`

var matrixFormats = []string{"text", "json", "csv", "markdown"}

func (a *app) matrixCommand() *cobra.Command {
	var format string
	var forwarding, down []string
	cmd := &cobra.Command{
		Use:   "matrix [PATH...]",
		Short: "Print who reaches whom, and through what",
		Long:  matrixHelp,
		Example: `  vnetloom matrix estate.yaml
  vnetloom matrix estate.yaml --format markdown
  vnetloom matrix export.json --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(matrixFormats, format) {
				return usageError(diag.DidYouMean(format, matrixFormats, "text, json, csv or markdown"), "unknown --format %q", format)
			}
			network, err := a.analysisWithout(cmd.Context(), orHere(args), down)
			if err != nil {
				return err
			}
			appliances, err := appliancesOf(network, forwarding)
			if err != nil {
				return err
			}
			return a.printMatrix(network, network.MatrixWithSites(append(network.Promises.Appliances, appliances...)), format)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "text", "text, json, csv or markdown")
	flags.StringArrayVar(&forwarding, "appliance", nil, applianceUsage)
	flags.StringArrayVar(&down, "down", nil, downUsage)
	fixed(cmd, "format", matrixFormats...)
	a.namedFlag(cmd, "down", 0, downNames)
	return cmd
}

// markdownTable prints rows as a table of Markdown. Cells are code where a column has names, and where a cell has them: nothing in a name is a
// link, a mention or HTML. The first row is the head; words are cells that are no names.
func (a *app) markdownTable(rows [][]string, names []int, words ...string) {
	for i, row := range rows {
		cells := make([]string, len(row))
		for c, cell := range row {
			if cells[c] = cell; i > 0 && slices.Contains(names, c) && !slices.Contains(words, cell) {
				cells[c] = strings.ReplaceAll(markdown.Code(cell), "|", `\|`) // a bar ends the cell in code too
			}
		}
		a.stdout.line("| %s |", strings.Join(cells, " | "))
		if i == 0 {
			a.stdout.line("|%s", strings.Repeat("---|", len(row)))
		}
	}
}
