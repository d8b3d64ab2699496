package rehearsal

import (
	"fmt"

	"github.com/vnetloom/vnetloom/azure"
)

// Refusal is an answer by which Azure refuses a request.
type Refusal struct {
	Status     int // of HTTP
	Code       string
	Message    string
	Details    []*Refusal
	RetryAfter int    // seconds that the header Retry-After asks to wait, 0 for no such header
	Source     string // where Azure is seen to answer so, "" for a fault of a test's own
	Sure       azure.Certainty
	InTheWay   string // id of what has to be deleted first, where Azure takes one such resource in one place; else ""
}

// Error is the code and the message.
func (r *Refusal) Error() string {
	text := r.Code + ": " + r.Message
	for _, d := range r.Details {
		text += " " + d.Error()
	}
	return text
}

// with adds details.
func (r *Refusal) with(details ...*Refusal) *Refusal {
	r.Details = append(r.Details, details...)
	return r
}

// Form is an error that Azure answers: when, and in which words. The verbs of the message are filled in.
type Form struct {
	Code    string
	Status  int
	Message string
	Source  string // where such an answer is quoted
	Sure    azure.Certainty
	form    form
}

// form names a Form: one code may have several.
type form int

// What Resource Manager answers, whatever the service.
const (
	codeNoToken form = iota
	codeWrongTenant
	codeForbidden
	codeLinked
	codeNoVersion
	codeNoSubscription
	codeNoGroup
	codeNoParent
	codeNotFound
	codeNoLocation
	codeLocation
	codeGroupLocation
	codeMethod
	codeBody
	codeThrottled
	codeScopeLocked

	// What the network service answers.
	codePartNotFound
	codeBusy
	codeRetryable
	codeNotProvisioned
	codeReference
	codeUnchangeable
	codeZones
	codePolicyTier
	codeSubnetDeleted
	codePrefixInUse
	codeAddressInUse
	codeGroupInUse
	codeTableInUse
	codeInUse
)

