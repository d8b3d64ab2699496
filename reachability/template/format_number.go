package template

import (
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/internal/pattern"
)

var standardNumber = pattern.Lazy(`^([DdFfGgNnXx])(\d{0,2})$`)

// formatNumber writes a number with a format code of .NET; false where that is not supported.
// Source: Standard numeric format strings, Custom numeric format strings, of the invariant culture.
func formatNumber(v *Value, code string) (string, bool) {
	m := standardNumber().FindStringSubmatch(code)
	if m == nil {
		return customNumber(v, code)
	}
	n, integer := whole(v)
	integer = integer && !v.Float
	digits, given := 0, m[2] != ""
	if given {
		digits, _ = strconv.Atoi(m[2])
	}
	switch m[1] {
	case "D", "d":
		return signed(n, pad(magnitude(n), digits)), integer
	case "X", "x":
		s := strconv.FormatUint(uint64(n), 16)
		if m[1] == "X" {
			s = strings.ToUpper(s)
		}
		return pad(s, digits), integer
	case "F", "f", "N", "n":
		if !given {
			digits = 2
		}
		s := magnitude(n)
		if m[1] == "N" || m[1] == "n" {
			s = grouped(s)
		}
		if digits > 0 {
			s += "." + strings.Repeat("0", digits)
		}
		return signed(n, s), integer
	}
	return plain(v), integer && !given // G
}

func magnitude(n int64) string { return strings.TrimPrefix(strconv.FormatInt(n, 10), "-") }

func signed(n int64, s string) string {
	if n < 0 {
		return "-" + s
	}
	return s
}

func pad(s string, digits int) string { return strings.Repeat("0", max(0, digits-len(s))) + s }

// grouped puts a comma before each three digits.
func grouped(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var customForm = pattern.Lazy(`^([#0,]*[#0])(?:\.([#0]+))?$`)

// customNumber writes a whole number with a pattern of digits: 000, #,##0, 0.00.
func customNumber(v *Value, code string) (string, bool) {
	n, ok := whole(v)
	m := customForm().FindStringSubmatch(code)
	if !ok || v.Float || m == nil || len(code) > 99 {
		return "", false
	}
	form := strings.ReplaceAll(m[1], ",", "")
	least := 0
	if i := strings.IndexByte(form, '0'); i >= 0 {
		least = len(form) - i
	}
	s := magnitude(n)
	if n == 0 {
		s = ""
	}
	s = pad(s, least)
	if strings.Contains(m[1], ",") {
		s = grouped(s)
	}
	if zeros := strings.LastIndexByte(m[2], '0') + 1; zeros > 0 {
		s += "." + strings.Repeat("0", zeros)
	}
	return signed(n, s), true
}
