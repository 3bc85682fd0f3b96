//! What a metric consists of.

use arrayon_results::qc::{Check, Status};

/// A metric of a `T`, and the rule that judges it: a value above the threshold warns.
pub(crate) struct Metric<T: ?Sized> {
    pub(crate) name: &'static str,
    pub(crate) rule: &'static str,
    /// Where the threshold comes from.
    pub(crate) source: &'static str,
    pub(crate) threshold: f64,
    /// The value; `None` where it cannot be had.
    pub(crate) value: fn(&T) -> Option<f64>,
    /// Why the outcome is no pass.
    pub(crate) reason: fn(&T) -> String,
}

impl<T: ?Sized> Metric<T> {
    pub(crate) fn check(&self, subject: &T) -> Check {
        let value = (self.value)(subject);
        let status = match value {
            Some(value) if value <= self.threshold => Status::Pass,
            Some(_) => Status::Warn,
            None => Status::NotApplicable,
        };
        Check {
            metric: self.name.to_owned(),
            value,
            rule: self.rule.to_owned(),
            source: self.source.to_owned(),
            threshold: value.map(|_| self.threshold),
            status,
            reason: (status != Status::Pass).then(|| (self.reason)(subject)),
        }
    }
}
