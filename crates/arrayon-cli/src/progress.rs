//! A progress bar on a terminal, nothing elsewhere.

use crate::args::Common;
use arrayon_core::{NoProgress, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;

/// A bar where somebody watches standard error, else silence.
pub(crate) fn of(common: &Common) -> Box<dyn Progress> {
    if common.quiet || !std::io::stderr().is_terminal() {
        return Box::new(NoProgress);
    }
    Box::new(Bar::default())
}

#[derive(Default)]
struct Bar {
    current: Mutex<Option<ProgressBar>>,
}

impl Bar {
    fn with_current(&self, act: impl FnOnce(&ProgressBar)) {
        if let Ok(current) = self.current.lock()
            && let Some(bar) = current.as_ref()
        {
            act(bar);
        }
    }
}

impl Progress for Bar {
    fn start(&self, stage: &str, n_steps: u64) {
        let style = ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(n_steps), ProgressDrawTarget::stderr());
        let bar = bar.with_style(style).with_message(stage.to_owned());
        if let Ok(mut current) = self.current.lock() {
            *current = Some(bar);
        }
    }

    fn advance(&self, n_steps: u64) {
        self.with_current(|bar| bar.inc(n_steps));
    }

    fn finish(&self) {
        self.with_current(ProgressBar::finish_and_clear);
    }
}
