package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// evil is a name that clears the screen, and gives orders to the runner of a pipeline.
const evil = "s\x1b[2J\x1b[31mALL GOOD\n::error::EVIL\n::stop-commands::x\u202e\u009b ##[error]y ##vso[task.complete]z"

// hostileTemplate is a network, subnets, a table and an appliance, all of evil names.
func hostileTemplate(t *testing.T) string {
	t.Helper()
	table := "[resourceId('Microsoft.Network/routeTables', '" + evil + "')]"
	resource := func(kind, name string, properties map[string]any) map[string]any {
		return map[string]any{"type": "Microsoft.Network/" + kind, "apiVersion": "2024-05-01", "name": name, "location": "w", "properties": properties}
	}
	subnet := func(name, prefix string) map[string]any {
		return map[string]any{"name": name, "properties": map[string]any{"addressPrefix": prefix, "routeTable": map[string]any{"id": table}}}
	}
	content, err := json.Marshal(map[string]any{
		"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
		"resources": []any{
			resource("routeTables", evil, map[string]any{"routes": []any{map[string]any{"name": evil, "properties": map[string]any{
				"addressPrefix": "172.16.0.0/12", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4",
			}}, map[string]any{"name": "n", "properties": map[string]any{"addressPrefix": evil, "nextHopType": "None"}}}}),
			resource("virtualNetworks", "::group::"+evil, map[string]any{
				"addressSpace": map[string]any{"addressPrefixes": []any{"10.0.0.0/16"}},
				"subnets":      []any{subnet("::error::"+evil, "10.0.0.0/24"), subnet("b"+evil, "10.0.1.0/24")},
			}),
			resource("virtualNetworks", evil, map[string]any{"addressSpace": map[string]any{"addressPrefixes": []any{"10.0.0.0/16"}}}),
		},
	})
	require.NoError(t, err)
	return string(content)
}

// requireHarmless requires that no line does anything, but where it may be a workflow command of ours.
func requireHarmless(t *testing.T, printed string, ours bool) {
	t.Helper()
	for _, line := range strings.Split(printed, "\n") {
		for _, r := range line {
			require.True(t, unicode.IsGraphic(r) || r == '\t', "%q in %q", r, line)
		}
		require.NotContains(t, line, "##[")
		require.NotContains(t, line, "##vso[")
		if ours {
			command, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), "::")
			word, _, _ := strings.Cut(command, " ")
			require.Contains(t, []string{"error", "warning", "notice", ""}, word, line)
			continue
		}
		require.False(t, strings.HasPrefix(strings.TrimSpace(line), "::") && strings.Count(line, "::") > 1, line)
	}
}

func TestNamesOfAnyonesTemplatesDoNothing(t *testing.T) {
	in(t, map[string]string{"t.json": hostileTemplate(t)})
	said := map[string]bool{}
	for _, command := range [][]string{
		{"routes", "10.0.0.4"}, {"routes", "::group::" + evil}, {"trace", "10.0.0.4", "10.0.1.4"}, {"trace", "10.0.0.4", "172.16.0.1"},
		{"trace", "10.0.0.4", "internet"},
		{"trace", evil, evil}, {"verify"}, {"verify", "--reach=matrix"},
	} {
		for _, format := range []string{"text", "json"} {
			for _, errors := range errorFormats {
				args := append(append([]string{}, command...), "t.json", "--error-format="+errors, "-v")
				if len(command) > 1 {
					args = append(args, "--format="+format)
				}
				var stdout, stderr bytes.Buffer
				Main(args, strings.NewReader(""), &stdout, &stderr)
				requireHarmless(t, stdout.String(), false)
				requireHarmless(t, stderr.String(), errors == "github")
				if format == "json" && stdout.Len() > 0 {
					require.True(t, json.Valid(stdout.Bytes()), stdout.String())
				}
				if strings.Contains(stdout.String(), "ALL GOOD") {
					said[command[0]+format] = true
				}
				if strings.Contains(stderr.String(), "ALL GOOD") {
					said[errors] = true
				}
			}
		}
	}
	for _, want := range []string{"routestext", "routesjson", "tracetext", "tracejson", "verifytext", "verifyjson", "text", "json", "github"} {
		require.True(t, said[want], "the names are printed as %s", want)
	}
}

func TestNamesOnTheCommandLineDoNothing(t *testing.T) {
	in(t, map[string]string{"intent.yaml": "bicep/main.bicep"})
	for _, args := range [][]string{
		{"explain", evil}, {evil}, {"check", evil}, {"check", "--" + evil}, {"generate", "--target", evil}, {"routes", evil, "--format", evil},
		{"trace", "a", "b", "--flow", evil},
		{"help", evil}, {"completion", evil}, {"verify", evil}, {"generate", "--out", evil, "-v"}, {"generate", "--out", evil + "2", "--check"},
	} {
		for _, format := range errorFormats {
			got := vnetloom(append([]string{"--error-format", format}, args...)...)
			requireHarmless(t, got.stdout, false)
			requireHarmless(t, got.stderr, format == "github")
			require.NotEmpty(t, got.stdout+got.stderr+strconv.Itoa(got.code))
		}
	}
}

// Files on a disk may be called anything but for a slash.
func TestNamesOfFilesDoNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such names")
	}
	file := strings.ReplaceAll(evil, "/", "-")
	in(t, map[string]string{file + ".yaml": "odd\nbad"})
	for _, format := range errorFormats {
		got := vnetloom("check", "--error-format", format)
		require.Contains(t, strings.ReplaceAll(got.stderr, "%20", " "), "ALL GOOD", "in a URI a blank is %20")
		requireHarmless(t, got.stderr, format == "github")
	}

	in(t, map[string]string{"intent.yaml": "bicep/main.bicep"})
	put(t, "out/bicep/"+file+".bicep", header+"::error::"+evil+"\n\t\x1b[2J\r\n plain\ttab\r\n")
	for _, args := range [][]string{{"--check"}, {"--diff", "--prune"}, {"--diff"}, {}, {"--prune", "-v"}} {
		for _, format := range errorFormats {
			got := vnetloom(append(append([]string{"generate"}, args...), "--error-format", format)...)
			requireHarmless(t, strings.ReplaceAll(got.stdout, "\r\n", "\n"), false)
			requireHarmless(t, got.stderr, format == "github")
			if format == "text" {
				require.Contains(t, got.stdout+got.stderr, "ALL GOOD", args)
			}
			if len(args) == 2 && args[0] == "--diff" {
				require.Contains(t, got.stdout, `--- "a/out/bicep/s\033[2J\033[31mALL GOOD\012::error::EVIL`)
				require.Contains(t, got.stdout, "- plain\ttab\r\n", "what is harmless stays as it is, for patch")
			}
		}
		if len(args) == 2 && args[0] == "--prune" {
			entries, err := os.ReadDir(filepath.Join("out", "bicep"))
			require.NoError(t, err)
			require.Len(t, entries, 1)
		}
	}
}
