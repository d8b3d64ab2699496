package azure

// A Node makes a part of a body of the cells of a row. The set is closed, and none holds code: whoever interprets a shape (Expand, the
// printer of modules, the engine of the scripts) switches over all of these. A node that makes nothing leaves out its field, or its
// item of a list.
type Node interface{ isNode() }

type (
	// Const is form: the same in every estate.
	Const struct{ Value Value }

	// Column is the cell of a column, as it stands. Without a cell it is Default where there is one and DefaultIf is "" or a flag
	// that is set; else Else, or nothing.
	Column struct {
		Name      string
		Kind      Kind
		Optional  bool // a row may lack it; with Default it may anyway
		Default   Value
		DefaultIf string // a flag of the same row
		IDOf      string // the type of which it holds the id of a resource, as the intent gives it; "" for other texts
		Else      Value  // where that flag is not set, nil for nothing
		About     string // a sentence for the type of the row, "" where the name says it
	}

	// Flag is a column of true and false: Yes or No of it, which are true and false themselves where both are nil. A row has the cell
	// only where it is not Default.
	Flag struct {
		Name    string
		Default bool
		Yes, No Value
		About   string
	}

	// Text is a name of columns, as a string: that of a route, which is no resource of its own.
	Text struct{ Name Name }

	// Reference is the id of a resource: Ref, or the whole id as Str where the row says that it is none of the deployment's. Its columns are <Column> (where Name mentions it, or Name is empty: then the cell is Azure's own name),
	// <Column>AzureName where Azure's name is not as Name makes it, and with Elsewhere <Column>ResourceGroup and <Column>Subscription
	// where these are not the row's own. In an Each, with Column TheString, the string is the name in place of a cell: Azure's own where Name is
	// empty, else as {it} in Name.
	Reference struct {
		Column    string
		Type      string  // of what is named, with its children: as many segments after the first as Child has
		Name      Pattern // of the first segment
		Child     []Name  // of the others
		Elsewhere bool
		Optional  bool // without the cell <Column> it is nothing
		About     string
	}

	// Own is the id of another resource of the same row, by its key in the table, or of a part of it. Of a resource that the table
	// makes for each of some nested rows, it is that of the row in which the node stands.
	Own struct {
		Resource string
		Type     string // of the part, "" for the resource itself
		Child    []Name
	}

	// Fields is an object. It is made even where none of its fields is.
	Fields []Field

	// Items is a list of so many parts at most.
	Items []Node

	// When is Then where the condition holds.
	When struct {
		If   Cond
		Then Node
	}

	// First is the first of several that makes something.
	First []Node

	// Rows is a list with an item for each nested row: those of the named sets, then the row's own. Without the column
	// it is nothing; with From it is a list even where the row has neither column. Sorted is a column of prefixes by which the items stand in a literal body, IPv4 first: Azure does not look at their order.
	Rows struct {
		Column   string
		One      string // a nested row: subnet
		Columns  []Column
		Item     Node
		Optional bool
		Sets     string // shared rows of the estate by name: routeSets; "" for none
		From     string // the column that names sets, optional
		Sorted   string
		About    string

		decls []*decl
	}

	// Each is a list with an item for each string of a column. Sets and From are those of Rows: the strings of the named sets come first, and
	// with From it is a list even where the row has neither column.
	Each struct {
		Column Column
		Item   Node
		Sets   string
		From   string
	}

	// It is the string of the Each around.
	It struct{}

	// Concat is one list of the items of several, in their order. One of them that makes nothing adds none.
	Concat []Node

	// Around is what a node makes of the row around: of a nested row of which each is a resource.
	Around struct{ Of Node }

	// Location is the row's location: its column location, else the place's.
	Location struct{}

	// Tags are the row's tags: its column tags, else the estate's; with And those of another column too. Empty tags are nothing.
	Tags struct{ And string }

	// Key is a secret, by the name of its parameter in a column.
	Key struct {
		Column   string
		Optional bool
		About    string
	}

	// Read is a property that the service sets, read during the deployment: Path below the properties of Of, in which {column} is an
	// index. With Now, of a resource of the same module; else of one that stands. With Count, a column of a number, the
	// node makes a list of so many properties: {it} in Path is the index of each, from 0.
	Read struct {
		Of    Node // Reference or Own
		Path  Pattern
		Now   bool
		Count string
	}

	// SubscriptionID is the id of a subscription by its name: of a column, or in an Each of It.
	SubscriptionID struct{ Column string }
)

