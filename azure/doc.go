// Package azure owns the one table of Azure's resource types: what each is written by, what a write does, and how it is made of a row.
//
// It imports nothing of this module, so that whoever compiles, prints, rehearses or reads Azure may enter. It knows no intent and no
// topology, decides nothing about a network, and prints in no language. A new property is a field of a shape here; a new type is a
// Type, a Table and its place in a Stage.
//
// # Rows
//
// A Row is plain data in the words of the intent: what one key of the intent stands for, such as a network with its route table and its
// security group. A Table says which columns its rows have and which resources they make; a Stage which tables a step of the deployment
// has. Two tables may make resources of one type, by one shape: the route table of a network that is created is in the network's row,
// that of a network which exists has a row of its own.
//
// Who makes rows gives facts, all of them, and Estate.Row keeps what nothing else says: a cell is left out where a default, a naming
// pattern or the place says the same. So
//
//	estate.Row(azure.Peerings, azure.Place{Subscription: "prod", ResourceGroup: "rg-hub"}, azure.Facts{
//		"network": azure.To{ID: hub, Name: "hub"}, "remote": azure.To{ID: shop, Name: "shop"},
//		"azureName": azure.Str("peer-hub-to-shop"), "forwardedTraffic": azure.Bool(true)})
//
// is the row {network: hub, remote: shop}, and remoteResourceGroup is beside them where that is another one. A fact that no column takes
// is refused, and so is a row that would lead elsewhere than its facts do.
//
// Estate.Expand is the other way: the resources of a row with their ids, parents and bodies. Whatever else expands rows must make the
// same of them.
//
// # Shapes
//
// A body is a tree of Nodes, a closed set without code, interpreted in several ways: by Expand; by the printer of modules, to which a
// Column is row.column, a When a condition, Rows a loop, a Reference a resourceId(); by the engine of the scripts, which gets it as data;
// and by Resource.Leaves, which gives the paths of the body. What an interpreter must know:
//
//   - Columns are declared by the nodes that use them; Table.Infos and Rows.Infos collect them in the order in which rows have their
//     cells. Table.Columns and Rows.Columns put some first, and declare those that are conditions alone.
//   - A node that makes nothing leaves out its field, or its item of a list. So an optional Column without a cell is no field, and
//     Fields are an object even if it is empty: what may be missing as a whole stands in a When.
//   - A cell of FlagKind is there only where it differs from Info.Default. A Cond holds of a column where it has a cell that is not
//     false; an empty list is a cell.
//   - Names in Azure are made by the naming patterns that the language has by default, vnet-{name}. Where an estate has another pattern
//     or name, the whole name is data: the column azureName beside name, remoteAzureName beside remote. So shapes are the same for
//     every estate.
//   - A Reference without the columns ...ResourceGroup and ...Subscription leads to the row's own place. A subscription is written by
//     its name in the intent; Estate.Subscriptions has the UUIDs, OwnSubscription is the deployment's own, and what is neither is a
//     UUID itself.
//   - In an Each, a Reference with the column TheString is named by the string: it is not checked against facts, as others are.
//   - A Concat is one list of several; one of them that makes nothing adds none.
//   - An Own is a resource that the same row makes, or itself: a rule of a load balancer names a frontend of the same one. A Reference to a
//     type that a table of the same stage makes is to be waited for; to any other, an earlier stage has made it or it exists. Resource.After
//     has what comes first although nothing names it.
//   - That a reference leads to none of the deployment's (To.Outside) counts where something is made of it: nothing is waited for. The
//     id is the same text, so a row does not say it.
//   - Rows, and an Each, with From have what is in these sets of Estate.Sets first, then their own, and are a list even where there are neither. Sorted is
//     for literal bodies alone: to Azure it is a set.
//   - Resources of a row stand in its order of the table. Rows of a table with AtOnce are made so many at a time, unless the stage says otherwise
//     (Stage.AtOnce); so are resources of two tables whose types lock what one reference leads to (Type.Locks).
//   - Location and Tags without a cell are those of the Place and of the Estate; a cell of tags without entries is none at all.
//
// # Outputs
//
// Table.Outputs say what a deployment hands out of the rows of a table: ids of networks and their subnets, addresses that Azure has given.
// Each is one list with an item for each row (with Each for each nested row), so their number does not grow with an estate. Items are
// made of the same closed set of nodes and declare no columns:
//
//	output vpnGateways = [
//	  { name: 'hub', id: <Own>, publicAddresses: [ <Read>, <Read> ], bgpAddresses: [ <Read>, <Read> ] }
//	]
//
// A Read there is of a resource of the same row, which the same module makes: its Of is an Own, and Now is set. Its Path is below the
// resource's properties; with Count it is a list of so many as a column says, whose index is {it}. A resource that only some rows make is
// read in a When alone. A node that makes nothing leaves out its field: bgpAddresses of a gateway without BGP.
// Types follow from the nodes: Own, Text and Read are strings, Items and a Read with Count lists of strings, Rows a list of objects.
// In a module an output has its own Name; in a root the name that Stage.OutputName gives it, and there it is a list of the lists of the modules,
// in their order. Estate.Outputs makes the items of a row.
//
// # Types
//
// A Type has what holds of its resources whatever rows make them: the API version, in which list they are read, what they lock, and its
// Behaviors, each a fact about a path of the body with its source and how sure it is. What no behavior says is the rule for all types:
// a write replaces what it names, and resets what it leaves out.
package azure
