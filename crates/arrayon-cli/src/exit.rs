//! Exit codes, and the one message that goes with each.
#![allow(clippy::print_stderr)] // errors go to standard error

use arrayon::Error;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether an interrupt arrived; its handler ends the program.
static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

const INTERNAL: u8 = 5;
const INTERRUPTED: i32 = 130;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Bad input, a taken output folder.
    Study(Error),
    /// Standard output was closed by its reader: not an error.
    ClosedPipe,
    /// Standard output cannot be written.
    Output(std::io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Study(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Output(error),
        }
    }
}

/// The exit code of an outcome; a failure is told on standard error.
pub(crate) fn of(outcome: Result<(), Failure>) -> ExitCode {
    // What is said from here on would be about files that the interrupt took away.
    while outcome.is_err() && IS_INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
    match outcome {
        Ok(()) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Study(error)) => {
            for error in error.each() {
                eprintln!("error: {error}");
                if !error.hint().is_empty() {
                    eprintln!("  hint: {}", error.hint());
                }
            }
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Output(error)) => internal(&format!("cannot write results: {error}")),
    }
}

/// A failure that is not the user's.
pub(crate) fn internal(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(INTERNAL)
}

/// On an interrupt, removes what is half written and ends with code 130; on a panic, which is a
/// bug, removes it too and ends with code 5.
pub(crate) fn remove_unfinished_on_interrupt() {
    let handled = ctrlc::set_handler(|| {
        IS_INTERRUPTED.store(true, Ordering::SeqCst);
        arrayon::remove_unfinished();
        std::process::exit(INTERRUPTED);
    });
    if let Err(error) = handled {
        eprintln!("warning: interrupts are not handled: {error}");
    }
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        default(panic);
        eprintln!("error: this is a bug in arrayon; please report it with the lines above");
        arrayon::remove_unfinished();
        std::process::exit(i32::from(INTERNAL));
    }));
}
