//! The structs are laid out as in C, and the library is one that the signatures fit.

/// ITR_LAYOUT names the library's own table; without it, in the crate's users' hands, there is nothing to compare with.
#[test]
fn structs_are_laid_out_as_in_c() {
    let Some(golden) = std::env::var_os("ITR_LAYOUT") else {
        return;
    };
    let golden = std::fs::read_to_string(golden).unwrap();
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
