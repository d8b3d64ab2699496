package rehearsal

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// actions are what is asked of resources beside reading and writing them, by method, type and last segment of the path, in lower case.
var actions = map[string]func(s *Store, k string, given []byte) (reply, *Refusal){
	strings.ToLower("GET " + azure.TypeConnection + "/sharedkey"):                 (*Store).getSharedKey,
	strings.ToLower("PUT " + azure.TypeConnection + "/sharedkey"):                 (*Store).putSharedKey,
	strings.ToLower("POST " + azure.TypeNetworkManager + "/commit"):               (*Store).commitManager,
	strings.ToLower("POST " + azure.TypeNetworkManager + "/listDeploymentStatus"): (*Store).deploymentStatus,
}

// sharedKeyPath is where a connection's key stands in its body when it is written.
const sharedKeyPath = "properties.sharedKey"

// getSharedKey reads the key of a connection. Source: azure-rest-api-specs, Microsoft.Network, VirtualNetworkGatewayConnections_GetSharedKey.
func (s *Store) getSharedKey(k string, _ []byte) (reply, *Refusal) {
	r := s.resources[k]
	if r == nil {
		return reply{}, refuse(codePartNotFound, k)
	}
	return reply{status: http.StatusOK, body: Body{"value": r.secrets[sharedKeyPath]}}, nil
}

// putSharedKey sets the key of a connection. Source: the same, VirtualNetworkGatewayConnections_SetSharedKey, which takes { value }.
func (s *Store) putSharedKey(k string, given []byte) (reply, *Refusal) {
	r := s.resources[k]
	if r == nil {
		return reply{}, refuse(codePartNotFound, k)
	}
	var body struct {
		Value string `json:"value"`
	}
	if err := json.Unmarshal(given, &body); err != nil || body.Value == "" {
		return reply{}, refuse(codeBody, "value")
	}
	p, _ := parsePlace(r.id)
	w := &write{call: call{remote: true}, place: p, key: r.key, root: r.key, rootKind: r.kind, old: r.body, body: r.body, rootBody: r.body}
	if refusal := s.busy(w); refusal != nil {
		return reply{}, refusal
	}
	if r.secrets == nil {
		r.secrets = map[string]string{}
	}
	if s.tables.rulesOf(r.kind).has(sharedKeyPath, azure.Apart) {
		r.secrets[sharedKeyPath] = body.Value
	}
	op := s.begin(w, r)
	return reply{status: http.StatusOK, body: Body{"value": body.Value}, headers: map[string]string{
		"Azure-AsyncOperation": Manager + op.location + "?api-version=" + azure.VersionOf(r.kind), "Retry-After": strconv.Itoa(s.options.RetryAfter)}}, nil
}

// commitManager brings configurations of a network manager into force in regions.
// Source: azure-rest-api-specs, Microsoft.Network, NetworkManagerCommits_Post.
func (s *Store) commitManager(k string, given []byte) (reply, *Refusal) {
	r := s.resources[k]
	if r == nil {
		return reply{}, refuse(codePartNotFound, k)
	}
	var body Body
	if err := json.Unmarshal(given, &body); err != nil || textAt(body, "commitType") == "" || len(textsAt(body, "targetLocations")) == 0 {
		return reply{}, refuse(codeBody, "targetLocations and commitType are required")
	}
	for _, id := range textsAt(body, "configurationIds") {
		if !s.exists(key(id)) {
			return reply{}, refuse(codeReference, id, r.id)
		}
	}
	s.deploy(r, body)
	body["commitId"] = s.uuid()
	p, _ := parsePlace(r.id)
	op := s.operation(r, "CommitNetworkManager", p.subscription, textAt(r.body, "location"))
	return reply{status: http.StatusAccepted, body: body, headers: map[string]string{
		"Location":    Manager + strings.Replace(op.location, "/operations/", "/operationResults/", 1) + "?api-version=" + azure.VersionOf(r.kind),
		"Retry-After": strconv.Itoa(s.options.RetryAfter)}}, nil
}

// deploy replaces the set of configurations of a type in regions.
// Source: Microsoft Learn, configuration deployments in Azure Virtual Network Manager.
func (s *Store) deploy(manager *resource, commit Body) {
	if manager.deployed == nil {
		manager.deployed = map[string][]string{}
	}
	for _, region := range textsAt(commit, "targetLocations") {
		manager.deployed[strings.ToLower(region)+" "+textAt(commit, "commitType")] = textsAt(commit, "configurationIds")
	}
}

// Deployed are the configurations of a network manager that are in force in a region, of a type such as Connectivity.
func (s *Store) Deployed(manager, region, kind string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.resources[key(manager)]
	if r == nil {
		return nil
	}
	return append([]string(nil), r.deployed[strings.ToLower(region)+" "+kind]...)
}

// deploymentStatus says which configurations are in force.
// Source: azure-rest-api-specs, Microsoft.Network, NetworkManagerDeploymentStatus_List.
func (s *Store) deploymentStatus(k string, given []byte) (reply, *Refusal) {
	r := s.resources[k]
	if r == nil {
		return reply{}, refuse(codePartNotFound, k)
	}
	var asked Body
	if len(given) > 0 {
		if err := json.Unmarshal(given, &asked); err != nil {
			return reply{}, refuse(codeBody, "not a JSON object")
		}
	}
	value := []any{}
	for _, at := range sortedKeys(r.deployed) {
		region, kind, _ := strings.Cut(at, " ")
		if !oneOf(region, textsAt(asked, "regions")) || !oneOf(kind, textsAt(asked, "deploymentTypes")) {
			continue
		}
		value = append(value, Body{"region": region, "deploymentStatus": "Deployed", "deploymentType": kind, "configurationIds": anys(r.deployed[at]), "errorMessage": ""})
	}
	return reply{status: http.StatusOK, body: Body{"value": value}}, nil
}

// oneOf tells whether a text is in a list, or the list asks for all.
func oneOf(text string, list []string) bool {
	for _, x := range list {
		if strings.EqualFold(x, text) {
			return true
		}
	}
	return len(list) == 0
}
