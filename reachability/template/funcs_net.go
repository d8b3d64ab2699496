package template

import (
	"math/big"
	"net/netip"

	"github.com/vnetloom/vnetloom/internal/ipnet"
)

func init() {
	register(
		&function{name: "parseCidr", min: 1, max: 1, strict: parseCIDR, literal: true},
		&function{name: "cidrSubnet", min: 3, max: 3, strict: cidrSubnet, literal: true},
		&function{name: "cidrHost", min: 2, max: 2, strict: cidrHost, literal: true},
	)
}

// prefixOf reads an argument as a prefix; the address may be any in it.
func prefixOf(v *Value) (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(v.String())
	if err != nil {
		return classful(v)
	}
	return p.Masked(), !p.Addr().Is4In6()
}

// classful is what an address without a length is taken for: the network of its class, of IPv6 a /64.
func classful(v *Value) (netip.Prefix, bool) {
	a, err := netip.ParseAddr(v.String())
	if err != nil || a.Is4In6() {
		return netip.Prefix{}, false
	}
	bits := 24
	switch {
	case a.Is6():
		bits = 64
	case a.As4()[0] < 128:
		bits = 8
	case a.As4()[0] < 192:
		bits = 16
	}
	p, err := a.Prefix(bits)
	return p, err == nil
}

const wantPrefix = "an address range such as 10.0.0.0/16"

func parseCIDR(c *call, args []*Value) *Value {
	p, ok := prefixOf(args[0])
	if !ok {
		return c.wrong(0, wantPrefix, args[0])
	}
	first, last := p.Addr(), ipnet.Last(p)
	usable, lastUsable := first, last
	switch { // of a range of one or two addresses of IPv4 the engine names the first twice
	case first.Is4() && p.Bits() < 31:
		usable, lastUsable = first.Next(), last.Prev()
	case first.Is4():
		lastUsable = first
	}
	out := &Value{Kind: Object}
	add := func(key string, v *Value) {
		out.Members = append(out.Members, Member{Key: key, KeyAt: c.where.At, Value: v})
	}
	add("network", text(first.String()))
	add("netmask", text(mask(p)))
	if first.Is4() {
		add("broadcast", text(last.String()))
	}
	add("firstUsable", text(usable.String()))
	add("lastUsable", text(lastUsable.String()))
	add("cidr", number(float64(p.Bits())))
	return out
}

// mask writes the mask of a prefix as an address.
func mask(p netip.Prefix) string {
	b := make([]byte, p.Addr().BitLen()/8)
	for i := range p.Bits() {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a.String()
}

// offset is the address that lies n addresses, shifted by so many bits, behind another; false where there is none.
func offset(a netip.Addr, n int64, shift int) (netip.Addr, bool) {
	sum := new(big.Int).Lsh(big.NewInt(n), uint(shift))
	sum.Add(sum, new(big.Int).SetBytes(a.AsSlice()))
	b := make([]byte, a.BitLen()/8)
	if n < 0 || sum.BitLen() > a.BitLen() {
		return a, false
	}
	out, _ := netip.AddrFromSlice(sum.FillBytes(b))
	return out, true
}

func cidrSubnet(c *call, args []*Value) *Value {
	p, ok := prefixOf(args[0])
	if !ok {
		return c.wrong(0, wantPrefix, args[0])
	}
	bits, ok := whole(args[1])
	if !ok || bits < int64(p.Bits()) || bits > int64(p.Addr().BitLen()) {
		return c.wrong(1, "a length from "+itoa(p.Bits())+" to "+itoa(p.Addr().BitLen()), args[1])
	}
	n, ok := whole(args[2])
	if !ok {
		return c.wrong(2, "a whole number", args[2])
	}
	a, ok := offset(p.Addr(), n, p.Addr().BitLen()-int(bits))
	if !ok || !p.Contains(a) {
		return c.fail(p.String() + " has no subnet /" + itoa(int(bits)) + " at index " + numberText(args[2].Number))
	}
	return text(netip.PrefixFrom(a, int(bits)).String())
}

func cidrHost(c *call, args []*Value) *Value {
	p, ok := prefixOf(args[0])
	if !ok {
		return c.wrong(0, wantPrefix, args[0])
	}
	n, ok := whole(args[1])
	if !ok {
		return c.wrong(1, "a whole number", args[1])
	}
	last := ipnet.Last(p)
	if last.Is4() {
		last = last.Prev()
	}
	a, ok := offset(p.Addr(), n+1, 0)
	if !ok || n < 0 || last.Less(a) {
		return c.fail(p.String() + " has no host at index " + numberText(args[1].Number))
	}
	return text(a.String())
}
