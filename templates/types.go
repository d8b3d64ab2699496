package templates

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// A Type is what a value in a template is, as far as it matters for where the value may stand.
type Type struct {
	kind   kind
	name   string
	elem   *Type
	fields []Field
}

// A Field is a field of a structure.
type Field struct {
	Name, About string
	Type        *Type
}

type kind int

const (
	kindConst  kind = iota // text of the template itself
	kindText               // text of anyone: it is printed by an encoder
	kindCode               // text that an encoder has made
	kindNumber             // an integer
	kindFlag
	kindList
	kindStruct
	kindMixed // one of several kinds: nothing but a condition
)

// The types of what is no structure and no list.
var (
	TextType   = &Type{kind: kindText}
	NumberType = &Type{kind: kindNumber}
	FlagType   = &Type{kind: kindFlag}

	constType = &Type{kind: kindConst}
	typeCode  = &Type{kind: kindCode}
	mixedType = &Type{kind: kindMixed}
	noType    = &Type{kind: kindStruct, name: "nothing"}
)

// ListOf is a list.
func ListOf(elem *Type) *Type { return &Type{kind: kindList, elem: elem} }

// StructOf is a structure. Names of fields are distinct.
func StructOf(name string, fields ...Field) *Type {
	return &Type{kind: kindStruct, name: name, fields: fields}
}

// Fields are those of a structure, in their order; none of anything else.
func (t *Type) Fields() []Field { return t.fields }

// Elem is what a list has, nil of anything else.
func (t *Type) Elem() *Type { return t.elem }

// Name is that of a structure, else "".
func (t *Type) Name() string { return t.name }

func (t *Type) field(name string) *Type {
	for _, f := range t.fields {
		if f.Name == name {
			return f.Type
		}
	}
	return nil
}

func (t *Type) fieldNames() []string {
	var out []string
	for _, f := range t.fields {
		out = append(out, f.Name)
	}
	return out
}

// String is what it is, with its article.
func (t *Type) String() string {
	switch t.kind {
	case kindConst, kindText:
		return "a text"
	case kindCode:
		return "code"
	case kindNumber:
		return "a number"
	case kindFlag:
		return "true or false"
	case kindList:
		return "a list of " + strings.TrimPrefix(strings.TrimPrefix(t.elem.String(), "a "), "an ")
	case kindStruct:
		return "a " + t.name
	}
	return "one of several things"
}

// same tells whether two types are the same.
func (t *Type) same(other *Type) bool {
	switch {
	case t == other:
		return true
	case t.kind != other.kind || t.kind == kindStruct:
		return false
	case t.kind == kindList:
		return t.elem.same(other.elem)
	}
	return true
}

// unified is what one of some types is.
func unified(types ...*Type) *Type {
	var out *Type
	for _, t := range types {
		switch {
		case out == nil || out.same(t):
			out = t
		case out.kind <= kindText && t.kind <= kindText:
			out = TextType
		case out.kind == kindConst && t.kind == kindCode, out.kind == kindCode && t.kind == kindConst:
			out = typeCode
		default:
			return mixedType
		}
	}
	return out
}

// ViewType is the type of a view of Code.
func ViewType(view any) (*Type, error) { return typeOf(reflect.TypeOf(view), "view") }

var viewTypes sync.Map // reflect.Type -> *Type

// typeOf is the type of a view: a structure of Code, bool, lists and structures of these. Anything else is refused.
func typeOf(t reflect.Type, path string) (*Type, error) {
	if t == nil {
		return nil, fmt.Errorf("%s is nil", path)
	}
	if known, ok := viewTypes.Load(t); ok {
		return known.(*Type), nil
	}
	made, err := newViewType(t, path)
	if err != nil {
		return nil, err
	}
	known, _ := viewTypes.LoadOrStore(t, made)
	return known.(*Type), nil
}

func newViewType(t reflect.Type, path string) (*Type, error) {
	switch {
	case t == codeType:
		return typeCode, nil
	case t.Kind() == reflect.Bool:
		return FlagType, nil
	case t.Kind() == reflect.Pointer:
		return typeOf(t.Elem(), path)
	case t.Kind() == reflect.Slice:
		elem, err := typeOf(t.Elem(), path)
		if err != nil {
			return nil, err
		}
		return ListOf(elem), nil
	case t.Kind() == reflect.Struct:
		out := &Type{kind: kindStruct, name: t.Name()}
		for i := range t.NumField() {
			f := t.Field(i)
			of, err := typeOf(f.Type, path+"."+f.Name)
			if err != nil {
				return nil, err
			}
			if f.IsExported() {
				out.fields = append(out.fields, Field{Name: f.Name, Type: of})
			}
			if f.Anonymous { // its fields are promoted
				out.fields = append(out.fields, of.fields...)
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("%s is a %s: a template prints Code only", path, t)
}
