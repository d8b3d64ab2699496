package generators

import (
	"fmt"
	"strings"

	"github.com/vnetloom/vnetloom/generators/plan"
)

// OrderFile is the page of a target that says in which order its roots are deployed.
const OrderFile = "README.md"

// AddOrder adds that page to the files of a target whose roots are divided because a template holds no more; where none is, the target's
// folders say it all. Deployment names the file that is deployed, below a root's folder.
func AddOrder(files *FileSet, p *plan.Plan, deployment string) error {
	divided := false
	for i := range p.Roots {
		divided = divided || p.Roots[i].PartOf != ""
	}
	if !divided {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# The order of deployment\n\n", MarkdownHeader(p.Name))
	b.WriteString("A template holds so many bytes, resources and parameters, and this estate has more: it is several roots, each a deployment of its own.\n" +
		"Deploy them one after the other, in this order. The first time each needs what those before it have made. Later, deploy those whose files have\n" +
		"changed, in this order too, and never two at once: they change the same hubs.\n\n")
	for i := range p.Roots {
		root := &p.Roots[i]
		path := root.Folder() + "/" + deployment
		if root.CrossTenant {
			path = root.Folder() + "/"
		}
		fmt.Fprintf(&b, "%d. `%s`\n", i+1, path)
	}
	b.WriteString("\nA name that ends in binary digits is that of a part: of the networks whose names have a digest that begins with them. A part that gets\n" +
		"too large becomes two, with a digit more; nothing moves between the others.\n")
	return files.Add(OrderFile, []byte(b.String()))
}

// OrderOf is the way from a root's own file to that page.
func OrderOf(root *plan.Root) string {
	return strings.Repeat("../", strings.Count(root.Folder(), "/")+1) + OrderFile
}
