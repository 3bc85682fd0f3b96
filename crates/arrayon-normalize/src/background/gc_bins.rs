//! The background of probes of each GC count, which rises with it, brought to one level.

use crate::error::NormalizeError;
use crate::probe_selection::SelectedProbes;
use arrayon_core::ChipDesign;
use arrayon_stats::descriptive::median_in_place;

/// Fewer background probes of one GC count show no level: the nearest GC count that has as many
/// stands for it.
const FEWEST_PROBES: usize = 20;

/// The probes of a chip by the number of G and C among their bases.
///
/// Antigenomic probes bind no transcript of the species, so that their intensity is background. What
/// of it depends on the GC count is taken out of every probe: with `b_g` the median of the
/// antigenomic probes of GC count `g` and `b` that of all, an intensity `x` becomes
/// `max(x - (b_g - b), x_min)`, `x_min` being the smallest intensity of the array.
///
/// # Source
/// None: this is ours. That background rises with the GC count, and that antigenomic probes show how
/// much, is the maker's (Affymetrix 2005, white paper on exon array background correction); the
/// constants of its SST-RMA are not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GcBins {
    /// The bin of each selected probe.
    of_probes: Vec<u8>,
    /// The cells of the antigenomic probes of each bin.
    cells: Vec<Vec<u32>>,
}

impl GcBins {
    /// The bins of the probes that take part.
    ///
    /// # Errors
    /// A library that states no GC count of a probe, or too few antigenomic probes of any.
    pub fn of(chip: &ChipDesign, selected: &SelectedProbes) -> Result<Self, NormalizeError> {
        let mut by_count: Vec<Vec<u32>> = vec![Vec::new(); usize::from(u8::MAX) + 1];
        for set in chip
            .probe_sets
            .iter()
            .filter(|set| set.kind.is_antigenomic())
        {
            for probe in &chip.perfect_match[set.probes.clone()] {
                if let Some(count) = probe.gc_count {
                    by_count[usize::from(count)].push(probe.cell);
                }
            }
        }
        let known: Vec<usize> = (0..by_count.len())
            .filter(|&count| by_count[count].len() >= FEWEST_PROBES)
            .collect();
        if known.is_empty() {
            return Err(NormalizeError::NoAntigenomicProbes);
        }
        let bin_of = |count: u8| {
            let nearest = (known.iter().enumerate())
                .min_by_key(|(_, known)| known.abs_diff(usize::from(count)));
            nearest.map_or(0, |(bin, _)| bin as u8)
        };
        let of_probes = (selected.gc_counts.iter().enumerate())
            .map(|(probe, count)| {
                let count = count.ok_or(NormalizeError::NoGcCount { probe });
                count.map(bin_of)
            })
            .collect::<Result<_, _>>()?;
        let cells = known
            .iter()
            .map(|&count| std::mem::take(&mut by_count[count]));
        let cells = cells.collect();
        Ok(Self { of_probes, cells })
    }

    /// Brings the background of all GC counts to one level.
    ///
    /// # Shapes and units
    /// Linear intensities: `probes` those of the selected probes, in their order, `all` those of all
    /// cells of the array.
    ///
    /// # Panics
    /// If `all` lacks a cell of the chip, or `probes` one of the selected probes.
    pub fn level(&self, probes: &mut [f32], all: &[f32]) {
        let values = |cells: &Vec<u32>| -> Vec<f64> {
            cells
                .iter()
                .map(|&cell| all[cell as usize].into())
                .collect()
        };
        let of_bins: Vec<f64> = (self.cells.iter())
            .map(|cells| median_in_place(&mut values(cells)))
            .collect();
        let mut of_all: Vec<f64> = self.cells.iter().flat_map(values).collect();
        let level = median_in_place(&mut of_all);
        let smallest = probes.iter().copied().fold(f32::INFINITY, f32::min);
        assert_eq!(probes.len(), self.of_probes.len(), "the selected probes");
        for (probe, &bin) in probes.iter_mut().zip(&self.of_probes) {
            let above = of_bins[usize::from(bin)] - level;
            *probe = ((f64::from(*probe) - above) as f32).max(smallest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe_selection::ProbeSelection;
    use arrayon_core::{Probe, ProbeSet, ProbeSetKind};

    /// Cells 0 to 59 are antigenomic, 20 each of GC count 8, 10 and 14; cells 60 to 63 are main, of
    /// GC count 8, 11, 13 and 25.
    fn chip(counts: [Option<u8>; 4]) -> ChipDesign {
        let antigenomic = (0..60_u32).map(|cell| Probe {
            cell,
            gc_count: Some([8, 10, 14][cell as usize / 20]),
        });
        let main = (60..64_u32)
            .zip(counts)
            .map(|(cell, gc_count)| Probe { cell, gc_count });
        let set = |id: &str, kind, probes| ProbeSet {
            id: id.to_owned(),
            name: None,
            kind,
            probes,
        };
        ChipDesign {
            chip_types: vec![],
            n_rows: 8,
            n_columns: 8,
            perfect_match: antigenomic.chain(main).collect(),
            probe_sets: vec![
                set(
                    "1",
                    ProbeSetKind::Control("control->bgp->antigenomic".into()),
                    0..60,
                ),
                set("2", ProbeSetKind::Main, 60..64),
            ],
            transcript_clusters: vec![],
            background_cells: vec![],
            quality_groups: vec![],
        }
    }

    #[test]
    fn each_probe_loses_what_the_background_of_its_count_is_above_that_of_all() {
        let chip = chip([Some(8), Some(11), Some(13), Some(25)]);
        let mut all: Vec<f32> = (0..60).map(|cell| [30.0, 40.0, 70.0][cell / 20]).collect();
        all.extend([100.0, 100.0, 35.0, 500.0]);
        let selected = ProbeSelection::Main.of(&chip);
        let bins = GcBins::of(&chip, &selected).unwrap();
        let mut probes: Vec<f32> = all[60..].to_vec();
        bins.level(&mut probes, &all);
        // the median of all is 40; 11 goes with 10, 13 and 25 with 14, whose 30 more leave 5, below
        // the smallest intensity
        assert_eq!(probes, [110.0, 100.0, 35.0, 470.0]);
    }

    #[test]
    fn a_library_without_counts_or_antigenomic_probes_is_refused() {
        let counted = chip([Some(8), None, Some(13), Some(25)]);
        let selected = ProbeSelection::Main.of(&counted);
        assert_eq!(
            GcBins::of(&counted, &selected),
            Err(NormalizeError::NoGcCount { probe: 1 })
        );
        let mut without = chip([Some(8); 4]);
        without.probe_sets[0].kind = ProbeSetKind::Main;
        let selected = ProbeSelection::Main.of(&without);
        let found = GcBins::of(&without, &selected);
        assert_eq!(found, Err(NormalizeError::NoAntigenomicProbes));
    }
}
