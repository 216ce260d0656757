use crate::handle::{ask, document, n, p, read, write, Owned};
use crate::value::{Data, Value};
use crate::Result;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// A compiled text in CEL. Immutable: threads may share it.
#[derive(Debug)]
pub struct Expression(Owned);

impl Expression {
    /// Checks and compiles an expression. `variables` are types by name, as packs write them (`int`, `list(string)`); `wanted` is
    /// the type of the result, if it must be of one.
    pub fn compile(source: &str, variables: &[(&str, &str)], wanted: Option<&str>) -> Result<Self> {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        let mut scope = json!({ "variables": variables });
        if let Some(wanted) = wanted {
            scope["wanted"] = wanted.into();
        }
        Self::compile_json(source, &write(&scope)?)
    }

    /// The same with document `scope`.
    pub fn compile_json(source: &str, scope: &str) -> Result<Self> {
        let number = ask!(itr_expression_compile(p(source), n(source), p(scope), n(scope)))?;
        Ok(Expression(Owned::new(number, itr_sys::itr_expression_close)))
    }

    /// Its value. A variable without a binding is null.
    pub fn evaluate(&self, bindings: &Data) -> Result<Value> {
        #[derive(Serialize)]
        struct Bindings<'a> {
            bindings: &'a Data,
        }
        #[derive(Deserialize)]
        struct Document {
            value: Value,
        }
        let found: Document = read(&self.evaluate_json(&write(&Bindings { bindings })?)?)?;
        Ok(found.value)
    }

    /// The same with document `bindings`, as document `value`.
    pub fn evaluate_json(&self, bindings: &str) -> Result<String> {
        document!(itr_expression_evaluate(self.0.number(), p(bindings), n(bindings)))
    }

    /// Closes it now.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}
