import { read, write, writeBindings } from "./codec.js";
import type { Scope, ValueDocument } from "./documents.js";
import { raw } from "./library.js";
import { Resource, handle } from "./resource.js";
import type { Data, Value } from "./values.js";

/** A compiled expression of CEL. */
export class Expression extends Resource {
  /** An InvalidError lists in `diagnostics` what is wrong. */
  constructor(source: string, scope: Scope = {}) {
    super("expression", raw().itr_expression_compile(source, write(scope)));
  }

  /** Its value; a variable without a binding is null. */
  evaluate(bindings: Data = {}): Value {
    return this.evaluateTyped(bindings).value;
  }

  /** Its value with the name of its type in CEL. */
  evaluateTyped(bindings: Data = {}): ValueDocument {
    const text = raw().itr_expression_evaluate(this[handle], writeBindings(bindings));
    // JSON.parse() would round what is beyond 2^53. In a text of JSON the quotes would be escaped.
    return read("value", text.replace(/\{"\$uint":(\d{16,})\}/g, '{"$uint":"$1"}'));
  }
}
