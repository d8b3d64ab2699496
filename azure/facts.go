package azure

import (
	"fmt"
	"reflect"
)

// WordTag is the tag of a struct's field that carries a setting through from the intent to its column, under the same word.
const WordTag = "word"

// FactsOf adds the fields of a struct that have a word to facts: each is the fact of the column of that name. A field is a string or
// a list of strings, which are no facts where they are empty, or a pointer to a boolean. So a setting that is only handed on is named
// where it is declared and where its shape is, and nowhere between.
func (f Facts) FactsOf(settings any) error {
	v := reflect.ValueOf(settings)
	for i := range v.NumField() {
		word := v.Type().Field(i).Tag.Get(WordTag)
		if word == "" {
			return fmt.Errorf("field %s of %T: no word", v.Type().Field(i).Name, settings)
		}
		switch field := v.Field(i).Interface().(type) {
		case string:
			f.Text(word, field)
		case []string:
			f.Texts(word, field)
		case *bool:
			if field != nil {
				f[word] = Bool(*field)
			}
		default:
			return fmt.Errorf("field %s of %T: a %T", v.Type().Field(i).Name, settings, field)
		}
	}
	return nil
}

// Text adds a fact of text, none where it is empty.
func (f Facts) Text(column, text string) {
	if text != "" {
		f[column] = Str(text)
	}
}

// Texts adds a fact of several texts, none where there are none.
func (f Facts) Texts(column string, texts []string) {
	if len(texts) > 0 {
		f[column] = TextList(texts)
	}
}

// TextList is a list of texts.
func TextList(texts []string) List {
	out := make(List, len(texts))
	for i, text := range texts {
		out[i] = Str(text)
	}
	return out
}

// Shared makes rows that several rows share: what stands in Estate.Sets.
func (e *Estate) Shared(r *Rows, facts Nested) (List, error) {
	b := &builder{estate: e, row: &Row{}}
	list := List{}
	for i, item := range facts {
		cells, err := b.cells(r.decls, item, nil, "")
		if err != nil {
			return nil, fmt.Errorf("shared row %d of %s: %w", i+1, r.Column, err)
		}
		list = append(list, cells)
	}
	return list, nil
}

// NestedRows are the nested rows of a column, nil where it has none.
func (t *Table) NestedRows(column string) *Rows {
	for _, d := range t.decls {
		if d.Name == column {
			return d.Rows
		}
	}
	return nil
}
