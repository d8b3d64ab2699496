package compile

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// ErrNoLine says that a line of the output belongs to no resource of its own.
var ErrNoLine = errors.New("no resource is on that line")

// ReasonsAt are the resources that a line of emitted ARM JSON belongs to: of the innermost resource around it, as Reasons has them.
func (r *Result) ReasonsAt(content []byte, line int) ([]Reason, error) {
	name, kind, err := resourceAt(content, line)
	if err != nil {
		return nil, err
	}
	var out []Reason
	for _, reason := range r.Reasons(name) {
		if strings.EqualFold(typeOfID(reason.ID), kind) {
			out = append(out, reason)
		}
	}
	if len(out) == 0 {
		return nil, ErrNoLine
	}
	return out, nil
}

// typeOfID is the type of a resource by its id: Microsoft.Network/virtualNetworks/subnets.
func typeOfID(id string) string {
	_, rest, ok := strings.Cut(id, "/providers/")
	if !ok {
		return "Microsoft.Resources/resourceGroups"
	}
	parts := strings.Split(rest, "/")
	kind := parts[:1]
	for i := 1; i < len(parts); i += 2 {
		kind = append(kind, parts[i])
	}
	return strings.Join(kind, "/")
}

// An object is one of JSON on its way, with what says which resource it is.
type object struct {
	start      int // its first line
	name, kind string
	key        string // the last one
	isKey      bool   // a key comes next
	isList     bool
}

// resourceAt is the name and the type of the innermost resource around a line. Deployments are none: what is in them is.
func resourceAt(content []byte, line int) (name, kind string, err error) {
	d := json.NewDecoder(bytes.NewReader(content))
	var open []*object
	smallest := -1
	for {
		t, err := d.Token()
		if err != nil {
			break // the end: what is emitted is well-formed
		}
		at := 1 + bytes.Count(content[:d.InputOffset()], []byte("\n"))
		var top *object
		if len(open) > 0 {
			top = open[len(open)-1]
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				if top != nil && !top.isList {
					top.isKey = true
				}
				open = append(open, &object{start: at, isKey: t == '{', isList: t == '['})
				continue
			}
			open = open[:len(open)-1]
			if top.start <= line && line <= at && top.name != "" && strings.Contains(top.kind, "/") &&
				!strings.EqualFold(top.kind, "Microsoft.Resources/deployments") &&
				(smallest < 0 || at-top.start < smallest) {
				smallest, name, kind = at-top.start, top.name, top.kind
			}
			continue
		case string:
			switch {
			case top == nil || top.isList:
			case top.isKey:
				top.key, top.isKey = t, false
				continue
			case top.key == "name":
				top.name = t
			case top.key == "type":
				top.kind = t
			}
		}
		if top != nil && !top.isList {
			top.isKey = true
		}
	}
	if smallest < 0 {
		return "", "", ErrNoLine
	}
	return name, kind, nil
}
