package golden_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/reachability"
	answered "github.com/vnetloom/vnetloom/reachability/deployed"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// What is deployed of an estate, exported and read, is the network that its templates have made: who reaches whom, through what, is the
// same.
func TestTheExportOfEveryEstateIsWhatIsDeployed(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("cases/*")
	require.NoError(t, err)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			e := compiled(t, dir)
			require.NoError(t, e.err)
			roots := rehearsed(e)
			s := rehearsal.New(rehearsal.Options{})
			s.Assume(roots)
			deployedCleanly(t, s, roots, rehearsal.Declared)
			there, found := answered.Read([]*source.File{source.New("export.json", exported(t, s))})
			require.Empty(t, found)
			estate, _ := reachability.Build(there.Resources)

			want, _ := reachability.Build(s.State().Resources())
			expected, got := pairsOfMatrix(want.Matrix(nil)), pairsOfMatrix(estate.Matrix(nil))
			said := map[string]bool{}
			for _, d := range want.Check() {
				said[d.Code.ID] = true
			}
			ofOthers := strings.HasPrefix(filepath.Base(dir), "ex") // existing and external networks: the store has what stands for them
			for _, d := range estate.Check() {
				require.True(t, ofOthers || said[d.Code.ID], "%v: of what has made it nothing is said", d)
			}
			if filepath.Base(dir) == "wan-network-by-vpn" { // the addresses by which its gateways know each other are in no state: Azure works them out
				return
			}
			for _, subnet := range want.Subnets() {
				require.Equal(t, routeLines(want.EffectiveRoutes(subnet.ID)), routeLines(estate.EffectiveRoutes(subnet.ID)), subnet.ID)
			}
			for _, pair := range slices.Sorted(maps.Keys(expected)) {
				require.Equal(t, expected[pair], got[pair], pair)
			}
		})
	}
}

// Gateways of a network and of a virtual hub know each other by addresses that Azure has given: the export has them.
func TestTheExportJoinsGatewaysByTheirAddresses(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/wan-network-by-vpn")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(rehearsed(e))
	deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
	there, _ := answered.Read([]*source.File{source.New("export.json", exported(t, s))})
	estate, _ := reachability.Build(there.Resources)
	joined := 0
	for pair, how := range pairsOfMatrix(estate.Matrix(nil)) {
		if strings.Contains(pair, "vnet-old/") && strings.Contains(pair, "vnet-shop/") {
			require.Contains(t, how, "delivered", pair)
			joined++
		}
	}
	require.Equal(t, 2, joined)
}

// pairsOfMatrix is what the matrix says of each pair of subnets.
func pairsOfMatrix(m reachability.Matrix) map[string]string {
	out := map[string]string{}
	for _, c := range m.Cells {
		for _, from := range m.Classes[c.From].Subnets {
			for _, to := range m.Classes[c.To].Subnets {
				if from == to || (networkOfSubnet(from) == networkOfSubnet(to)) != c.Within {
					continue
				}
				out[from+" -> "+to] = fmt.Sprint(c.Outcome, c.Inspectors, c.Gateways, c.Open, c.Symmetric)
			}
		}
	}
	return out
}

func routeLines(routes []reachability.EffectiveRoute) string {
	var b strings.Builder
	for _, r := range routes {
		fmt.Fprintln(&b, r.Source, r.State, r.Prefix, r.NextHopType, r.NextHopAddress, r.Name, r.Through)
	}
	return b.String()
}

func networkOfSubnet(id string) string { return id[:max(strings.LastIndex(id, "/subnets/"), 0)] }

// The script itself, run by sh with a stand-in for az that asks the store: it exports what its lines say, page by page, and notes what is
// refused.
func TestTheExportScriptReadsWhatIsDeployed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"wan-sites", "manager-mesh-policy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := compiled(t, "cases/"+name)
			require.NoError(t, e.err)
			s := rehearsal.New(rehearsal.Options{PageSize: 2})
			s.Assume(rehearsed(e))
			deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
			out, _ := runExport(t, s, subscriptionsOf(s)...)
			require.JSONEq(t, strings.ToLower(string(exported(t, s))), strings.ToLower(out)) // ids are written in any case
			require.True(t, answered.Holds([]byte(out)))
		})
	}
}

