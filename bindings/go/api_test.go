package itr

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheModuleHasEveryFunctionAndConstantOfTheAPI tells when the description of the C interface has something that this
// module lacks. In the module's users' hands, where the description is not beside it, it is skipped. That signatures and
// values are right, cgo sees to: both come from the header.
func TestTheModuleHasEveryFunctionAndConstantOfTheAPI(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "api.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no api.json beside the module")
	}
	var api struct {
		Constants map[string]int64
		Functions []struct {
			Name   string
			CAlone bool `json:"c_alone"`
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &api)
	}
	if err != nil || len(api.Functions) == 0 || len(api.Constants) == 0 {
		t.Fatal(err)
	}
	used := usedNames(t)
	used["itr_error_status"] = true       // the status comes with the call
	used["itr_engine_fail_effect"] = true // itr_engine_fail_taken_effect says more
	for _, function := range api.Functions {
		if !used[function.Name] && !function.CAlone {
			t.Error("nothing calls ", function.Name)
		}
	}
	for constant := range api.Constants {
		if !used[constant] {
			t.Error("nothing uses ", constant)
		}
	}
	for _, known := range []struct {
		name  string
		value int64
	}{{"ITR_ABI_VERSION", ABIVersion}, {"ITR_MAX_PAGE", MaxPage}, {"ITR_NEVER", never}, {"ITR_MIN_INSTANT_MS", minInstantMS},
		{"ITR_MAX_INSTANT_MS", maxInstantMS}, {"ITR_INTERNAL", int64(Internal)}, {"ITR_CLOCK_SUPERSEDED", int64(Superseded)}} {
		if api.Constants[known.name] != known.value {
			t.Errorf("expected %s = %d, but the header has %d", known.name, api.Constants[known.name], known.value)
		}
	}
}

// usedNames are the names of C in the module's sources.
func usedNames(t *testing.T) map[string]bool {
	used := map[string]bool{}
	name := regexp.MustCompile(`(?i)\bitr_\w+`)
	for _, pattern := range []string{"*.go", "*.c", "sqlite/*.go", "postgres/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range name.FindAllString(string(text), -1) {
				used[found] = true
			}
		}
	}
	return used
}
