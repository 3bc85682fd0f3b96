//! Exit codes, and the one message that goes with each.

use crate::messages::{self, MessageFormat};
use crate::report;
use arrayon::Error;
use arrayon_core::printable::is_unprintable;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether an interrupt arrived; its handler ends the program.
static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

const USAGE: u8 = 2;
const UNWRITABLE: u8 = 3;
const GATE: u8 = 4;
const INTERNAL: u8 = 5;
const INTERRUPTED: i32 = 130;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Bad input, a taken output folder.
    Study(Error),
    /// Results do not meet the rules of a gate; in words.
    Gate(String),
    /// Two runs differ; in words.
    Drift(String),
    /// All is done, but with warnings that must not be; in words.
    Warnings(String),
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

/// Refuses what is done with a warning.
///
/// # Errors
/// The number of warnings that were given.
pub(crate) fn without_warnings() -> Result<(), Failure> {
    match messages::n_warnings() {
        0 => Ok(()),
        1 => Err(Failure::Warnings("1 warning was given".to_owned())),
        n => Err(Failure::Warnings(format!("{n} warnings were given"))),
    }
}

/// The exit code of an outcome; a failure is described on standard error.
pub(crate) fn of(outcome: Result<(), Failure>) -> ExitCode {
    // What is said from here on would be about files that the interrupt took away.
    while outcome.is_err() && IS_INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
    match outcome {
        Ok(()) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Study(error)) => {
            messages::errors(&error);
            ExitCode::from(error.exit_code())
        }
        Err(Failure::Gate(outcome)) => {
            let hint = "the rules that are not met are listed in the report";
            messages::failure("gate", GATE, &outcome, hint);
            ExitCode::from(GATE)
        }
        Err(Failure::Drift(outcome)) => {
            let hint =
                "where it is meant to differ, widen --tolerance, or make the new run the baseline";
            messages::failure("gate", GATE, &outcome, hint);
            ExitCode::from(GATE)
        }
        Err(Failure::Warnings(number)) => {
            let hint = "everything is done and written; --fail-on-warning refuses warnings";
            messages::failure("gate", GATE, &number, hint);
            ExitCode::from(GATE)
        }
        Err(Failure::Output(error)) => {
            let text = format!("standard output: cannot write: {error}");
            let hint = "check permissions and free space of the place";
            messages::failure("output", UNWRITABLE, &text, hint);
            ExitCode::from(UNWRITABLE)
        }
    }
}

/// The system starts no thread.
pub(crate) fn without_threads(error: &dyn std::error::Error) -> ExitCode {
    let text = format!("threads cannot be started: {error}");
    let hint = "allow more of them (`ulimit -u`, or the limit of the container), or ask for fewer";
    messages::failure("internal", INTERNAL, &text, hint);
    ExitCode::from(INTERNAL)
}

/// What was typed is no command, or asks for help.
pub(crate) fn usage(said: &clap::Error) -> ExitCode {
    if said.use_stderr() && messages::format_of(std::env::args_os()) == MessageFormat::Json {
        messages::set_up(MessageFormat::Json, false);
        let text = said.to_string();
        let text = text.trim().trim_start_matches("error: ");
        messages::failure("usage", USAGE, text, "");
        return ExitCode::from(USAGE);
    }
    let text = said.to_string();
    let is_own = |letter: char| letter == '\n' || letter == '\t';
    let has_barred = text.contains(|letter| is_unprintable(letter) && !is_own(letter));
    let shown = if has_barred {
        // what was typed, or a file's name that a shell put there, steers no terminal
        report::for_person(&mut std::io::stderr(), |out| out.write_all(text.as_bytes()))
    } else {
        said.print()
    };
    match shown {
        Err(error) if !said.use_stderr() => of(Err(error.into())),
        // where nobody can be informed, the exit code still says it
        _ => ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(INTERNAL)),
    }
}

/// On an interrupt, a hangup or a request to terminate, removes what is half written and ends
/// with 128 and the signal's number (130, 129, 143); on a panic, which is a bug, removes it too
/// and ends with code 5. A file that grows beyond what the shell allows is an error like a full
/// disk. Where memory ends the program ends at once, with code 5: what is half written is left
/// for the next run to remove.
pub(crate) fn remove_unfinished_on_interrupt() {
    let interrupts = ctrlc::set_handler(|| end(INTERRUPTED)).map_err(|error| error.to_string());
    if let Err(error) = interrupts.and_then(|()| signals::end_on_termination()) {
        messages::warning(&format!("interrupts are not handled: {error}"));
    }
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // a file of another program is damaged, which is said as an error
        if arrayon_stores::is_guarded() {
            return;
        }
        default(panic);
        let text = "this is a bug in arrayon; please report it with the lines above";
        messages::failure("internal", INTERNAL, text, "");
        arrayon::remove_unfinished();
        std::process::exit(i32::from(INTERNAL));
    }));
}

fn end(code: i32) {
    IS_INTERRUPTED.store(true, Ordering::SeqCst);
    arrayon::remove_unfinished();
    std::process::exit(code);
}

/// Signals other than the interrupt, which batch systems and closed terminals send.
#[cfg(unix)]
mod signals {
    use signal_hook::consts::{SIGABRT, SIGHUP, SIGTERM, SIGXFSZ};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    pub(super) fn end_on_termination() -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        // handled at all, the signal leaves the error to whoever writes
        flag::register(SIGXFSZ, Arc::default()).map_err(failed)?;
        let always = Arc::new(AtomicBool::new(true));
        flag::register_conditional_shutdown(SIGABRT, super::INTERNAL.into(), always)
            .map_err(failed)?;
        let handled = if is_hangup_ignored() {
            vec![SIGTERM]
        } else {
            vec![SIGTERM, SIGHUP]
        };
        let mut signals = Signals::new(handled).map_err(|error| error.to_string())?;
        let wait = move || {
            signals
                .forever()
                .for_each(|signal| super::end(128 + signal))
        };
        let thread = std::thread::Builder::new().name("signals".to_owned());
        thread.spawn(wait).map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Whether the program was started to outlive its terminal, as by `nohup`. Where the system
    /// does not say, it is taken as if: a hangup then does what it does to any program.
    fn is_hangup_ignored() -> bool {
        let ignored = || {
            let status = std::fs::read_to_string("/proc/self/status").ok()?;
            let mask = status
                .lines()
                .find_map(|line| line.strip_prefix("SigIgn:"))?;
            u64::from_str_radix(mask.trim(), 16).ok()
        };
        ignored().is_none_or(|mask| mask & (1 << (SIGHUP - 1)) != 0)
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) fn end_on_termination() -> Result<(), String> {
        Ok(())
    }
}
