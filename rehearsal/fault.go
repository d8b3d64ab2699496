package rehearsal

import (
	"net/http"
	"path"
	"strings"
)

// Fault is something that goes wrong, for a test: an answer that the store gives instead of its own.
type Fault struct {
	Method string // GET, PUT, …; "" for any
	Path   string // a pattern of the path, as path.Match has it but that * matches slashes too; case does not matter; "" for any
	Skip   int    // requests that match and are answered as ever, before the first that is not
	Times  int    // requests that are answered by the fault; 0: all
	Answer Refusal

	// Operation: the write is accepted, and its operation ends by the answer.
	Operation bool
	// Done: the write is done, and the answer is given nevertheless, as where a connection breaks.
	Done bool
}

// AddFault adds a fault. Of several that match a request, the first that was added is the answer.
func (s *Store) AddFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults takes all faults away.
func (s *Store) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Throttled is the answer of Resource Manager to too many requests, which asks to wait so many seconds.
func Throttled(subscription string, seconds int) Refusal {
	r := refuse(codeThrottled, "read", subscription, "00000000-0000-0000-0000-00000000cafe", seconds)
	r.RetryAfter = seconds
	return *r
}

// Forbidden is the answer to who may not do an action, such as Microsoft.Network/virtualNetworks/read, at a scope.
func Forbidden(action, scope string) Refusal {
	return *refuse(codeForbidden, "somebody@contoso.example", action, scope)
}

// Busy is the answer to a write on what another operation holds.
func Busy() Refusal {
	r := refuse(codeBusy, "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Network/locations/westeurope/operations/00000000-0000-0000-0000-000000000000")
	return *r
}

// Retryable is the answer to a write that names what is itself being written.
func Retryable(target, from string) Refusal {
	return *refuse(codeRetryable).with(refuse(codeNotProvisioned, target, from, updating, "PutSubnetOperation"))
}

// DeletionLocked is the answer to a deletion in a scope with a lock.
func DeletionLocked(id, scope string) Refusal { return *refuse(codeScopeLocked, id, "delete", scope) }

// VaultForbidden is the answer of a key vault to who may not read its secrets.
func VaultForbidden(vault string) Refusal {
	return Refusal{Status: http.StatusForbidden, Code: "Forbidden", Source: "hashicorp/terraform-provider-azurerm#17015, dotnet/aspire#2610",
		Message: "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, " +
			"please observe propagation time.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: " + vault + ";"}
}

// fault finds what goes wrong with a request, nil where nothing does.
func (s *Store) fault(method, at string) *Fault {
	for _, f := range s.faults {
		if f.Method != "" && !strings.EqualFold(f.Method, method) || !matches(f.Path, at) || f.Times < 0 {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times == 1 {
			f.Times = -1
		} else if f.Times > 1 {
			f.Times--
		}
		return f
	}
	return nil
}

// matches tells whether a path fits a pattern.
func matches(pattern, at string) bool {
	if pattern == "" {
		return true
	}
	flat := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "/", "\x00") }
	ok, err := path.Match(flat(pattern), flat(at))
	return err == nil && ok
}
