package templates

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/Masterminds/sprig/v3"
	"github.com/stretchr/testify/require"
)

// What is counted finds and replaces what package regexp does.
func FuzzRegexIsThatOfGo(f *testing.F) {
	for _, c := range [][3]string{{"[^a-z]", "Hub-1", ""}, {`\b`, "a b", "|"}, {`^a`, "aaa", "x"}, {`(?m)^`, "a\nb\n", "> "}, {`x*`, "axxb", "-"}, {`(?i)(H)u(b)?`, "hub HU", "$2-${1}"}, {`x+y|x`, "xxxxy xx", "."},
		{`\Qa.`, "a.a.", "$0"}, {`(?P<n>\d+)`, "10.1", "<$n>"}, {`\B`, "\xffaé\xf0\x9f", "_"}, {`(?s).$`, "é\n", ""}, {`a{0,3}`, "aaaa", "x"}, {`(`, "", ""}, {`\z`, "ab", "!"}, {"", "\xe2\x82", "+"}} {
		f.Add(c[0], c[1], c[2])
	}
	f.Fuzz(func(t *testing.T, expression, text, by string) {
		if len(expression) > 100 || len(text) > 1000 || len(by) > 100 {
			return
		}
		r := &run{}
		want, err := regexp.Compile(expression)
		got, failed := r.regexReplaceAll(expression, text, by)
		if err != nil {
			require.Error(t, failed)
			return
		}
		if failed != nil {
			require.ErrorContains(t, failed, "than") // a bound
			return
		}
		require.Equal(t, want.ReplaceAllString(text, by), got)
		is, failed := r.regexMatch(expression, text)
		require.NoError(t, failed)
		require.Equal(t, want.MatchString(text), is)
	})
}

// What is in a list once is what sprig says is.
func FuzzUniqIsThatOfSprig(f *testing.F) {
	f.Add("a,b,a", 2)
	f.Add("a;b,a;b,ab", 1)
	f.Fuzz(func(t *testing.T, text string, deep int) {
		var texts, rows []any
		for i, part := range strings.Split(text, ",") {
			texts = append(texts, part)
			var list []string
			if part != "" {
				list = strings.Split(part, ";")
			}
			row := map[string]any{"name": part, "list": list, "count": len(part) % 3, "on": len(list) > 1, "none": nil}
			if deep > i {
				row["inner"] = []any{row["list"], map[string]any{"x": Code(part)}}
			}
			rows = append(rows, row)
		}
		uniq := sprig.TxtFuncMap()["uniq"].(func(any) []any)
		for _, list := range [][]any{texts, rows} {
			got, err := (&run{}).uniq(list)
			require.NoError(t, err)
			require.Equal(t, uniq(list), got)
		}
	})
}

// Each function comes to its end, or to its bound, in seconds: with texts and lists as large as can be.
func TestEveryFunctionEndsWithTheLargestArguments(t *testing.T) {
	half := strings.Repeat("é`-Aa x", mostText/16)
	list := make([]string, 0, mostItems)
	for i := range mostItems {
		list = append(list, fmt.Sprint("n", i))
	}
	large := map[kind][]any{
		kindText:   {half, strings.Repeat("`", mostText), strings.Repeat("xé", mostText/3), "", "x"},
		kindNumber: {mostText, 0, -1, 3},
		kindList:   {list, []any{}},
		kindFlag:   {true},
	}
	of := func(p param) []any {
		for _, k := range []kind{kindList, kindNumber, kindText, kindFlag} {
			for _, mine := range p.kinds {
				if mine == k {
					return large[k]
				}
			}
		}
		return large[kindText]
	}
	try := func(name string, args []any) {
		r := &run{}
		f, ok := r.functions(map[string]Encoder{"code": codeSpan, "markdown": markdown, "shell": shell, "json": jsonString, "hcl": hcl, "html": html, "anchor": anchor})[name].(func(...any) (any, error))
		if !ok {
			return
		}
		begin := time.Now()
		func() {
			defer func() { _ = recover() }() // as text/template does
			_, _ = f(args...)
		}()
		require.Less(t, time.Since(begin), time.Minute, "%s %v", name, reflect.TypeOf(args))
		if took := time.Since(begin); took > time.Second/2 {
			t.Logf("%s: %v", name, took)
		}
	}
	for _, f := range Functions() {
		var lists [][]any
		for _, p := range f.params {
			lists = append(lists, of(p))
		}
		args := make([]any, len(lists))
		var each func(i int)
		each = func(i int) {
			if i == len(lists) {
				try(f.Name, args)
				return
			}
			for _, args[i] = range lists[i] {
				each(i + 1)
			}
		}
		each(0)
	}
	for _, name := range []string{"code", "markdown", "shell", "json", "hcl", "html", "anchor"} {
		for _, text := range large[kindText] {
			try(name, []any{text})
		}
	}
	for _, expression := range []string{"x+y|x", "(x*)*y", `(?:x?é?){30}$`, "[^é]*$", `\b`} {
		try("regexMatch", []any{expression, half})
		try("regexReplaceAll", []any{expression, half, "$0"})
	}
}

func BenchmarkRegexOfANetworkName(b *testing.B) {
	r := &run{}
	for b.Loop() {
		r.work = 0
		if _, err := r.regexReplaceAll("[^a-z0-9]+", "vnet-Shop-Westeurope-001", "_"); err != nil {
			b.Fatal(err)
		}
	}
}
