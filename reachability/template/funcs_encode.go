package template

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

func init() {
	register(
		&function{
			name: "base64", min: 1, max: 1,
			strict: onText(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }), literal: true,
		},
		&function{name: "base64ToString", min: 1, max: 1, strict: fromBase64, literal: true},
		&function{name: "base64ToJson", min: 1, max: 1, strict: base64ToJSON, literal: true},
		&function{name: "dataUri", min: 1, max: 1, strict: toDataURI, literal: true},
		&function{name: "dataUriToString", min: 1, max: 1, strict: fromDataURI, literal: true},
		&function{name: "uri", min: 2, max: 2, strict: joinURI, literal: true},
		&function{name: "uriComponent", min: 1, max: 1, strict: onText(escapeURI), literal: true},
		&function{name: "uriComponentToString", min: 1, max: 1, strict: unescapeURI, literal: true},
		&function{name: "guid", min: 1, max: -1, strict: guid, literal: true},
		&function{name: "uniqueString", min: 1, max: -1, strict: uniqueString, literal: true},
		&function{name: "newGuid", loose: inDefault(asks("newGuid", "has another value at each deployment"))},
		&function{name: "utcNow", max: 1, loose: inDefault(asks("utcNow", "is the time of the deployment"))},
		&function{name: "providers", min: 1, max: 2, strict: asks("providers", "is known only at deployment")},
		&function{name: "pickZones", min: 3, max: 5, strict: asks("pickZones", "depends on the zones of the location")},
		&function{name: "toLogicalZone", min: 3, max: 3, strict: asks("toLogicalZone", "is known only at deployment")},
		&function{name: "toLogicalZones", min: 3, max: 3, strict: asks("toLogicalZones", "is known only at deployment")},
		&function{name: "toPhysicalZone", min: 3, max: 3, strict: asks("toPhysicalZone", "is known only at deployment")},
		&function{name: "toPhysicalZones", min: 3, max: 3, strict: asks("toPhysicalZones", "is known only at deployment")},
	)
}

// asks makes a function whose result only a deployment knows.
func asks(name, why string) func(*call, []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		return unknown(name+"() "+why, c.r.keyOf(name, args))
	}
}

// inDefault makes a function that is allowed only in the default value of a parameter.
func inDefault(f func(*call, []*Value) *Value) func(*call, []*Value) *Value {
	return func(c *call, args []*Value) *Value {
		if !c.env.ofDefault {
			return c.fail("\"" + c.name + "\" is allowed only in the default value of a parameter")
		}
		return f(c, args)
	}
}

// guidNamespace is the namespace of the UUIDs, of version 5, that guid() makes.
var guidNamespace, _ = hex.DecodeString("11fb06fb712d4ddd98c7e71bbd588830")

// guid makes the UUID of version 5 of its arguments, joined by hyphens, as the documentation of Bicep has it.
func guid(c *call, args []*Value) *Value {
	parts := make([]string, len(args))
	for i, a := range args {
		if a.Kind != String {
			return c.wrong(i, "a string", a)
		}
		parts[i] = a.Text
	}
	h := sha1.New()
	h.Write(guidNamespace)
	h.Write([]byte(strings.Join(parts, "-")))
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	s := hex.EncodeToString(u)
	return text(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:])
}

func fromBase64(c *call, args []*Value) *Value {
	b, err := base64.StdEncoding.DecodeString(args[0].String())
	if args[0].Kind != String || err != nil || !utf8.Valid(b) {
		return c.wrong(0, "a string in base64", args[0])
	}
	return text(string(b))
}

func base64ToJSON(c *call, args []*Value) *Value {
	v := fromBase64(c, args)
	if v.Kind != String {
		return v
	}
	return fromJSON(c, []*Value{v})
}

func toDataURI(c *call, args []*Value) *Value {
	if args[0].Kind != String {
		return c.wrong(0, "a string", args[0])
	}
	return text("data:text/plain;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(args[0].Text)))
}

func fromDataURI(c *call, args []*Value) *Value {
	head, body, ok := strings.Cut(args[0].String(), ",")
	if !ok || !hasPrefixFold(head, "data:") {
		return c.wrong(0, "a data URI", args[0])
	}
	if !strings.HasSuffix(strings.ToLower(head), ";base64") {
		return unescapeURI(c, []*Value{text(body)})
	}
	return fromBase64(c, []*Value{text(body)})
}

// joinURI joins an address and a relative one.
func joinURI(c *call, args []*Value) *Value {
	base, err := url.Parse(args[0].String())
	if args[0].Kind != String || err != nil || !base.IsAbs() {
		return c.wrong(0, "an absolute URI", args[0])
	}
	relative, err := url.Parse(args[1].String())
	if args[1].Kind != String || err != nil {
		return c.wrong(1, "a relative URI", args[1])
	}
	return text(base.ResolveReference(relative).String())
}

// escapeURI escapes everything but what RFC 3986 calls unreserved.
func escapeURI(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{s[i]})))
	}
	return b.String()
}

func unescapeURI(c *call, args []*Value) *Value {
	if args[0].Kind != String {
		return c.wrong(0, "an encoded URI component", args[0])
	}
	return text(unescaped(args[0].Text))
}

// unescaped reads the escapes of an address and + for a blank; what is no escape stays as it is.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		if s[i] == '+' {
			b.WriteByte(' ')
			continue
		}
		b.WriteByte(s[i])
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}
