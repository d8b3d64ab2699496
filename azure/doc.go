// Package azure owns the one table of Azure's resource types.
package azure
