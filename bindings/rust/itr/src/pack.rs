use crate::calendar::Calendar;
use crate::documents::{Diagnosis, Diagnostic, PackInfo, ScenarioReport, Source, Sources};
use crate::error::{Error, Status};
use crate::handle::{ask, document, n, p, read, write, Owned};
use crate::Result;
use serde_json::json;
use std::path::Path;

/// A set of rules: workflows, agreements, calendars, roles. Immutable: threads may share it.
#[derive(Debug)]
pub struct Pack(Owned);

impl Pack {
    /// Reads, checks and compiles a pack in one text. If anything is wrong the error has all of it as diagnostics.
    pub fn from_text(yaml: &str) -> Result<Self> {
        let source = Source {
            path: "pack.yaml".into(),
            text: yaml.into(),
        };
        Self::from_sources(&Sources {
            files: vec![source],
            ..Sources::default()
        })
    }

    /// The same of several files, and of imported packs.
    pub fn from_sources(sources: &Sources) -> Result<Self> {
        Self::from_json(&write(sources)?)
    }

    /// The same of document `sources`.
    pub fn from_json(sources: &str) -> Result<Self> {
        ask!(itr_pack_load(p(sources), n(sources))).map(Self::owned)
    }

    /// The same from a folder, or from a file that is a whole pack. Imports are looked for beside it, and then in the folders of
    /// `search_path`.
    pub fn from_folder<P: AsRef<Path>>(path: impl AsRef<Path>, search_path: &[P]) -> Result<Self> {
        let path = utf8(path.as_ref())?;
        let places = search_path.iter().map(|place| utf8(place.as_ref())).collect::<Result<Vec<_>>>()?;
        let texts = write(&json!({ "texts": places }))?;
        ask!(itr_pack_load_folder(p(path), n(path), p(&texts), n(&texts))).map(Self::owned)
    }

    /// The same from what [`canonical`](Self::canonical) gave.
    pub fn from_canonical(canonical: &str) -> Result<Self> {
        ask!(itr_pack_load_canonical(p(canonical), n(canonical))).map(Self::owned)
    }

    /// All that is wrong with a pack: for editors. A pack with mistakes is no error of this function.
    pub fn check(sources: &Sources) -> Result<Diagnosis> {
        let sources = write(sources)?;
        read(&document!(itr_pack_check(p(&sources), n(&sources)))?)
    }

    fn owned(number: u64) -> Self {
        Pack(Owned::new(number, itr_sys::itr_pack_close))
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number()
    }

    /// What the pack is and has.
    pub fn describe(&self) -> Result<PackInfo> {
        read(&document!(itr_pack_describe(self.number()))?)
    }

    /// The identity of its canonical form: 64 hexadecimal digits.
    pub fn hash(&self) -> Result<String> {
        document!(itr_pack_hash(self.number()))
    }

    /// Its canonical form: what a store keeps.
    pub fn canonical(&self) -> Result<String> {
        document!(itr_pack_canonical(self.number()))
    }

    /// Its warnings and notes.
    pub fn diagnostics(&self) -> Result<Vec<Diagnostic>> {
        let diagnosis: Diagnosis = read(&document!(itr_pack_diagnostics(self.number()))?)?;
        Ok(diagnosis.diagnostics)
    }

    /// A workflow as a `stateDiagram-v2` for Mermaid, with titles in a language (`en`, `zh`).
    pub fn mermaid(&self, workflow: &str, language: &str) -> Result<String> {
        document!(itr_pack_mermaid(self.number(), p(workflow), n(workflow), p(language), n(language)))
    }

    /// A workflow as a `digraph` for Graphviz.
    pub fn dot(&self, workflow: &str, language: &str) -> Result<String> {
        document!(itr_pack_dot(self.number(), p(workflow), n(workflow), p(language), n(language)))
    }

    /// Runs the scenarios whose names contain `filter` (empty: all). One that fails is no error of this function.
    pub fn run_scenarios(&self, filter: &str) -> Result<ScenarioReport> {
        read(&self.run_scenarios_json(filter)?)
    }

    /// The same, as document `scenarios`.
    pub fn run_scenarios_json(&self, filter: &str) -> Result<String> {
        document!(itr_pack_run_scenarios(self.number(), p(filter), n(filter)))
    }

    /// A calendar of the pack by its name (`24x7`, `office`, `office@Europe/Berlin`).
    pub fn calendar(&self, name: &str) -> Result<Calendar> {
        ask!(itr_calendar_open(self.number(), p(name), n(name))).map(Calendar::owned)
    }

    /// Closes it now. Engines and deciders that know it keep it.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}

fn utf8(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| {
        let message = format!("expected a path in UTF-8, but found {}", path.display());
        Error::new(Status::Misuse, "capi.not_utf8", message)
    })
}
