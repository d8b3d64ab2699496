package azure

import (
	"errors"
	"fmt"
	"strconv"
)

func (x *expander) read(n Read, s *scope) (Value, error) {
	of, err := x.node(n.Of, s)
	if of == nil || err != nil {
		return nil, err
	}
	ref, ok := of.(Ref)
	if !ok {
		return nil, errors.New("what is none of the deployment's cannot be read")
	}
	property := func(s *scope) (Value, error) {
		path, err := s.fill(n.Path)
		p := Property{Of: ID(ref), Path: path}
		if !n.Now {
			p.APIVersion = VersionOf(ref.Type)
		}
		return p, err
	}
	if n.Count == "" {
		return property(s)
	}
	count, ok := s.cells.Get(n.Count).(Int)
	if !ok {
		return nil, missing(false, n.Count)
	}
	out := List{}
	for i := range int64(count) {
		p, err := property(&scope{cells: s.cells, outer: s.outer, rows: s.rows, it: strconv.FormatInt(i, 10)})
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// ownPart is the id of a resource of the row, or of a part of it.
func (x *expander) ownPart(n Own, s *scope) (Value, error) {
	id, err := x.own(n.Resource, s)
	if err != nil {
		return nil, err
	}
	if n.Type != "" {
		id.Type = n.Type
	}
	err = s.children(&id, n.Child)
	return Ref(id), err
}

// reference is a Ref, or the whole id as text.
func (x *expander) reference(n Reference, s *scope) (Value, error) {
	if n.Optional && s.cells.Get(n.Column) == nil {
		return nil, nil
	}
	id, err := x.referenceID(&n, s)
	if err != nil {
		return nil, fmt.Errorf("reference %s: %w", n.Column, err)
	}
	if x.row.outside[s.at+n.Column] {
		return Str(id.String()), nil
	}
	return Ref(id), nil
}

func (x *expander) referenceID(n *Reference, s *scope) (ID, error) {
	id, err := x.first(n, s)
	if err != nil {
		return ID{}, err
	}
	id.Type = n.Type
	err = s.children(&id, n.Child)
	return id, err
}

// first is the id of a reference without its type and its children.
func (x *expander) first(n *Reference, s *scope) (ID, error) {
	place := x.row.Place
	id := ID{Subscription: x.estate.Subscriptions[place.Subscription], ResourceGroup: place.ResourceGroup}
	if group := s.text(n.Column + "ResourceGroup"); n.Elsewhere && group != "" {
		id.ResourceGroup = string(group)
	}
	if n.Elsewhere && id.ResourceGroup == "" {
		return ID{}, errors.New("neither the row nor its place has a resource group")
	}
	if name := s.text(n.Column + "Subscription"); n.Elsewhere && name != "" {
		uuid, err := x.subscription(string(name))
		if err != nil {
			return ID{}, err
		}
		id.Subscription = uuid
	}
	if n.Name == "" && n.Column == TheString {
		id.Name = s.it
		return id, nil
	}
	if n.Name == "" {
		id.Name = string(s.text(n.Column))
		return id, missing(id.Name != "", n.Column)
	}
	name, err := s.name(Name{n.Name, n.Column + "AzureName"})
	id.Name = name
	return id, err
}

// subscription is a UUID by the name of the subscription in the intent. What is no such name is a UUID itself: of an id that the
// intent gives.
func (x *expander) subscription(name string) (string, error) {
	if name == OwnSubscription || name == "" {
		return "", nil
	}
	if uuid, ok := x.estate.Subscriptions[name]; ok {
		return uuid, nil
	}
	return name, nil
}
