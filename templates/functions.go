package templates

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"github.com/vnetloom/vnetloom/diag"
)

// A Function is what a template may call.
type Function struct {
	Name, About string

	params   []param
	variadic bool // the last of params stands any number of times
	result   func(args []*Type) *Type
	call     any // of text/template itself where it is nil
}

// A param is what an argument may be: kinds, by name of the one that is said to be missing.
type param struct {
	what  string
	kinds []kind
}

var (
	aText   = param{"a text", []kind{kindConst, kindText}}
	aNumber = param{"a number", []kind{kindNumber}}
	aList   = param{"a list", []kind{kindList}}
	printed = param{"a text or a number", []kind{kindConst, kindText, kindNumber}}
	joining = param{"a separator", []kind{kindConst, kindText, kindCode}}
	code    = param{"code", []kind{kindCode, kindConst}}
	single  = param{"a value", []kind{kindConst, kindText, kindCode, kindNumber, kindFlag}}
	any1    = param{"anything", []kind{kindConst, kindText, kindCode, kindNumber, kindFlag, kindList, kindStruct, kindMixed}}
)

func always(t *Type) func([]*Type) *Type { return func([]*Type) *Type { return t } }

func elemOf(args []*Type) *Type { return args[len(args)-1].elem }

func lastOf(args []*Type) *Type { return args[len(args)-1] }

func allOf(args []*Type) *Type { return unified(args...) }

// sprigs are the functions of sprig that are let through, each by name: sprig has shuffle, randInt, now, env, getHostByName and genPrivateKey too,
// and its squote does not escape. What a function gives depends on its arguments alone.
var sprigs = []Function{
	textual("upper", "in capital letters", aText), textual("lower", "in small letters", aText), textual("title", "each word with a capital letter", aText),
	textual("trim", "without blanks around", aText), textual("nospace", "without blanks", aText),
	textual("snakecase", "FirewallSubnet as firewall_subnet", aText), textual("camelcase", "first_name as FirstName", aText), textual("kebabcase", "FirstName as first-name", aText),
	textual("trimPrefix", "`trimPrefix \"vnet-\" .name`: without what it begins with", aText, aText), textual("trimSuffix", "without what it ends with", aText, aText),
	textual("trimAll", "without these characters around", aText, aText),
	textual("replace", "`replace \"/\" \"_\" .prefix`", aText, aText, aText), textual("trunc", "`trunc 10 .name`: so many characters of it", aNumber, aText),
	textual("abbrev", "so many characters of it, with … where it is cut", aNumber, aText), textual("repeat", "`repeat 3 \"-\"`", aNumber, aText),
	textual("sha256sum", "its SHA-256, in hexadecimal", aText), textual("regexReplaceAll", "`regexReplaceAll \"[^a-z]\" .name \"\"`", aText, aText, aText),
	told("contains", "`contains \"prod\" .name`: whether the second has the first in it", aText, aText), told("hasPrefix", "whether the second begins with the first", aText, aText),
	told("hasSuffix", "whether the second ends with the first", aText, aText), told("regexMatch", "`regexMatch \"^10\\\\.\" .prefix`", aText, aText),
	told("empty", "whether it is \"\", 0, false or a list of nothing", any1), told("has", "`has \"web\" .subnets`: whether a list has it", single, aList),
	{Name: "splitList", About: "`splitList \"/\" .prefix`: a list of texts", params: []param{aText, aText}, result: always(ListOf(TextType))},
	{Name: "sortAlpha", About: "a list of texts, in order", params: []param{aList}, result: lastOf}, {Name: "uniq", About: "a list, each once", params: []param{aList}, result: lastOf},
	{Name: "reverse", About: "a list, from its end", params: []param{aList}, result: lastOf}, {Name: "initial", About: "a list without its last", params: []param{aList}, result: lastOf},
	{Name: "rest", About: "a list without its first", params: []param{aList}, result: lastOf}, {Name: "first", About: "the first of a list", params: []param{aList}, result: elemOf},
	{Name: "last", About: "the last of a list", params: []param{aList}, result: elemOf},
	{Name: "list", About: "`list .a .b`", params: []param{any1}, variadic: true, result: func(args []*Type) *Type { return ListOf(unified(args...)) }},
	{Name: "default", About: "`default \"none\" .delegation`: the second, or the first where it is empty", params: []param{any1, any1}, result: allOf},
	{Name: "coalesce", About: "the first that is not empty", params: []param{any1}, variadic: true, result: allOf},
	{Name: "ternary", About: "`ternary \"on\" \"off\" .routed`: the first where the last is true, else the second", params: []param{any1, any1, {"true or false", []kind{kindFlag}}},
		result: func(args []*Type) *Type { return unified(args[:2]...) }},
	number("add", "the sum", true), number("sub", "the difference", false), number("mul", "the product", true), number("div", "the quotient, without its rest", false),
	number("mod", "the rest", false), number("max", "the largest", true), number("min", "the smallest", true),
}

func textual(name, about string, params ...param) Function {
	return Function{Name: name, About: about, params: params, result: always(TextType)}
}

