//! What noise explains: genes of a theme that vary together come into a list together.

use crate::document::NoiseSource;
use crate::lists::ThemeSettings;
use arrayon_core::Direction;
use arrayon_genesets::{
    GeneSetError, GeneUniverse, LinearEffects, ListLimits, NoiseLists, OverlapCounts,
};
use arrayon_stats::linear::VariancePrior;
use std::collections::HashSet;

/// The linear model of a contrast, fitted to the features without a missing value.
#[derive(Debug, Clone, Copy)]
pub struct ContrastResiduals<'a> {
    /// Ids of the features, all of them of the universe.
    pub features: &'a [String],
    /// Their ordinary moderated t on the scale of z.
    pub z: &'a [f64],
    /// What the design leaves of them.
    pub effects: &'a LinearEffects,
    /// The prior of their variances.
    pub prior: &'a VariancePrior,
}

/// What says how far genes vary together: lists out of residuals, or a preset number.
pub(crate) struct Noise<'a> {
    preset: f64,
    lists: Option<(NoiseLists, Vec<&'a [u32]>)>,
}

impl<'a> Noise<'a> {
    /// Draws lists from the residuals, where there are any, at the limits of the features that are
    /// listed as up (first) and down.
    pub(crate) fn new(
        universe: &'a GeneUniverse,
        listed: [&HashSet<&str>; 2],
        residuals: Option<ContrastResiduals<'_>>,
        settings: ThemeSettings,
    ) -> Result<Self, GeneSetError> {
        let mut found = Self {
            preset: settings.preset_clustering,
            lists: None,
        };
        if let Some(of) = residuals {
            let least = |ids: &HashSet<&str>| {
                let features = of.features.iter().zip(of.z);
                let listed = features.filter(|(id, _)| ids.contains(id.as_str()));
                listed.map(|(_, z)| z.abs()).min_by(f64::total_cmp)
            };
            let limits = ListLimits {
                up: least(listed[0]),
                down: least(listed[1]),
            };
            let n_directions = settings.n_directions * settings.n_contrasts.clamp(1, MOST_TIMES);
            let drawn =
                NoiseLists::draw(of.effects, of.prior, limits, n_directions, settings.seed)?;
            let genes = (of.features.iter())
                .map(|feature| universe.genes_of_feature(feature).unwrap_or(&[]))
                .collect();
            found.lists = drawn.map(|lists| (lists, genes));
        }
        Ok(found)
    }

    pub(crate) fn source(&self) -> NoiseSource {
        match self.lists {
            Some(_) => NoiseSource::Residuals,
            None => NoiseSource::Preset,
        }
    }

    /// How far two genes of a list are thought to be correlated in being of a theme, where nothing
    /// better is known.
    pub(crate) fn preset(&self) -> Option<f64> {
        self.lists.is_none().then_some(self.preset)
    }

    /// The p-value of the overlap of a list with a theme where noise makes the list. The flags are
    /// of the universe's genes; `counts` are those of the genes that are not left out.
    pub(crate) fn p_value(
        &self,
        direction: Direction,
        counts: &OverlapCounts,
        is_member: &[bool],
        is_left_out: &[bool],
    ) -> f64 {
        let Some((lists, genes_of_row)) = &self.lists else {
            return counts.clustered_p(self.preset);
        };
        let any = |flags: &[bool]| -> Vec<bool> {
            let is_one = |genes: &&[u32]| genes.iter().any(|&gene| flags[gene as usize]);
            genes_of_row.iter().map(is_one).collect()
        };
        let excess = counts.overlap as f64 - counts.expected();
        if excess <= 0.0 {
            return 1.0;
        }
        lists.p_value(direction, excess, &any(is_member), &any(is_left_out))
    }
}

/// Directions are drawn for each contrast over which p-values are corrected, up to so many.
const MOST_TIMES: usize = 10;
