package diag

import (
	"sort"
	"strings"
)

// Closest returns the candidate that the word was most likely meant to be, or "" where none is near: one that differs by case, hyphens,
// underscores and spaces alone; else one within an edit distance of 2, or a third of the word; else the only one that begins with the
// word, of three letters or more. Ties go to the first in alphabetical order.
func Closest(word string, candidates []string) string {
	sorted := append([]string(nil), candidates...)
	sort.Strings(sorted)
	var longer []string
	short := letters(word)
	for _, c := range sorted {
		switch plain := letters(c); {
		case plain == short && short != "":
			return c
		case len(short) >= 3 && strings.HasPrefix(plain, short):
			longer = append(longer, c)
		}
	}
	if near := nearest(word, sorted); near != "" || len(longer) != 1 {
		return near
	}
	return longer[0]
}

// letters is a word without case, and without what joins its parts.
func letters(word string) string {
	return strings.ToLower(joints.Replace(word))
}

// joints joins the parts of a word.
var joints = strings.NewReplacer("-", "", "_", "", " ", "")

// nearest is the candidate, of a sorted list, with the smallest edit distance.
func nearest(word string, sorted []string) string {
	best, bestDistance := "", max(2, len(word)/3)+1
	lower := strings.ToLower(word)
	for _, c := range sorted {
		if abs(len(c)-len(word)) >= bestDistance {
			continue
		}
		if d := Distance(lower, strings.ToLower(c)); d < bestDistance && d < len(word) {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean is a hint: `did you mean "x"?`, or the fallback where nothing is near.
func DidYouMean(word string, candidates []string, fallback string) string {
	if c := Closest(word, candidates); c != "" {
		return `did you mean "` + c + `"?`
	}
	return fallback
}

func abs(n int) int { return max(n, -n) }

// Distance is the Levenshtein distance of two strings, in bytes.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
