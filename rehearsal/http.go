package rehearsal

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
)

// Manager is the host of Azure Resource Manager: answers name it, whatever address the store is reached by.
const Manager = "https://management.azure.com"

// Request is a request that a store has answered.
type Request struct {
	Method, Host, Path string
	Query              url.Values
	Body               []byte // as it came
	Status             int
	Code               string // of a refusal
}

// Requests are the requests that the store has answered by HTTP, in their order.
func (s *Store) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ForgetRequests begins a new list of requests.
func (s *Store) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// reply is an answer on its way.
type reply struct {
	status  int
	body    any // nil for none
	headers map[string]string
}

// ServeHTTP answers a request as Azure Resource Manager does, and those whose host is *.vault.azure.net as Key Vault does. A token is
// "tenant:" and the tenant that it is for; a Key Vault takes any.
func (s *Store) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	given, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var a reply
	refusal := s.refuseToken(req)
	if refusal == nil {
		a, refusal = s.faulty(req, given)
	}
	log := Request{Method: req.Method, Host: req.Host, Path: req.URL.Path, Query: req.URL.Query(), Body: given}
	if refusal != nil {
		log.Code = refusal.Code
		a = reply{status: refusal.Status, body: Body{"error": errorBody(refusal)}}
		if refusal.RetryAfter > 0 {
			a.headers = map[string]string{"Retry-After": strconv.Itoa(refusal.RetryAfter)}
		}
	}
	log.Status = a.status
	s.requests = append(s.requests, log)
	s.serial++
	w.Header().Set("x-ms-request-id", strconv.Itoa(len(s.requests)))
	for k, v := range a.headers {
		w.Header().Set(k, v)
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(a.body) // who has gone away reads no answer
}

// errorBody is a refusal as Azure writes it. Source: the common error response of Resource Manager, azure-rest-api-specs, common types.
func errorBody(r *Refusal) Body {
	details := []any{}
	for _, d := range r.Details {
		details = append(details, Body{"code": d.Code, "message": d.Message})
	}
	return Body{"code": r.Code, "message": r.Message, "details": details}
}

// refuseToken refuses a request without a token, or with one for another tenant than that of the subscription.
func (s *Store) refuseToken(req *http.Request) *Refusal {
	token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return refuse(codeNoToken)
	}
	p, isPlace := parsePlace(req.URL.Path)
	if len(s.options.Tenants) == 0 || !isPlace {
		return nil
	}
	if want, got := s.tenant(p.subscription), strings.TrimPrefix(token, "tenant:"); want != got {
		return refuse(codeWrongTenant, "https://sts.windows.net/"+got+"/", "https://sts.windows.net/"+want+"/")
	}
	return nil
}

// faulty answers a request, or as a fault says.
func (s *Store) faulty(req *http.Request, given []byte) (reply, *Refusal) {
	f := s.fault(req.Method, req.URL.Path)
	if f == nil {
		return s.route(req, given)
	}
	answer := f.Answer
	if !f.Operation && !f.Done {
		return reply{}, &answer
	}
	a, refusal := s.route(req, given)
	if refusal != nil {
		return a, refusal
	}
	if f.Done {
		s.finishAll()
		return reply{}, &answer
	}
	if len(s.running) > 0 {
		s.running[len(s.running)-1].fault = &answer
	}
	return a, nil
}

