package report

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/diag"
	"github.com/vnetloom/vnetloom/picture"
	"github.com/vnetloom/vnetloom/source"
	"github.com/vnetloom/vnetloom/topology"
)

// inputOf is what a page of the intent in a folder is made of.
func inputOf(t *testing.T, dir string) Input {
	t.Helper()
	r, err := compile.Compile(context.Background(), os.DirFS(dir), []string{"."}, compile.Options{Targets: []string{}})
	require.NoError(t, err, dir)
	return inputOfResult(t, r)
}

func inputOfResult(t *testing.T, r *compile.Result) Input {
	t.Helper()
	require.NotNil(t, r.Proof, "%v", r.Findings)
	network, found := r.Proof.Analysis()
	require.False(t, found.HasErrors())
	return Input{Topology: r.Topology, Analysis: network, Findings: r.Findings, Picture: picture.New(r.Topology, nil).SVG(), LimitDoc: func(name string) string {
		doc, _, _ := compile.ExplainField("limits." + name)
		return doc.Doc
	}}
}

func pageOf(t *testing.T, in Input) string {
	t.Helper()
	content, err := HTML(in)
	require.NoError(t, err)
	return string(content)
}

// goldenCases are the folders of the cases.
func goldenCases(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("../golden/cases/*")
	require.NoError(t, err)
	require.Greater(t, len(list), 50)
	return list
}

// elements are the elements of a page in order, each with the names of its attributes; texts is all that stands between them.
func elements(t *testing.T, page string) (list []*html.Node, texts string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var b strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			list = append(list, n)
		case html.TextNode:
			b.WriteString(n.Data)
		}
	}
	return list, b.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Each page fetches nothing, has every id once, and every link leads to one of them.
func TestEveryGoldenHasAPageThatNeedsNothing(t *testing.T) {
	for _, dir := range goldenCases(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			in := inputOf(t, dir)
			page := pageOf(t, in)
			require.Equal(t, page, pageOf(t, in), "the same bytes")
			require.Empty(t, regexp.MustCompile(`/(?:home|root|tmp|Users)/\S*`).FindString(page), "a path of the machine")
			all, texts := elements(t, page)
			ids := map[string]bool{}
			for _, n := range all {
				if id := attribute(n, "id"); id != "" {
					require.False(t, ids[id], "id %s twice", id)
					ids[id] = true
				}
			}
			policies := 0
			for _, n := range all {
				for _, a := range n.Attr {
					switch {
					case slices.Contains([]string{"src", "srcset", "action", "formaction", "data", "poster", "style", "background"},
						a.Key) || strings.HasPrefix(a.Key, "on"):
						t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
					case a.Key == "href":
						require.True(t, strings.HasPrefix(a.Val, "#"), a.Val)
						require.True(t, ids[a.Val[1:]], "%s leads nowhere", a.Val)
					case a.Key == "http-equiv":
						policies++
						require.Contains(t, attribute(n, "content"), "default-src 'none'")
					}
				}
				require.NotContains(t, []string{"link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "use", "image", "foreignobject"}, n.Data)
			}
			require.Equal(t, 1, policies)
			require.Empty(t, regexp.MustCompile(`url\(|@import`).FindString(page))
			for _, c := range in.Topology.Candidates {
				require.True(t, strings.Contains(texts, c.Name), c.Name)
				require.True(t, ids["at-"+slug(c.Name)], c.Name)
			}
			for _, e := range in.Topology.Expectations {
				require.True(t, strings.Contains(texts, "expect "+e.Name), e.Name)
			}
			for _, d := range in.Findings {
				require.True(t, strings.Contains(texts, d.Code.ID), d.Code.ID)
			}
			require.False(t, strings.Contains(page, "not kept"))
		})
	}
}

// hostile is what a name becomes, for every name a different one.
func hostile(s string) string {
	if s == "" {
		return ""
	}
	return `"><script>alert(1)</script><img src=x onerror=alert(2)>' style=x {{.}} javascript:` + s + "\u202e\x1b[31m<!--"
}

