//! Readers of other projects at work on files that may be damaged.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads a file of another program: a panic is then of a damaged file, and is
/// given as an error. A hook that ends the program should pass over it.
pub fn is_guarded() -> bool {
    IS_GUARDED.get()
}

/// Does work that may panic on damaged files.
///
/// # Errors
/// What the panic said.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_GUARDED.set(true);
    // what the work leaves half done is dropped with it
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("its parts do not fit").to_owned()
    })
}
