package templates

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vnetloom/vnetloom/generators"
)

// An Encoder makes of a text what stands for it in a language. It refuses what the language cannot hold.
type Encoder func(string) (string, error)

// A Language is what files of an extension are written in.
type Language struct {
	Name       string
	Extensions []string // with the dot
	Encoders   map[string]Encoder
	About      map[string]string // of each encoder

	comment func(string) string // a line that is a comment; nil where the language has none
	check   func([]byte) error  // what is printed, as a whole
}

// names are those of the encoders; the one that a text mostly needs comes first.
func (l *Language) names() []string {
	names := slices.Sorted(maps.Keys(l.Encoders))
	for i, n := range names {
		if n == firstEncoder[l.Name] {
			return append([]string{n}, slices.Delete(names, i, i+1)...)
		}
	}
	return names
}

var firstEncoder = map[string]string{"Markdown": "markdown", "HTML": "html", "JSON": "json", "YAML": "yaml", "Bicep": "bicep", "PowerShell": "powershell",
	"shell": "shell", "Terraform": "hcl"}

// Languages are those in which a pack may add files. The encoders of Bicep, ARM JSON and PowerShell are given: those of the printers.
func Languages(bicep, arm, powershell Encoder) []*Language {
	slashes := func(s string) string { return "// " + plain(s) }
	hash := func(s string) string { return "# " + plain(s) }
	comment := func(f func(string) string) Encoder { return func(s string) (string, error) { return f(s), nil } }
	return []*Language{
		{Name: "Markdown", Extensions: []string{".md"}, comment: markup,
			Encoders: map[string]Encoder{"markdown": markdown, "code": codeSpan, "anchor": anchor},
			About:    map[string]string{"markdown": "a text on one line, in which nothing is a mark, in a cell of a table too", "code": "a text in backticks", "anchor": "what a link to the heading with this text ends with"}},
		{Name: "HTML", Extensions: []string{".html", ".svg"}, comment: markup,
			Encoders: map[string]Encoder{"html": html}, About: map[string]string{"html": "a text, or an attribute in quotation marks"}},
		{Name: "JSON", Extensions: []string{".json"}, check: validJSON,
			Encoders: map[string]Encoder{"json": jsonString, "arm": arm},
			About:    map[string]string{"json": "a string with its quotation marks", "arm": "a string of an ARM template, that is no expression"}},
		{Name: "YAML", Extensions: []string{".yaml", ".yml"}, comment: hash,
			Encoders: map[string]Encoder{"yaml": jsonString, "comment": comment(plain)},
			About:    map[string]string{"yaml": "a string with its quotation marks", "comment": "a text behind #"}},
		{Name: "Bicep", Extensions: []string{".bicep", ".bicepparam"}, comment: slashes,
			Encoders: map[string]Encoder{"bicep": bicep, "comment": comment(plain)},
			About:    map[string]string{"bicep": "a string with its quotation marks", "comment": "a text behind //"}},
		{Name: "PowerShell", Extensions: []string{".ps1", ".psm1", ".psd1"}, comment: hash,
			Encoders: map[string]Encoder{"powershell": powershell, "comment": comment(scriptComment)},
			About:    map[string]string{"powershell": "a string with its quotation marks", "comment": "a text behind #, or in a comment of several lines"}},
		{Name: "shell", Extensions: []string{".sh"}, comment: hash,
			Encoders: map[string]Encoder{"shell": shell, "comment": comment(plain)},
			About:    map[string]string{"shell": "a word of a command", "comment": "a text behind #"}},
		{Name: "Terraform", Extensions: []string{".tf", ".tfvars"}, comment: slashes,
			Encoders: map[string]Encoder{"hcl": hcl, "comment": comment(plain)},
			About:    map[string]string{"hcl": "a string with its quotation marks", "comment": "a text behind //"}},
	}
}

// languageOf is the language of a file by its name, nil where there is none.
func languageOf(languages []*Language, name string) *Language {
	for _, l := range languages {
		if slices.Contains(l.Extensions, path.Ext(name)) {
			return l
		}
	}
	return nil
}

// plain is a text on one line, without what a reader does not see.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if generators.Invisible(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// markup is a comment of Markdown and HTML, which no text ends.
func markup(s string) string { return "<!-- " + strings.ReplaceAll(plain(s), "-->", "-- >") + " -->" }

func scriptComment(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(plain(s), "#>", "# >"), "<#", "< #")
}

var (
	marked = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "#", `\#`, "~", `\~`, "$", `\$`, "://", "&#58;//", "www.", "www&#46;", "@", "&#64;")
	listed = regexp.MustCompile(`^(\s*\d*)([.)+=-])(\s|$|[=-]*$)`)
)

// markdown is a text in which nothing is a mark: no link, an address by itself neither, no mention, no heading, no list, no markup of HTML.
func markdown(s string) (string, error) {
	return listed.ReplaceAllString(marked.Replace(plain(s)), `$1\$2$3`), nil
}

// codeSpan is a text in backticks, as many as it needs.
func codeSpan(s string) (string, error) {
	s = strings.ReplaceAll(plain(s), "|", `\|`)
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || s == "" {
		s = " " + s + " "
	}
	return fence + s + fence, nil
}

// anchor is the name of a heading, as GitHub makes it.
func anchor(s string) (string, error) {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', '0' <= r && r <= '9', 'a' <= r && r <= 'z':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, plain(s)), nil
}

func html(s string) (string, error) {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(plain(s)), nil
}

// jsonString is a string of JSON, and so one of YAML.
func jsonString(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return "", err
	}
	return escapeInvisible(strings.TrimSuffix(b.String(), "\n")), nil
}

// escapeInvisible writes by number what a reader does not see.
func escapeInvisible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if generators.Invisible(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func shell(s string) (string, error) {
	for _, r := range s {
		if generators.Invisible(r) {
			return "", fmt.Errorf("the character U+%04X cannot stand in a script", r)
		}
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

func hcl(s string) (string, error) {
	quoted, err := jsonString(s)
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(quoted), err
}

func validJSON(content []byte) error {
	var v any
	return json.Unmarshal(content, &v)
}
