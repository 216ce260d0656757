package itr

// #include <itr/itr.h>
import "C"

// Expression is a compiled text in CEL. It is immutable and can be shared.
type Expression struct{ handle handle }

// CompileExpression checks and compiles an expression. variables are types by name, as packs write them ("int",
// "list(string)"); wanted is the type of the result (empty: any).
func CompileExpression(source string, variables map[string]string, wanted string) (*Expression, error) {
	scope, err := marshal(struct {
		Variables map[string]string `json:"variables,omitempty"`
		Wanted    string            `json:"wanted,omitempty"`
	}{variables, wanted})
	if err != nil {
		return nil, err
	}
	var opened C.itr_expression
	if err := check(func(err *C.itr_error) C.itr_status {
		chars1, size1 := chars(source)
		chars2, size2 := data(scope)
		return C.itr_expression_compile(chars1, size1, chars2, size2, &opened, err)
	}); err != nil {
		return nil, err
	}
	expression := &Expression{}
	own(expression, &expression.handle, uint64(opened), closeExpression)
	return expression, nil
}

func closeExpression(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_expression_close(C.itr_expression(number), err) })
}

// Close gives the expression back.
func (x *Expression) Close() error { return x.handle.close() }

// Evaluate gives the value, of a type that [Data] names. A variable without a binding is null.
func (x *Expression) Evaluate(bindings Data) (any, error) {
	if bindings == nil {
		bindings = Data{}
	}
	text, err := marshal(map[string]any{"bindings": bindings})
	if err != nil {
		return nil, err
	}
	if text, err = x.evaluate(text); err != nil {
		return nil, err
	}
	decoded, err := numbers(text)
	if err != nil {
		return nil, err
	}
	members, _ := decoded.(map[string]any)
	return understand(members["value"])
}

func (x *Expression) evaluate(bindings []byte) ([]byte, error) {
	defer keep(x)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(bindings)
		return C.itr_expression_evaluate(C.itr_expression(x.handle.number), chars, size, out, err)
	})
}
