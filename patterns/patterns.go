// Package patterns owns intents to begin with: one for each pattern of the reference architectures, with the address range, the locations and
// the site that a user gives.
//
// It knows the text of intents and how to divide a range, and nothing of the language: that each compiles without a finding is held by a test.
package patterns

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
	"text/template"
)

//go:embed intents/*.yaml
var intents embed.FS

// A Pattern is an intent to begin with.
type Pattern struct {
	Name   string // two-networks
	Title  string // what it is, a sentence
	Source string // address of the public description
	asks   map[string]bool
	text   *template.Template
}

// Answers are what a pattern is filled with. Each question that Asks names must have an answer.
type Answers struct {
	Name           string       // of the intent
	Range          netip.Prefix // IPv4, at most MaxBits long, which all networks are taken from
	Location       string
	SecondLocation string       // of patterns with two regions
	Site           netip.Prefix // IPv4: what is behind the site
}

// MaxBits is the length of the smallest range: sixteen networks of 256 addresses.
const MaxBits = 20

// Defaults are the answers that nobody gives.
func Defaults() Answers {
	return Answers{Name: "contoso", Range: netip.MustParsePrefix("10.0.0.0/16"), Location: "westeurope", SecondLocation: "northeurope",
		Site: netip.MustParsePrefix("192.168.0.0/16")}
}

// All are the patterns, from the simplest on.
func All() []Pattern {
	var out []Pattern
	for _, name := range []string{"two-networks", "mesh", "hub-spoke", "hub-firewall", "hub-firewall-flows", "hub-appliance", "hub-expressroute",
		"north-south-east-west", "two-regions", "virtual-wan", "virtual-wan-secured", "network-manager", "existing-hub", "partner-tenant"} {
		out = append(out, read(name))
	}
	return out
}

// Named is the pattern of a name.
func Named(name string) (Pattern, bool) {
	for _, p := range All() {
		if p.Name == name {
			return p, true
		}
	}
	return Pattern{}, false
}

func read(name string) Pattern {
	content, err := intents.ReadFile(path.Join("intents", name+".yaml"))
	if err != nil {
		panic(err) // a test reads them all
	}
	text := string(content)
	lines := strings.SplitN(text, "\n", 3)
	p := Pattern{Name: name, Title: strings.TrimPrefix(lines[0], "# "), Source: strings.TrimPrefix(lines[1], "# Source: "), asks: map[string]bool{},
		text: template.Must(template.New(name).Parse(text))}
	for _, q := range []string{"Location", "SecondLocation", "Site"} {
		p.asks[q] = strings.Contains(text, "{{."+q)
	}
	return p
}

// AsksSecondLocation tells whether the pattern has two regions.
func (p Pattern) AsksSecondLocation() bool { return p.asks["SecondLocation"] }

// AsksSite tells whether the pattern has a site.
func (p Pattern) AsksSite() bool { return p.asks["Site"] }

// Intent is the pattern with the answers.
func (p Pattern) Intent(a Answers) ([]byte, error) {
	if err := p.check(a); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := p.text.Execute(&out, a); err != nil {
		return nil, fmt.Errorf("pattern %s: %w", p.Name, err)
	}
	return out.Bytes(), nil
}

func (p Pattern) check(a Answers) error {
	return cmp.Or(a.CheckRange(), p.CheckLocations(a), p.CheckSite(a))
}

// CheckRange says why the range does not fit.
func (a Answers) CheckRange() error {
	switch {
	case !a.Range.IsValid() || !a.Range.Addr().Is4() || a.Range.Bits() > MaxBits:
		return fmt.Errorf("the range is %s, and must be an IPv4 prefix of /%d or larger", a.Range, MaxBits)
	case a.Range != a.Range.Masked():
		return fmt.Errorf("the range %s has host bits set: write %s", a.Range, a.Range.Masked())
	case a.Range.Bits() < 8:
		return fmt.Errorf("the range %s is larger than 10.0.0.0/8, the largest private range", a.Range)
	}
	return nil
}

// CheckLocations says why the locations do not fit.
func (p Pattern) CheckLocations(a Answers) error {
	if p.AsksSecondLocation() && a.SecondLocation == a.Location {
		return fmt.Errorf("the two locations are both %s", a.Location)
	}
	return nil
}

// CheckSite says why the range of the site does not fit, or not beside that of the networks.
func (p Pattern) CheckSite(a Answers) error {
	switch {
	case !p.AsksSite():
		return nil
	case !a.Site.IsValid() || !a.Site.Addr().Is4() || a.Site.Bits() > 29:
		return fmt.Errorf("the site's range is %s, and must be an IPv4 prefix of /29 or larger", a.Site)
	case a.Site != a.Site.Masked():
		return fmt.Errorf("the site's range %s has host bits set: write %s", a.Site, a.Site.Masked())
	case a.Site.Overlaps(a.Range):
		return fmt.Errorf("the site's range %s overlaps the range %s", a.Site, a.Range)
	}
	return nil
}

// Prefix is the nth prefix of that length in the range.
func (a Answers) Prefix(bits, n int) netip.Prefix {
	return netip.PrefixFrom(offset(a.Range.Addr(), uint32(n)<<(32-bits)), bits) //nolint:gosec // of templates: n is small
}

// Address is the nth address of the range.
func (a Answers) Address(n int) netip.Addr { return offset(a.Range.Addr(), uint32(n)) } //nolint:gosec // of templates: n is small

// SitePeer is the address of the site's BGP peer: the last but one of its range.
func (a Answers) SitePeer() netip.Addr {
	return offset(a.Site.Addr(), uint32(1)<<(32-a.Site.Bits())-2)
}

func offset(base netip.Addr, n uint32) netip.Addr {
	b := base.As4()
	sum := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	sum += n
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

// Names are the names of all patterns.
func Names() []string {
	var out []string
	for _, p := range All() {
		out = append(out, p.Name)
	}
	return slices.Clip(out)
}
