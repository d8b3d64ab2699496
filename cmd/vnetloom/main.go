// Command vnetloom compiles an intent to Bicep, ARM JSON and PowerShell; see package cli.
package main

import (
	"os"

	"github.com/vnetloom/vnetloom/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()...)) }
