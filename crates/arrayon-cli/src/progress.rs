//! How far the work is: a bar on a terminal, lines in a log elsewhere.

mod bar;
mod log;

use crate::args::Common;
use arrayon_core::{NoProgress, Progress};
use std::io::IsTerminal;

/// A bar where somebody watches standard error, lines about long stages where nobody does or plain
/// lines are asked for, and nothing where quiet is asked for.
pub(crate) fn of(common: &Common) -> Box<dyn Progress> {
    if common.quiet > 0 {
        Box::new(NoProgress)
    } else if std::io::stderr().is_terminal() && !common.log {
        Box::new(bar::Bar::default())
    } else {
        Box::new(log::Log::start())
    }
}