// Forms are the errors that a store answers by, except those of Refused behaviors, which have their codes in the table of types.
var Forms = []Form{
	{form: codeNoToken, Status: 401, Code: "AuthenticationFailed", Message: "Authentication failed. The 'Authorization' header is missing.",
		Source: "Microsoft Learn, Azure REST API reference: 401 without a token; the words are quoted in several public documents", Sure: azure.Reported},
	{form: codeWrongTenant, Status: 401, Code: "InvalidAuthenticationTokenTenant",
		Message: "The access token is from the wrong issuer '%s'. It must match the tenant '%s' associated with this subscription.",
		Source:  "Microsoft Learn, troubleshoot common Azure deployment errors", Sure: azure.Documented},
	{form: codeForbidden, Status: 403, Code: "AuthorizationFailed",
		Message: "The client '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. " +
			"If access was recently granted, please refresh your credentials.",
		Source: "Microsoft Learn, troubleshoot Azure RBAC", Sure: azure.Documented},
	{form: codeLinked, Status: 403, Code: "LinkedAuthorizationFailed",
		Message: "The client has permission to perform action '%s' on scope '%s', however the current tenant '%s' is not authorized to access linked subscription '%s'.",
		Source:  "hashicorp/terraform-provider-azurerm#4546, Azure/azure-cli#16691", Sure: azure.Reported},
	{form: codeNoVersion, Status: 400, Code: "MissingApiVersionParameter",
		Message: "The api-version query parameter (?api-version=) is required for all requests.",
		Source:  "Microsoft Learn, Azure REST API reference", Sure: azure.Documented},
	{form: codeNoSubscription, Status: 404, Code: "SubscriptionNotFound", Message: "The subscription '%s' could not be found.",
		Source: "Microsoft Learn, troubleshoot common Azure deployment errors", Sure: azure.Documented},
	{form: codeNoGroup, Status: 404, Code: "ResourceGroupNotFound", Message: "Resource group '%s' could not be found.",
		Source: "Microsoft Learn, troubleshoot common Azure deployment errors", Sure: azure.Documented},
	{form: codeNoParent, Status: 404, Code: "ParentResourceNotFound",
		Message: "Failed to perform 'write' on resource(s) of type '%s', because the parent resource '%s' could not be found.",
		Source:  "Microsoft Learn, resolve errors for parent resources", Sure: azure.Documented},
	{form: codeNotFound, Status: 404, Code: "ResourceNotFound",
		Message: "The Resource '%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
		Source:  "Microsoft Learn, resolve resource not found errors", Sure: azure.Documented},
	{form: codeNoLocation, Status: 400, Code: "LocationRequired", Message: "The location property is required for this definition.",
		Source: "Microsoft Learn, troubleshoot common Azure deployment errors", Sure: azure.Documented},
	{form: codeLocation, Status: 409, Code: "InvalidResourceLocation",
		Message: "The resource '%s' already exists in location '%s' in resource group '%s'. " +
			"A resource with the same name cannot be created in location '%s'. Please select a new resource name.",
		Source: "MicrosoftDocs/azure-docs#70422", Sure: azure.Reported},
	{form: codeGroupLocation, Status: 409, Code: "InvalidResourceGroupLocation",
		Message: "Invalid resource group location '%s'. The Resource group already exists in location '%s'.",
		Source:  "Azure/azure-cli#22242, #23043", Sure: azure.Reported},
	{form: codeMethod, Status: 405, Code: "HttpMethodNotAllowed", Message: "The requested method is not taken by resources of type '%s'.",
		Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01, which has no such operation; the words are not Azure's", Sure: azure.Contested},
	{form: codeBody, Status: 400, Code: "InvalidRequestContent", Message: "The request content was invalid and could not be deserialized: '%s'.",
		Source: "Microsoft Learn, troubleshoot common Azure deployment errors", Sure: azure.Documented},
	{form: codeThrottled, Status: 429, Code: "SubscriptionRequestsThrottled",
		Message: "Number of '%s' requests for subscription '%s' actor '%s' exceeded. Please try again after '%d' seconds after additional tokens " +
			"are available. Refer to https://aka.ms/arm-throttling for additional information.",
		Source: "velero-io/velero#9171 (2025-08)", Sure: azure.Reported},
	{form: codeScopeLocked, Status: 409, Code: "ScopeLocked",
		Message: "The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'. Please remove the lock and try again.",
		Source:  "Microsoft Learn, lock your resources", Sure: azure.Documented},

	{form: codePartNotFound, Status: 404, Code: "NotFound", Message: "Resource %s not found.",
		Source: "azure-rest-api-specs, Microsoft.Network 2025-05-01: 404 of its operations; no source that we know quotes the words", Sure: azure.Contested},
	{form: codeBusy, Status: 409, Code: "AnotherOperationInProgress",
		Message: "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: " +
			"https://management.azure.com%s?api-version=2025-05-01.",
		Source: "Azure/azure-rest-api-specs#10391, #14473; Azure-Samples/azuresandbox#51", Sure: azure.Reported},
	{form: codeRetryable, Status: 429, Code: "RetryableError", Message: "A retryable error occurred.",
		Source: "hashicorp/terraform#7153, #7986; hashicorp/terraform-provider-azurerm#21293", Sure: azure.Reported},
	{form: codeNotProvisioned, Status: 429, Code: "ReferencedResourceNotProvisioned",
		Message: "Cannot proceed with operation because resource %s used by resource %s is not in Succeeded state. Resource is in %s state and " +
			"the last operation that updated/is updating the resource is %s.",
		Source: "hashicorp/terraform-provider-azurerm#2605, PR 3392, #30197", Sure: azure.Reported},
	{form: codeReference, Status: 400, Code: "InvalidResourceReference",
		Message: "Resource %s referenced by resource %s was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.",
		Source:  "microsoft/MCW-Building-a-resilient-IaaS-architecture#35, openshift/openshift-azure#1933", Sure: azure.Reported},
	{form: codeUnchangeable, Status: 400, Code: "BadRequest", Message: "Property %s of %s cannot be changed from %s to %s.",
		Source: "no source shows the code or the words: neither is known of Azure", Sure: azure.Contested},
	{form: codeZones, Status: 400, Code: "ResourceAvailabilityZonesCannotBeModified",
		Message: "Resource %s has an existing availability zone constraint %s and the request has availability zone constraint %s, which do not match. " +
			"Zones cannot be added/updated/removed once the resource is created. The resource cannot be updated from regional to zonal or vice-versa.",
		Source: "Azure/AzOps#701, Azure/azure-cli#16653", Sure: azure.Reported},
	{form: codePolicyTier, Status: 400, Code: "FirewallPolicySkuChangeDisallowed",
		Message: "Firewall Policy %s cannot change sku from SKU Tier=%s to SKU Tier=%s",
		Source:  "MicrosoftDocs/azure-docs#88954", Sure: azure.Documented},
	{form: codeSubnetDeleted, Status: 400, Code: "InUseSubnetCannotBeDeleted",
		Message: "Subnet %s is in use by %s and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
		Source:  "Azure/bicep#13267, microsoft/nav-arm-templates#161", Sure: azure.Reported},
	{form: codePrefixInUse, Status: 400, Code: "InUsePrefixCannotBeDeleted", Message: "IpPrefix %s on Subnet %s has active allocations and cannot be deleted. It is in use by %s.",
		Source: "hashicorp/terraform-provider-azurerm#11211 (2025-06)", Sure: azure.Reported},
	{form: codeAddressInUse, Status: 400, Code: "PublicIPAddressCannotBeDeleted",
		Message: "Public IP address %s can not be deleted since it is still allocated to resource %s. In order to delete the public IP, " +
			"disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.",
		Source: "hashicorp/terraform-provider-azurerm#2566, microsoft/AzureTRE#4355", Sure: azure.Reported},
	{form: codeGroupInUse, Status: 400, Code: "InUseNetworkSecurityGroupCannotBeDeleted",
		Message: "Network security group %s cannot be deleted because it is in use by the following resources: %s. " +
			"In order to delete the Network security group, remove the association with the resource(s).",
		Source: "pulumi/pulumi-azure-native#3051, DataBiosphere/terra-workspace-manager PR 502", Sure: azure.Reported},
	{form: codeTableInUse, Status: 400, Code: "InUseRouteTableCannotBeDeleted",
		Message: "Route table %s is in use and cannot be deleted, by: %s.",
		Source:  "by the same rule as security groups; no source that we know quotes the words", Sure: azure.Contested},
	{form: codeInUse, Status: 409, Code: "InUse", Message: "Resource %s cannot be deleted because it is in use by %s.",
		Source: "no source shows the code or the words: neither is known of Azure; that it is refused, see the table of what a deletion is refused for", Sure: azure.Contested},
}

var formOf = func() map[form]*Form {
	out := map[form]*Form{}
	for i := range Forms {
		out[Forms[i].form] = &Forms[i]
	}
	return out
}()

// refuse makes an answer of a form.
func refuse(f form, args ...any) *Refusal {
	form := formOf[f]
	message := form.Message
	if len(args) > 0 {
		message = fmt.Sprintf(form.Message, args...)
	}
	return &Refusal{Status: form.Status, Code: form.Code, Message: message, Source: form.Source, Sure: form.Sure}
}

// refuseChange is the answer to a write that would change what is fixed.
func (s *Store) refuseChange(w *write, r rule, p pair) *Refusal {
	was, is := p.old[p.key], p.new[p.key]
	switch {
	case r.Code == "ResourceAvailabilityZonesCannotBeModified":
		return refuse(codeZones, w.id, zones(was), zones(is))
	case r.Code == "FirewallPolicySkuChangeDisallowed":
		return refuse(codePolicyTier, w.name(), was, is)
	case r.Code == "InUsePrefixCannotBeDeleted":
		id := w.subnet(p)
		return refuse(codePrefixInUse, dropped(p)[0], nameOf(id), s.users(w, id)[0].id)
	}
	out := refuse(codeUnchangeable, p.path, w.id, encoded(was), encoded(is))
	out.Source, out.Sure = r.Source, r.Sure
	if r.Code != "" {
		out.Code = r.Code
	}
	return out
}

func zones(v any) string {
	list := anyList(v)
	if len(list) == 0 {
		return "NoZone"
	}
	text := ""
	for i, z := range list {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(z)
	}
	return text
}