func (s *Store) route(req *http.Request, given []byte) (reply, *Refusal) {
	if host, _, _ := strings.Cut(req.Host, ":"); strings.HasSuffix(host, ".vault.azure.net") {
		return s.vault(req, strings.TrimSuffix(host, ".vault.azure.net"))
	}
	query := lowerKeys(req.URL.Query())
	if query.Get("api-version") == "" {
		return reply{}, refuse(codeNoVersion)
	}
	if a, ok, refusal := s.status(req); ok {
		return a, refusal
	}
	last, rest := lastSegment(req.URL.Path)
	if action := actions[strings.ToLower(req.Method+" "+kindOf(rest)+"/"+last)]; action != nil {
		return action(s, key(rest), given)
	}
	p, ok := parsePlace(req.URL.Path)
	if !ok {
		return reply{}, refuse(codePartNotFound, req.URL.Path)
	}
	c := call{api: query.Get("api-version"), sync: strings.EqualFold(query.Get("syncremoteaddressspace"), "true"), force: strings.EqualFold(query.Get("force"), "true"), remote: true}
	for _, token := range strings.FieldsFunc(req.Header.Get("x-ms-authorization-auxiliary"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if tenant, isToken := strings.CutPrefix(token, "tenant:"); isToken {
			c.auxiliary = append(c.auxiliary, tenant)
		}
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		return s.get(req, p, query)
	case http.MethodPut:
		if p.list || p.kind == "" {
			return reply{}, refuse(codeMethod, p.kind)
		}
		return s.putByHTTP(p, given, c)
	case http.MethodDelete:
		if p.list || p.kind == "" {
			return reply{}, refuse(codeMethod, p.kind)
		}
		return s.deleteByHTTP(p, c)
	}
	return reply{}, refuse(codeMethod, p.kind)
}

func lowerKeys(q url.Values) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[strings.ToLower(k)] = v
	}
	return out
}

func lastSegment(path string) (last, rest string) {
	path = strings.TrimSuffix(path, "/")
	i := strings.LastIndexByte(path, '/')
	return path[i+1:], path[:max(i, 0)]
}

func (s *Store) get(req *http.Request, p place, query url.Values) (reply, *Refusal) {
	if p.kind == "" {
		return reply{status: http.StatusOK, body: Body{"id": p.id, "subscriptionId": p.subscription, "displayName": p.subscription,
			"state": "Enabled", "tenantId": s.tenant(p.subscription)}}, nil
	}
	if p.list {
		if p.group != "" && s.resources[groupKey(p)] == nil {
			return reply{}, refuse(codeNoGroup, p.group)
		}
		if parent := p.id; len(p.names) > 0 && !s.exists(key(parent)) {
			return reply{}, s.notFound(p)
		}
		return s.page(req, filtered(s.list(p), query.Get("$filter")), query)
	}
	k := key(p.id)
	r := s.root(k)
	if r == nil {
		return reply{}, s.notFound(p)
	}
	body, ok := s.answer(k)
	if !ok {
		return reply{}, s.notFound(p)
	}
	if r.op != nil {
		s.tick(r.op) // to be asked after is to come nearer to the end
	} else if r.routing > 0 {
		r.routing--
	}
	return reply{status: http.StatusOK, body: body}, nil
}

// filtered are the resources of the type that a filter asks for, all without one.
// Source: REST API, Resources - List: $filter takes resourceType eq 'Microsoft.Network/virtualNetworks'.
func filtered(list []Body, filter string) []Body {
	kind, ok := strings.CutPrefix(filter, "resourceType eq '")
	if !ok {
		return list
	}
	kind = strings.TrimSuffix(kind, "'")
	return slices.DeleteFunc(list, func(b Body) bool { return !strings.EqualFold(textAt(b, "type"), kind) })
}

// notFound is the answer where nothing is: of Resource Manager for a resource of its own, of the service for what stands in another.
func (s *Store) notFound(p place) *Refusal {
	switch {
	case p.group != "" && s.resources[groupKey(p)] == nil:
		return refuse(codeNoGroup, p.group)
	case azure.InlineOf(p.kind) != nil && s.exists(key(p.parent())):
		return refuse(codePartNotFound, p.id)
	}
	return refuse(codeNotFound, p.kind+"/"+strings.Join(p.names, "/"), p.group)
}

// page is one page of a list. Source: azure-rest-api-specs, x-ms-pageable: value and nextLink.
func (s *Store) page(req *http.Request, all []Body, query url.Values) (reply, *Refusal) {
	from, err := strconv.Atoi(query.Get("$skiptoken"))
	if query.Get("$skiptoken") != "" && (err != nil || from < 0) {
		return reply{}, refuse(codeBody, "$skipToken")
	}
	from = min(from, len(all))
	to := min(from+s.options.PageSize, len(all))
	out := Body{"value": anys(all[from:to])}
	if to < len(all) {
		next := req.URL.Query()
		for k := range next {
			if strings.EqualFold(k, "$skiptoken") {
				next.Del(k)
			}
		}
		next.Set("$skipToken", strconv.Itoa(to))
		out["nextLink"] = Manager + req.URL.EscapedPath() + "?" + next.Encode()
	}
	return reply{status: http.StatusOK, body: out}, nil
}