// TheString is the Column of a Reference in an Each: the string itself.
const TheString = "it"

// Field is a member of an object.
type Field struct {
	Key   string
	Value Node
}

func (Const) isNode()          {}
func (Column) isNode()         {}
func (Flag) isNode()           {}
func (Text) isNode()           {}
func (Reference) isNode()      {}
func (Own) isNode()            {}
func (Fields) isNode()         {}
func (Items) isNode()          {}
func (When) isNode()           {}
func (First) isNode()          {}
func (*Rows) isNode()          {}
func (Each) isNode()           {}
func (It) isNode()             {}
func (Concat) isNode()         {}
func (Around) isNode()         {}
func (Location) isNode()       {}
func (Tags) isNode()           {}
func (Key) isNode()            {}
func (Read) isNode()           {}
func (SubscriptionID) isNode() {}

// Kind is what a column holds.
type Kind int

// The kinds of columns, and the values of their cells.
const (
	String     Kind = iota // Str
	Integer                // Int
	Boolean                // Bool, written where it is said, true or false
	FlagKind               // Bool, written only where it is not the default
	Strings                // List of Str
	Dictionary             // Object of Str: tags
	NestedRows             // List of Object
	Condition              // Object: a condition in the language of Azure Policy, of field with equals or in, or allOf or anyOf several
	KeyName                // Str: the name of a parameter for a secret
)

// Cond is a condition on cells. The zero value holds always. A column of the row around has ^ before its name.
type Cond struct {
	Any []string // one of these has a cell, and it is not false
	Is  string   // and it is this string; "" for anything
	Not bool     // none of it
}

// Has holds where one of the columns has a cell, flags where they are set.
func Has(columns ...string) Cond { return Cond{Any: columns} }

// Lacks holds where none of the columns has a cell.
func Lacks(columns ...string) Cond { return Cond{Any: columns, Not: true} }

// Is holds where a column has that string.
func Is(column, value string) Cond { return Cond{Any: []string{column}, Is: value} }

// Name is a name that a pattern makes, unless the column Override, optional and "" for none, has another one.
type Name struct {
	Pattern  Pattern
	Override string
}

// id is the object {id: …} that Azure has for a reference.
func id(n Node) Node { return idNode(n, referenced(n)) }

// idNode makes nothing where an optional reference makes nothing.
func idNode(n Node, optional []string) Node {
	object := Fields{{"id", n}}
	if optional == nil {
		return object
	}
	return When{Has(optional...), object}
}

// referenced are the columns without which a node makes nothing, nil where it always makes something.
func referenced(n Node) []string {
	switch n := n.(type) {
	case Reference:
		if n.Optional {
			return []string{n.Column}
		}
	case Column:
		if n.Optional {
			return []string{n.Name}
		}
	case When:
		return n.If.Any
	case First:
		var out []string
		for _, one := range n {
			columns := referenced(one)
			if columns == nil {
				return nil
			}
			out = append(out, columns...)
		}
		return out
	}
	return nil
}

// text, integer and the like are the columns that most shapes are made of.
func text(name string) Column     { return Column{Name: name, Kind: String} }
func texts(name string) Column    { return Column{Name: name, Kind: Strings} }
func (c Column) optional() Column { c.Optional = true; return c }
func idOf(name, kind string) Column {
	return Column{Name: name, Kind: String, IDOf: kind, Optional: true}
}
func (c Column) about(s string) Column { c.About = s; return c }
func (c Column) or(v Value) Column     { c.Default = v; return c }
func (c Column) given(flag string, v Value) Column {
	c.Default, c.DefaultIf = v, flag
	return c
}
func (c Column) otherwise(v Value) Column { c.Else = v; return c }

// str, yes and no are constants.
func str(s string) Const { return Const{Str(s)} }

var (
	yes = Const{Bool(true)}
	no  = Const{Bool(false)}
)
