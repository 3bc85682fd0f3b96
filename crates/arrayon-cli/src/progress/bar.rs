//! A progress bar.

use crate::messages;
use arrayon_core::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;
use std::time::Duration;

/// How often the clock of a bar moves though no step is done.
const TICK: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(super) struct Bar {
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
        // a single step says nothing of how long it takes
        let template = match n_steps {
            0 | 1 => "{msg:32} {spinner} {elapsed}",
            _ => "{msg:32} {bar:32} {pos}/{len}, {elapsed}, {eta} left",
        };
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(n_steps), ProgressDrawTarget::stderr());
        let bar = bar.with_style(style).with_message(stage.to_owned());
        bar.enable_steady_tick(TICK);
        if let Ok(mut current) = self.current.lock()
            && let Some(before) = current.replace(bar)
        {
            before.finish_and_clear();
        }
    }

    fn advance(&self, n_steps: u64) {
        self.with_current(|bar| bar.inc(n_steps));
    }

    fn finish(&self) {
        self.with_current(ProgressBar::finish_and_clear);
    }

    fn note(&self, text: &str) {
        messages::progress(text);
    }
}
