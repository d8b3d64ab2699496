package powershell

import "github.com/vnetloom/vnetloom/generators/pwsh"

// Views are the views of the templates that are rendered by themselves, by their paths.
func Views() map[string]any { return map[string]any{target + "/script.ps1.tmpl": script{}} }

// Quote is a string literal of PowerShell. It refuses control characters.
func Quote(s string) (string, error) { return pwsh.Quote(s) }