func TestTheExportScriptNotesWhatIsRefused(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/hub-firewall")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
	s.AddFault(rehearsal.Fault{Method: http.MethodGet, Path: "*/ruleCollectionGroups",
		Answer: rehearsal.Forbidden("Microsoft.Network/firewallPolicies/ruleCollectionGroups/read", "/subscriptions/"+rehearsedSubscription)})
	out, log := runExport(t, s)
	require.Contains(t, log, "requests")
	there, found := answered.Read([]*source.File{source.New("export.json", []byte(out))})
	require.Len(t, found, 1)
	require.Contains(t, found[0].Summary, "AuthorizationFailed")
	estate, _ := reachability.Build(there.Resources)
	open := 0
	for _, c := range estate.Matrix(nil).Cells {
		if len(c.Inspectors) > 0 {
			require.True(t, c.Open, "what the firewall lets through is not known")
			open++
		}
	}
	require.Positive(t, open)
}

// The export of examples/deployed is what the script makes of hub-site-inspected.
func TestTheExampleOfAnExportIsOne(t *testing.T) {
	t.Parallel()
	e := compiled(t, "cases/hub-site-inspected")
	require.NoError(t, e.err)
	s := rehearsal.New(rehearsal.Options{})
	s.Assume(rehearsed(e))
	deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
	const file = "../examples/deployed/estate.json"
	got := append(exported(t, s), '\n')
	if update() {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
}

// The estates that the importer is fuzzed with are exports of cases.
func TestTheEstatesOfTheImporterAreExports(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"wan-isolated-spokes", "manager-mesh-policy", "transit-appliances", "vpn-beside-peering"} {
		e := compiled(t, "cases/"+name)
		require.NoError(t, e.err)
		s := rehearsal.New(rehearsal.Options{})
		s.Assume(rehearsed(e))
		deployedCleanly(t, s, rehearsed(e), rehearsal.Declared)
		var got bytes.Buffer
		require.NoError(t, json.Compact(&got, exported(t, s)))
		file := "../adopt/testdata/estates/" + name + ".json"
		if update() {
			require.NoError(t, os.WriteFile(file, got.Bytes(), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), got.String(), "to accept: UPDATE_GOLDEN=1 go test ./golden -run %s", t.Name())
	}
}

// An export that cannot be made is no half of one: the script ends with an error.
func TestTheExportScriptStopsWhereAzCannotAsk(t *testing.T) {
	t.Parallel()
	out, err := exportCommand(t, "http://127.0.0.1:1", rehearsedSubscription).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "stopped: az could not ask Azure")
}

func runExport(t *testing.T, s *rehearsal.Store, subscriptions ...string) (out, log string) {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	cmd := exportCommand(t, server.URL, subscriptions...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Run(), stderr.String())
	return stdout.String(), stderr.String()
}

func exportCommand(t *testing.T, address string, subscriptions ...string) *exec.Cmd {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh on this machine")
	}
	script := filepath.Join(t.TempDir(), "export.sh")
	require.NoError(t, os.WriteFile(script, answered.Script(), 0o600))
	cmd := exec.Command(shell, append([]string{script}, subscriptions...)...)
	cmd.Env = append(os.Environ(), "VNETLOOM_REHEARSAL="+address)
	return cmd
}

// azureCommand stands for az: `az rest` asks the store, and prints as az does, indented by two and with sorted keys.
// Source: Azure CLI, az rest: a URL without a host is one of Resource Manager; what Azure refuses is said as ERROR: Forbidden({…}).
func azureCommand(args []string) int {
	flags := map[string][]string{}
	last := ""
	for _, a := range args {
		if strings.HasPrefix(a, "--") {
			last = a
			continue
		}
		flags[last] = append(flags[last], a)
	}
	switch strings.Join(flags[""], " ") {
	case "account show":
		fmt.Println(cmp.Or(os.Getenv("VNETLOOM_SUBSCRIPTION"), rehearsedSubscription))
		return 0
	case "rest":
	default:
		fmt.Fprintln(os.Stderr, "ERROR: unknown command", args)
		return 2
	}
	address := strings.TrimPrefix(flags["--url"][0], rehearsal.Manager)
	if more := flags["--url-parameters"]; more != nil {
		q := url.Values{}
		for _, p := range more {
			k, v, _ := strings.Cut(p, "=")
			q.Set(k, v)
		}
		address += "?" + q.Encode()
	}
	req, err := http.NewRequest(strings.ToUpper(flags["--method"][0]), os.Getenv("VNETLOOM_REHEARSAL")+address, nil)
	if err == nil {
		req.Header.Set("Authorization", "Bearer tenant:")
		var answer *http.Response
		if answer, err = http.DefaultClient.Do(req); err == nil {
			defer func() { _ = answer.Body.Close() }()
			var body any
			if err = json.NewDecoder(answer.Body).Decode(&body); err == nil && answer.StatusCode == http.StatusOK {
				encoder := json.NewEncoder(os.Stdout)
				encoder.SetEscapeHTML(false)
				encoder.SetIndent("", "  ")
				err = encoder.Encode(body)
				if err == nil {
					return 0
				}
			} else if err == nil {
				text, _ := json.Marshal(body)
				err = fmt.Errorf("%s(%s)", http.StatusText(answer.StatusCode), text)
			}
		}
	}
	fmt.Fprintln(os.Stderr, "ERROR:", err)
	return 1
}

