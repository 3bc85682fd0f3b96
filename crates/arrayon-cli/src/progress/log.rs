//! Lines about stages that take long, for logs of batch systems.

use crate::messages;
use arrayon_core::Progress;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Stages that are done sooner are not worth a line.
const FIRST: Duration = Duration::from_secs(1);
/// From line to line of one stage.
const NEXT: Duration = Duration::from_secs(10);
/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(250);

/// Lines about long stages on standard error.
pub(super) struct Log {
    stage: Arc<Mutex<Option<Stage>>>,
}

struct Stage {
    name: String,
    n_steps: u64,
    n_done: u64,
    began: Instant,
    /// When the last line was written.
    written: Option<Instant>,
}

impl Log {
    /// A log with a separate clock, since a stage may take long without a step.
    pub(super) fn start() -> Self {
        let stage = Arc::new(Mutex::new(None));
        let watched = Arc::downgrade(&stage);
        let clock = std::thread::Builder::new().name("progress".to_owned());
        // without the clock there are only fewer lines
        let _ = clock.spawn(move || watch(&watched));
        Self { stage }
    }

    fn with_stage(&self, act: impl FnOnce(&mut Option<Stage>)) {
        act(&mut self.stage.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn watch(stage: &Weak<Mutex<Option<Stage>>>) {
    while let Some(stage) = stage.upgrade() {
        if let Some(stage) = &mut *stage.lock().unwrap_or_else(PoisonError::into_inner)
            && let Some(line) = stage.due(Instant::now())
        {
            messages::progress(&line);
        }
        drop(stage);
        std::thread::sleep(TICK);
    }
}

impl Stage {
    fn new(name: &str, n_steps: u64, now: Instant) -> Self {
        Self {
            name: name.to_owned(),
            n_steps,
            n_done: 0,
            began: now,
            written: None,
        }
    }

    /// The line that is due now, if one is.
    fn due(&mut self, now: Instant) -> Option<String> {
        let is_due = match self.written {
            None => now - self.began >= FIRST,
            Some(written) => now - written >= NEXT,
        };
        is_due.then(|| {
            self.written = Some(now);
            self.line(now - self.began)
        })
    }

    fn line(&self, elapsed: Duration) -> String {
        let Self {
            name,
            n_steps,
            n_done,
            ..
        } = self;
        let seconds = elapsed.as_secs();
        if *n_steps < 2 {
            return format!("{name}: {seconds} s");
        }
        let left = match *n_done {
            0 => String::new(),
            n_done => {
                let left = elapsed.as_secs_f64() * n_steps.saturating_sub(n_done) as f64;
                format!(", about {:.0} s left", left / n_done as f64)
            }
        };
        format!("{name}: {n_done} of {n_steps} after {seconds} s{left}")
    }

    /// The last line of a stage of which there was one.
    fn end(&self, now: Instant) -> Option<String> {
        self.written?;
        let seconds = (now - self.began).as_secs_f64();
        Some(format!("{}: done in {seconds:.1} s", self.name))
    }
}

impl Progress for Log {
    fn start(&self, stage: &str, n_steps: u64) {
        self.with_stage(|current| *current = Some(Stage::new(stage, n_steps, Instant::now())));
    }

    fn advance(&self, n_steps: u64) {
        self.with_stage(|current| {
            if let Some(stage) = current {
                stage.n_done += n_steps;
            }
        });
    }

    fn finish(&self) {
        self.with_stage(|current| {
            let last = (current.take()).and_then(|stage| stage.end(Instant::now()));
            if let Some(line) = last {
                messages::progress(&line);
            }
        });
    }

    fn note(&self, text: &str) {
        messages::progress(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_stages_are_silent_and_long_ones_say_how_far_they_are() {
        let began = Instant::now();
        let after = |seconds: u64| began + Duration::from_secs(seconds);
        let mut stage = Stage::new("testing contrasts", 8, began);
        assert_eq!(stage.due(began + Duration::from_millis(900)), None);
        assert_eq!(stage.end(after(1)), None);
        assert_eq!(
            stage.due(after(2)).as_deref(),
            Some("testing contrasts: 0 of 8 after 2 s")
        );
        stage.n_done = 2;
        assert_eq!(stage.due(after(11)), None);
        assert_eq!(
            stage.due(after(12)).as_deref(),
            Some("testing contrasts: 2 of 8 after 12 s, about 36 s left")
        );
        assert_eq!(
            stage.end(after(20)).as_deref(),
            Some("testing contrasts: done in 20.0 s")
        );
    }

    #[test]
    fn a_single_step_has_no_count() {
        let began = Instant::now();
        let mut stage = Stage::new("judging clusters", 1, began);
        assert_eq!(
            stage.due(began + Duration::from_secs(3)).as_deref(),
            Some("judging clusters: 3 s")
        );
    }
}
