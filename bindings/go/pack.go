package itr

// #include <itr/itr.h>
import "C"

import (
	"context"
)

// Pack is a set of rules: workflows, agreements, calendars, roles. It is immutable and can be shared.
type Pack struct{ handle handle }

// Source is a file of a pack; Path is only a label.
type Source struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Sources are the files of a pack, and those of imported packs by their names.
type Sources struct {
	Files   []Source            `json:"files"`
	Imports map[string][]Source `json:"imports,omitempty"`
}

// PackInfo says what a pack is and has.
type PackInfo struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Hash       string   `json:"hash"` // the identity of its canonical form
	Workflows  []string `json:"workflows"`
	Agreements []string `json:"agreements"`
	Calendars  []string `json:"calendars"`
	Tables     []string `json:"tables"`
	Ladders    []string `json:"ladders"`
	Roles      []string `json:"roles"`
	Forms      []string `json:"forms"`
	Scenarios  []string `json:"scenarios"`
}

// Diagnosis is all that is wrong with a pack, or worth saying of it.
type Diagnosis struct {
	Valid       bool         `json:"valid"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// ScenarioReport says how the scenarios of a pack went.
type ScenarioReport struct {
	Passed    int        `json:"passed"`
	Failed    int        `json:"failed"`
	Scenarios []Scenario `json:"scenarios"`
}

// Scenario is how one scenario went.
type Scenario struct {
	Name     string       `json:"name"`
	At       Place        `json:"at"`
	Passed   bool         `json:"passed"`
	Failures []StepFailed `json:"failures"`
	Mistakes []Diagnostic `json:"mistakes"`
}

// Place is a line of a file.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// StepFailed is an expectation of a scenario that was not met.
type StepFailed struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Step    int    `json:"step"`
	Message string `json:"message"`
}

// LoadPack reads, checks and compiles a pack. If anything is wrong the error has all of it as Diagnostics.
func LoadPack(sources Sources) (*Pack, error) {
	text, err := sources.text()
	if err != nil {
		return nil, err
	}
	return openPack(func(out *C.itr_pack, err *C.itr_error) C.itr_status {
		chars, size := data(text)
		return C.itr_pack_load(chars, size, out, err)
	})
}

// LoadPackText is LoadPack for a pack in one text.
func LoadPackText(yaml string) (*Pack, error) {
	return LoadPack(Sources{Files: []Source{{Path: "pack.yaml", Text: yaml}}})
}

// LoadPackFolder reads a pack from a folder, or from a file that is a whole pack. Imports are looked for beside it, and
// then in the folders of searchPath.
func LoadPackFolder(ctx context.Context, path string, searchPath ...string) (*Pack, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	search, err := marshal(map[string]any{"texts": append([]string{}, searchPath...)})
	if err != nil {
		return nil, err
	}
	return openPack(func(out *C.itr_pack, err *C.itr_error) C.itr_status {
		chars, size := chars(path)
		searchChars, searchSize := data(search)
		return C.itr_pack_load_folder(chars, size, searchChars, searchSize, out, err)
	})
}

// LoadCanonicalPack reads what Canonical gave.
func LoadCanonicalPack(canonical []byte) (*Pack, error) {
	return openPack(func(out *C.itr_pack, err *C.itr_error) C.itr_status {
		chars, size := data(canonical)
		return C.itr_pack_load_canonical(chars, size, out, err)
	})
}

// CheckPack says all that is wrong with a pack: for editors. A pack with mistakes is no error of this function.
func CheckPack(sources Sources) (Diagnosis, error) {
	text, err := sources.text()
	if err != nil {
		return Diagnosis{}, err
	}
	return read[Diagnosis](func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(text)
		return C.itr_pack_check(chars, size, out, err)
	})
}

func (s Sources) text() ([]byte, error) {
	s.Files = append([]Source{}, s.Files...)
	return marshal(s)
}

func openPack(call func(out *C.itr_pack, err *C.itr_error) C.itr_status) (*Pack, error) {
	var opened C.itr_pack
	if err := check(func(err *C.itr_error) C.itr_status { return call(&opened, err) }); err != nil {
		return nil, err
	}
	pack := &Pack{}
	own(pack, &pack.handle, uint64(opened), closePack)
	return pack, nil
}

func closePack(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_pack_close(C.itr_pack(number), err) })
}

// Close gives the pack back. Engines and deciders that know it keep it.
func (p *Pack) Close() error { return p.handle.close() }

func (p *Pack) number() C.itr_pack { return C.itr_pack(p.handle.number) }

// Describe says what the pack is and has.
func (p *Pack) Describe() (PackInfo, error) {
	defer keep(p)
	return read[PackInfo](func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_pack_describe(p.number(), out, err)
	})
}

// Hash is the identity of the canonical form: 64 hexadecimal digits.
func (p *Pack) Hash() (string, error) {
	defer keep(p)
	hash, err := document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_pack_hash(p.number(), out, err)
	})
	return string(hash), err
}

// Canonical is the form that a store keeps.
func (p *Pack) Canonical() ([]byte, error) {
	defer keep(p)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_pack_canonical(p.number(), out, err)
	})
}

// Diagnostics are its warnings and notes.
func (p *Pack) Diagnostics() ([]Diagnostic, error) {
	defer keep(p)
	diagnosis, err := read[Diagnosis](func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_pack_diagnostics(p.number(), out, err)
	})
	return diagnosis.Diagnostics, err
}

// Mermaid draws a workflow as a stateDiagram-v2, with titles in a language ("en", "zh"; empty: en).
func (p *Pack) Mermaid(workflow, language string) (string, error) {
	defer keep(p)
	picture, err := document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(workflow)
		chars2, size2 := chars(language)
		return C.itr_pack_mermaid(p.number(), chars1, size1, chars2, size2, out, err)
	})
	return string(picture), err
}

// Dot draws a workflow as a digraph for Graphviz.
func (p *Pack) Dot(workflow, language string) (string, error) {
	defer keep(p)
	picture, err := document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(workflow)
		chars2, size2 := chars(language)
		return C.itr_pack_dot(p.number(), chars1, size1, chars2, size2, out, err)
	})
	return string(picture), err
}

// RunScenarios runs the scenarios whose names contain filter (empty: all). One that fails is no error of this function.
func (p *Pack) RunScenarios(ctx context.Context, filter string) (ScenarioReport, error) {
	var report ScenarioReport
	text, err := p.runScenarios(ctx, filter)
	if err != nil {
		return report, err
	}
	return report, unmarshal(text, &report)
}

func (p *Pack) runScenarios(ctx context.Context, filter string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer keep(p)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := chars(filter)
		return C.itr_pack_run_scenarios(p.number(), chars, size, out, err)
	})
}
