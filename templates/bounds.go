package templates

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"
)

// What a template may use up. What is emitted is at most 64 MiB a file; a thousand networks with each other are a million rounds.
const (
	mostBytes = 64 << 20 // of the output
	mostText  = 1 << 20  // bytes of one value
	mostItems = 100_000  // of a list that a function makes
)

// These take seconds to reach, so the tests have less of them.
var (
	mostRounds   = 5_000_000
	mostTextWork = 1 << 30 // bytes that functions take and give
)

// tick is the name of the function that counts rounds. Who checks templates knows no function of this name.
const tick = "vnetloomRound"

// A boundError is a bound that a template has reached.
type boundError struct{ message, hint string }

func (e *boundError) Error() string { return e.message }

// A run is one execution with what it has used up.
type run struct {
	rounds int
	work   int
	out    bytes.Buffer
}

func (r *run) Write(p []byte) (int, error) {
	if r.out.Len()+len(p) > mostBytes {
		return 0, &boundError{fmt.Sprintf("it prints more than %d MiB", mostBytes>>20), "a file of the output is smaller: is a range inside another one that it should not be in?"}
	}
	return r.out.Write(p)
}

func (r *run) round() (string, error) {
	if r.rounds++; r.rounds > mostRounds {
		return "", &boundError{fmt.Sprintf("it goes on for more than %d rounds", mostRounds), "ranges inside each other multiply"}
	}
	return "", nil
}

// functions are the functions of the run.
func (r *run) functions(encoders map[string]Encoder) template.FuncMap {
	out := template.FuncMap{tick: r.round}
	known := sprig.TxtFuncMap()
	for _, f := range sprigs {
		out[f.Name] = r.bounded(f.Name, reflect.ValueOf(known[f.Name]))
	}
	for _, f := range builtins {
		if f.call != nil {
			out[f.Name] = r.bounded(f.Name, reflect.ValueOf(f.call))
		}
	}
	for name, encode := range encoders {
		out[name] = r.bounded(name, reflect.ValueOf(func(v any) (string, error) {
			switch v := v.(type) {
			case string:
				return encode(v)
			case int, int64:
				return encode(fmt.Sprint(v))
			}
			return "", fmt.Errorf("%s is given nothing", name)
		}))
	}
	return out
}

// bounded is a function whose arguments and result are measured.
func (r *run) bounded(name string, f reflect.Value) func(...any) (any, error) {
	return func(args ...any) (any, error) {
		if growsTooLarge(name, args) {
			return nil, tooLarge(name)
		}
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			v, err := converted(a, paramType(f.Type(), i))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			in[i] = v
			if err := r.measure(name, v); err != nil {
				return nil, err
			}
		}
		out := f.Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			return nil, out[1].Interface().(error)
		}
		return out[0].Interface(), r.measure(name, out[0])
	}
}

// growsTooLarge tells of functions that make more than they are given whether that may be too much, before it is made.
func growsTooLarge(name string, args []any) bool {
	text := func(i int) int {
		if i < len(args) {
			if v := reflect.ValueOf(args[i]); v.IsValid() && v.Kind() == reflect.String {
				return v.Len()
			}
		}
		return 0
	}
	switch name {
	case "repeat":
		n := asInt(args[0])
		return n < 0 || n > mostText || n*max(text(1), 1) > mostText
	case "replace": // old, new, text
		return (text(2)+1)*max(text(1), 1) > 16*mostText
	case "regexReplaceAll": // pattern, text, new
		return (text(1)+1)*max(text(2), 1) > 16*mostText
	case "indent":
		lines := strings.Count(fmt.Sprint(args[1]), "\n") + 1
		return text(1)+lines*max(asInt(args[0]), 0) > mostText
	case "join":
		list := reflect.ValueOf(args[1])
		if !list.IsValid() || list.Kind() != reflect.Slice {
			return false
		}
		sum := 0
		for i := range list.Len() {
			item := list.Index(i)
			for item.IsValid() && item.Kind() == reflect.Interface {
				item = item.Elem()
			}
			if sum += text(0) + 20; item.IsValid() && item.Kind() == reflect.String { // a number has 20 digits at most
				sum += item.Len()
			}
			if sum > 2*mostText {
				return true
			}
		}
	}
	return false
}

