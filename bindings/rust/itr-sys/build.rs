//! Finds libitr by pkg-config.

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    find("itr", version);
    if std::env::var_os("CARGO_FEATURE_SQLITE").is_some() {
        find("itr-sqlite", version);
    }
    if std::env::var_os("CARGO_FEATURE_POSTGRES").is_some() {
        find("itr-postgres", version);
    }
}

fn find(library: &str, version: &str) {
    if let Err(failed) = pkg_config::Config::new().atleast_version(version).probe(library) {
        panic!("the package {library} was not found by pkg-config; PKG_CONFIG_PATH must name the folder of its .pc file\n{failed}");
    }
}
