//! All contrasts beside each other.

use super::decisions::{Decided, DecidedDesign};
use crate::config::DifferentialSection;
use arrayon_core::ExpressionMatrix;
use arrayon_results::differential::Differential;
use arrayon_results::differential_summary::{
    ContrastOverview, DesignOverview, DifferentialSummary, InfluentialArray, MethodOverview,
    PairOverview,
};
use arrayon_results::filters::Filters;

/// What the contrasts say together.
pub(super) struct Found<'a> {
    pub(super) contrasts: &'a [Differential],
    pub(super) decided: &'a Decided,
    pub(super) methods: &'a [Vec<MethodOverview>],
    pub(super) pairs: Vec<PairOverview>,
    pub(super) filters: Option<Filters>,
    pub(super) notes: Vec<String>,
}

impl Found<'_> {
    pub(super) fn overview(
        self,
        expression: &ExpressionMatrix,
        section: &DifferentialSection,
    ) -> DifferentialSummary {
        let is_incomplete = |row: &usize| !expression.is_complete(*row);
        DifferentialSummary {
            fdr: section.fdr.get(),
            decide: section.decide.to_string(),
            filters: self.filters,
            n_features: expression.n_features(),
            n_incomplete: (0..expression.n_features()).filter(is_incomplete).count(),
            contrasts: (self.contrasts.iter().zip(&self.decided.counts))
                .zip(self.methods)
                .map(|((contrast, counts), methods)| ContrastOverview {
                    methods: methods.clone(),
                    ..overview_of(contrast, *counts)
                })
                .collect(),
            pairs: self.pairs,
            designs: (self.decided.designs.iter())
                .map(|design| design_of(design, self.contrasts))
                .collect(),
            notes: self.notes,
        }
    }
}

fn overview_of(contrast: &Differential, decided: (usize, usize)) -> ContrastOverview {
    let power = contrast.power.as_ref();
    ContrastOverview {
        contrast: contrast.contrast.clone(),
        direction: contrast.direction.clone(),
        groups: contrast.model.groups.clone(),
        n_samples: contrast.model.samples.len(),
        excluded_samples: contrast.model.excluded_samples.clone(),
        df_residual: contrast.model.df_residual,
        df_prior: contrast.df_prior,
        s2_prior: contrast.s2_prior,
        n_tested: contrast.n_tested,
        n_up: contrast.n_up,
        n_down: contrast.n_down,
        methods: Vec::new(),
        n_up_decided: decided.0,
        n_down_decided: decided.1,
        detectable: power.map_or(Vec::new(), |power| power.detectable.clone()),
        consensus_correlation: (contrast.block.as_ref()).map(|block| block.consensus_correlation),
        n_always_found: (contrast.leave_one_out.as_ref()).map(|found| found.n_always_found),
        most_influential: most_influential(contrast),
        notes: contrast.notes.clone(),
    }
}

/// The array whose absence changes the list most.
pub(crate) fn most_influential(contrast: &Differential) -> Option<InfluentialArray> {
    let left_out = contrast.leave_one_out.as_ref()?;
    let sample = left_out.most_influential.as_ref()?;
    let array = left_out.arrays.iter().find(|one| one.sample == *sample)?;
    let found = array.found.as_ref()?;
    Some(InfluentialArray {
        sample: sample.clone(),
        n_gained: found.n_gained,
        n_lost: found.n_lost,
    })
}

fn design_of(design: &DecidedDesign, contrasts: &[Differential]) -> DesignOverview {
    let model = &contrasts[design.contrasts[0]].model;
    DesignOverview {
        contrasts: (design.contrasts.iter())
            .map(|&at| contrasts[at].contrast.clone())
            .collect(),
        coefficients: model.coefficients.clone(),
        n_samples: model.samples.len(),
        f_columns: design.f_columns.clone(),
        f_df: design.f_df,
        n_f_found: design.n_f_found,
    }
}
