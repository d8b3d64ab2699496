package azure

// publicAddress is the body of a public address: column zones, those of what it belongs to.
var publicAddress = Fields{
	{"location", Location{}},
	{"tags", Tags{}},
	{"sku", Const{Object{{"name", Str("Standard")}, {"tier", Str("Regional")}}}},
	{"zones", texts("zones").optional().about("Of its public addresses, none where the location has none.")},
	{"properties", Const{Object{{"publicIPAllocationMethod", Str("Static")}, {"publicIPAddressVersion", Str("IPv4")}}}},
}
