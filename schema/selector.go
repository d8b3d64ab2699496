package schema

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ParseSelector reads a selector as an intent in YAML has it, with or without its braces: {env: [dev, test], tier: app}. For a command line it may
// be env=dev,env=test,tier=app too. Errors say what is wrong with the text, for whoever wrote it.
func ParseSelector(text string) (map[string][]string, error) {
	if strings.Contains(text, "=") && !strings.Contains(text, ":") {
		return parsePairs(text)
	}
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		text = "{" + text + "}"
	}
	var doc, more yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(text))
	if decoder.Decode(&doc) != nil || !errors.Is(decoder.Decode(&more), io.EOF) {
		return nil, errors.New("it is not well-formed YAML")
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode || len(doc.Content[0].Content) == 0 {
		return nil, errors.New("it has no label")
	}
	out := map[string][]string{}
	for pairs := doc.Content[0].Content; len(pairs) > 0; pairs = pairs[2:] {
		key, value := pairs[0], pairs[1]
		values := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode && len(value.Content) > 0 {
			values = value.Content
		}
		if key.Kind != yaml.ScalarNode || key.Value == "" {
			return nil, errors.New("a label is no plain word")
		}
		if out[key.Value] != nil {
			return nil, fmt.Errorf("label %q appears twice", key.Value)
		}
		for _, v := range values {
			if v.Kind != yaml.ScalarNode || v.Value == "" || v.ShortTag() == "!!null" {
				return nil, fmt.Errorf("label %q has no value", key.Value)
			}
			out[key.Value] = append(out[key.Value], v.Value)
		}
	}
	return out, nil
}

// parsePairs reads env=dev,env=test,tier=app: values of one label are alternatives.
func parsePairs(text string) (map[string][]string, error) {
	out := map[string][]string{}
	for pair := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(pair, "=")
		switch key, value = strings.TrimSpace(key), strings.TrimSpace(value); {
		case key == "":
			return nil, errors.New("a label is no plain word")
		case value == "":
			return nil, fmt.Errorf("label %q has no value", key)
		}
		out[strings.TrimSpace(key)] = append(out[strings.TrimSpace(key)], strings.TrimSpace(value))
	}
	return out, nil
}
