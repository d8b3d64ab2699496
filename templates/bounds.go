package templates

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// What a template may use up. What is emitted is at most 64 MiB a file; a thousand networks with each other are a million rounds of some steps.
const (
	mostBytes = 64 << 20 // of the output
	mostText  = 1 << 20  // bytes of one value
	mostItems = 100_000  // of a list that a function makes
)

// These take seconds to reach, so the tests have less of them.
var (
	mostSteps    = 50_000_000 // nodes and calls
	mostTextWork = 256 << 20  // bytes that functions take and give, as work says
)

// A boundError is a bound that a template has reached.
type boundError struct{ message, hint string }

func (e *boundError) Error() string { return e.message }

// A run is one execution with what it has used up.
type run struct {
	steps    int
	work     int
	parsed   string // the list of nodes that began last: its template, and its offset in the file
	at       int
	out      bytes.Buffer
	patterns map[string]*pattern
}

func (r *run) Write(p []byte) (int, error) {
	if r.out.Len()+len(p) > mostBytes {
		return 0, &boundError{fmt.Sprintf("it prints more than %d MiB", mostBytes>>20),
			"a file of the output is smaller: is a range inside another one that it should not be in?"}
	}
	return r.out.Write(p)
}

// uses adds to the work of the functions.
func (r *run) uses(name string, work int) error {
	if r.work += work; r.work > mostTextWork {
		return &boundError{fmt.Sprintf("%s is more than what functions may do, together: they take and give more than %d MiB", name, mostTextWork>>20),
			"is it in a range where it is done again and again? give it a variable before that"}
	}
	return nil
}

// functions are the functions of the run.
func (r *run) functions(encoders map[string]Encoder) template.FuncMap {
	out := template.FuncMap{tick: r.round}
	known := sprig.TxtFuncMap()
	own := r.own()
	for _, f := range sprigs {
		call := known[f.Name]
		if own[f.Name] != nil {
			call = own[f.Name]
		}
		out[f.Name] = r.bounded(f.Name, reflect.ValueOf(call))
	}
	for _, f := range builtins {
		switch {
		case own[f.Name] != nil:
			out[f.Name] = r.bounded(f.Name, reflect.ValueOf(own[f.Name]))
		case f.call != nil:
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
		if err := r.uses(name, beyondLinear(name, in)); err != nil {
			return nil, err
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
		if v.Len() > mostText {
			return tooLarge(name)
		}
		return r.uses(name, v.Len())
	case reflect.Slice:
		if v.Len() > mostItems {
			return tooLarge(name)
		}
		return r.uses(name, v.Len()*itemWork)
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