func asInt(v any) int {
	if n := reflect.ValueOf(v); n.IsValid() && n.CanInt() {
		return int(n.Int())
	}
	return -1
}

func tooLarge(name string) error {
	return &boundError{fmt.Sprintf("%s makes more than a value can be: %d KiB of text, %d items", name, mostText>>10, mostItems), ""}
}

func (r *run) measure(name string, v reflect.Value) error {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		r.work += v.Len()
		if v.Len() > mostText {
			return tooLarge(name)
		}
	case reflect.Slice:
		r.work += v.Len()
		if v.Len() > mostItems {
			return tooLarge(name)
		}
	}
	if r.work > mostTextWork {
		return &boundError{fmt.Sprintf("its functions work on more than %d MiB", mostTextWork>>20), ""}
	}
	return nil
}

func paramType(f reflect.Type, i int) reflect.Type {
	if f.IsVariadic() && i >= f.NumIn()-1 {
		return f.In(f.NumIn() - 1).Elem()
	}
	return f.In(i)
}

// converted is an argument as a function of sprig takes it: Code and numbers are other types here.
func converted(a any, to reflect.Type) (reflect.Value, error) {
	v := reflect.ValueOf(a)
	switch {
	case !v.IsValid():
		return reflect.Zero(to), nil
	case v.Type().AssignableTo(to):
		if c, ok := a.(Code); ok && to.Kind() == reflect.Interface {
			return reflect.ValueOf(string(c)), nil
		}
		return v, nil
	case v.Kind() == reflect.String && to.Kind() == reflect.String, v.CanInt() && to.Kind() >= reflect.Int && to.Kind() <= reflect.Int64:
		return v.Convert(to), nil
	}
	return v, fmt.Errorf("a value of type %s", v.Type())
}

// countRounds has every template and every body of a range begin with a count.
func (s *Set) countRounds() error {
	for _, one := range s.templates.Templates() {
		if one.Tree != nil && one.Root != nil {
			if err := s.countIn(one.ParseName, one.Root, 0, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Set) countIn(parsed string, list *parse.ListNode, at parse.Pos, here bool) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.IfNode:
			err = errors.Join(s.countIn(parsed, n.List, 0, false), s.countIn(parsed, n.ElseList, 0, false))
		case *parse.WithNode:
			err = errors.Join(s.countIn(parsed, n.List, 0, false), s.countIn(parsed, n.ElseList, 0, false))
		case *parse.RangeNode:
			err = errors.Join(s.countIn(parsed, n.List, n.Position(), true), s.countIn(parsed, n.ElseList, 0, false))
		}
		if err != nil {
			return err
		}
	}
	if !here {
		return nil
	}
	c, err := s.counter(parsed, at)
	if err == nil {
		list.Nodes = append([]parse.Node{c}, list.Nodes...)
	}
	return err
}

// counter is a count with the place of a node: it is parsed behind as much blank text.
func (s *Set) counter(parsed string, at parse.Pos) (parse.Node, error) {
	before := append([]byte(nil), s.files[parsed].text[:min(int(at), len(s.files[parsed].text))]...)
	for i := range before {
		if before[i] != '\n' {
			before[i] = ' '
		}
	}
	t, err := template.New(parsed).Funcs(template.FuncMap{"x": func() string { return "" }}).Parse(string(before) + "{{x}}")
	if err != nil {
		return nil, err
	}
	action := t.Root.Nodes[len(t.Root.Nodes)-1].(*parse.ActionNode)
	action.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode).Ident = tick
	return action, nil
}
