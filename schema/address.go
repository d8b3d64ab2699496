package schema

import (
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/diag"
)

// semantic makes the checks that CUE cannot, by the word of @check. The node has the right form.
func (c *checker) semantic(n *Node, check string) {
	switch check {
	case "prefix":
		c.prefix(n)
	case "address":
		if a, err := n.address(); err != nil || a.Is4In6() {
			c.report(codePrefix, diag.Diagnostic{Summary: fmt.Sprintf("%s in %q is not an address", n.show(), n.path()), Subject: n.rng,
				Label: "not an address", Hint: addressHint(n.text, true)})
		}
	case "families":
		c.families(n)
	case "labels":
		c.labels(n)
		c.secretNames(n)
	case "tags":
		c.secretNames(n)
	case "probe":
		c.probe(n)
	case "port":
		if _, err := n.ports(); err != nil {
			c.report(codeValue, diag.Diagnostic{Summary: fmt.Sprintf("port %s of %s %s", n.show(), n.owner(), err), Subject: n.rng,
				Label: "not a port", Hint: "write a port from 1 to 65535 such as tcp/443, or a range such as tcp/8000-8010"})
		}
	case "naming":
		c.placeholders(n)
	case "location":
		c.location(n)
	}
}

func (c *checker) prefix(n *Node) {
	p, err := n.prefix()
	if err != nil || p.Addr().Is4In6() {
		c.report(codePrefix, diag.Diagnostic{Summary: fmt.Sprintf("%s in %q is not an address prefix", n.show(), n.path()), Subject: n.rng,
			Label: "not an address prefix", Hint: addressHint(n.text, false)})
		return
	}
	if m := p.Masked(); m != p {
		c.report(codeHostBits, diag.Diagnostic{Summary: fmt.Sprintf("%s in %q has host bits set", n.show(), n.path()), Subject: n.rng,
			Label: "not the first address of a /" + strconv.Itoa(p.Bits()), Why: "Azure refuses a prefix with host bits (InvalidCIDRNotation)",
			Hint: "the prefix that contains this address is " + m.String()})
	}
}

// addressHint says what is wrong with a text that should be an address or a prefix.
func addressHint(text string, address bool) string {
	addr, bits, slash := strings.Cut(text, "/")
	a, err := netip.ParseAddr(addr)
	switch {
	case err == nil && a.Is4In6():
		return "write the IPv4 address: " + a.Unmap().String()
	case err == nil && address && slash:
		return "write the address without a length: " + a.String()
	case err == nil && !address && !slash:
		return fmt.Sprintf("add a prefix length: %s/%d is this single address", addr, a.BitLen())
	case err == nil && !address:
		return fmt.Sprintf("the prefix length is a number from 0 to %d, not %q", a.BitLen(), clip(bits))
	case err != nil && strings.Contains(err.Error(), "leading zero"):
		return "write the parts of the address without leading zeros"
	}
	return ""
}

// offset places +n/bits in a prefix: the subnet of that length that begins n addresses into it. The error is a reason.
func offset(text string, in netip.Prefix) (netip.Prefix, error) {
	plus, length, _ := strings.Cut(text, "/")
	begin, ok := new(big.Int).SetString(strings.TrimPrefix(plus, "+"), 10)
	bits, err := strconv.Atoi(length)
	width := in.Addr().BitLen()
	if !ok || err != nil || bits > width {
		return netip.Prefix{}, fmt.Errorf("the length of the subnet is at most %d there", width)
	}
	if bits < in.Bits() {
		return netip.Prefix{}, fmt.Errorf("a /%d is larger than %s", bits, in)
	}
	size := new(big.Int).Lsh(big.NewInt(1), uint(width-bits))
	if new(big.Int).Mod(begin, size).Sign() != 0 {
		return netip.Prefix{}, fmt.Errorf("a /%d begins at a multiple of %s", bits, size)
	}
	if whole := new(big.Int).Lsh(big.NewInt(1), uint(width-in.Bits())); begin.Cmp(whole) >= 0 {
		return netip.Prefix{}, fmt.Errorf("%s has %s addresses", in, whole)
	}
	raw := in.Addr().AsSlice()
	sum := new(big.Int).Add(new(big.Int).SetBytes(raw), begin)
	sum.FillBytes(raw)
	addr, _ := netip.AddrFromSlice(raw)
	return netip.PrefixFrom(addr, bits), nil
}

func (c *checker) probe(n *Node) {
	port := strings.Split(n.text, "/")[1]
	if i, err := strconv.Atoi(port); err != nil || i < 1 || i > 65535 {
		c.report(codeValue, diag.Diagnostic{Summary: fmt.Sprintf("the port of %s in %q must be a number from 1 to 65535", n.show(), n.path()),
			Subject: n.rng, Label: "not a port", Hint: "write the port on which the appliance answers, such as tcp/443"})
	}
}

// portRange reads tcp/443, tcp/8000-8010, udp/53, icmp and any. The text has the right form; the error is a reason.
func portRange(text string) (PortRange, error) {
	protocol, ports, ok := strings.Cut(text, "/")
	p := PortRange{Protocol: protocol}
	if !ok {
		return p, nil
	}
	first, last, ranged := strings.Cut(ports, "-")
	if !ranged {
		last = first
	}
	p.First, _ = strconv.Atoi(first)
	p.Last, _ = strconv.Atoi(last)
	switch {
	case p.First < 1 || p.Last > 65535:
		return p, errors.New("is not from 1 to 65535")
	case p.First > p.Last:
		return p, errors.New("is a range that ends before it begins")
	}
	return p, nil
}

// families reports a second address of one family.
func (c *checker) families(n *Node) {
	first := map[bool]*Node{}
	for _, item := range n.children {
		a, err := item.address()
		if err != nil {
			continue
		}
		if old := first[a.Is4()]; old != nil && old.text != item.text {
			c.report(codeFamily, diag.Diagnostic{Summary: fmt.Sprintf("%s in %q is a second address of the same family", item.show(), n.path()),
				Subject: item.rng, Label: "the second", Related: []diag.Related{{Range: old.rng, Message: "the first"}},
				Hint: "write one IPv4 address, one IPv6 address, or one of each; several instances behind one address need a loadBalancer"})
			return
		}
		first[a.Is4()] = item
	}
}
