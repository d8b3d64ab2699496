package picture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A font is the size of a text in pixels, and its weight.
type font struct {
	size int
	bold bool
}

var (
	titleFont = font{18, true}
	nameFont  = font{13, true}
	plainFont = font{11, false}
	boldFont  = font{11, true}
)

// families are the fonts of a picture. Which of them a reader has is not known, so a text is measured by the widest, DejaVu Sans, and is
// narrower than that elsewhere.
const families = `Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif`

// Advance widths of the printable characters of ASCII in thousandths of the size, from the space on. Source: the table hmtx of DejaVu Sans 2.37.
var (
	regular = [...]int{318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637, 637, 637, 637, 637, 637, 637, 637,
		337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632, 576, 775, 752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635, 611, 732, 685,
		989, 686, 611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 412, 521,
		393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838}
	bold = [...]int{349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696, 696, 696, 696, 696, 696, 696,
		400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684, 684, 821, 837, 373, 373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774,
		1104, 771, 725, 726, 458, 366, 458, 838, 500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596,
		479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838}
)

// widest is more than the width of any other letter of the Latin, Greek and Cyrillic scripts in that font, and of an ideograph in any.
const widest = 1450

// width is the room that a text takes, in pixels.
func width(s string, f font) int {
	table := &regular
	if f.bold {
		table = &bold
	}
	sum := 0
	for _, r := range s {
		switch {
		case r >= ' ' && int(r-' ') < len(table):
			sum += table[r-' ']
		case r == '·':
			sum += 380
		case r == '−', r == '≠': // of U+2212 and U+2260
			sum += 838
		case r == '…', r == '→', r == '←', r == '↔', r == '×', r == '–':
			sum += 1000
		default:
			sum += widest
		}
	}
	return (sum*f.size + 999) / 1000
}

// lineHeight is how far the base lines of two lines of text are apart.
func (f font) lineHeight() int { return f.size + 4 }

// shown is a text as it may be drawn: what has no picture, what no XML may hold, and what reorders its neighbours is replaced.
func shown(s string) string {
	s = strings.ReplaceAll(s, "\t", "    ")
	if utf8.ValidString(s) && strings.IndexFunc(s, unseen) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// unseen tells the characters that a picture does not show: controls, formats such as those of the direction of text, and what is no character.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp) || r == 0xFFFE || r == 0xFFFF
}

// wrap divides a name that is wider than a limit, after a sign where it can.
func wrap(s string, f font, limit int) []string {
	var out []string
	rest := []rune(s)
	for {
		fits, sign, sum := 0, 0, 0
		for fits < len(rest) {
			if sum += width(string(rest[fits]), f); sum > limit {
				break
			}
			if fits++; strings.ContainsRune("-_/., ", rest[fits-1]) {
				sign = fits
			}
		}
		if fits == len(rest) {
			return append(out, string(rest))
		}
		if fits = max(fits, 1); sign > 0 {
			fits = sign
		}
		out = append(out, strings.TrimRight(string(rest[:fits]), " "))
		rest = rest[fits:]
	}
}
