package templates

import (
	"errors"
	"fmt"
	"reflect"
	"text/template"
	"text/template/parse"
)

// tick is the name of the function that counts. Who checks templates knows no function of this name.
const tick = "vnetloomRound"

// round counts what is done once more: so many steps, of the template or the body of a range that begins there.
func (r *run) round(steps int, parsed string, at int) (string, error) {
	r.parsed, r.at = parsed, at
	if r.steps += steps; r.steps > mostSteps {
		return "", &boundError{fmt.Sprintf("it takes more than %d steps", mostSteps), "ranges inside each other multiply"}
	}
	return "", nil
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
	c, err := s.counter(parsed, at, 1+stepsOf(reflect.ValueOf(list)))
	if err == nil {
		list.Nodes = append([]parse.Node{c}, list.Nodes...)
	}
	return err
}

// stepsOf are the nodes of a list and what they are made of, but for what is in its ranges.
func stepsOf(v reflect.Value) int {
	n := 0
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return 0
		}
		switch x := v.Interface().(type) {
		case *parse.RangeNode:
			return 1 + stepsOf(reflect.ValueOf(x.Pipe))
		case *parse.Tree:
			return 0
		case *parse.TextNode:
			return 1 + len(x.Text)/256
		}
		if _, is := v.Interface().(parse.Node); is && v.Kind() == reflect.Pointer {
			n++
		}
		return n + stepsOf(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n += stepsOf(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Interface || v.Type().Elem().Kind() == reflect.Pointer {
			for i := range v.Len() {
				n += stepsOf(v.Index(i))
			}
		}
	}
	return n
}

// counter is a count with the place of a node: it is parsed behind as much blank text.
func (s *Set) counter(parsed string, at parse.Pos, steps int) (parse.Node, error) {
	before := append([]byte(nil), s.files[parsed].text[:min(int(at), len(s.files[parsed].text))]...)
	for i := range before {
		if before[i] != '\n' {
			before[i] = ' '
		}
	}
	t, err := template.New(parsed).Funcs(template.FuncMap{"x": func() string { return "" }}).Parse(string(before) + fmt.Sprintf("{{x %d %q %d}}", steps, parsed, int(at)))
	if err != nil {
		return nil, err
	}
	action := t.Root.Nodes[len(t.Root.Nodes)-1].(*parse.ActionNode)
	action.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode).Ident = tick
	return action, nil
}
