//! The structs are laid out as in C, and the library is one that the signatures fit.

use std::path::Path;

#[test]
fn structs_are_laid_out_as_in_c() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/capi/golden/layout.txt");
    let Ok(golden) = std::fs::read_to_string(golden) else {
        return; // the crate by itself, without the library's sources
    };
    let ours: String = itr_sys::layout::LAYOUT
        .iter()
        .map(|(name, bytes)| format!("{name} {bytes}\n"))
        .collect();
    assert_eq!(ours, golden);
}

#[test]
#[cfg_attr(not(target_pointer_width = "64"), ignore = "the sizes are those of 64 bits")]
fn sizes_do_not_change() {
    assert!(itr_sys::layout::LAYOUT.contains(&("itr_clock_reading", 48)));
    assert!(itr_sys::layout::LAYOUT.contains(&("itr_policy", 32)));
}
