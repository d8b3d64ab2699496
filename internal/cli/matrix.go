package cli

import (
	"github.com/spf13/cobra"
)

const matrixHelp = `Print who reaches whom, and through what, by classes of subnets that behave the same.

PATH is an intent, which is compiled in memory, ARM JSON templates, or an export of what is deployed, as for routes and trace. An
appliance is assumed to forward from the subnet of its address. --appliance names another subnet.

With --format json it prints {"classes": [{"name", "subnets"}], "cells": [{"from", "to", "outcome", "inspectors", "gateways", "open",
"symmetric", "why", "pairs"}]}, where from and to are names of classes.`

func (a *app) matrixCommand() *cobra.Command {
	var format string
	var forwarding []string
	cmd := &cobra.Command{
		Use:   "matrix [PATH...]",
		Short: "Print who reaches whom, and through what",
		Long:  matrixHelp,
		Example: `  vnetloom matrix estate.yaml
  vnetloom matrix export.json --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			network, err := a.analysisOf(cmd.Context(), orHere(args))
			if err != nil {
				return err
			}
			appliances, err := appliancesOf(network, forwarding)
			if err != nil {
				return err
			}
			return a.printMatrix(network, network.Matrix(append(network.Promises.Appliances, appliances...)), format)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "text", "text or json")
	flags.StringArrayVar(&forwarding, "appliance", nil, applianceUsage)
	fixed(cmd, "format", formats...)
	return cmd
}
