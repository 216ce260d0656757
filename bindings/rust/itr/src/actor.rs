use crate::handle::{ask, n, p, write, Owned};
use crate::Result;
use serde::Serialize;
use serde_json::value::RawValue;

/// Who asks. Who that is, the host's own login has decided. Immutable: threads may share it.
#[derive(Debug)]
pub struct Actor {
    owned: Owned,
    text: Box<RawValue>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    id: &'a str,
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<&'a str>,
}

impl Actor {
    /// An actor with roles; the id may be empty.
    pub fn new<R: Into<String>>(id: &str, roles: impl IntoIterator<Item = R>) -> Result<Self> {
        Self::made(id, roles, None)
    }

    /// An actor who asks on behalf of a customer.
    pub fn for_party<R: Into<String>>(party: &str, id: &str, roles: impl IntoIterator<Item = R>) -> Result<Self> {
        Self::made(id, roles, Some(party))
    }

    /// The host itself.
    pub fn system() -> Result<Self> {
        Self::new("", ["system"])
    }

    /// The actor of document `actor`.
    pub fn from_json(actor: &str) -> Result<Self> {
        let number = ask!(itr_actor_open(p(actor), n(actor)))?;
        let owned = Owned::new(number, itr_sys::itr_actor_close);
        Ok(Actor {
            owned,
            text: crate::handle::read(actor)?,
        })
    }

    fn made<R: Into<String>>(id: &str, roles: impl IntoIterator<Item = R>, party: Option<&str>) -> Result<Self> {
        let roles = roles.into_iter().map(Into::into).collect();
        Self::from_json(&write(&Document { id, roles, party })?)
    }

    pub(crate) fn number(&self) -> u64 {
        self.owned.number()
    }

    pub(crate) fn text(&self) -> &RawValue {
        &self.text
    }

    /// Closes it now.
    pub fn close(self) -> Result<()> {
        self.owned.close()
    }
}
