// Package page owns how a difference is printed for people: as text, as Markdown for the comment of a pull request, and as HTML.
//
// What is said is one outline for all forms; each form has its own encoder, through which every name and every text of anyone's file goes.
// It decides nothing about networks. The command line enters.
package page
