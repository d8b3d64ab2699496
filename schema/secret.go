package schema

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/vnetloom/vnetloom/internal/source"
)

// secretWords are what names of secrets contain, in lower case and without separators.
var secretWords = []string{"sharedkey", "psk", "password", "passwd", "passphrase", "secret", "authorizationkey", "authkey", "privatekey", "accesskey", "apikey"}

// isSecret tells whether a field of that name would hold a secret.
func isSecret(name string) bool {
	name = strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name))
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// secretLine finds a field that is named like a secret, and what follows it on its line.
var secretLine = regexp.MustCompile(`(?i)[A-Za-z0-9_-]*(?:shared[_-]?key|psk|password|passwd|passphrase|secret|auth(?:orization)?[_-]?key|private[_-]?key|access[_-]?key|api[_-]?key)[A-Za-z0-9_-]*["']?[ \t]*[?!]?:[ \t]*`)

// hideSecrets replaces the file's text, which diagnostics show, by one where the values of fields named like secrets are
// asterisks: what follows on the line, and the deeper lines of a block below it.
func hideSecrets(file *source.File) {
	if !mayHoldSecret(file.Content) {
		return
	}
	lines := bytes.SplitAfter(bytes.Clone(file.Content), []byte("\n"))
	block := -1 // the indentation of the field whose block is being hidden
	for _, line := range lines {
		text := bytes.TrimRight(line, "\r\n")
		indent := len(text) - len(bytes.TrimLeft(text, " "))
		if block >= 0 {
			if indent > block || len(bytes.TrimSpace(text)) == 0 {
				mask(text[min(block, len(text)):])
				continue
			}
			block = -1
		}
		if !mayHoldSecret(text) {
			continue
		}
		if m := secretLine.FindIndex(text); m != nil {
			mask(text[m[1]:])
			block = indent
		}
	}
	file.Content = bytes.Join(lines, nil)
}

// mayHoldSecret is a quick look for what every name of a secret contains.
func mayHoldSecret(text []byte) bool {
	lower := bytes.ToLower(text)
	for _, w := range [...]string{"key", "psk", "passw", "passphrase", "secret"} {
		if bytes.Contains(lower, []byte(w)) {
			return true
		}
	}
	return false
}

// mask overwrites text with asterisks, keeping the count of characters.
func mask(text []byte) {
	for i, b := range text {
		switch {
		case b == ' ' || b == '\t':
		case b >= 0x80 && b < 0xc0: // inside a character: keeps columns right where a line has others
			text[i] = ' '
		default:
			text[i] = '*'
		}
	}
}
