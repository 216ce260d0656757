use crate::documents::StoreCounters;
use crate::handle::{ask, document, read, Owned};
use crate::Result;

/// Where tickets live.
#[derive(Debug)]
pub struct Store(Owned);

impl Store {
    /// An empty store in memory: nothing in it is durable.
    pub fn memory() -> Result<Self> {
        let number = ask!(itr_store_open_memory())?;
        Ok(Store(Owned::new(number, itr_sys::itr_store_close)))
    }

    /// A store in one SQLite file. While another process has it, the error has the code `store.locked` and names it.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(path: &std::path::Path, options: &SqliteOptions) -> Result<Self> {
        use crate::handle::{n, p, write};
        let Some(path) = path.to_str() else {
            let message = format!("expected a path in UTF-8, but found {}", path.display());
            return Err(crate::Error::new(crate::Status::Misuse, "capi.not_utf8", message));
        };
        let options = write(options)?;
        let number = ask!(itr_store_open_sqlite(p(path), n(path), p(&options), n(&options)))?;
        Ok(Store(Owned::new(number, itr_sys::itr_store_close)))
    }

    /// A store in a PostgreSQL database that several nodes may share; `connection` is as libpq takes it.
    #[cfg(feature = "postgres")]
    pub fn postgres(connection: &str, options: &PostgresOptions) -> Result<Self> {
        use crate::handle::{n, p, write};
        let options = write(options)?;
        let number = ask!(itr_store_open_postgres(p(connection), n(connection), p(&options), n(&options)))?;
        Ok(Store(Owned::new(number, itr_sys::itr_store_close)))
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.number()
    }

    /// How much is in it.
    pub fn counters(&self) -> Result<StoreCounters> {
        read(&document!(itr_store_counters(self.number()))?)
    }

    /// Closes it now. Engines that use it go on; a file is closed with the last of them.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}

/// Options of a store in a file. What is `None` has its default.
#[cfg(feature = "sqlite")]
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct SqliteOptions {
    /// `full` (the default), `normal` or `off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronous: Option<&'static str>,
    /// Other processes may have the file open too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// Nothing is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// Whether a file that is not there is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// How long to wait for another process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy_timeout: Option<crate::Length>,
    /// How large the file may become.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_file_bytes: Option<u64>,
}

/// Options of a store in a PostgreSQL database. What is `None` has its default.
#[cfg(feature = "postgres")]
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct PostgresOptions {
    /// Of the tables: `itr` unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Whether tables that are not there are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create: Option<bool>,
    /// Whether older tables are brought up to date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migrate: Option<bool>,
    /// At most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_connections: Option<u32>,
    /// How long to wait for a connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_timeout: Option<crate::Length>,
    /// How often to try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_attempts: Option<u32>,
    /// `database` or `caller`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease_clock: Option<&'static str>,
}
