package golden_test

import (
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/vnetloom/vnetloom/azure"
	"github.com/vnetloom/vnetloom/rehearsal"
)

// asked is a request by HTTP, which takes its time: the code of the error, "" for none.
func asked(s *rehearsal.Store, method, path string, body object) string {
	text := strings.NewReader("")
	if body != nil {
		text = strings.NewReader(marshalled(body))
	}
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	req := httptest.NewRequest(method, "https://management.azure.com"+path+sign+"api-version=2025-05-01", text)
	req.Header.Set("Authorization", "Bearer tenant:")
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, req)
	if answer.Code < http.StatusBadRequest {
		return ""
	}
	_, code, _ := strings.Cut(answer.Body.String(), `"code":"`)
	code, _, _ = strings.Cut(code, `"`)
	return "refused, " + code
}

// lockTrials write a resource, and before that is over what its type locks.
func lockTrials(e rehearsal.Entry, g *ground) []trial {
	var out []trial
	for _, r := range g.of(e.Type) {
		held := map[string]bool{}
		if e.Lock == "parent" {
			held[r.ID[:strings.LastIndexByte(r.ID[:strings.LastIndexByte(r.ID, '/')], '/')]] = true
		} else {
			for _, p := range spots(r.Body.(object), e.Lock, false) {
				if id, ok := p.value().(string); ok {
					held[id] = true
				}
			}
		}
		for id := range held {
			for _, other := range g.outputs {
				if !strings.EqualFold(other.ID, id) && !strings.HasPrefix(strings.ToLower(id), strings.ToLower(other.ID)+"/") || other.Type == azure.TypeResourceGroup {
					continue
				}
				out = append(out, trial{what: briefly(other.ID) + ": while " + briefly(r.ID) + " is written", ask: func(s *rehearsal.Store) string {
					if code := asked(s, http.MethodPut, r.ID, r.Body.(object)); code != "" {
						return ""
					}
					return asked(s, http.MethodPut, other.ID, other.Body.(object))
				}})
			}
		}
	}
	return out
}

// deletionTrials delete resources that others use, and where that alone holds them back what stands in them.
func deletionTrials(e rehearsal.Entry, g *ground) []trial {
	var ids []string
	for _, id := range g.store.IDs() {
		if strings.EqualFold(kindOfID(id), e.Type) {
			ids = append(ids, id)
		}
	}
	if part := azure.InlineOf(e.Type); part != nil {
		for _, r := range g.of(part.Parent) {
			for _, p := range spots(r.Body.(object), part.Path+"[].name", false) {
				ids = append(ids, r.ID+"/"+part.Segment()+"/"+p.value().(string))
			}
		}
	}
	var out []trial
	for _, id := range ids {
		out = append(out, trial{what: briefly(id) + ": deleted", before: func(s *rehearsal.Store) error { return deleteWithin(s, id) },
			ask: func(s *rehearsal.Store) string { return refusedCode(s.Delete(id)) }})
	}
	return out
}

// deleteWithin deletes what stands in a resource.
func deleteWithin(s *rehearsal.Store, id string) error {
	for _, other := range s.IDs() {
		if strings.HasPrefix(strings.ToLower(other), strings.ToLower(id)+"/") && !strings.Contains(other, "RouteTables/") {
			if err := s.Delete(other); err != nil {
				return err
			}
		}
	}
	return nil
}

func refusedCode(err error) string {
	if err == nil {
		return ""
	}
	code, _, _ := strings.Cut(err.Error(), ":")
	return "refused, " + code
}
