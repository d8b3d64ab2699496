package schema

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/internal/pattern"
	"github.com/vnetloom/vnetloom/source"
)

// secretWords are what names of secrets contain, in lower case and without separators.
var secretWords = []string{"sharedkey", "servicekey", "psk", "password", "passwd", "passphrase", "secret", "authorizationkey", "authkey", "privatekey",
	"accesskey", "apikey", "accountkey", "token", "credential", "connectionstring", "pwd"}

// wholeSecrets are whole names that say no more than that there is a key: of a connection, or of a circuit's peering.
var wholeSecrets = []string{"key", "keys", "md5", "md5hash", "md5key"}

// Names without what joins their words.
var (
	withoutJoints = strings.NewReplacer("-", "", "_", "", " ", "")
	withoutDots   = strings.NewReplacer("-", "", "_", "", " ", "", ".", "")
)

// isSecret tells whether a field of that name would hold a secret.
func isSecret(name string) bool {
	name = strings.ToLower(withoutJoints.Replace(name))
	if slices.Contains(wholeSecrets, name) {
		return true
	}
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// secretAnswers are values that say something about a secret and cannot be one.
var secretAnswers = []string{"true", "false", "yes", "no", "none", "never", "required", "optional", "rotated"}

// holdsSecret tells whether a tag or a label holds what could be a secret: its name ends in a word for one, and its value is none of the
// answers. Names such as secretRotation or tokenExpiry are about a secret, not one: they are taken.
func holdsSecret(name, value string) bool {
	name = strings.ToLower(withoutDots.Replace(name))
	ends := slices.ContainsFunc(secretWords, func(w string) bool {
		return strings.HasSuffix(name, w) || strings.HasSuffix(name, w+"s")
	})
	return ends && value != "" && !slices.Contains(secretAnswers, strings.ToLower(value))
}

// secretNames refuses tags and labels that hold what could be a secret.
func (c *checker) secretNames(n *Node) {
	for _, entry := range n.children {
		if !entry.isScalar() || !holdsSecret(entry.name, entry.asWritten()) {
			continue
		}
		d := secretDiagnostic(n.path()+"."+entry.name, entry.place())
		d.Hint = fmt.Sprintf("remove the value; to describe a secret in a tag, use another tag name, such as %sRotation", clip(entry.name))
		c.report(codeSecret, d)
	}
}

// secretLine finds a field that is named like a secret, and what follows it on its line.
var secretLine = pattern.Lazy(`(?i)(?:\b(?:keys?|md5(?:[ _-]*(?:hash|key))?)|[A-Za-z0-9_-]*(?:shared[ _-]*key|service[ _-]*key|psk|password|passwd|passphrase|secret|auth(?:orization)?[ _-]*key|private[ _-]*key|access[ _-]*key|api[ _-]*key|account[ _-]*key|token|credential|connection[ _-]*string|pwd)[A-Za-z0-9_ -]*)["']?[ \t]*[?!]?:[ \t]*`)

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
		if m := secretLine().FindIndex(text); m != nil {
			mask(text[m[1]:])
			block = indent
		}
	}
	file.Content = bytes.Join(lines, nil)
}

// mayHoldSecret is a quick look for what every name of a secret contains.
func mayHoldSecret(text []byte) bool {
	lower := bytes.ToLower(text)
	for _, w := range [...]string{"key", "md5", "psk", "passw", "passphrase", "secret", "token", "credential", "string", "pwd"} {
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

// noteSecrets marks the values of fields that are named like secrets and remembers their texts, and tells whether there are any.
// The shape tells names that the user gives, as that of a network, from fields.
func (l *loader) noteSecrets(n *Node, s *shape, under bool) (found bool) {
	if n.secret = under; under && n.isScalar() && n.kind != kindNull {
		l.noteSecret(cmp.Or(n.raw, n.text))
	}
	for _, c := range n.children {
		secret := under || n.kind == kindMap && isSecret(c.name) && (!s.isNamed() || c.isScalar() && s.values.short == "")
		found = l.noteSecrets(c, s.below(c.name), secret) || secret || found
	}
	return found
}

// noteSyntax does the same for CUE, where every field counts.
func (l *loader) noteSyntax(file *ast.File) {
	under := 0
	ast.Walk(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if name, _, _ := ast.LabelName(n.Label); isSecret(name) {
				under++
			}
		case *ast.BasicLit:
			if text, ok := scalarLiteral(n); ok && under > 0 && text.kind == kindString {
				l.noteSecret(text.text)
			}
		}
		return true
	}, func(n ast.Node) {
		if field, ok := n.(*ast.Field); ok {
			if name, _, _ := ast.LabelName(field.Label); isSecret(name) {
				under--
			}
		}
	})
}

func (l *loader) noteSecret(text string) {
	if l.secrets == nil {
		l.secrets = map[string]bool{}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			l.secrets[line] = true
		}
	}
}

// secretPath tells whether a path of the intent leads through a field that is named like a secret.
func secretPath(path []string) bool {
	s := language().intent
	for _, name := range path {
		if !s.isNamed() && isSecret(name) {
			return true
		}
		s = s.below(name)
	}
	return false
}

// redact removes the values of secrets from all that diagnostics show, wherever else these texts stand.
func (l *loader) redact() {
	if len(l.secrets) == 0 {
		return
	}
	pattern := l.secretValues()
	clean := func(text *string) { *text = pattern.ReplaceAllString(*text, "****") }
	for i := range l.diags {
		d := &l.diags[i]
		for _, text := range []*string{&d.Summary, &d.Label, &d.Why, &d.Hint} {
			clean(text)
		}
		for j := range d.Related {
			clean(&d.Related[j].Message)
		}
	}
	files := slices.Clone(l.imported)
	for _, in := range l.inputs {
		files = append(files, in.file)
	}
	for _, file := range files {
		content := bytes.Clone(file.Content)
		for _, at := range pattern.FindAllIndex(content, -1) {
			mask(content[at[0]:at[1]])
		}
		file.Content = content
	}
}

// secretValues finds the values of secrets: a short one only in quotes, and a long one also where it is cut off.
func (l *loader) secretValues() *regexp.Regexp {
	const short, long = 4, 40
	parts := make([]string, 0, len(l.secrets))
	for text := range l.secrets {
		switch runes := []rune(text); {
		case len(runes) < short:
			parts = append(parts, regexp.QuoteMeta(`"`+text+`"`))
		case len(runes) > long:
			parts = append(parts, regexp.QuoteMeta(string(runes[:long]))+`[^"\n]*`)
		default:
			parts = append(parts, regexp.QuoteMeta(text))
		}
	}
	sort.Slice(parts, func(i, j int) bool { // the longest first: one may begin with another
		return cmp.Or(cmp.Compare(len(parts[j]), len(parts[i])), strings.Compare(parts[i], parts[j])) < 0
	})
	return regexp.MustCompile("(?i)" + strings.Join(parts, "|")) // hints may have a value in lower case
}

// secretDiagnostic says that a field would hold a secret.
func secretDiagnostic(path string, place source.Range) diag.Diagnostic {
	return diag.Diagnostic{Summary: fmt.Sprintf("%q contains a secret", path), Subject: place,
		Label: "secret", Why: "an intent is stored in version control and printed in outputs",
		Hint: "remove the field: the outputs have a secure parameter for each secret"}
}
