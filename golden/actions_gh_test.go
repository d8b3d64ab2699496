package golden_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A comment of a pull request, as GitHub's API has it.
type comment struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	User struct {
		Login string `json:"login"`
	} `json:"user"`
}

// tokenWith is the token of a job that may do this.
func tokenWith(permissions map[string]string) string {
	return "pull-requests:" + permissions["pull-requests"]
}

// longestComment is how many characters GitHub takes in a comment.
const longestComment = 65536

// githubCommand stands for `gh api`: comments of pull requests are in the file VNETLOOM_COMMENTS, and the token says what its job may do.
// https://docs.github.com/rest/issues/comments
func githubCommand(args []string) int {
	fail := func(format string, values ...any) int {
		fmt.Fprintf(os.Stderr, "gh: "+format+"\n", values...)
		return 1
	}
	flags := map[string]string{}
	var address string
	if len(args) == 0 || args[0] != "api" {
		return fail("unknown command %v", args)
	}
	for rest := args[1:]; len(rest) > 0; rest = rest[1:] {
		switch rest[0] {
		case "--paginate", "--silent":
		case "--method", "--field", "--jq":
			flags[rest[0]] = rest[1]
			rest = rest[1:]
		default:
			address = rest[0]
		}
	}
	right, ok := strings.CutPrefix(os.Getenv("GH_TOKEN"), "pull-requests:")
	if !ok {
		return fail("To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable")
	}
	var all []comment
	content, err := os.ReadFile(os.Getenv("VNETLOOM_COMMENTS"))
	if err == nil {
		err = json.Unmarshal(content, &all)
	}
	if err != nil {
		return fail("%v", err)
	}
	list := regexp.MustCompile(`^repos/contoso/network/issues/7/comments$`).MatchString(address)
	one := regexp.MustCompile(`^repos/contoso/network/issues/comments/(\d+)$`).FindStringSubmatch(address)
	if flags["--method"] == "" && list && right != "" {
		shown, _ := json.Marshal(all)
		c := exec.Command("jq", "--raw-output", flags["--jq"])
		c.Stdin, c.Stdout, c.Stderr = strings.NewReader(string(shown)), os.Stdout, os.Stderr
		if err := c.Run(); err != nil {
			return fail("%v", err)
		}
		return 0
	}
	if right != "write" {
		return fail("Resource not accessible by integration (HTTP 403)")
	}
	file, ok := strings.CutPrefix(flags["--field"], "body=@")
	body, err := os.ReadFile(file)
	if !ok || err != nil || utf8.RuneCount(body) > longestComment {
		return fail("Validation Failed (HTTP 422)")
	}
	switch {
	case flags["--method"] == "POST" && list:
		c := comment{ID: 100 + len(all), Body: string(body)}
		c.User.Login = "github-actions[bot]"
		all = append(all, c)
	case flags["--method"] == "PATCH" && one != nil:
		id, _ := strconv.Atoi(one[1])
		i := slices.IndexFunc(all, func(c comment) bool { return c.ID == id })
		if i < 0 {
			return fail("Not Found (HTTP 404)")
		}
		all[i].Body = string(body)
	default:
		return fail("Not Found (HTTP 404): %v", args)
	}
	content, err = json.Marshal(all)
	if err == nil {
		err = os.WriteFile(os.Getenv("VNETLOOM_COMMENTS"), content, 0o600)
	}
	if err != nil {
		return fail("%v", err)
	}
	return 0
}
