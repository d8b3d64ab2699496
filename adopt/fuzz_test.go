package adopt_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/vnetloom/vnetloom/adopt"
	"github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/reachability/template"
	"github.com/vnetloom/vnetloom/source"
)

// Whatever stands in an export, an intent is made: YAML that can be read, the same each time, and a reason for all that is listed.
func FuzzImport(f *testing.F) {
	for _, content := range estates(f) {
		f.Add(content)
	}
	f.Fuzz(checkImport)
}

// Estates that are nearly right: a few values of one are left out, exchanged, doubled or of another kind.
func FuzzImportOfAnEditedEstate(f *testing.F) {
	all := estates(f)
	for i := range all {
		f.Add(uint8(i), []byte{1, 2, 3, 4, 5, 6, 7, 8})
		f.Add(uint8(i), []byte{3, 0, 200, 2, 1, 1, 77, 9})
	}
	f.Fuzz(func(t *testing.T, which uint8, edits []byte) {
		checkImport(t, edited(t, all[int(which)%len(all)], edits))
	})
}

// estates are seeds: the export of examples/deployed, a star with a firewall, and what testdata/estates has.
func estates(t testing.TB) [][]byte {
	files, err := filepath.Glob("testdata/estates/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no estates", err)
	}
	var out [][]byte
	for _, name := range append(files, "../examples/deployed/estate.json", "../examples/brownfield/estate.json") {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, content)
	}
	return append(out, star().text(t))
}

// checkImport imports an export as what exists, as what is taken over, and with something left out.
func checkImport(t *testing.T, content []byte) {
	checkImportAs(t, content, adopt.Options{})
	all := func(*template.Resource) bool { return true }
	made := checkImportAs(t, content, adopt.Options{Creates: all})
	left := map[string]string{}
	for line := range bytes.Count(made.Intent, []byte("\n")) {
		if place := made.PlaceAt(line); line%7 == 0 && place != "" {
			left[place] = "for a test"
		}
	}
	checkImportAs(t, content, adopt.Options{Creates: all, Without: left})
}

func checkImportAs(t *testing.T, content []byte, o adopt.Options) *adopt.Result {
	read, _ := deployed.Read([]*source.File{source.New("export.json", content)})
	made := adopt.Import("estate", read.Resources, o)
	var intent map[string]any
	if err := yaml.Unmarshal(made.Intent, &intent); err != nil {
		t.Fatalf("%v\n%s", err, made.Intent)
	}
	again := adopt.Import("estate", read.Resources, o)
	if !bytes.Equal(made.Intent, again.Intent) || !slices.Equal(made.Left, again.Left) {
		t.Fatalf("a second import is another:\n%s\n%s\n%v\n%v", made.Intent, again.Intent, made.Left, again.Left)
	}
	for _, l := range made.Left {
		if l.ID == "" || l.Why == "" {
			t.Fatalf("%+v is listed without a reason or a name", l)
		}
	}
	return made
}

// A slot is a place in a JSON value that can be set.
type slot struct {
	value  any
	set    func(any)
	remove func()
}

// slotsOf are the places in a JSON value, in one order.
func slotsOf(v any, out *[]slot) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			*out = append(*out, slot{v[k], func(x any) { v[k] = x }, func() { delete(v, k) }})
			slotsOf(v[k], out)
		}
	case []any:
		for i := range v {
			*out = append(*out, slot{v[i], func(x any) { v[i] = x }, func() { v[i] = nil }})
			slotsOf(v[i], out)
		}
	}
}

// edited is an estate with up to eight edits, of four bytes each: a place, what is done to it, and with what.
func edited(t *testing.T, content []byte, edits []byte) []byte {
	var root any
	if err := json.Unmarshal(content, &root); err != nil {
		t.Fatal(err)
	}
	for ; len(edits) >= 4; edits = edits[4:] {
		var slots []slot
		slotsOf(root, &slots)
		if len(slots) == 0 {
			break
		}
		at := func(n int) slot { return slots[n%len(slots)] }
		s, by := at(int(edits[0])<<8|int(edits[1])), int(edits[3])
		switch edits[2] % 8 {
		case 0:
			s.remove()
		case 1:
			s.set([]any{nil, true, 3.0, "", "x", []any{}, map[string]any{}, "10.0.0.0/8", "::/0", "10.0.0.4", "a/b", "Any", "*"}[by%13])
		case 2, 3: // what stands elsewhere, near or far
			copied, _ := json.Marshal(at(int(edits[0])<<8 | int(edits[1]) + by*by).value)
			var v any
			_ = json.Unmarshal(copied, &v)
			s.set(v)
		case 4:
			if list, ok := s.value.([]any); ok && len(list) > 0 {
				s.set(append(list[:len(list):len(list)], list[by%len(list)]))
			}
		case 5:
			if list, ok := s.value.([]any); ok && len(list) > 0 {
				s.set(list[:by%len(list)])
			}
		case 6:
			if text, ok := s.value.(string); ok && len(text) > 0 {
				s.set(text[:by%len(text)])
			}
		case 7:
			if text, ok := s.value.(string); ok {
				s.set(text + string(rune(32+by%96)))
			}
		}
	}
	out, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
