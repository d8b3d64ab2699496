package golden_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/internal/cli"
)

// manyHostile is the environment variable for how many exports with one odd place are read.
const manyHostile = "VNETLOOM_HOSTILE"

// What stands in the tags and keys of an export, and may stand in no output. The number is for places that hold text in Azure's answers.
const (
	canaryTag, canaryKey, canaryNumber = "CanaryTagValue", "CanaryKeyValue", 918273645
)

var canaryWords = []string{canaryTag, canaryKey, strconv.Itoa(canaryNumber)}

// TestAHostileExportHarmsNobody changes one place of an export at a time. Each command that reads it ends soon and without a panic, and answers or says why
// not; what import writes, check accepts, or import says why not; and no key and no tag stands in any output but in labels of the intent.
func TestAHostileExportHarmsNobody(t *testing.T) {
	t.Parallel()
	count := 2 * len(hostileKinds)
	if many, err := strconv.Atoi(os.Getenv(manyHostile)); err == nil && many > count { // make long
		count = many
	}
	exports := sampleExports(t, "er-own-circuit", "firewall-settings", "wan-own-circuit", "er-vpn-backup")
	names, r, imported := sortedNames(exports), rand.New(rand.NewSource(20261207)), 0
	h := &hostile{t: t, export: filepath.Join(t.TempDir(), "export.json"), intent: filepath.Join(t.TempDir(), "intent.yaml")}
	for n := range count {
		name, kind := names[r.Intn(len(names))], hostileKinds[n%len(hostileKinds)]
		var root any
		require.NoError(t, json.Unmarshal(exports[name], &root))
		withCanaries(root)
		what := kind.make(r, hostilePlaces(root))
		content, err := json.MarshalIndent(root, "", " ")
		require.NoError(t, err)
		if r.Intn(20) == 0 {
			content = content[:r.Intn(len(content))]
			what = fmt.Sprintf("%s, cut at byte %d", what, len(content))
		}
		require.NoError(t, os.WriteFile(h.export, content, 0o600))
		h.what = fmt.Sprintf("%s, %s: %s", name, kind.name, what)
		if h.read(n%2 == 0) {
			imported++
		}
	}
	require.Greater(t, imported, count/2)
}

// hostile is a run of the commands on one export.
type hostile struct {
	t              *testing.T
	export, intent string // files
	what           string // has been changed
}

// read gives the export to each command, and tells whether an intent came of it.
func (h *hostile) read(created bool) bool {
	_ = os.Remove(h.intent)
	h.run("verify", h.export)
	h.run("matrix", h.export)
	h.run("trace", "vnet-shop", "vnet-pay", h.export)
	args := []string{"import", h.export, "--out", h.intent}
	if created {
		args = append(args, "--created", "all")
	}
	code := h.run(args...)
	intent, err := os.ReadFile(h.intent)
	if err != nil {
		require.NotZero(h.t, code, h.what)
		return false
	}
	require.Zero(h.t, code, "%s: what import writes has errors", h.what)
	for _, line := range strings.Split(string(intent), "\n") {
		for _, word := range canaryWords {
			if strings.Contains(line, word) && !strings.Contains(line, "owner: ") {
				h.t.Errorf("%s: the intent has %s", h.what, line)
			}
		}
	}
	require.Zero(h.t, h.run("check", h.intent), h.what)
	h.run("rehearse", h.export, h.intent, "--skip-migrate")
	h.run("diff", h.export, h.intent)
	return true
}

// run runs a command.
func (h *hostile) run(args ...string) int {
	var stdout, stderr bytes.Buffer
	start := time.Now()
	code := cli.Main(args, strings.NewReader(""), &stdout, &stderr)
	all := stdout.String() + stderr.String()
	require.NotEqual(h.t, 1, code, "%s: %s fails:\n%s", h.what, args[0], all)
	require.Less(h.t, time.Since(start), time.Minute, "%s: %s", h.what, args[0])
	require.Less(h.t, len(all), 2_000_000, "%s: %s", h.what, args[0])
	require.True(h.t, code == 0 || all != "", "%s: %s exits %d and says nothing", h.what, args[0], code)
	for _, word := range canaryWords {
		require.NotContains(h.t, all, word, "%s: %s", h.what, args[0])
	}
	return code
}
