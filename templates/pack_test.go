package templates

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/generators"
)

// testHouse is a house whose added templates get a name, a flag, a number and a list.
func testHouse() *House {
	row := StructOf("network", Field{Name: "name", Type: TextType}, Field{Name: "count", Type: NumberType}, Field{Name: "on", Type: FlagType}, Field{Name: "prefixes", Type: ListOf(TextType)})
	quote := func(s string) (string, error) { return "'" + strings.ReplaceAll(s, "'", "''") + "'", nil }
	return &House{Views: map[string]any{"bicep/main.bicepparam.tmpl": BicepParameters{}, "bicep/main.bicep.tmpl": BicepMain{}}, Modules: []string{"bicep/modules/network.bicep"},
		Languages: Languages(quote, quote, quote),
		Estate:    StructOf("estate", Field{Name: "header", Type: TextType}, Field{Name: "name", Type: TextType}, Field{Name: "networks", Type: ListOf(row)})}
}

func testView(name string, networks ...string) map[string]any {
	var list []any
	for _, n := range networks {
		list = append(list, map[string]any{"name": n, "count": 2, "on": true, "prefixes": []string{"10.0.0.0/24", "10.0.1.0/24"}})
	}
	return map[string]any{"header": generators.Header(name), "name": name, "networks": list}
}

func packOf(files ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		out[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

// What is wrong is said with its file, line and column, before anything runs.
func TestUnsafeAndWrongTemplatesAreErrorsWithTheirPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"a\n  {{ .name }}\n":                                                      `2:6: a text of the intent is printed as it is`,
		"{{ .name | upper }}":                                                     `1:4: a text of the intent is printed as it is`,
		"{{ range .networks }}\n{{ .name }}{{ end }}":                             `2:4: a text of the intent is printed as it is`,
		"{{ $x := .name }}{{ $x }}":                                               `1:21: a text of the intent is printed as it is`,
		"{{ $x := \"\" }}{{ $x = .name }}{{ $x }}":                                `a text of the intent is printed as it is`,
		"{{ $x := \"\" }}{{ range .networks }}{{ $x }}{{ $x = .name }}{{ end }}":  `a text of the intent is printed as it is`,
		"{{ $x := .name | markdown }}{{ range $x = .networks }}{{ end }}{{ $x }}": `$x is code, and is given a network`,
		"{{ range .networks }}{{ $x := .name | code }}{{ range $i, $x = .prefixes }}{{ end }}{{ $x }}{{ end }}": `$x is code, and is given a text`,
		"{{ $x := .name | markdown }}{{ with $x = .name }}{{ end }}{{ $x }}":                                    `$x is code, and is given a text`,
		"{{ $x := .name | markdown }}{{ if $x = .name }}{{ end }}{{ $x }}":                                      `$x is code, and is given a text`,
		"{{ $x := \"\" }}{{ range .networks }}{{ range $x = .prefixes }}{{ end }}{{ end }}{{ $x }}":             `a text of the intent is printed as it is`,
		"{{ or (.name | markdown) .name }}":                                                                     `one of several things cannot be printed`,
		"{{ first (list .name (.name | code)) }}":                                                               `one of several things cannot be printed`,
		"{{ $ = .name }}":                                              `1:`,
		"{{ or .name \"x\" }}":                                         `a text of the intent is printed as it is`,
		"{{ default \"x\" .name }}":                                    `a text of the intent is printed as it is`,
		"{{ join .name (list \"a\") }}":                                `a text of the intent is printed as it is`,
		"{{ index (splitList \"/\" .name) 0 }}":                        `a text of the intent is printed as it is`,
		"{{ template \"x\" .name }}{{ define \"x\" }}{{ . }}{{ end }}": `a text of the intent is printed as it is`,
		"{{ with .name }}{{ . }}{{ end }}":                             `a text of the intent is printed as it is`,
		"{{ if .name }}{{ else }}{{ .name }}{{ end }}":                 `a text of the intent is printed as it is`,
		"{{ .name | html }}":                                           `there is no function "html"`,
		"{{ .name | json }}":                                           `there is no function "json"`,
		"{{ .name | markdown | markdown }}":                            `argument 1 of markdown is code, where a text or a number is wanted`,
		"{{ .networks }}":                                              `a list of network cannot be printed`,
		"{{ .naam | markdown }}":                                       `a estate has no field "naam"`,
		"{{ .name.first | markdown }}":                                 `has no field`,
		"{{ range .name }}{{ end }}":                                   `a range over a text`,
		"{{ range 1000000000 }}{{ end }}":                              `a range over a number`,
		"{{ range .networks }}{{ .prefixes }}{{ end }}":                `a list of text cannot be printed`,
		"{{ printf \"%s\" .name }}":                                    `there is no function "printf"`,
		"{{ call .name }}":                                             `there is no function "call"`,
		"{{ urlquery .name }}":                                         `there is no function "urlquery"`,
		"{{ vnetloomRound }}":                                          `there is no function "vnetloomRound"`,
		"{{ now }}":                                                    `1:4: the function "now" of sprig is not let through`,
		"\n\n  {{ env \"HOME\" | markdown }}":                          `3:6: the function "env" of sprig is not let through`,
		"{{ if }}":                                                     `1:`,
		"{{ define \"a\" }}{{ template \"b\" . }}{{ end }}{{ define \"b\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}": `uses itself, by`,
		"{{ template \"none\" . }}": `there is no template "none"`,
		"{{ add .name 1 }}":         `argument 1 of add is a text, where a number is wanted`,
		"{{ trimPrefix .name }}":    `trimPrefix is given 1 arguments`,
		"{{ 1.5 }}":                 `1.5 is no whole number`,
		"{{ nil }}":                 `1:`,
	} {
		_, err := Open(packOf("list/a.md.tmpl", text), testHouse())
		var errs Errors
		require.ErrorAs(t, err, &errs, text)
		require.True(t, strings.HasPrefix(errs[0].Error(), "list/a.md.tmpl:"), errs.Error())
		require.Contains(t, errs.Error(), want, text)
		require.NotZero(t, errs[0].Line, text)
		require.NotZero(t, errs[0].Column, text)
	}
}

