package bicep

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/generators/plantest"
)

func cells(pairs ...any) azure.Object {
	o := azure.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o = append(o, azure.Member{Key: pairs[i].(string), Value: pairs[i+1].(azure.Value)})
	}
	return o
}

func strs(list ...string) azure.List {
	out := azure.List{}
	for _, s := range list {
		out = append(out, azure.Str(s))
	}
	return out
}

// written is a row as it stands in a file, at the depth of rows of an entry.
func written(t *testing.T, row azure.Object, about string) string {
	t.Helper()
	d := &data{}
	d.row(row, about, 3)
	require.NoError(t, d.err)
	for line := range strings.Lines(string(d.buf)) {
		assert.True(t, strings.HasPrefix(line, "      "), line)
	}
	return string(d.buf)
}

func TestARowOfScalarsStandsOnOneLine(t *testing.T) {
	assert.Equal(t, "      { network: 'hub', remote: 'shop', instance: 1, bgp: true, links: ['a', 'b'], none: {} } // connections.prod\n",
		written(t, cells("network", azure.Str("hub"), "remote", azure.Str("shop"), "instance", azure.Int(1), "bgp", azure.Bool(true),
			"links", strs("a", "b"), "none", azure.Object{}), "connections.prod"))
}

func TestACommentStandsWhereItFits(t *testing.T) {
	row := cells("network", azure.Str(strings.Repeat("n", 60)))
	assert.Contains(t, written(t, row, "connections.prod"), " // connections.prod\n")
	assert.NotContains(t, written(t, row, "connections."+strings.Repeat("p", 40)), "//")
	row = append(row, azure.Member{Key: "subnets", Value: azure.List{cells("name", azure.Str("web"))}})
	assert.Equal(t, "      {\n        network: '"+strings.Repeat("n", 60)+"' // connections.prod\n        subnets: [\n          { name: 'web' }\n        ]\n      }\n",
		written(t, row, "connections.prod"))
	assert.NotContains(t, written(t, row, "connections."+strings.Repeat("p", 40)), "//")
	assert.NotContains(t, written(t, cells("subnets", azure.List{cells("name", azure.Str("web"))}), "connections.prod"), "//", "it would be about the list")
}

func TestARowThatIsTooLongHasACellALine(t *testing.T) {
	fits := cells("a", azure.Str(strings.Repeat("x", 49)), "b", azure.Str(strings.Repeat("y", 48)))
	line := written(t, fits, "")
	assert.Equal(t, lineWidth-1, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), "made for this test")
	fits[1].Value = azure.Str(strings.Repeat("é", 49))
	assert.Equal(t, lineWidth, utf8.RuneCountInString(strings.TrimSuffix(written(t, fits, ""), "\n")), "columns, not bytes")
	fits[1].Value = azure.Str(strings.Repeat("y", 50))
	assert.Equal(t, 4, strings.Count(written(t, fits, ""), "\n"))
	fits[1].Value = azure.Str(strings.Repeat("y", 200))
	assert.Contains(t, written(t, fits, ""), "        b: '"+strings.Repeat("y", 200)+"'\n", "one value is not broken")
}

func TestAnAddressOfSeveralStandsOnALineOfItsOwn(t *testing.T) {
	rows := azure.Member{Key: "subnets", Value: azure.List{}}
	one := append(cells("prefixes", strs("10.0.0.0/24")), rows)
	assert.Contains(t, written(t, azure.Object{one[0], {Key: "rules", Value: azure.List{cells("a", azure.Int(1))}}}, ""), "prefixes: ['10.0.0.0/24']\n")
	several := azure.Object{{Key: "prefixes", Value: strs("10.0.0.0/24", "fd00::/48")}, {Key: "dnsServers", Value: strs("10.0.0.4", "10.0.0.5")},
		{Key: "labels", Value: strs("a", "b")}, {Key: "rules", Value: azure.List{cells("sources", strs("10.0.0.0/24", "10.0.1.0/24"))}}}
	assert.Equal(t, `      {
        prefixes: [
          '10.0.0.0/24'
          'fd00::/48'
        ]
        dnsServers: [
          '10.0.0.4'
          '10.0.0.5'
        ]
        labels: ['a', 'b']
        rules: [
          { sources: ['10.0.0.0/24', '10.0.1.0/24'] }
        ]
      }
`, written(t, several, ""))
}

func TestRowsInRowsAndWhatStandsAsItIs(t *testing.T) {
	assert.Equal(t, `      {
        manager: 'm'
        conditions: {
          allOf: [
            { field: 'type', equals: 'x' }
            {
              anyOf: [
                { 'not here': 1 }
                [
                  'a'
                ]
              ]
            }
          ]
        }
      }
`, written(t, cells("manager", azure.Str("m"), "conditions", cells("allOf", azure.List{cells("field", azure.Str("type"), "equals", azure.Str("x")),
		cells("anyOf", azure.List{cells("not here", azure.Int(1)), strs("a")})})), ""))
}

func TestNastyStringsStayStrings(t *testing.T) {
	tags := azure.Object{}
	for i, s := range plantest.Nasty {
		tags = append(tags, azure.Member{Key: s + string(rune('a'+i%26)) + "!", Value: azure.Str(s)})
	}
	d := &data{}
	d.members(tags, 0)
	require.NoError(t, d.err)
	var kept []string
	for line := range strings.Lines(string(d.buf)) {
		if !strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "#disable-next-line no-hardcoded-env-urls\n") {
			kept = append(kept, strings.TrimSuffix(line, "\n"))
		}
	}
	require.Len(t, kept, len(tags))
	for i, m := range tags {
		assert.Equal(t, d.key(m.Key)+": "+d.scalar(m.Value), kept[i])
		assert.Equal(t, m.Key, decodeText(t, d.key(m.Key)))
		assert.Equal(t, string(m.Value.(azure.Str)), decodeText(t, d.scalar(m.Value)))
	}
}

func TestALineWithAHostOfAzureHasItsReason(t *testing.T) {
	assert.Equal(t, `      {
        name: 'a'
        // The intent names this host; environment() would change what it says.
        #disable-next-line no-hardcoded-env-urls
        tags: { login: 'login.microsoftonline.com' }
      }
`, written(t, cells("name", azure.Str("a"), "tags", cells("login", azure.Str("login.microsoftonline.com"))), ""))
}

func TestWhatTheLanguageCannotHoldIsAnError(t *testing.T) {
	for name, v := range map[string]azure.Value{
		"no value":            nil,
		"value not UTF-8":     azure.Str("\xff"),
		"key not UTF-8":       azure.Object{{Key: "\xff", Value: azure.Int(1)}},
		"item":                azure.List{nil},
		"what is no data":     azure.Secret{Name: "x"},
		"an id, not its text": azure.Ref{Name: "x"},
	} {
		d := &data{}
		d.row(azure.Object{{Key: "a", Value: v}}, "", 0)
		assert.Error(t, d.err, name)
	}
}
