package golden_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// threads stand for the threads of a pull request in Azure Repos.
// https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
type threads struct {
	sync.Mutex
	all []*thread
}

type thread struct {
	ID       int             `json:"id"`
	Status   int             `json:"status"`
	Deleted  bool            `json:"isDeleted"`
	Comments []threadComment `json:"comments"`
}

type threadComment struct {
	ID      int     `json:"id"`
	Content *string `json:"content"`
	Parent  int     `json:"parentCommentId"`
	Type    int     `json:"commentType"`
}

const threadsPath = "/contoso/11111111-2222-3333-4444-555555555555/_apis/git/repositories/repo-id/pullRequests/7/threads"

func (s *threads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	answer := func(code int, body any) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(body)
	}
	if r.Header.Get("Authorization") != "Bearer build-token" || r.URL.Query().Get("api-version") != "7.1" {
		answer(http.StatusUnauthorized, nil)
		return
	}
	switch {
	case r.Method == http.MethodGet && r.URL.Path == threadsPath:
		answer(http.StatusOK, map[string]any{"value": s.all, "count": len(s.all)})
	case r.Method == http.MethodPost && r.URL.Path == threadsPath:
		made := &thread{}
		if json.NewDecoder(r.Body).Decode(made) != nil || len(made.Comments) != 1 || made.Comments[0].Content == nil {
			answer(http.StatusBadRequest, nil)
			return
		}
		made.ID, made.Comments[0].ID = 100+len(s.all), 1
		s.all = append(s.all, made)
		answer(http.StatusOK, made)
	default:
		for _, one := range s.all {
			var change threadComment
			if r.Method == http.MethodPatch && strings.HasPrefix(r.URL.Path, threadsPath) && strings.HasSuffix(r.URL.Path, "/comments/1") &&
				strings.Contains(r.URL.Path, "/threads/"+itoa(one.ID)+"/") && json.NewDecoder(r.Body).Decode(&change) == nil && change.Content != nil {
				one.Comments[0].Content = change.Content
				answer(http.StatusOK, one)
				return
			}
		}
		answer(http.StatusNotFound, nil)
	}
}

func itoa(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// The same pull requests on Azure Pipelines: a good one passes and is commented once, a stale one and a wrong one fail.
func TestTheRepositoryOnAzurePipelines(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not on PATH; the agents have it")
	}
	s := newSample(t)
	text := "a thread of the system has no text"
	server := &threads{all: []*thread{{ID: 5, Comments: []threadComment{{ID: 1}}}, {ID: 6, Comments: []threadComment{{ID: 1, Content: &text}}}}}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	run := func(reason string) *pipelineRun {
		r := &pipelineRun{t: t, p: readPipeline(t, repositoryExample+"/azure-pipelines.yml"), remote: s.remote, ref: "refs/pull/7/merge", reason: reason, token: "build-token",
			variables: map[string]string{"SYSTEM_COLLECTIONURI": web.URL + "/contoso/", "SYSTEM_TEAMPROJECTID": "11111111-2222-3333-4444-555555555555", "BUILD_REPOSITORY_ID": "repo-id"}}
		if reason == "PullRequest" {
			r.variables["SYSTEM_PULLREQUEST_PULLREQUESTID"], r.variables["SYSTEM_PULLREQUEST_TARGETBRANCH"] = "7", "refs/heads/main"
		} else {
			r.ref = "refs/heads/main"
		}
		return r
	}
	push := run("IndividualCI")
	require.Equal(t, "Succeeded", push.run(), push.said)
	require.Equal(t, map[string]string{"check": "Succeeded", "comment": "Skipped"}, push.outcomes)

	s.edit("intent.yaml", "addressSpace: 10.1.1.0/24}\n", "addressSpace: 10.1.1.0/24}\n  news: {profile: app, addressSpace: 10.1.2.0/24}\n")
	s.propose("a spoke more, without its output")
	stale := run("PullRequest")
	require.Equal(t, "Failed", stale.run())
	require.Equal(t, "Failed", stale.steps[stepGenerate], stale.said)
	require.Contains(t, stale.said, "##vso[task.logissue type=error]The output is stale")
	require.Contains(t, stale.artifacts, "CodeAnalysisLogs")
	require.Len(t, server.all, 3)
	require.Contains(t, *server.all[2].Comments[0].Content, "news")
	require.Equal(t, 4, server.all[2].Status)

	s.generate()
	s.edit("intent.yaml", "10.1.1.0/24}\n", "10.1.0.0/23}\n")
	s.propose("more addresses")
	wrong := run("PullRequest")
	require.Equal(t, "Failed", wrong.run())
	require.Equal(t, "Failed", wrong.steps[stepCheck])
	require.Contains(t, wrong.said, "error[VL221]")
	require.Len(t, server.all, 3, "the comment is brought up to date")
	require.Contains(t, *server.all[2].Comments[0].Content, "has errors")

	s.edit("intent.yaml", "10.1.0.0/23}\n", "10.1.1.0/24}\n")
	s.propose("as it should be")
	good := run("PullRequest")
	require.Equal(t, "Succeeded", good.run(), good.said)
	require.Len(t, server.all, 3)
	require.Contains(t, *server.all[2].Comments[0].Content, "news")
}

// The nightly pipeline, as the workflow.
func TestTheRepositoryFindsWhatWasChangedByHandOnAzurePipelines(t *testing.T) {
	t.Parallel()
	s := newSample(t)
	store := deployedSample(t)
	web := httptest.NewServer(store)
	t.Cleanup(web.Close)
	nightly := func() *pipelineRun {
		return &pipelineRun{t: t, p: readPipeline(t, repositoryExample+"/azure-pipelines-drift.yml"), remote: s.remote, ref: "refs/heads/main", reason: "Schedule", azure: web.URL}
	}
	const promises, again = "What is deployed keeps what the intent promises", "Deploying again would change nothing"
	r := nightly()
	require.Equal(t, "Succeeded", r.run(), r.said)
	changeByHand(t, store, "virtualNetworks/vnet-shop/virtualNetworkPeerings/peer-shop-to-hub", "allowForwardedTraffic", false)
	r = nightly()
	require.Equal(t, "Failed", r.run())
	require.Equal(t, "Failed", r.steps[again])
	changeByHand(t, store, "routeTables/rt-shop", "routes", []any{})
	r = nightly()
	require.Equal(t, "Failed", r.run())
	require.Equal(t, "Failed", r.steps[promises], r.said)
	r = nightly()
	r.azure = "http://127.0.0.1:1"
	require.Equal(t, "Failed", r.run())
	require.Equal(t, "Failed", r.steps["Export what is deployed"])
	require.Equal(t, "Failed", r.steps[again], "what could not be exported is not taken for what is deployed")
}
