package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/source"
)

func formatted(t *testing.T, name, text string) string {
	t.Helper()
	out, found := Format(source.New(name, []byte(text)))
	require.Empty(t, found, name)
	again, found := Format(source.New(name, out))
	require.Empty(t, found, name)
	require.Equal(t, string(out), string(again), "twice")
	return string(out)
}

func TestFieldsStandInTheOrderOfTheLanguage(t *testing.T) {
	require.Equal(t, `# yaml-language-server: $schema=intent.schema.json
vnetloom: v1
name: contoso
defaults: {location: westeurope, resourceGroup: rg}
networks:
  # Names stay where they are.
  shop: {profile: app, addressSpace: 10.1.0.0/24, labels: {z: 1, a: 2}}
  hub:
    addressSpace: 10.0.0.0/22
    subnets:
      GatewaySubnet: 10.0.0.0/26
      web: {prefix: 10.0.1.0/26, routes: {x: {prefix: 10.9.0.0/16, via: internet}}}
    gateways: {vpn: {asn: 65010, activeActive: true}}
connections:
  estate: {kind: hubAndSpoke, hub: hub, spokes: [{env: prod}, shop], inspect: hub/firewall}
  m:
    kind: mesh
    members: [a, b]
expect:
  x: {from: shop, to: internet}
`, formatted(t, "intent.yaml", `# yaml-language-server: $schema=intent.schema.json
networks:
  # Names stay where they are.
  shop:  {labels: {z: 1, a: 2}, addressSpace: 10.1.0.0/24, profile: app}
  hub:
    gateways: {vpn: {activeActive: true, asn: 65010}}
    subnets:
      GatewaySubnet: 10.0.0.0/26
      web: {routes: {x: {via: internet, prefix: 10.9.0.0/16}}, prefix: 10.0.1.0/26}
    addressSpace: 10.0.0.0/22
expect:
  x: {to: internet, from: shop}
connections:
  estate: {inspect: hub/firewall, spokes: [{env: prod}, shop], kind: hubAndSpoke, hub: hub}
  m:
    members: [a, b]
    kind: mesh
defaults: {resourceGroup: rg, location: westeurope}
name:   contoso
vnetloom: v1
`))
}

func TestJSONIsFormattedWithItsTextsAsTheyAre(t *testing.T) {
	require.Equal(t, `{
  "vnetloom": "v1",
  "name": "a\u00e9<\"",
  "networks": {
    "b": {
      "addressSpace": [
        "10.0.0.0/24"
      ],
      "labels": {}
    }
  },
  "connections": {
    "m": {
      "kind": "mesh",
      "members": [
        "a",
        {
          "x": "y"
        }
      ]
    }
  },
  "more": [
    1e3,
    -0.0,
    null,
    true
  ]
}
`, formatted(t, "intent.json", `{"more": [1e3, -0.0, null, true], "connections": {"m": {"members": ["a", {"x": "y"}], "kind": "mesh"}},
 "networks": {"b": {"labels": {}, "addressSpace": ["10.0.0.0/24"]}}, "name": "a\u00e9<\"", "vnetloom": "v1"}`))
}

func TestWhatIsNotWellFormedIsNotFormatted(t *testing.T) {
	for name, text := range map[string]string{"a.yaml": "a: [", "a.json": `{"a": }`, "a.cue": "a: {", "a.txt": "", "b.yaml": "\xff", "b.json": "{} {}", "c.json": ""} {
		_, found := Format(source.New(name, []byte(text)))
		require.Len(t, found, 1, name)
		require.Same(t, codeSyntax, found[0].Code)
		require.Contains(t, found[0].Summary, "cannot be formatted")
	}
	_, found := Format(source.New("k.yaml", []byte("connections:\n  a: {sharedKey: s3cret, b: [}\n")))
	require.Len(t, found, 1)
	require.NotContains(t, string(found[0].Subject.File.Content), "s3cret")
}

// Every intent of the repository means the same when it is formatted.
func TestEveryIntentOfTheRepositoryMeansTheSameFormatted(t *testing.T) {
	seen := 0
	for _, root := range []string{"../golden/cases", "../golden/migrations", "../examples", "../patterns"} {
		require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || formatOf(name) == formatNone || strings.Contains(filepath.ToSlash(name), "/want/") {
				return err
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			before, found := Load(fstest.MapFS{"intent" + filepath.Ext(name): {Data: text}}, []string{"intent" + filepath.Ext(name)})
			if found.HasErrors() {
				return nil
			}
			seen++
			after, found := Load(fstest.MapFS{"intent" + filepath.Ext(name): {Data: []byte(formatted(t, name, string(text)))}}, []string{"intent" + filepath.Ext(name)})
			require.False(t, found.HasErrors(), "%s: %v", name, found)
			require.Equal(t, meaningOf(t, before), meaningOf(t, after), name)
			return nil
		}))
	}
	require.Greater(t, seen, 100)
}

// meaningOf is an intent without the places where it is written.
func meaningOf(t *testing.T, in *Intent) string {
	t.Helper()
	var b bytes.Buffer
	var write func(v reflect.Value)
	write = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				write(v.Elem())
			}
		case reflect.Struct:
			if stringer, ok := v.Interface().(fmt.Stringer); ok && v.Type().PkgPath() == "net/netip" {
				b.WriteString(stringer.String() + ";")
				return
			}
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && !strings.HasPrefix(f.Name, "Element") {
					b.WriteString(f.Name + "=")
					write(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				write(v.Index(i))
			}
			b.WriteString("];")
		default:
			text, err := json.Marshal(v.Interface())
			require.NoError(t, err)
			b.Write(text)
			b.WriteByte(';')
		}
	}
	write(reflect.ValueOf(in))
	return b.String()
}
