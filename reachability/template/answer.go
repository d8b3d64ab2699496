package template

import (
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/source"
)

// ReadAnswers reads a file of what Azure has answered: JSON, in which nothing is an expression. Nil where it is no JSON; the list
// says why.
//
// The places of its values are places of a copy of the file, in which keys and tags are asterisks: whoever shows a line of it shows
// none of them. The text of a member that holds a key is asterisks in the values too.
func ReadAnswers(f *source.File) (*Value, diag.List) {
	b := newBudget()
	b.values, b.fileBytes = maxAnswered, maxAnswerBytes
	r := &reader{reported: map[string]bool{}, budget: b}
	shown := source.New(f.Name, append([]byte(nil), f.Content...))
	v := r.parse(shown, f.Content)
	sound := len(f.Content)
	if v == nil {
		sound = 0
		for _, d := range r.found {
			if d.Severity == diag.Error {
				sound = f.Offset(d.Subject.Start)
			}
		}
	} else {
		hide(v)
	}
	coverSource(shown.Content, v != nil, sound)
	return v, r.found
}

// keyWords are what names of members that hold keys contain, in lower case: Azure answers the service key of a circuit and the
// authorization keys of those who may use it to whoever may read the circuit.
// Source: REST API of ExpressRoute circuits, Get: serviceKey, and authorizationKey of authorizations.
var keyWords = []string{"sharedkey", "servicekey", "authorizationkey", "secret", "password", "psk", "token"}

// hide makes the text of keys asterisks in the values.
func hide(v *Value) {
	for _, item := range v.Items {
		hide(item)
	}
	for i := range v.Members {
		if m := &v.Members[i]; holdsKey(strings.ToLower(m.Key)) {
			cover(m.Value)
		} else if !equalFold(m.Key, "tags") { // what selects by a tag needs its value
			hide(m.Value)
		}
	}
}

func holdsKey(name string) bool {
	for _, w := range keyWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return name == "key"
}

// cover makes every text and number of a value asterisks. Of a file that somebody has edited, a key may stand without its quotation marks.
func cover(v *Value) {
	for _, item := range v.Items {
		cover(item)
	}
	for i := range v.Members {
		cover(v.Members[i].Value)
	}
	switch v.Kind {
	case String:
		v.Text = strings.Repeat("*", len(v.Text))
	case Number:
		*v = Value{Kind: String, Text: "********", At: v.At, offset: v.offset}
	}
}

// OfAnswer makes a resource of a body as Azure answers it: with its whole id, and with every value known. False where it has no
// id of a resource.
func OfAnswer(body *Value) (Resource, bool) {
	written := body.Get("id").String()
	kind, name, ok := typeAndName(written)
	if !ok {
		return Resource{}, false
	}
	if t := body.Get("type").String(); strings.EqualFold(t, kind) {
		kind = t
	}
	if proper := body.Get("name").String(); proper != "" && len(proper) <= len(name) && strings.EqualFold(proper, name[len(name)-len(proper):]) &&
		(len(proper) == len(name) || name[len(name)-len(proper)-1] == '/') { // some answers have ids in lower case
		name = name[:len(name)-len(proper)] + proper
	}
	whole := canonical(body)
	out := Resource{ID: canonicalID(written), Type: kind, Name: name, Location: body.Get("location").String(), Body: whole, Deployed: true,
		Properties: whole.Get("properties"), At: body.At}
	if n := body.Get("name"); n != nil {
		out.At = n.At
	}
	parts := strings.Split(written, "/")
	if len(parts) > 2 && equalFold(parts[1], "subscriptions") {
		out.Subscription = strings.ToLower(parts[2])
	}
	if len(parts) > 5 && equalFold(parts[3], "resourceGroups") { // a group is in none
		out.ResourceGroup = parts[4]
	}
	return out, true
}

// typeAndName reads the type and the whole name from an id: Microsoft.Network/virtualNetworks/subnets and app/web.
func typeAndName(id string) (kind, name string, ok bool) {
	i := strings.LastIndex(strings.ToLower(id), "/providers/")
	if parts := strings.Split(id, "/"); i < 0 && len(parts) == 5 && equalFold(parts[3], "resourceGroups") && parts[4] != "" {
		return azure.TypeResourceGroup, parts[4], isID(id)
	}
	if !isID(id) || i < 0 {
		return "", "", false
	}
	parts := strings.Split(id[i+len("/providers/"):], "/")
	if len(parts) < 3 || len(parts)%2 == 0 {
		return "", "", false
	}
	kind = parts[0]
	for i := 1; i < len(parts); i += 2 {
		if parts[i] == "" || parts[i+1] == "" {
			return "", "", false
		}
		kind += "/" + parts[i]
		name += "/" + parts[i+1]
	}
	return kind, name[1:], true
}

// NotHeld is a value that an answer does not have, and why.
func NotHeld(at source.Range, why string) *Value { return &Value{Kind: Unknown, Text: why, At: at} }

// With is an object with one member more, or another value of it; the object itself stays as it is.
func (v *Value) With(key string, value *Value) *Value {
	out := *v
	out.Members = make([]Member, 0, len(v.Members)+1)
	for _, m := range v.Members {
		if !equalFold(m.Key, key) {
			out.Members = append(out.Members, m)
		}
	}
	out.Members = append(out.Members, Member{Key: key, KeyAt: value.At, Value: value})
	out.height, out.size = 0, 0
	return &out
}