// exported is what the script exports of all subscriptions of a store: the requests of its own lines, made without az.
func exported(t *testing.T, s *rehearsal.Store) []byte {
	t.Helper()
	out := map[string]any{"vnetloomExport": 1}
	var answers []any
	ask := func(path, address string) []string {
		var ids []string
		for address != "" {
			w := httptest.NewRecorder()
			req := httptest.NewRequest(http.MethodGet, address, bytes.NewReader(nil))
			req.Header.Set("Authorization", "Bearer tenant:")
			s.ServeHTTP(w, req)
			var body struct {
				Value    []struct{ ID string }
				NextLink string
				Error    *struct{ Code string }
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			if body.Error != nil {
				answers = append(answers, map[string]any{"get": path, "refused": body.Error.Code})
				return ids
			}
			answers = append(answers, map[string]any{"get": path, "answer": json.RawMessage(w.Body.Bytes())})
			for _, v := range body.Value {
				ids = append(ids, v.ID)
			}
			address = body.NextLink
		}
		return ids
	}
	_, list, ok := strings.Cut(string(answered.Script()), "<< 'TYPES'\n")
	require.True(t, ok)
	list, _, _ = strings.Cut(list, "\nTYPES\n")
	const groups = "Microsoft.Network/networkManagers/networkGroups"
	managed := false
	for _, subscription := range subscriptionsOf(s) {
		base, ids := "/subscriptions/"+subscription, map[string][]string{}
		ask(base+"/resourcegroups", base+"/resourcegroups?api-version=2021-04-01")
		for line := range strings.Lines(list) {
			words := strings.Fields(line)
			kind, api := words[1], words[2]
			switch words[0] {
			case "subscription":
				ids[kind] = ask(base+"/providers/"+kind, base+"/providers/"+kind+"?api-version="+api)
			case "group":
				filter := url.QueryEscape("resourceType eq '" + kind + "'")
				ids[kind] = ask(base+"/providers/"+kind, base+"/resources?api-version=2021-04-01&$filter="+filter)
				for _, id := range ids[kind] {
					ask(id, id+"?api-version="+api)
				}
			case "parent":
				i := strings.LastIndexByte(kind, '/')
				for _, id := range ids[kind[:i]] {
					ids[kind] = append(ids[kind], ask(id+kind[i:], id+kind[i:]+"?api-version="+api)...)
				}
			default:
				require.Fail(t, line)
			}
		}
		managed = managed || len(ids[groups]) > 0
	}
	for _, subscription := range subscriptionsOf(s) {
		const assignments = "/providers/Microsoft.Authorization/policyAssignments"
		if managed {
			base := "/subscriptions/" + subscription
			version := "?api-version=" + azure.VersionOf(azure.TypePolicyAssignment)
			ask(base+assignments, base+assignments+version)
			for _, x := range s.State().Resources() {
				if x.Type == azure.TypePolicyDefinition && x.Subscription == subscription {
					ask(x.ID, x.ID+version)
				}
			}
		}
	}
	out["answers"] = answers
	content, err := json.MarshalIndent(out, "", "  ")
	require.NoError(t, err)
	return content
}

// subscriptionsOf are the subscriptions in which a store has something.
func subscriptionsOf(s *rehearsal.Store) []string {
	seen := map[string]bool{}
	for _, x := range s.State().Resources() {
		id := x.ID
		if parts := strings.Split(id, "/"); len(parts) > 2 && strings.EqualFold(parts[1], "subscriptions") {
			seen[strings.ToLower(parts[2])] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
