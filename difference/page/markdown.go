package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vnetloom/vnetloom/difference"
	"github.com/vnetloom/vnetloom/internal/markdown"
)

// MostOfAComment bounds a page in Markdown, in bytes. A comment of GitHub takes 65,536 characters.
const MostOfAComment = 60_000

// mostOfAnEntry bounds an entry of it: one that is longer is not shown.
const mostOfAnEntry = 4000

// CommentMark is the first line of a page in Markdown, by which a workflow finds its comment again.
const CommentMark = "<!-- vnetloom diff -->"

// Markdown is a difference as the comment of a pull request, of less than MostOfAComment bytes: details are folded, and where there are too many
// entries the first ones are shown, and how many more there are. Every text of anyone's is code, so nothing in it is a link, a mention or HTML.
func Markdown(r *difference.Report) string {
	sections := Outline(r)
	head := CommentMark + "\n**" + arrows(r.Verdict) + "**\n"
	rendered, needs := make([][]string, len(sections)), make([]int, len(sections))
	left := MostOfAComment - len(head)
	for i := range sections {
		left -= len(opening(&sections[i])) + len(closing(&sections[i])) + len(andMore(len(sections[i].Entries)))
		for _, e := range sections[i].Entries {
			if needs[i] > MostOfAComment { // none of the others has a place
				break
			}
			line := "- "
			if e.Label != "" {
				line += "**" + e.Label + "** "
			}
			line += e.Line.in(arrows, markdown.Code) + "\n"
			if len(line) > mostOfAnEntry {
				line = "- an entry that is too long for this page: the JSON has it\n"
			}
			rendered[i] = append(rendered[i], line)
			needs[i] += len(line)
		}
	}
	shares := share(needs, left)
	var b strings.Builder
	b.WriteString(head)
	for i := range sections {
		b.WriteString(opening(&sections[i]))
		for j, line := range rendered[i] {
			if shares[i] -= len(line); shares[i] < 0 {
				b.WriteString(andMore(len(sections[i].Entries) - j))
				break
			}
			b.WriteString(line)
		}
		b.WriteString(closing(&sections[i]))
	}
	return b.String()
}

func andMore(n int) string { return fmt.Sprintf("- and %d more: `--format json` has all\n", n) }

func opening(s *Section) string {
	if s.Folded {
		return fmt.Sprintf("\n<details><summary>%s: %d</summary>\n\n", s.Title, len(s.Entries))
	}
	return "\n#### " + s.Title + "\n\n"
}

func closing(s *Section) string {
	if s.Folded {
		return "\n</details>\n"
	}
	return ""
}

// arrows are words with the signs of a page in place of those of a terminal.
func arrows(words string) string { return signs.Replace(words) }

var signs = strings.NewReplacer("<->", "↔", "->", "→")

// share divides a number among needs: who needs less than an equal share leaves the rest to the others.
func share(needs []int, total int) []int {
	order := make([]int, len(needs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return needs[a] - needs[b] })
	out := make([]int, len(needs))
	for n, i := range order {
		out[i] = min(needs[i], max(total, 0)/(len(order)-n))
		total -= out[i]
	}
	return out
}
