//! Shared test helpers: where the reference data lie, how closely numbers agree.
//!
//! Tests that need the reference data call [`shared`] and return early on `None`; it has then
//! said aloud that the test was skipped. Continuous integration sets `ARRAYON_REQUIRE_SHARED`,
//! under which absent data fail the test instead.

mod agreement;
mod cases;
mod table;

pub use agreement::{Agreement, assert_all_close, assert_close, relative_to_one_or_value};
pub use cases::Cases;
pub use table::{Table, read_table};

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of reference data, or `None` with a line that says so where it is absent.
///
/// It is the folder named by `ARRAYON_SHARED`, else `shared` next to the repository.
///
/// # Panics
/// If the folder is absent and `ARRAYON_REQUIRE_SHARED` is set.
pub fn shared(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ARRAYON_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("ARRAYON_REQUIRE_SHARED").is_none(),
        "{test}: reference data not found in {}",
        folder.display()
    );
    announce_skipped(test, &format!("no reference data in {}", folder.display()));
    None
}

/// The repository's own folder of committed test data.
pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Says aloud that a test is skipped. Written to standard error itself: what `eprintln!` says in
/// a test that passes, the test runner swallows.
pub fn announce_skipped(test: &str, reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
}
