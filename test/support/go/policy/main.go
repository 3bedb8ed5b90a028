// Answers what kube-apiserver's own code makes of audit policies: one JSON question a line on stdin, one JSON answer a
// line on stdout. The tests compare the product with it.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	auditinternal "k8s.io/apiserver/pkg/apis/audit"
	"k8s.io/apiserver/pkg/audit/policy"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/klog/v2"
)

type attributes struct {
	User              string   `json:"user"`
	Groups            []string `json:"groups"`
	Verb              string   `json:"verb"`
	IsResourceRequest bool     `json:"isResourceRequest"`
	Path              string   `json:"path"`
	Namespace         string   `json:"namespace"`
	Group             string   `json:"group"`
	Resource          string   `json:"resource"`
	Subresource       string   `json:"subresource"`
	Name              string   `json:"name"`
}

// An audit policy, and requests to put before it.
type question struct {
	Policy   string       `json:"policy"`
	Requests []attributes `json:"requests"`
}

type answer struct {
	// accepted, warned (read leniently) or refused
	Verdict string `json:"verdict"`
	Message string `json:"message,omitempty"`
	// One letter a request, from '0' on: 16 times the level, and a bit for each stage that makes no event.
	Decisions string `json:"decisions,omitempty"`
}

var levels = map[auditinternal.Level]int{
	auditinternal.LevelNone: 0, auditinternal.LevelMetadata: 1, auditinternal.LevelRequest: 2, auditinternal.LevelRequestResponse: 3,
}

var stages = map[auditinternal.Stage]int{
	auditinternal.StageRequestReceived: 1, auditinternal.StageResponseStarted: 2, auditinternal.StageResponseComplete: 4, auditinternal.StagePanic: 8,
}

var warnings strings.Builder

func judge(text string) (*auditinternal.Policy, answer) {
	warnings.Reset()
	loaded, err := policy.LoadPolicyFromBytes([]byte(text))
	klog.Flush()
	if err != nil {
		return nil, answer{Verdict: "refused", Message: err.Error()}
	}
	if strings.Contains(warnings.String(), "falling back to lenient decoding") {
		return loaded, answer{Verdict: "warned", Message: strings.TrimSpace(warnings.String())}
	}
	return loaded, answer{Verdict: "accepted"}
}

func decide(loaded *auditinternal.Policy, requests []attributes) string {
	evaluator := policy.NewPolicyRuleEvaluator(loaded)
	decisions := make([]byte, 0, len(requests))
	for _, request := range requests {
		config := evaluator.EvaluatePolicyRule(&authorizer.AttributesRecord{
			User:            &user.DefaultInfo{Name: request.User, Groups: request.Groups},
			Verb:            request.Verb,
			Namespace:       request.Namespace,
			APIGroup:        request.Group,
			APIVersion:      "v1",
			Resource:        request.Resource,
			Subresource:     request.Subresource,
			Name:            request.Name,
			ResourceRequest: request.IsResourceRequest,
			Path:            request.Path,
		})
		letter := 16 * levels[config.Level]
		for _, stage := range config.OmitStages {
			letter |= stages[stage]
		}
		decisions = append(decisions, byte('0'+letter))
	}
	return string(decisions)
}

func main() {
	logging := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(logging)
	_ = logging.Set("logtostderr", "false")
	_ = logging.Set("alsologtostderr", "false")
	_ = logging.Set("stderrthreshold", "FATAL")
	klog.SetOutput(io.Writer(&warnings))

	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	decoder := json.NewDecoder(input)
	encoder := json.NewEncoder(output)
	var requests []attributes
	for {
		var asked question
		if err := decoder.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// The requests of the first question stand for all that bring none.
		if len(asked.Requests) > 0 {
			requests = asked.Requests
		}
		loaded, answered := judge(asked.Policy)
		if loaded != nil {
			answered.Decisions = decide(loaded, requests)
		}
		if err := encoder.Encode(answered); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		output.Flush()
	}
}
