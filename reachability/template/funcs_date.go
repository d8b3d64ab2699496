package template

import (
	"strconv"
	"strings"
	"time"

	"github.com/vnetloom/vnetloom/internal/pattern"
)

func init() {
	register(
		&function{name: "dateTimeAdd", min: 2, max: 3, strict: dateTimeAdd, literal: true},
		&function{name: "dateTimeFromEpoch", min: 1, max: 1, strict: dateTimeFromEpoch},
		&function{name: "dateTimeToEpoch", min: 1, max: 1, strict: dateTimeToEpoch, literal: true},
	)
}

// dateLayouts are the forms of a date that are read: those of ISO 8601, with a blank for the T, and its basic form.
var dateLayouts = []string{
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02",
	"20060102T150405Z07:00", "20060102T150405",
}

// date reads a date; one without an offset is in UTC.
func date(v *Value) (time.Time, bool) {
	s := v.String()
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

var durationForm = pattern.Lazy(`^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(\.\d+)?S)?)?$`)

// duration reads a duration of ISO 8601 as the engine does: a year has 365 days and a month 30, twelve months are a year.
func duration(s string) (time.Duration, bool) {
	m := durationForm().FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || m[5] == "T" {
		return 0, false
	}
	n := func(i int) int64 {
		k, err := strconv.ParseInt("0"+m[i], 10, 32)
		if err != nil {
			return -1
		}
		return k
	}
	for _, i := range []int{2, 3, 4, 6, 7, 8} {
		if n(i) < 0 {
			return 0, false
		}
	}
	days := n(2)*365 + n(3)/12*365 + n(3)%12*30 + n(4)
	if days > 100_000 {
		return 0, false
	}
	d := time.Duration(days)*24*time.Hour + time.Duration(n(6))*time.Hour + time.Duration(n(7))*time.Minute + time.Duration(n(8))*time.Second
	if m[9] != "" {
		fraction, err := time.ParseDuration("0" + m[9] + "s")
		if err != nil {
			return 0, false
		}
		d += fraction
	}
	if m[1] != "" {
		d = -d
	}
	return d, true
}

// standardDate is the form that dates are written in.
const standardDate = "yyyy-MM-ddTHH:mm:ssZ"

func dateTimeAdd(c *call, args []*Value) *Value {
	t, ok := date(args[0])
	if !ok {
		return c.otherDate(args)
	}
	d, ok := duration(args[1].String())
	if !ok {
		return c.wrong(1, "a duration of ISO 8601 such as P1D", args[1])
	}
	form := standardDate
	if len(args) == 3 {
		if args[2].Kind != String {
			return c.wrong(2, "a date format", args[2])
		}
		form = args[2].Text
	}
	s, ok := formatDate(t.Add(d), form)
	if !ok {
		return unknown("the date format "+form+" is not supported", c.r.keyOf("dateTimeAdd", args))
	}
	return text(s)
}

// otherDate is the answer to what is no date, or one in another form: the engine reads more of them.
func (c *call) otherDate(args []*Value) *Value {
	if !strings.ContainsAny(args[0].String(), "0123456789") {
		return c.wrong(0, "a date", args[0])
	}
	return unknown("this form of a date is not supported: "+args[0].Text, c.r.keyOf(c.name, args))
}

func dateTimeFromEpoch(c *call, args []*Value) *Value {
	n, ok := whole(args[0])
	if !ok || n < -62135596800 || n > 253402300799 { // the years 1 to 9999
		return c.wrong(0, "seconds since 1970", args[0])
	}
	s, _ := formatDate(time.Unix(n, 0).UTC(), standardDate)
	return text(s)
}

func dateTimeToEpoch(c *call, args []*Value) *Value {
	t, ok := date(args[0])
	if !ok {
		return c.otherDate(args)
	}
	return number(float64(t.Unix()))
}

// standardDates are the formats of one letter, as custom ones; those of o, r and u count in UTC.
// Source: Standard date and time format strings, of the invariant culture.
var standardDates = map[string]string{
	"d": "MM/dd/yyyy", "D": "dddd, dd MMMM yyyy", "f": "dddd, dd MMMM yyyy HH:mm", "F": "dddd, dd MMMM yyyy HH:mm:ss",
	"g": "MM/dd/yyyy HH:mm", "G": "MM/dd/yyyy HH:mm:ss", "m": "MMMM dd", "M": "MMMM dd", "t": "HH:mm", "T": "HH:mm:ss",
	"y": "yyyy MMMM", "Y": "yyyy MMMM", "s": "yyyy-MM-ddTHH:mm:ss", "o": "yyyy-MM-ddTHH:mm:ss.fffffffzzz", "O": "yyyy-MM-ddTHH:mm:ss.fffffffzzz",
	"r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "u": "yyyy-MM-dd HH:mm:ss'Z'",
}

// formatDate writes a date with a format of .NET; false for what is not supported.
// Source: Custom date and time format strings.
func formatDate(t time.Time, form string) (string, bool) {
	if len(form) == 1 {
		custom, ok := standardDates[form]
		if !ok {
			return "", false
		}
		if strings.ContainsAny(form, "rRu") {
			t = t.UTC()
		}
		form = custom
	}
	var b strings.Builder
	for i := 0; i < len(form); {
		c := form[i]
		n := 1
		for i+n < len(form) && form[i+n] == c {
			n++
		}
		switch {
		case c == '\'' || c == '"':
			end := strings.IndexByte(form[i+1:], c)
			if end < 0 {
				return "", false
			}
			b.WriteString(form[i+1 : i+1+end])
			i += end + 2
			continue
		case c == '%' || c == '\\':
			return "", false
		case strings.IndexByte("yMdHhmsftzK", c) >= 0:
			s, ok := datePart(t, c, n)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		case strings.IndexByte("Fg", c) >= 0:
			return "", false
		default:
			b.WriteString(form[i : i+n])
		}
		i += n
	}
	return b.String(), true
}

// datePart writes one letter of a format that stands n times.
func datePart(t time.Time, c byte, n int) (string, bool) {
	digits := func(k, width int) (string, bool) {
		s := strconv.Itoa(k)
		return strings.Repeat("0", max(0, width-len(s))) + s, true
	}
	switch c {
	case 'y':
		if n <= 2 {
			return digits(t.Year()%100, n)
		}
		return digits(t.Year(), n)
	case 'M':
		switch {
		case n == 3:
			return t.Month().String()[:3], true
		case n > 3:
			return t.Month().String(), true
		}
		return digits(int(t.Month()), n)
	case 'd':
		switch {
		case n == 3:
			return t.Weekday().String()[:3], true
		case n > 3:
			return t.Weekday().String(), true
		}
		return digits(t.Day(), n)
	case 'H':
		return digits(t.Hour(), min(n, 2))
	case 'h':
		return digits((t.Hour()+11)%12+1, min(n, 2))
	case 'm':
		return digits(t.Minute(), min(n, 2))
	case 's':
		return digits(t.Second(), min(n, 2))
	case 'f':
		s, _ := digits(t.Nanosecond(), 9)
		return s[:min(n, 7)], n <= 7
	case 't':
		return t.Format("PM")[:min(n, 2)], true
	}
	zone := t.Format("-07:00")
	switch {
	case c == 'K' || n >= 3:
		return zone, n == 1 || c == 'z'
	case n == 2:
		return zone[:3], true
	}
	return zone[:1] + strings.TrimPrefix(zone[1:3], "0"), true
}
