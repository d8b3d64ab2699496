package main

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vnetloom/vnetloom/compile"
)

// TestPeersMakeTheSameResources holds that each peer makes the networks, route tables and peerings that vnetloom makes of the same estate, with
// the same properties, and that of these it lacks only what is the hubs' own.
func TestPeersMakeTheSameResources(t *testing.T) {
	for _, one := range []struct {
		intent string
		data   estate
		lacks  int // of the hubs: networks, tables of their subnets, halves of their peerings with each other
	}{
		{hubsText(12), hubsData(12), 4 + 8 + 12},
		{meshText(5), meshData(5), 0},
	} {
		r, err := compile.Compile(context.Background(), fstest.MapFS{"intent.yaml": {Data: []byte(one.intent)}}, []string{"intent.yaml"}, compile.Options{Targets: []string{"arm"}})
		if err != nil || r.Findings.HasErrors() {
			t.Fatal(err, r.Findings)
		}
		emitted := map[string]any{}
		for _, f := range r.Files {
			if strings.HasSuffix(f.Path, "main.json") {
				collect(t, f.Content, emitted)
			}
		}
		data, err := json.Marshal(one.data)
		if err != nil {
			t.Fatal(err)
		}
		for name, peer := range peers {
			text, err := peer(data)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			made := map[string]any{}
			collect(t, text, made)
			for id, want := range made {
				if !reflect.DeepEqual(want, emitted[id]) {
					t.Errorf("%s: %s is\n%v, and vnetloom's\n%v", name, id, want, emitted[id])
				}
			}
			if len(emitted)-len(made) != one.lacks {
				t.Errorf("%s: %d resources, and vnetloom's are %d", name, len(made), len(emitted))
			}
		}
	}
}

// collect puts the networks, tables and peerings of a template into a map by group, type and name, without what is said of them.
func collect(t *testing.T, text []byte, into map[string]any) {
	t.Helper()
	var top map[string]any
	if err := json.Unmarshal(text, &top); err != nil {
		t.Fatal(err)
	}
	var walk func(group string, resources any)
	walk = func(group string, resources any) {
		for _, x := range resources.([]any) {
			r := x.(map[string]any)
			kind := r["type"].(string)
			switch {
			case kind == "Microsoft.Resources/deployments":
				at, _ := r["resourceGroup"].(string)
				walk(at, r["properties"].(map[string]any)["template"].(map[string]any)["resources"])
			case strings.HasPrefix(kind, "Microsoft.Network/virtualNetworks"), kind == "Microsoft.Network/routeTables":
				delete(r, "metadata")
				delete(r, "dependsOn")
				id := group + " " + kind + " " + r["name"].(string)
				if _, twice := into[id]; twice {
					t.Errorf("%s is there twice", id)
				}
				into[id] = r
			}
		}
	}
	walk("", top["resources"])
}
