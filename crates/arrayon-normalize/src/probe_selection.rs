//! Which probes take part in background correction and quantile normalisation.
//!
//! The choice moves expression by up to 0.1 log2, so it has a name and stands in the results.

use arrayon_core::chip::FeatureProbes;
use arrayon_core::{ChipDesign, ProbeSet};
use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which probes take part in background correction and quantile normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeSelection {
    /// Every perfect-match probe of the library, as in affy, oligo and APT.
    #[default]
    AllPerfectMatch,
    /// All but the antigenomic background probes.
    WithoutAntigenomic,
    /// Only probes of probe sets that are not declared controls.
    Main,
}

named_by_serde!(ProbeSelection);

/// The probes that take part, and the features that they can summarise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedProbes {
    /// Cell of each probe, in the order of the chip design. A probe that sits in several probe
    /// sets stands once for each.
    pub cells: Vec<u32>,
    /// Number of G and C bases of each probe, where the library states it.
    pub gc_counts: Vec<Option<u8>>,
    /// The features all of whose probe sets take part; their probes are positions in `cells`.
    pub features: Vec<FeatureProbes>,
}

impl ProbeSelection {
    /// The probes of a chip that take part, and the features that they can summarise.
    pub fn of(self, chip: &ChipDesign) -> SelectedProbes {
        let mut cells = Vec::with_capacity(chip.perfect_match.len());
        let mut gc_counts = Vec::with_capacity(chip.perfect_match.len());
        // Where each probe set of the chip begins among the cells, if it takes part.
        let mut start_of = Vec::with_capacity(chip.perfect_match.len());
        for set in &chip.probe_sets {
            let takes_part = self.includes(set);
            for probe in &chip.perfect_match[set.probes.clone()] {
                start_of.push(takes_part.then_some(cells.len()));
                if takes_part {
                    cells.push(probe.cell);
                    gc_counts.push(probe.gc_count);
                }
            }
        }
        let features = (chip.features().into_iter())
            .filter_map(|feature| move_probes(feature, &start_of))
            .collect();
        SelectedProbes {
            cells,
            gc_counts,
            features,
        }
    }

    fn includes(self, set: &ProbeSet) -> bool {
        match self {
            Self::AllPerfectMatch => true,
            Self::WithoutAntigenomic => !set.kind.is_antigenomic(),
            Self::Main => set.kind.is_main(),
        }
    }
}

fn move_probes(mut feature: FeatureProbes, start_of: &[Option<usize>]) -> Option<FeatureProbes> {
    for run in &mut feature.probes {
        let start = start_of[run.start]?;
        *run = start..start + run.len();
    }
    Some(feature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::{Probe, ProbeSetKind};

    #[test]
    fn leaves_out_antigenomic_probes_and_moves_the_rest() {
        let kinds = [
            ProbeSetKind::Control("control->bgp->antigenomic".into()),
            ProbeSetKind::Main,
            ProbeSetKind::Control("normgene->exon".into()),
        ];
        let probe_sets = (kinds.into_iter().enumerate())
            .map(|(at, kind)| ProbeSet {
                id: at.to_string(),
                name: None,
                kind,
                probes: 2 * at..2 * at + 2,
            })
            .collect();
        let chip = ChipDesign {
            chip_types: vec![],
            n_rows: 3,
            n_columns: 2,
            perfect_match: (0..6)
                .map(|cell| Probe {
                    cell,
                    gc_count: None,
                })
                .collect(),
            probe_sets,
            transcript_clusters: vec![],
            background_cells: vec![],
            quality_groups: vec![],
        };
        let selected = ProbeSelection::WithoutAntigenomic.of(&chip);
        assert_eq!(selected.cells, vec![2, 3, 4, 5]);
        assert_eq!(selected.features.len(), 2);
        assert_eq!(selected.features[0].probes, vec![0..2]);
        assert_eq!(ProbeSelection::Main.of(&chip).cells, vec![2, 3]);
        assert_eq!(ProbeSelection::AllPerfectMatch.of(&chip).features.len(), 3);
    }
}
