package bicep

import (
	"slices"
	"strings"
)

// environmentHosts are the hosts of the rule no-hardcoded-env-urls, and those it lets pass: Azure/bicep,
// src/Bicep.Core/Configuration/bicepconfig.json at 9beb0fee60 (2026-08-21).
var (
	environmentHosts = []string{
		"azuredatalakeanalytics.net", "azuredatalakestore.net", "batch.core.windows.net", "core.windows.net",
		"database.windows.net", "datalake.azure.net", "gallery.azure.com", "graph.windows.net",
		"login.microsoftonline.com", "management.azure.com", "management.core.windows.net", "vault.azure.net",
	}
	environmentHostsAllowed = []string{"schema.management.azure.com"}
)

// hasEnvironmentHost tells whether the rule warns about a text.
func hasEnvironmentHost(s string) bool {
	if !strings.Contains(s, ".") {
		return false
	}
	s = strings.ToLower(s)
	for _, allowed := range environmentHostsAllowed {
		s = strings.ReplaceAll(s, allowed, "")
	}
	return slices.ContainsFunc(environmentHosts, func(host string) bool {
		for rest := s; ; {
			i := strings.Index(rest, host)
			if i < 0 {
				return false
			}
			at := len(s) - len(rest) + i
			if !wordByte(s, at-1) && !wordByte(s, at+len(host)) {
				return true
			}
			rest = rest[i+len(host):]
		}
	})
}

// wordByte tells whether a letter or a digit is at i. Letters outside ASCII count as neither: then there is one suppression
// too many, which is harmless.
func wordByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
}