func told(name, about string, params ...param) Function {
	return Function{Name: name, About: about, params: params, result: always(FlagType)}
}

func number(name, about string, variadic bool) Function {
	params := []param{aNumber, aNumber}
	if variadic {
		params = params[:1]
	}
	return Function{Name: name, About: about, params: params, variadic: variadic, result: always(NumberType)}
}

// builtins are those of text/template, and two that take code too.
var builtins = []Function{
	{Name: "and", About: "whether all hold; the last of them", params: []param{any1}, variadic: true, result: allOf},
	{Name: "or", About: "whether one holds; the first that does", params: []param{any1}, variadic: true, result: allOf},
	{Name: "not", About: "whether it does not hold", params: []param{any1}, result: always(FlagType)},
	{Name: "eq", About: "whether the first is one of the others", params: []param{single, single}, variadic: true, result: always(FlagType)},
	{Name: "ne", About: "whether they differ", params: []param{single, single}, result: always(FlagType)},
	{Name: "lt", About: "less", params: []param{single, single}, result: always(FlagType)}, {Name: "le", About: "less, or the same", params: []param{single, single}, result: always(FlagType)},
	{Name: "gt", About: "more", params: []param{single, single}, result: always(FlagType)}, {Name: "ge", About: "more, or the same", params: []param{single, single}, result: always(FlagType)},
	{Name: "len", About: "how many a list has, or how many bytes a text", params: []param{{"a list", []kind{kindList, kindText, kindConst, kindCode}}}, result: always(NumberType)},
	{Name: "index", About: "`index .routes 0`: one of a list, from 0", params: []param{aList, aNumber}, result: func(args []*Type) *Type { return args[0].elem }},
	{Name: "indent", About: "`indent 4 CODE`: each line so many blanks further in", params: []param{aNumber, code}, result: always(typeCode), call: indent},
	{Name: "join", About: "`join \", \" .prefixes`: a text of a list of texts or numbers; code of a list of code", params: []param{joining, aList}, result: joined, call: join},
}

// joined is what join makes: code only of code, joined by what the template itself has.
func joined(args []*Type) *Type {
	if args[1].elem.kind == kindCode && args[0].kind != kindText {
		return typeCode
	}
	return TextType
}

const mostBlanks = 200

func indent(blanks int, text any) (string, error) {
	if blanks < 0 || blanks > mostBlanks {
		return "", &boundError{fmt.Sprintf("indent by %d", blanks), fmt.Sprintf("0 to %d blanks", mostBlanks)}
	}
	pad := strings.Repeat(" ", blanks)
	return pad + strings.ReplaceAll(fmt.Sprint(text), "\n", "\n"+pad), nil
}

func join(separator, list any) string {
	v := reflect.ValueOf(list)
	if !v.IsValid() {
		return ""
	}
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = fmt.Sprint(v.Index(i).Interface())
	}
	return strings.Join(parts, fmt.Sprint(separator))
}

// functionsByName are all but the encoders.
var functionsByName = func() map[string]*Function {
	out := map[string]*Function{}
	for _, list := range [][]Function{builtins, sprigs} {
		for i := range list {
			out[list[i].Name] = &list[i]
		}
	}
	return out
}()

// Functions are all that a template may call beside the encoders of its language, by name.
func Functions() []*Function {
	var out []*Function
	for _, name := range slices.Sorted(maps.Keys(functionsByName)) {
		out = append(out, functionsByName[name])
	}
	return out
}

// Usage is a call of the function, with what its arguments are.
func (f *Function) Usage() string {
	words := []string{f.Name}
	for i, p := range f.params {
		word := strings.ToUpper(strings.ReplaceAll(strings.TrimPrefix(p.what, "a "), " ", "-"))
		if i == len(f.params)-1 && f.variadic {
			word += "..."
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// refusedFunction says why there is no function of a name.
func refusedFunction(name string) (message, hint string) {
	if sprig.TxtFuncMap()[name] != nil {
		return fmt.Sprintf("the function %q of sprig is not let through", name), "what a template makes depends on the intent alone, and is encoded for its language"
	}
	names := slices.Sorted(maps.Keys(functionsByName))
	return fmt.Sprintf("there is no function %q", name), diag.DidYouMean(name, names, "the functions are "+strings.Join(names, ", ")+", and the encoders of the language")
}

// errUnchecked is what a function says that stands for the parser alone.
var errUnchecked = errors.New("the template is not checked")

// parseFunctions are what the parser must know: names, those of sprig that are not let through among them, so that who checks templates says all
// that is wrong with one. What is called stands in a run.
func parseFunctions(encoders []string) template.FuncMap {
	unchecked := func(...any) (string, error) { return "", errUnchecked }
	out := template.FuncMap{tick: unchecked}
	for name := range sprig.TxtFuncMap() {
		out[name] = unchecked
	}
	for _, f := range builtins {
		if f.call != nil {
			out[f.Name] = unchecked
		}
	}
	for _, name := range encoders {
		out[name] = unchecked
	}
	return out
}