// spoil makes every text of a value hostile, equal ones equally; words of the code, which are types of their own, stay.
func spoil(v reflect.Value, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		spoil(v.Elem(), seen)
	case reflect.Struct:
		if strings.HasPrefix(v.Type().PkgPath(), "net/") || v.Type() == reflect.TypeFor[source.Range]() {
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				spoil(v.Field(i), seen)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), seen)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := v.MapIndex(key)
			if key.Kind() != reflect.String || value.Kind() != reflect.String {
				continue
			}
			v.SetMapIndex(key, reflect.Value{})
			v.SetMapIndex(reflect.ValueOf(hostile(key.String())).Convert(key.Type()), reflect.ValueOf(hostile(value.String())).Convert(value.Type()))
		}
	case reflect.String:
		switch v.Type() {
		case reflect.TypeFor[topology.CandidateKind](), reflect.TypeFor[topology.Role](), reflect.TypeFor[topology.Ownership](), reflect.TypeFor[topology.NextHop](), reflect.TypeFor[topology.Tier]():
			return
		}
		v.SetString(hostile(v.String()))
	}
}

// What anyone calls anything, no element and no attribute comes of it.
func TestNamesAreTextWhateverTheyAre(t *testing.T) {
	for _, name := range []string{"access-site-flows", "wan-sites", "subscriptions-three", "vpn-clients-inspected"} {
		before, _ := elements(t, pageOf(t, inputOf(t, "../golden/cases/"+name)))
		in := inputOf(t, "../golden/cases/"+name)
		for id, known := range in.Analysis.Promises.Names {
			in.Analysis.Promises.Names[id] = hostile(known)
		}
		for i := range in.Findings {
			d := &in.Findings[i]
			d.Summary, d.Why, d.Hint = hostile(d.Summary), hostile(d.Why), hostile(d.Hint)
			d.Subject.File = source.New(hostile(d.Subject.String()), []byte(strings.Repeat(hostile("x")+"\n", 99)))
			for j := range d.Related {
				d.Related[j].Message = hostile(d.Related[j].Message)
			}
		}
		spoil(reflect.ValueOf(in.Topology), map[uintptr]bool{})
		in.Picture = picture.New(in.Topology, nil).SVG()
		page := pageOf(t, in)
		after, texts := elements(t, page)
		require.True(t, strings.Contains(texts, "<script>alert(1)</script>"))
		require.False(t, strings.Contains(page, "\u202e"))
		require.False(t, strings.Contains(page, "\x1b"))
		allowed := map[string]bool{}
		for _, n := range before {
			for _, a := range n.Attr {
				allowed[n.Data+" "+a.Key] = true
			}
			allowed[n.Data] = true
		}
		allowed["td title"], allowed["tr id"] = true, true
		scripts := 0
		for _, n := range after {
			require.True(t, allowed[n.Data], "<%s>", n.Data)
			for _, a := range n.Attr {
				require.True(t, allowed[n.Data+" "+a.Key], "<%s %s=%q>", n.Data, a.Key, a.Val)
				if a.Key == "href" || a.Key == "id" || a.Key == "class" {
					require.NotContains(t, a.Val, "<script>")
				}
			}
			if n.Data == "script" {
				scripts++
			}
		}
		require.Equal(t, 1, scripts)
	}
}

// The style and the script that the page lets run are those that it has.
func TestThePolicyLetsItsOwnScriptRunAlone(t *testing.T) {
	page := pageOf(t, inputOf(t, "../examples/contoso"))
	all, _ := elements(t, page)
	content := ""
	var styles, scripts []string
	for _, n := range all {
		switch {
		case attribute(n, "http-equiv") != "":
			content = attribute(n, "content")
		case n.Data == "style":
			styles = append(styles, n.FirstChild.Data)
		case n.Data == "script":
			scripts = append(scripts, n.FirstChild.Data)
		}
	}
	require.Len(t, styles, 2)
	require.Len(t, scripts, 1)
	require.Equal(t, policy(styles, scripts...), content)
}

