//! All contrasts side by side.

use super::decisions::{Decided, DecidedDesign};
use crate::config::DifferentialSection;
use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::{
    ContrastOverview, DesignOverview, Differential, DifferentialSummary, PairOverview,
};
use arrayon_results::filters::Filters;
use arrayon_results::summary::MethodOverview;

/// What the contrasts say together.
pub(super) struct ContrastsTogether<'a> {
    pub(super) contrasts: &'a [Differential],
    pub(super) decided: &'a Decided,
    pub(super) methods: Vec<Vec<MethodOverview>>,
    pub(super) pairs: Vec<PairOverview>,
    pub(super) filters: Option<Filters>,
    pub(super) notes: Vec<String>,
}

impl ContrastsTogether<'_> {
    pub(super) fn overview(
        self,
        expression: &ExpressionMatrix,
        section: &DifferentialSection,
    ) -> DifferentialSummary {
        let is_incomplete = |row: &usize| !expression.is_complete(*row);
        DifferentialSummary {
            fdr: section.fdr.get(),
            decide: section.decide,
            filters: self.filters,
            n_features: expression.n_features(),
            n_incomplete: (0..expression.n_features()).filter(is_incomplete).count(),
            contrasts: (self.contrasts.iter().zip(&self.decided.counts))
                .zip(self.methods)
                .map(|((contrast, counts), methods)| {
                    ContrastOverview::of(contrast, *counts, methods)
                })
                .collect(),
            intersections: self.pairs,
            designs: (self.decided.designs.iter())
                .map(|design| design_of(design, self.contrasts))
                .collect(),
            notes: self.notes,
        }
    }
}

fn design_of(design: &DecidedDesign, contrasts: &[Differential]) -> DesignOverview {
    let model = &contrasts[design.contrasts[0]].model;
    DesignOverview {
        contrast_ids: (design.contrasts.iter())
            .map(|&at| contrasts[at].contrast.clone())
            .collect(),
        coefficients: model.coefficients.clone(),
        n_samples: model.samples.len(),
        f_columns: design.f_columns.clone(),
        f_df: design.f_df,
        n_f_found: design.n_f_found,
    }
}
