//! Work that must end.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::time::Duration;

/// The result of the work on a pool of so many threads; the test fails where it has not ended after
/// a minute.
#[track_caller]
pub(crate) fn ending<T: Send + 'static>(
    n_threads: usize,
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
    let pool = pool.build().unwrap();
    let (send, receive) = channel();
    pool.spawn(move || {
        // a panic of a job that nobody waits for would end the program without a word
        let _ = send.send(catch_unwind(AssertUnwindSafe(work)));
    });
    match receive.recv_timeout(Duration::from_secs(60)) {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(error) => panic!("{what}, {n_threads} threads: no end ({error})"),
    }
}
