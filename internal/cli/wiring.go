package cli

import (
	"context"
	"io/fs"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
)

// rooms are what the command calls.
type rooms struct {
	compile func(context.Context, fs.FS, []string, compile.Options) (*compile.Result, error)
	codes   []*diag.Code
}

// production are the rooms themselves.
func production() rooms { return rooms{compile.Compile, compile.Codes()} }
