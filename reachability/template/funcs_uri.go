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
	if part["scheme"] == "" || part["host"] == "" {
		return unknown("an address without scheme or host is not supported", c.r.keyOf("buildUri", args))
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
	if u.User != nil || u.Fragment != "" {
		return unknown("an address with a user or a fragment is not supported", c.r.keyOf("parseUri", args))
	}
	port, err := strconv.Atoi(or(u.Port(), or(defaultPorts[u.Scheme], "-1")))
	if err != nil {
		return c.wrong(0, "an absolute URI", args[0])
	}
	query := u.RawQuery
	if query != "" {
		query = "?" + query
	}
	out := &Value{Kind: Object}
	for _, m := range []Member{
		{Key: "scheme", Value: text(u.Scheme)}, {Key: "host", Value: text(u.Hostname())}, {Key: "port", Value: number(float64(port))},
		{Key: "path", Value: text(or(u.EscapedPath(), "/"))}, {Key: "query", Value: text(query)},
	} {
		m.KeyAt = c.where.At
		out.Members = append(out.Members, m)
	}
	return out
}
