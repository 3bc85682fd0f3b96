//! What the summaries say of the features besides their values, gathered while they are made.

use arrayon_normalize::{ProbeVisitor, SummarizedFeature};
use std::collections::BTreeSet;

/// Standard errors and calls of all features; none where the method makes none.
#[derive(Debug, Default)]
pub(super) struct SeenFeatures {
    /// Standard errors, log2, features x arrays, row after row.
    errors: Vec<f64>,
    /// Whether each feature is informative.
    calls: Vec<bool>,
}

impl SeenFeatures {
    /// The standard errors of the features that are no controls; `None` where the method estimates
    /// none.
    pub(super) fn errors_of(&self, is_control: &[bool]) -> Option<Vec<f64>> {
        let n_arrays = self.errors.len() / is_control.len().max(1);
        if n_arrays == 0 {
            return None;
        }
        let rows = self.errors.chunks_exact(n_arrays).zip(is_control);
        let kept = rows.filter(|(_, is_control)| !**is_control);
        Some(kept.flat_map(|(row, _)| row).copied().collect())
    }

    /// How many features that are no controls are informative; `None` where the method makes no
    /// calls.
    pub(super) fn n_informative(&self, is_control: &[bool]) -> Option<usize> {
        let calls = self.calls.iter().zip(is_control);
        let n = calls.filter(|(is_informative, control)| **is_informative && !**control);
        (!self.calls.is_empty()).then(|| n.count())
    }

    /// The informative features; `None` where the method makes no calls.
    pub(super) fn informative(&self, features: &[String]) -> Option<BTreeSet<String>> {
        let calls = features.iter().zip(&self.calls);
        let informative = calls.filter(|(_, is_informative)| **is_informative);
        (!self.calls.is_empty()).then(|| informative.map(|(id, _)| id.clone()).collect())
    }
}

impl ProbeVisitor for SeenFeatures {
    type Block = Self;

    fn block(&self) -> Self {
        Self::default()
    }

    fn see(&self, block: &mut Self, feature: &SummarizedFeature<'_>) {
        let fit = &feature.fit;
        let errors = fit.standard_errors.unwrap_or_default();
        block.errors.extend_from_slice(errors);
        block.calls.extend(fit.is_informative());
    }

    fn join(&mut self, block: Self) {
        self.errors.extend(block.errors);
        self.calls.extend(block.calls);
    }
}
