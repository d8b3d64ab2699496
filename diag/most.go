package diag

import "strconv"

// Most is how many diagnostics of one code and severity are printed. Who has a hundred of one kind mends the cause, not
// the places one by one; the rest is counted.
const Most = 100

// An entry is a diagnostic that is printed, or the last of its code, which counts those that are not.
type entry struct {
	Diagnostic
	more int
}

// entries are what is printed of a list: at most Most of each code and severity in the list's order, and then, of those of
// which there are more, how many. A diagnostic without a code is the tool speaking of itself, and always printed.
func (l List) entries() []entry {
	type kind struct {
		code     *Code
		severity Severity
	}
	out := make([]entry, 0, min(len(l), 4*Most))
	count := map[kind]int{}
	var beyond []kind
	for _, d := range l {
		k := kind{d.Code, d.Severity}
		if d.Code != nil {
			if count[k]++; count[k] == Most+1 {
				beyond = append(beyond, k)
			}
			if count[k] > Most {
				continue
			}
		}
		out = append(out, entry{Diagnostic: d})
	}
	for _, k := range beyond {
		more := count[k] - Most
		out = append(out, entry{Diagnostic{Code: k.code, Severity: k.severity, Summary: "and " + strconv.Itoa(more) + " more"}, more})
	}
	return out
}
