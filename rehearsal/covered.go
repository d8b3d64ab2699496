package rehearsal

import (
	"strings"

	"github.com/vnetloom/vnetloom/internal/pattern"
)

var ofTags = pattern.Lazy(`(^|\.)tags(\.|$)`)

// covering stands for the value of a tag.
const covering = "********"

// Covered is a value at a path of a body as it may be shown: of tags the names alone, since what a tag says may be for nobody but those who may read
// the resource. Keys no body has.
func Covered(path string, v any) any {
	plain := itemNames().ReplaceAllString(path, "")
	at := ofTags().FindStringIndex(plain)
	switch {
	case at == nil:
		return withoutTags(v)
	case strings.HasSuffix(plain, "tags") && at[1] == len(plain):
		return coveredTags(v)
	case v == nil:
		return nil
	}
	return covering
}

// withoutTags is a value in which the tags of each part are covered; one without tags is itself.
func withoutTags(v any) any {
	switch v := v.(type) {
	case Body:
		out := make(Body, len(v))
		for k, item := range v {
			if strings.EqualFold(k, "tags") {
				out[k] = coveredTags(item)
			} else {
				out[k] = withoutTags(item)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = withoutTags(item)
		}
		return out
	}
	return v
}

func coveredTags(v any) any {
	tags, ok := v.(Body)
	switch {
	case v == nil:
		return nil
	case !ok:
		return covering
	}
	out := make(Body, len(tags))
	for name := range tags {
		out[name] = covering
	}
	return out
}