// Templates that are in order print what they should, encoded for their language.
func TestAddedTemplatesPrintWhatIsEncoded(t *testing.T) {
	const evil = "a'b\"c`*_[x](javascript:1)<script>|${y}\n-->\u202e"
	for name, c := range map[string]struct{ text, want string }{
		"l/a.md.tmpl":    {"{{ .name | markdown }}|{{ .name | code }}\n", "a'b\"c\\`\\*\\_\\[x\\](javascript:1)&lt;script&gt;\\|\\${y}\uFFFD--&gt;\uFFFD|``a'b\"c`*_[x](javascript:1)<script>\\|${y}\uFFFD-->\uFFFD``\n"},
		"l/a.html.tmpl":  {"<p title=\"{{ .name | html }}\">\n", "<p title=\"a&#39;b&#34;c`*_[x](javascript:1)&lt;script&gt;|${y}\uFFFD--&gt;\uFFFD\">\n"},
		"l/a.yaml.tmpl":  {"x: {{ .name | yaml }} # {{ .name | comment }}\n", `x: "a'b\"c` + "`" + `*_[x](javascript:1)<script>|${y}\n-->\u202e" # a'b"c` + "`*_[x](javascript:1)<script>|${y}\uFFFD-->\uFFFD\n"},
		"l/a.tf.tmpl":    {"x = {{ .name | hcl }}\n", `x = "a'b\"c` + "`" + `*_[x](javascript:1)<script>|$${y}\n-->\u202e"` + "\n"},
		"l/a.bicep.tmpl": {"var x = {{ .name | bicep }}\n", "var x = 'a''b\"c`*_[x](javascript:1)<script>|${y}\n-->\u202e'\n"},
		"l/a.sh.tmpl":    {"echo {{ \"it's\" | shell }}\n", `echo 'it'\''s'` + "\n"},
	} {
		p, err := Open(packOf(name, c.text), testHouse())
		require.NoError(t, err, name)
		require.Equal(t, []string{"l"}, p.Targets())
		made, err := p.RenderAdded("l", generators.Header("demo"), testView(evil))
		require.NoError(t, err, name)
		file := strings.TrimSuffix(strings.TrimPrefix(name, "l/"), ".tmpl")
		header, text, _ := strings.Cut(string(made[file]), "\n")
		require.Contains(t, header, generators.Header("demo"))
		require.Equal(t, c.want, text, name)
	}
	for text, want := range map[string]string{"https://evil.example": "https&#58;//evil.example", "www.evil.example": "www&#46;evil.example", "a@b.c": "a&#64;b.c", "1. x": `1\. x`, "- x": `\- x`,
		"# x": `\# x`, "10.1.0.0/24": "10.1.0.0/24", "a-b": "a-b", "===": `\===`, "> x": "&gt; x"} {
		got, err := markdown(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	p, err := Open(packOf("l/a.sh.tmpl", "echo {{ .name | shell }}\n"), testHouse())
	require.NoError(t, err)
	_, err = p.RenderAdded("l", "", testView(evil))
	require.ErrorContains(t, err, "l/a.sh.tmpl:1:", "a script cannot hold it")
}

func TestFunctionsOfSprigAndPartsAreThere(t *testing.T) {
	const text = `{{- range $i, $n := .networks }}
{{ $i }} {{ add $i 1 }} {{ .name | upper | markdown }} {{ .count }} {{ ternary "on" "off" .on }} {{ join ", " .prefixes | markdown }} {{ template "_p.md.tmpl" . }}
{{- if and .on (gt .count 1) (not (hasPrefix "x" .name)) }} {{ (index .prefixes 0) | code }} {{ first .prefixes | replace "/" "_" | markdown }}{{ end }}
{{- $all := "" }}{{ range .prefixes }}{{ $all = . }}{{ end }} {{ $all | markdown }} {{ len .prefixes }} {{ indent 2 "x" }} {{ join "+" (list (.name | code)) }}
{{- end }}
`
	p, err := Open(packOf("l/sub/a.md.tmpl", text, "l/_p.md.tmpl", `{{ coalesce "" .name | lower | markdown }}`, "README.md", "not one", "LICENSE", "nor this"), testHouse())
	require.NoError(t, err)
	made, err := p.RenderAdded("l", generators.Header("demo"), testView("demo", "Hub", "shop"))
	require.NoError(t, err)
	require.Len(t, made, 1)
	require.Equal(t, "<!-- "+generators.Header("demo")+" -->\n\n0 1 HUB 2 on 10.0.0.0/24, 10.0.1.0/24 hub `10.0.0.0/24` 10.0.0.0\\_24 10.0.1.0/24 2   x `Hub`"+
		"\n1 2 SHOP 2 on 10.0.0.0/24, 10.0.1.0/24 shop `10.0.0.0/24` 10.0.0.0\\_24 10.0.1.0/24 2   x `shop`\n", string(made["sub/a.md"]))
	for _, f := range Functions() {
		require.NotEmpty(t, f.Usage())
	}
}

// What a template uses up is bounded, and said with its place.
func TestEndlessTemplatesEnd(t *testing.T) {
	steps, work := mostSteps, mostTextWork
	mostSteps, mostTextWork = 400_000, 64<<20
	defer func() { mostSteps, mostTextWork = steps, work }()
	many := make([]string, 400)
	for i := range many {
		many[i] = fmt.Sprint("n", i)
	}
	loop := func(depth int, inner string) string {
		return strings.Repeat("{{ range $.networks }}", depth) + inner + strings.Repeat("{{ end }}", depth) + "\n"
	}
	for text, want := range map[string]string{
		loop(4, ""):                        "l/a.md.tmpl:1:78: it takes more than 400000 steps", // 400^4 rounds without a byte
		loop(2, strings.Repeat("x", 5000)): "l/a.md.tmpl:1:32: it prints more than 64 MiB",
		`{{ $x := "aaaaaaaa" }}` + loop(1, `{{ $x = join "" (list $x $x) }}`): "more than a value can be",
		`{{ repeat 2000000 "x" | markdown }}`:                                 "repeat makes more than a value can be",
		`{{ repeat 1000 (repeat 1000 "xx") | markdown }}`:                     "repeat makes more than a value can be",
		`{{ $a := repeat 1000000 "x" }}{{ regexReplaceAll "x" $a $a | len }}`: "regexReplaceAll makes more than a value can be",
		`{{ $a := repeat 1000000 "x" }}{{ replace "x" $a $a | len }}`:         "replace makes more than a value can be",
		`{{ $a := repeat 1000000 "x" }}{{ join $a (list $a $a $a) | len }}`:   "join makes more than a value can be",
		`{{ indent 100000 "x" }}`:                                             "indent by 100000",
		loop(2, `{{ $x := repeat 100000 "x" }}`):                              "l/a.md.tmpl:1:54: repeat is more than what functions may do, together: they take and give more than 64 MiB",
		`{{ index .networks 9999 | list | len }}`:                             "index out of range",
		`{{ div 1 0 }}`:              "divide by zero",
		`{{ regexMatch "(" .name }}`: "l/a.md.tmpl:1:4: regexMatch is given what is no regular expression: missing closing ): `(`",
		`{{ $a := repeat 2000 "a" }}{{ regexMatch $a .name }}`:                                                                            "regexMatch is given a pattern of 2000 bytes",
		`{{ $a := repeat 1000000 "x" }}{{ regexReplaceAll "x+y|x" $a "" | len }}`:                                                         "l/a.md.tmpl:1:34: regexReplaceAll is more than what functions may do", // each x asks for a y to the end
		`{{ $a := repeat 1000000 "x" }}{{ regexMatch "(x{1000}){0,1}(x{999}){0,1}x{900}$" $a }}`:                                          "regexMatch is more than",
		`{{ $a := repeat 90000 "x " }}{{ $l := splitList " " $a }}` + loop(1, `{{ has "y" $l }}`):                                         "has is more than",
		`{{ $a := repeat 90000 "x " }}{{ $l := splitList " " $a }}` + loop(1, `{{ uniq $l | len }}`):                                      "uniq is more than",
		`{{ $a := repeat 90000 "x " }}{{ $l := splitList " " $a }}` + loop(1, `{{ sortAlpha $l | len }}`):                                 "sortAlpha is more than",
		`{{ $a := repeat 300000 "é" }}{{ $b := repeat 300000 "è" }}{{ trimAll $b $a | len }}`:                                             "trimAll is more than",
		`{{ $a := repeat 1000000 "x" }}{{ $b := repeat 1000000 "x" }}` + loop(1, `{{ eq $a $b }}`):                                        "eq is more than",
		loop(1, strings.Repeat(`{{ add 1 1 }}`, 1000)):                                                                                    "it takes more than 400000 steps",
		`{{ $a := list .networks .networks }}{{ $b := list $a $a $a }}{{ $c := list $b $b $b $b $b $b $b $b }}{{ uniq $c | len }}` + "\n": "",
	} {
		p, err := Open(packOf("l/a.md.tmpl", text), testHouse())
		require.NoError(t, err, text)
		_, err = p.RenderAdded("l", generators.Header("demo"), testView("demo", many...))
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		var errs Errors
		require.ErrorAs(t, err, &errs, text)
		require.Contains(t, errs.Error(), want, text)
		require.Contains(t, errs.Error(), "l/a.md.tmpl", text)
	}
	var deep strings.Builder
	for i := range 60 {
		fmt.Fprintf(&deep, `{{ define "t%d" }}{{ template "t%d" . }}{{ template "t%[2]d" . }}{{ end }}`, i, i+1)
	}
	deep.WriteString("{{ define \"t60\" }}{{ end }}{{ template \"t0\" . }}\n")
	p, err := Open(packOf("l/a.md.tmpl", deep.String()), testHouse())
	require.NoError(t, err)
	_, err = p.RenderAdded("l", generators.Header("demo"), testView("demo"))
	require.ErrorContains(t, err, "steps")
}

// Files of a pack are what they are called, and stand where they count.
func TestWhatIsNoPackIsRefused(t *testing.T) {
	link := packOf("l/a.md.tmpl", "x\n")
	link["l/b.md.tmpl"] = &fstest.MapFile{Mode: fs.ModeSymlink}
	large := packOf("l/a.md.tmpl", strings.Repeat("x", mostFileBytes+1))
	for want, pack := range map[string]fstest.MapFS{
		"the pack has no template":                                                packOf("README.md", "x"),
		"l/b.md.tmpl: it is no regular file":                                      link,
		"l/a.md.tmpl: it has more than 1024 KiB":                                  large,
		"l/a.md.tmpl: it is not UTF-8":                                            packOf("l/a.md.tmpl", "\xff"),
		"l/a.md.tmpl: it has carriage returns":                                    packOf("l/a.md.tmpl", "x\r\n"),
		"l/a.md: it is no template, and takes the place of no module":             packOf("l/a.md", "x\n"),
		"bicep/modules/netwrok.bicep: it is no template":                          packOf("bicep/modules/netwrok.bicep", "x\n"),
		"bicep/modules/network.bicep: it does not end with a line break":          packOf("bicep/modules/network.bicep", "x"),
		"templates of a built-in target stand in its folder itself":               packOf("bicep/modules/network.bicep.tmpl", "x\n"),
		"it takes the place of no built-in template, and no template uses it":     packOf("bicep/mian.bicep.tmpl", "x\n"),
		"bicep/main.bicepparam.tmpl:1:4: a BicepParameters has no field \"Mian\"": packOf("bicep/main.bicepparam.tmpl", "{{ .Mian }}\n"),
		"there is no encoder for what it makes, by its name a.csv":                packOf("l/a.csv.tmpl", "x\n"),
		"l: no file is made":                                                      packOf("l/_a.md.tmpl", "x\n"),
	} {
		_, err := Open(pack, testHouse())
		require.ErrorContains(t, err, want)
	}
	for want, text := range map[string]string{"does not end with a line break": "x", "is no JSON": "{\n", "does not say that it is generated": "{}\n"} {
		p, err := Open(packOf("l/a.json.tmpl", text), testHouse())
		require.NoError(t, err)
		_, err = p.RenderAdded("l", generators.Header("demo"), testView("demo"))
		require.ErrorContains(t, err, want)
	}
	p, err := Open(packOf("l/a.json.tmpl", `{"metadata": {"description": {{ .header | json }}}, "name": {{ .name | json }}}`+"\n"), testHouse())
	require.NoError(t, err)
	_, err = p.RenderAdded("l", generators.Header("demo"), testView("demo"))
	require.NoError(t, err)
}

// The built-in templates obey the rules that packs do: their holes print Code.
func TestBuiltInTemplatesPrintOnlyCode(t *testing.T) {
	for name, view := range map[string]any{"main.bicep.tmpl": BicepMain{}, "estate.bicep.tmpl": BicepEstate{}, "main.bicepparam.tmpl": BicepParameters{}, "alone.bicepparam.tmpl": BicepAlone{}} {
		text, err := fs.ReadFile(Sources(), "bicep/"+name)
		require.NoError(t, err)
		h := testHouse()
		h.Views["bicep/"+name] = view
		_, err = Open(packOf("bicep/"+name, string(text)), h)
		require.NoError(t, err)
	}
}
