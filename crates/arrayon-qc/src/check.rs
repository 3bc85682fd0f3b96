//! A metric, the rule that judges it, and the outcome.

/// Outcome of a check, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Within the rule.
    Pass,
    /// Cannot be judged.
    NotApplicable,
    /// Worth a look.
    Warn,
    /// Should not be used without a reason.
    Fail,
}

/// A metric, the rule that judges it, and the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Name of the metric.
    pub metric: &'static str,
    /// Its value, `None` where it cannot be had.
    pub value: Option<f64>,
    /// The rule in words.
    pub rule: &'static str,
    /// The rule's threshold, where it has one.
    pub threshold: Option<f64>,
    /// The outcome.
    pub status: Status,
    /// Why, where the outcome is not a pass.
    pub reason: Option<String>,
}

impl Check {
    /// Passes where `value` is at most `threshold`, else warns with the reason.
    pub(crate) fn at_most(
        metric: &'static str,
        value: f64,
        threshold: f64,
        rule: &'static str,
        reason: impl FnOnce() -> String,
    ) -> Self {
        let passes = value <= threshold;
        Self {
            metric,
            value: Some(value),
            rule,
            threshold: Some(threshold),
            status: if passes { Status::Pass } else { Status::Warn },
            reason: (!passes).then(reason),
        }
    }
}