// spokes is an estate of spokes in three regions behind firewalls.
func spokes(n int) string {
	var b strings.Builder
	b.WriteString(`vnetloom: v1
name: sizes
defaults: {location: westeurope}
profiles: {app: {labels: {tier: app}, subnets: {web: +0/26, app: +64/26, data: +128/26}}}
networks:
`)
	regions := []string{"westeurope", "northeurope", "uksouth"}
	for i, region := range regions {
		fmt.Fprintf(&b, "  hub%d: {location: %s, addressSpace: 10.0.%d.0/22, subnets: {AzureFirewallSubnet: 10.0.%d.64/26}, firewall: {}}\n", i, region, 4*i, 4*i)
	}
	for i := range n {
		fmt.Fprintf(&b, "  app-%04d: {profile: app, location: %s, addressSpace: 10.%d.%d.0/24}\n", i, regions[i%3], 16+i/256, i%256)
	}
	b.WriteString("connections:\n  core: {kind: mesh, members: [hub0, hub1, hub2], transit: spokes}\n")
	for i, region := range regions {
		fmt.Fprintf(&b, "  r%d: {kind: hubAndSpoke, hub: hub%d, spokes: {tier: app, location: %s}, inspect: hub%d/firewall}\n", i, i, region, i)
	}
	return b.String()
}

// A page of a thousand networks is a row for each of them, and what is alike once.
func TestAPageIsNoLargerThanARowForEachNetwork(t *testing.T) {
	sizes := map[int]int{}
	for _, n := range []int{5, 1000} {
		r, err := compile.Sources(t.Context(), []*source.File{source.New("estate.yaml", []byte(spokes(n)))}, compile.Options{Targets: []string{}})
		require.NoError(t, err)
		page := pageOf(t, inputOfResult(t, r))
		sizes[n] = len(page)
		for _, section := range []string{"picture", "joins", "matrix", "routes", "firewalls"} {
			text := regexp.MustCompile(`(?s)<section id="` + section + `".*?</section>`).FindString(page)
			require.NotEmpty(t, text)
			require.Less(t, len(text), 60_000, "%s of %d networks", section, n)
		}
	}
	require.Less(t, sizes[5], 100_000)
	require.Less(t, sizes[1000], 1_000_000)
}

func TestWhatIsNotKeptIsSaid(t *testing.T) {
	in := inputOf(t, "../golden/cases/subscriptions-three")
	e := in.Topology.Expectations[0]
	in.Findings = diag.List{{Code: diag.NewCode("VL601", diag.Error, diag.Page{}), Severity: diag.Error, Subject: e.Origin.Range,
		Summary: `"webshop/web" reaches "sap", and "apart" expects that it does not`}}
	_, texts := elements(t, pageOf(t, in))
	require.Contains(t, texts, "does not keep what the intent says: 1 error, 0 warnings, 0 notes")
	require.Contains(t, texts, "not kept")
	require.Contains(t, texts, "not proved")
	require.Contains(t, pageOf(t, in), `<a href="#at-webshop">webshop/web</a>`)
	in.Analysis = nil
	_, texts = elements(t, pageOf(t, in))
	require.Contains(t, texts, "nothing is proved")
	require.NotContains(t, texts, "Effective routes")
}

func TestTwoNamesHaveTwoAnchors(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"a", "A", "a-b", "a_b", "a_2f_b", "a/b", "ä", "a b", ""} {
		require.Empty(t, seen[slug(name)], name)
		seen[slug(name)] = name
	}
	require.NotEmpty(t, slices.Collect(maps.Keys(seen)))
}

// The page of examples/contoso as it is: UPDATE_GOLDEN=1 accepts another.
func TestThePageOfContoso(t *testing.T) {
	const file = "testdata/contoso.html"
	page := []byte(pageOf(t, inputOf(t, "../examples/contoso")))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(file, page, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, page), "%s is stale; to accept: UPDATE_GOLDEN=1 go test ./report -run %s, and look at it", file, t.Name())
}
