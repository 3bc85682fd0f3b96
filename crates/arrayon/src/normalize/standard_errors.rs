//! Standard errors of the features, gathered while they are summarised.

use arrayon_normalize::{ProbeVisitor, SummarizedFeature};

/// Standard errors of every feature on every array, log2; none where the method estimates none.
#[derive(Debug, Default)]
pub(super) struct StandardErrors {
    /// Row after row.
    all: Vec<f64>,
}

impl StandardErrors {
    /// Those of the features that are no controls; `None` where the method estimates none.
    pub(super) fn of_features(&self, is_control: &[bool]) -> Option<Vec<f64>> {
        let n_arrays = self.all.len() / is_control.len().max(1);
        if n_arrays == 0 {
            return None;
        }
        let rows = self.all.chunks_exact(n_arrays).zip(is_control);
        let kept = rows.filter(|(_, is_control)| !**is_control);
        Some(kept.flat_map(|(row, _)| row).copied().collect())
    }
}

impl ProbeVisitor for StandardErrors {
    type Block = Vec<f64>;

    fn block(&self) -> Vec<f64> {
        Vec::new()
    }

    fn see(&self, block: &mut Vec<f64>, feature: &SummarizedFeature<'_>) {
        block.extend_from_slice(feature.fit.standard_errors.unwrap_or_default());
    }

    fn join(&mut self, block: Vec<f64>) {
        self.all.extend(block);
    }
}
