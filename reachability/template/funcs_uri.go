package template

import (
	"net/url"
	"strconv"
	"strings"
)

func init() {
	register(
		&function{name: "buildUri", min: 1, max: 1, strict: buildURI},
		&function{name: "parseUri", min: 1, max: 1, strict: parseURI, literal: true},
	)
}

// buildURI makes an address of its parts: scheme, host, port, path and query.
func buildURI(c *call, args []*Value) *Value {
	of := args[0]
	if of.Kind != Object {
		return c.wrong(0, "an object with scheme and host", of)
	}
	part := map[string]string{}
	for _, m := range of.Members {
		switch m.Value.Kind {
		case Unknown:
			return unknown(m.Value.Text, c.r.keyOf("buildUri", args))
		case String:
			part[strings.ToLower(m.Key)] = m.Value.Text
		case Number:
			part[strings.ToLower(m.Key)] = numberText(m.Value.Number)
		case Null:
		default:
			return c.wrong(0, "an object of strings", m.Value)
		}
		if hasOwn(part[strings.ToLower(m.Key)]) {
			return unknown(ownReason(part[strings.ToLower(m.Key)]), c.r.keyOf("buildUri", args))
		}
	}
	for _, needed := range []string{"scheme", "host"} {
		if part[needed] == "" {
			return c.fail("the object of \"buildUri\" has no " + needed)
		}
	}
	s := part["scheme"] + "://" + part["host"]
	if port := part["port"]; port != "" && port != defaultPorts[part["scheme"]] {
		s += ":" + port
	}
	s += "/" + strings.TrimPrefix(part["path"], "/")
	if query := strings.TrimPrefix(part["query"], "?"); query != "" {
		s += "?" + query
	}
	return text(s)
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

func parseURI(c *call, args []*Value) *Value {
	u, err := url.Parse(args[0].String())
	if args[0].Kind != String || err != nil || !u.IsAbs() || u.Host == "" {
		return c.wrong(0, "an absolute URI", args[0])
	}
	out := &Value{Kind: Object}
	add := func(key string, v *Value) {
		out.Members = append(out.Members, Member{Key: key, KeyAt: c.where.At, Value: v})
	}
	add("scheme", text(u.Scheme))
	add("host", text(u.Hostname()))
	port := &Value{}
	if n, err := strconv.Atoi(u.Port()); err == nil && u.Port() != defaultPorts[u.Scheme] {
		port = number(float64(n))
	}
	add("port", port)
	if u.EscapedPath() != "" {
		add("path", text(u.EscapedPath()))
	}
	if u.RawQuery != "" {
		add("query", text("?"+u.RawQuery))
	}
	return out
}
