package compile

import (
	"cmp"
	"context"
	"strings"

	"github.com/vnetloom/vnetloom/generators"
	"github.com/vnetloom/vnetloom/generators/arm"
	"github.com/vnetloom/vnetloom/generators/plan"
	"github.com/vnetloom/vnetloom/migration"
	"github.com/vnetloom/vnetloom/rehearsal"
	"github.com/vnetloom/vnetloom/source"
)

// deployments are the templates of a plan in the order in which they are deployed: root after root, and of one whose files are deployed alone
// the files. Where the intent names no subscription, they are deployed to migration.OwnSubscription.
func deployments(ctx context.Context, p *plan.Plan) ([]rehearsal.Deployment, error) {
	files, err := generate(ctx, p, arm.New())
	if err != nil {
		return nil, err
	}
	byPath := map[string]*generators.File{}
	for i := range files {
		byPath[files[i].Path] = &files[i]
	}
	var out []rehearsal.Deployment
	divided := arm.Divide(p)
	for i := range divided.Roots {
		folder := "arm/" + divided.Roots[i].Folder()
		if f := byPath[folder+"/main.json"]; f != nil {
			out = append(out, rehearsal.Deployment{Name: divided.Roots[i].Folder(), Template: source.New(f.Path, f.Content), Subscription: migration.OwnSubscription,
				Parameters: []*source.File{source.New(folder+"/main.parameters.json", byPath[folder+"/main.parameters.json"].Content)}, Location: deployedFrom})
			continue
		}
		for i := range files {
			f := &files[i]
			if f.Alone == nil || !strings.HasPrefix(f.Path, folder+"/") {
				continue
			}
			out = append(out, rehearsal.Deployment{Name: f.Path, Template: source.New(f.Path, f.Content), ResourceGroup: f.Alone.ResourceGroup,
				Subscription: cmp.Or(f.Alone.Subscription, migration.OwnSubscription), Location: deployedFrom})
		}
	}
	return out, nil
}

// deployedFrom is the region of deployments to subscriptions: where Azure keeps their records. What they make has regions of its own.
const deployedFrom = "westeurope"
