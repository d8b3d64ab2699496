package powershell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// printJSON prints a value as JSON: on one line where it is within the width and holds no rows, else each member or item from a line of
// its own. It ends with a line break. A value that only a deployment knows is refused: rows and types hold none.
func printJSON(v azure.Value, width int) ([]byte, error) {
	p := &jsonPrinter{width: width}
	if err := p.write(v, 0, 0); err != nil {
		return nil, err
	}
	p.WriteByte('\n')
	return p.Bytes(), nil
}

type jsonPrinter struct {
	bytes.Buffer
	width int
}

// write writes a value. The cursor stands behind an indent and a key of taken columns.
func (p *jsonPrinter) write(v azure.Value, indent, taken int) error {
	flat, err := flatJSON(v)
	if err != nil {
		return err
	}
	if !isRows(v) && !holdsRows(v) && indent+taken+len(flat)-provenanceLength(v) < p.width {
		p.WriteString(flat)
		return nil
	}
	pad := "\n" + strings.Repeat("  ", indent/2+1)
	switch v := v.(type) {
	case azure.List:
		p.WriteByte('[')
		for i, item := range v {
			p.comma(i)
			p.WriteString(pad)
			if err := p.write(item, indent+2, 0); err != nil {
				return err
			}
		}
		p.close(']', indent)
	case azure.Object:
		p.WriteByte('{')
		for i, m := range v {
			p.comma(i)
			key, err := jsonString(m.Key)
			if err != nil {
				return err
			}
			p.WriteString(pad + key + ": ")
			if err := p.write(m.Value, indent+2, len(key)+2); err != nil {
				return err
			}
		}
		p.close('}', indent)
	default:
		p.WriteString(flat)
	}
	return nil
}

// provenanceLength is how long what a row says of its provenance is: as a comment it does not count for where the row is broken.
func provenanceLength(v azure.Value) int {
	row, ok := v.(azure.Object)
	if !ok || len(row) == 0 || row[len(row)-1].Key != provenance {
		return 0
	}
	from, _ := row[len(row)-1].Value.(azure.Str)
	return len(from) + len(`, "": ""`) + len(provenance)
}

func (p *jsonPrinter) comma(i int) {
	if i > 0 {
		p.WriteByte(',')
	}
}

func (p *jsonPrinter) close(with byte, indent int) {
	p.WriteString("\n" + strings.Repeat(" ", indent))
	p.WriteByte(with)
}

// isRows tells a list of objects, which has a line for each: so one more changes no other.
func isRows(v azure.Value) bool {
	list, ok := v.(azure.List)
	if !ok || len(list) == 0 {
		return false
	}
	_, ok = list[0].(azure.Object)
	return ok
}

// holdsRows tells an object with rows somewhere in it.
func holdsRows(v azure.Value) bool {
	o, _ := v.(azure.Object)
	for _, m := range o {
		if isRows(m.Value) || holdsRows(m.Value) {
			return true
		}
	}
	return false
}

// flatJSON is a value on one line.
func flatJSON(v azure.Value) (string, error) {
	var parts []string
	switch v := v.(type) {
	case azure.Str:
		return jsonString(string(v))
	case azure.Int:
		return strconv.FormatInt(int64(v), 10), nil
	case azure.Bool:
		return strconv.FormatBool(bool(v)), nil
	case azure.List:
		for _, item := range v {
			s, err := flatJSON(item)
			if err != nil {
				return "", err
			}
			parts = append(parts, s)
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case azure.Object:
		for _, m := range v {
			key, err := jsonString(m.Key)
			if err != nil {
				return "", err
			}
			s, err := flatJSON(m.Value)
			if err != nil {
				return "", err
			}
			parts = append(parts, key+": "+s)
		}
		return "{" + strings.Join(parts, ", ") + "}", nil
	}
	return "", fmt.Errorf("a %T in data", v)
}

func jsonString(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
