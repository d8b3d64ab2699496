package golden_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	compiler "github.com/vnetloom/vnetloom/compile"
	"github.com/vnetloom/vnetloom/internal/cli"
	"github.com/vnetloom/vnetloom/reachability"
)

// What one pair of a class does in an outage all of them do: the pairs of the matrix, asked again without a part, are those of a matrix that is made
// anew without it, with classes of its own; and what a trace says of each pair, where there are few.
func TestAnOutageIsThatOfANetworkWithoutThePart(t *testing.T) {
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	parts, traced := 0, 0
	for _, dir := range dirs {
		in := readIntent(t, dir)
		r, err := compiler.Compile(context.Background(), in.files, in.names, compiler.Options{Targets: []string{}})
		require.NoError(t, err, dir)
		if r.Proof == nil {
			continue
		}
		network, _ := r.Proof.Analysis()
		appliances := network.Promises.Appliances
		m := network.MatrixWithSites(appliances)
		for _, part := range network.Parts() {
			parts++
			without := network.Estate.Without(part.ID)
			again := without.Again(m, appliances)
			require.Equal(t, sumOf(without.MatrixWithSites(appliances).Cells), sumOf(again), "%s without %s", dir, part.ID)
			for _, c := range again {
				for _, pair := range pairsOfCell(m, c) {
					if traced++; traced > 6000 {
						break
					}
					tr := without.Trace(pair[0], pair[1], reachability.Flow{}, appliances)
					require.Equal(t, c.Outcome, tr.There.Outcome, "%s without %s: %v: %s, %s", dir, part.ID, pair, c.Why, tr.There.Why)
					require.Equal(t, c.Inspectors, tr.There.Inspectors(), "%s without %s: %v", dir, part.ID, pair)
				}
			}
		}
	}
	require.Greater(t, parts, 250)
	require.Greater(t, traced, 3000)
}

// sumOf are the pairs of cells by what becomes of them.
func sumOf(cells []reachability.Cell) map[string]int {
	out := map[string]int{}
	for _, c := range cells {
		out[fmt.Sprint(c.Outcome, c.Inspectors, c.Gateways, c.Symmetric)] += c.Pairs
	}
	return out
}

// pairsOfCell are the pairs that a cell stands for, a dozen at most.
func pairsOfCell(m reachability.Matrix, c reachability.Cell) [][2]reachability.Endpoint {
	ends := func(x reachability.Class) []reachability.Endpoint {
		if x.Internet || x.Site != "" {
			return []reachability.Endpoint{{Internet: x.Internet, Site: x.Site}}
		}
		var out []reachability.Endpoint
		for _, id := range x.Subnets {
			out = append(out, reachability.Endpoint{Subnet: id})
		}
		return out
	}
	var out [][2]reachability.Endpoint
	for _, a := range ends(m.Classes[c.From]) {
		for _, b := range ends(m.Classes[c.To]) {
			both := a.Subnet != "" && b.Subnet != ""
			if a != b && (!both || (networkOfSubnet(a.Subnet) == networkOfSubnet(b.Subnet)) == c.Within) && len(out) < 12 {
				out = append(out, [2]reachability.Endpoint{a, b})
			}
		}
	}
	return out
}

// What hangs on each part of each case stands in a file, for whoever reads what `vnetloom resilience` says of it.
func TestResilienceOfEveryCase(t *testing.T) {
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	const folder = "resilience"
	kept := map[string]bool{}
	for _, dir := range dirs {
		var intents []string
		for _, pattern := range []string{"*.yaml", "*.json", "*.cue"} {
			found, err := filepath.Glob(dir + "/" + pattern)
			require.NoError(t, err)
			intents = append(intents, found...)
		}
		var out, reported bytes.Buffer
		code := cli.Main(append([]string{"resilience"}, intents...), strings.NewReader(""), &out, &reported)
		require.Equal(t, 0, code, "%s: %s", dir, reported.String())
		if strings.Count(out.String(), "\n") < 3 { // nothing in it can fail by itself
			continue
		}
		file := filepath.Join(folder, filepath.Base(dir)+".txt")
		kept[file] = true
		if os.Getenv("UPDATE_GOLDEN") != "" {
			require.NoError(t, os.MkdirAll(folder, 0o755))
			require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err, "accept it with UPDATE_GOLDEN=1 go test ./golden -run TestResilienceOfEveryCase")
		require.Equal(t, string(want), out.String(), dir)
	}
	files, err := filepath.Glob(folder + "/*.txt")
	require.NoError(t, err)
	for _, file := range files {
		require.True(t, kept[file], "%s is of no case", file)
	}
	require.Greater(t, len(kept), 50)
}