func (s *Store) putByHTTP(p place, given []byte, c call) (reply, *Refusal) {
	var body Body
	if err := json.Unmarshal(given, &body); err != nil || body == nil {
		return reply{}, refuse(codeBody, "not a JSON object")
	}
	created := !s.exists(key(p.id))
	op, refusal := s.put(p, body, c)
	if refusal != nil {
		return reply{}, refusal
	}
	answered, _ := s.answer(key(p.id))
	a := reply{status: http.StatusOK, body: answered}
	if created || p.kind == azure.TypePolicyDefinition || p.kind == azure.TypePolicyAssignment {
		a.status = http.StatusCreated
	}
	if op != nil {
		a.headers = map[string]string{"Azure-AsyncOperation": Manager + op.location + "?api-version=" + c.api,
			"Retry-After": strconv.Itoa(s.options.RetryAfter)}
	}
	return a, nil
}

func (s *Store) deleteByHTTP(p place, c call) (reply, *Refusal) {
	if p.kind != azure.TypeResourceGroup && !s.exists(key(p.id)) {
		return reply{status: http.StatusNoContent}, nil
	}
	op, refusal := s.remove(p, c)
	if refusal != nil {
		return reply{}, refusal
	}
	if op == nil {
		return reply{status: http.StatusOK}, nil
	}
	return reply{status: http.StatusAccepted, headers: map[string]string{
		"Azure-AsyncOperation": Manager + op.location + "?api-version=" + c.api,
		"Location":             Manager + strings.Replace(op.location, "/operations/", "/operationResults/", 1) + "?api-version=" + c.api,
		"Retry-After":          strconv.Itoa(s.options.RetryAfter)}}, nil
}

// status answers for an operation; false where that is not asked.
// Source: Microsoft Learn, track asynchronous Azure operations; azure-rest-api-specs, Microsoft.Network, AzureAsyncOperationResult.
func (s *Store) status(req *http.Request) (reply, bool, *Refusal) {
	id, rest := lastSegment(req.URL.Path)
	kind, _ := lastSegment(rest)
	results := strings.EqualFold(kind, "operationResults")
	if req.Method != http.MethodGet || !results && !strings.EqualFold(kind, "operations") {
		return reply{}, false, nil
	}
	op := s.operations[id]
	if op == nil {
		return reply{}, true, refuse(codePartNotFound, req.URL.Path)
	}
	s.tick(op)
	again := map[string]string{"Retry-After": strconv.Itoa(s.options.RetryAfter)}
	switch {
	case results && !op.done:
		again["Location"] = Manager + req.URL.RequestURI()
		return reply{status: http.StatusAccepted, headers: again}, true, nil
	case results && op.fault != nil:
		return reply{}, true, op.fault
	case results:
		return reply{status: http.StatusNoContent}, true, nil
	case !op.done:
		return reply{status: http.StatusOK, body: Body{"status": "InProgress"}, headers: again}, true, nil
	case op.fault != nil:
		return reply{status: http.StatusOK, body: Body{"status": failed, "error": errorBody(op.fault)}}, true, nil
	}
	return reply{status: http.StatusOK, body: Body{"status": succeeded}}, true, nil
}

// vault answers for a secret of a key vault. Source: azure-rest-api-specs, Microsoft.KeyVault, secrets, getSecret: value, id, attributes.
func (s *Store) vault(req *http.Request, vault string) (reply, *Refusal) {
	parts := strings.Split(strings.Trim(req.URL.Path, "/"), "/")
	if req.Method != http.MethodGet || len(parts) < 2 || parts[0] != "secrets" {
		return reply{}, refuse(codeMethod, "secrets")
	}
	value, ok := s.vaults[strings.ToLower(vault+"/"+parts[1])]
	if !ok {
		return reply{}, &Refusal{Status: http.StatusNotFound, Code: "SecretNotFound",
			Message: "A secret with (name/id) " + parts[1] + " was not found in this key vault.", Source: "Microsoft Learn, Azure Key Vault REST API error codes"}
	}
	return reply{status: http.StatusOK, body: Body{"value": value, "id": "https://" + req.Host + req.URL.Path, "attributes": Body{"enabled": true}}}, nil
}
