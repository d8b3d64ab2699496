package powershell

import (
	"maps"
	"slices"

	"github.com/vnetloom/vnetloom/azure"
)

// passingCodes are the codes of refusals that pass by themselves, of any type.
func passingCodes() azure.List {
	codes := map[string]bool{"ReferencedResourceNotProvisioned": true, "RetryableError": true, "RetryableErrorDueToAnotherOperation": true}
	for _, t := range azure.Types {
		for _, b := range t.Behaviors {
			if b.Passes {
				codes[b.Code] = true
			}
		}
	}
	return texts(slices.Sorted(maps.Keys(codes)))
}

// advice is what to do about a refusal of Azure, by its code, or by its status where the code tells less. What is not here is mended as its
// message says. Source: Microsoft Learn, troubleshoot common Azure deployment errors; its pages of the codes.
var advice = [][2]string{
	{"AuthorizationFailed", "Give the account the rights that the message names."},
	{"LinkedAuthorizationFailed", "Give the account the rights that the message names."},
	{"ScopeLocked", "Remove the lock, or leave the resource as it is."},
	{"InUsePrefixCannotBeDeleted", "A subnet in use keeps its prefix: empty it, or keep the prefix in the intent."},
	{"InUseSubnetCannotBeUpdated", "A subnet in use keeps its prefix: empty it, or keep the prefix in the intent."},
	{"InUseSubnetCannotBeDeleted", "A subnet in use cannot go: empty it first."},
	{"RequestDisallowedByPolicy", "An Azure Policy refuses it."},
	{"SubscriptionNotFound", "Sign in to the tenant of this subscription, with an account that may read it."},
	{"NotProvided", "Run this again once that is done."},
	{"401", "Sign in again, by Connect-AzAccount, and run this again: it goes on where it stopped."},
	{"403", "Give the account the rights that the message names."},
}

// unseen are the codes of a 404 that is no proof that nothing is there: what is asked for is out of sight, or the request is wrong.
// Source: Microsoft Learn, troubleshoot common Azure deployment errors; rehearsal has their words.
var unseen = []string{"SubscriptionNotFound", "InvalidSubscriptionId", "MissingSubscription", "InvalidResourceNamespace", "InvalidResourceType"}

func adviceValue() azure.Object {
	out := azure.Object{}
	for _, a := range advice {
		out = append(out, azure.Member{Key: a[0], Value: azure.Str(a[1])})
	}
	return out
}
