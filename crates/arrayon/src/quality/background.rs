//! The probes of a chip that match nothing: what they show is background.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{ChipDesign, ProbeSet};
use arrayon_qc::DetectionBackground;

/// Where no background probes are known, this part of the cells, the darkest, is background.
///
/// # Source
/// Affymetrix 2002, Statistical Algorithms Description Document, which takes it in each of 16 zones.
const DARKEST: f64 = 0.02;

/// The background probes of a chip; none where the library names none.
#[derive(Debug, Clone, Default)]
pub(crate) struct BackgroundProbes {
    cells: Vec<u32>,
    /// Number of G and C of the probe of each cell of the chip.
    gc_counts: Vec<Option<u8>>,
}

impl BackgroundProbes {
    /// Those of the library's file of background probes, else its antigenomic probe sets.
    pub(crate) fn of(chip: &ChipDesign) -> Self {
        let mut gc_counts = vec![None; chip.n_cells()];
        for probe in &chip.perfect_match {
            gc_counts[probe.cell as usize] = probe.gc_count;
        }
        let antigenomic = |set: &&ProbeSet| set.kind.is_antigenomic();
        let cells = match chip.background_cells.is_empty() {
            false => chip.background_cells.clone(),
            true => (chip.probe_sets.iter().filter(antigenomic))
                .flat_map(|set| &chip.perfect_match[set.probes.clone()])
                .map(|probe| probe.cell)
                .collect(),
        };
        Self { cells, gc_counts }
    }

    /// The mean intensity of the background, linear: of the background probes, or without any of
    /// the darkest 2 % of all cells.
    pub(crate) fn mean(&self, intensities: &[f32]) -> f64 {
        let mean = |values: &[f32]| {
            let sum: f64 = values.iter().map(|&value| f64::from(value)).sum();
            sum / values.len() as f64
        };
        if !self.cells.is_empty() {
            let cells = self.cells.iter();
            return mean(
                &cells
                    .map(|&cell| intensities[cell as usize])
                    .collect::<Vec<_>>(),
            );
        }
        let n = ((DARKEST * intensities.len() as f64).ceil() as usize).min(intensities.len());
        let mut sorted = intensities.to_vec();
        if n == 0 {
            return f64::NAN;
        }
        sorted.select_nth_unstable_by(n - 1, f32::total_cmp);
        sorted.truncate(n);
        sorted.sort_unstable_by(f32::total_cmp);
        mean(&sorted)
    }
}

/// What is looked at of each array: its probes, its background, and which features are above that.
pub(crate) struct Detector<'a> {
    background: BackgroundProbes,
    /// Cell of each probe.
    pub(crate) cells: &'a [u32],
    /// Number of G and C of each probe.
    gc_counts: Vec<Option<u8>>,
    features: &'a [FeatureProbes],
}

impl<'a> Detector<'a> {
    /// That of a chip whose background is `background`.
    pub(crate) fn new(
        background: BackgroundProbes,
        cells: &'a [u32],
        features: &'a [FeatureProbes],
    ) -> Self {
        let of_cells = &background.gc_counts;
        let of_cell = |&cell: &u32| of_cells.get(cell as usize).copied().flatten();
        Self {
            gc_counts: cells.iter().map(of_cell).collect(),
            background,
            cells,
            features,
        }
    }

    /// The mean intensity of the background, linear.
    pub(crate) fn background_mean(&self, intensities: &[f32]) -> f64 {
        self.background.mean(intensities)
    }

    /// The p-value of detection of each feature on one array, of the intensities of all its cells and
    /// of its probes; `None` where the number of G and C of no background probe is known.
    pub(crate) fn p_values(&self, intensities: &[f32], probes: &[f32]) -> Option<Vec<f32>> {
        let of_background = self.background.cells.iter().filter_map(|&cell| {
            let gc_count = self.background.gc_counts[cell as usize];
            Some((gc_count?, intensities[cell as usize]))
        });
        let background = DetectionBackground::of(of_background)?;
        let p_value = |feature: &FeatureProbes| {
            let probes = feature.probes.iter().flat_map(|run| {
                let gc_counts = self.gc_counts[run.clone()].iter().copied();
                gc_counts.zip(probes[run.clone()].iter().copied())
            });
            background.p_value(probes) as f32
        };
        Some(self.features.iter().map(p_value).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_background_probes_the_darkest_cells_are_background() {
        let intensities: Vec<f32> = (0..100).rev().map(|at| at as f32).collect();
        assert_eq!(BackgroundProbes::default().mean(&intensities), 0.5);
        assert!(BackgroundProbes::default().mean(&[]).is_nan());
        let known = BackgroundProbes {
            cells: vec![0, 99],
            gc_counts: Vec::new(),
        };
        assert_eq!(known.mean(&intensities), 49.5);
    }
}
