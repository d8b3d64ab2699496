package azure

// publicAddress is the body of a public address: column zones, those of what it belongs to.
var publicAddress = Fields{
	{"location", Location{}},
	{"tags", Tags{}},
	{"sku", Fields{{"name", str("Standard")}, {"tier", str("Regional")}}},
	{"zones", texts("zones").optional().about("Of its public addresses, none where the location has none.")},
	{"properties", Fields{{"publicIPAllocationMethod", str("Static")}, {"publicIPAddressVersion", str("IPv4")}}},
}
