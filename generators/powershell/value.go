package powershell

import "github.com/vnetloom/vnetloom/generators/pwsh"

// The encoders of the language, under the short names by which this package calls them.
var (
	quote    = pwsh.Quote
	comment  = pwsh.Comment
	boolean  = pwsh.Boolean
	integer  = pwsh.Integer
	withMark = pwsh.WithMark
)
