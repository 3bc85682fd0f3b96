//! The simulated chip: a Clariom-S-like layout with a sixth of its genes.

use crate::controls::{
    ANTIGENOMIC, BAC_SPIKE, BAC_SPIKES, ControlGroup, EXON, INTRON, N_EXON, N_INTRON, POLYA_SPIKE,
    POLYA_SPIKES, n_antigenomic,
};
use crate::draws::Draws;
use crate::genes::{MainGene, main_genes};
use crate::grid::{N_COLUMNS, N_ROWS, free_cells};
use crate::theme_genes::ThemeGenes;
use arrayon_formats::chip::{Library, LibraryCluster, LibraryProbe, LibraryProbeSet};

/// The chip's type. Whatever is made of its arrays is known as simulated by this name's beginning.
pub const CHIP_TYPE: &str = "Simulated_S_Rat";

/// There is one simulated chip; studies differ by their seed.
const CHIP_SEED: u64 = 36;
const LAYOUT_STREAM: u64 = 1;
const SEQUENCE_STREAM: u64 = 2;
const BEHAVIOUR_STREAM: u64 = 3;

const PROBE_LENGTH: usize = 25;
const FIRST_ID: usize = 20_500_001;

/// Number of probes of a main probe set, and how often it occurs: ten, for a few fewer.
const MAIN_PROBES: [(usize, f64); 8] = [
    (10, 0.955),
    (9, 0.012),
    (8, 0.010),
    (7, 0.007),
    (6, 0.006),
    (5, 0.004),
    (4, 0.004),
    (3, 0.002),
];

/// The chip: its library, its genes and how its probes behave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SimulatedChip {
    /// What the library files say. Main probe sets come first.
    pub(crate) library: Library,
    /// The genes of the main probe sets, in their order.
    pub(crate) genes: Vec<MainGene>,
    /// Log2 of how well each probe binds its target, in the library's order of probes.
    pub(crate) affinity: Vec<f64>,
    /// Log2 of what each probe binds besides.
    pub(crate) unspecific: Vec<f64>,
}

impl SimulatedChip {
    /// Lays out the chip: real symbols of the themes' genes, made-up names for all other genes.
    pub(crate) fn new(themes: &ThemeGenes) -> Self {
        let mut draws = Draws::new(CHIP_SEED, LAYOUT_STREAM);
        let genes = main_genes(themes, &mut draws);
        let mut layout = Layout::new(draws);
        for gene in &genes {
            layout.add_main(&gene.feature_id);
        }
        layout.add_controls();
        let library = layout.into_library();
        let mut behaviour = Draws::new(CHIP_SEED, BEHAVIOUR_STREAM);
        let (affinity, unspecific) = (probes(&library))
            .map(|probe| {
                let gc_excess = f64::from(probe.gc_count) - 12.0;
                let affinity = behaviour.normal(0.0, 1.0) + 0.16 * gc_excess;
                (affinity, behaviour.normal(4.75, 0.95) + 0.27 * gc_excess)
            })
            .unzip();
        Self {
            library,
            genes,
            affinity,
            unspecific,
        }
    }

    /// The number of main probe sets, which are genes.
    pub(crate) fn n_genes(&self) -> usize {
        self.genes.len()
    }
}

/// The probes of a library, probe set after probe set.
fn probes(library: &Library) -> impl Iterator<Item = &LibraryProbe> {
    library.probe_sets.iter().flat_map(|set| &set.probes)
}

struct Layout {
    draws: Draws,
    sequences: Draws,
    /// Cells without a probe yet, the next one last.
    free: Vec<u32>,
    library: Library,
}

impl Layout {
    fn new(mut draws: Draws) -> Self {
        let mut free = free_cells();
        draws.shuffle(&mut free);
        Self {
            draws,
            sequences: Draws::new(CHIP_SEED, SEQUENCE_STREAM),
            free,
            library: Library {
                chip_type: CHIP_TYPE.to_owned(),
                n_rows: N_ROWS,
                n_columns: N_COLUMNS,
                ..Library::default()
            },
        }
    }

    fn add_main(&mut self, name: &str) {
        let mut at = self.draws.uniform();
        let n_probes = (MAIN_PROBES.iter())
            .find(|(_, share)| {
                at -= share;
                at < 0.0
            })
            .map_or(MAIN_PROBES[0].0, |(n_probes, _)| *n_probes);
        self.add_set(Some(name), "main", n_probes, None);
        self.summarise_last();
    }

    fn add_controls(&mut self) {
        for (name, _) in BAC_SPIKES {
            self.add_control(&BAC_SPIKE, Some(name));
        }
        for (name, _) in POLYA_SPIKES {
            self.add_control(&POLYA_SPIKE, Some(name));
        }
        for _ in 0..N_EXON {
            self.add_control(&EXON, None);
        }
        for _ in 0..N_INTRON {
            self.add_control(&INTRON, None);
        }
        for gc_count in 3..=25 {
            self.add_set(None, ANTIGENOMIC, n_antigenomic(gc_count), Some(gc_count));
        }
    }

    fn add_control(&mut self, group: &ControlGroup, name: Option<&str>) {
        self.add_set(name, group.kind, group.n_probes, None);
        self.summarise_last();
        if let Some(quality_group) = group.quality_group {
            let position = self.library.probe_sets.len() - 1;
            self.library
                .quality_groups
                .push((position, quality_group.to_owned()));
        }
    }

    fn add_set(&mut self, name: Option<&str>, kind: &str, n_probes: usize, gc: Option<u8>) {
        let id = (FIRST_ID + self.library.probe_sets.len()).to_string();
        let probes = (0..n_probes).map(|_| self.probe(gc)).collect();
        self.library.probe_sets.push(LibraryProbeSet {
            name: name.unwrap_or(&id).to_owned(),
            id,
            kind: kind.to_owned(),
            probes,
        });
    }

    fn probe(&mut self, gc_count: Option<u8>) -> LibraryProbe {
        let gc_count =
            gc_count.unwrap_or_else(|| self.draws.normal(12.2, 2.4).round().clamp(3.0, 22.0) as u8);
        LibraryProbe {
            cell: self.free.pop().expect("the grid has room for all probes"),
            gc_count,
            sequence: sequence(gc_count, &mut self.sequences),
        }
    }

    /// Makes the last probe set a feature of results.
    fn summarise_last(&mut self) {
        let position = self.library.probe_sets.len() - 1;
        let cluster = LibraryCluster {
            id: self.library.probe_sets[position].name.clone(),
            probe_sets: vec![position],
        };
        self.library.transcript_clusters.push(cluster);
    }

    fn into_library(self) -> Library {
        self.library
    }
}

/// Random bases with so many G and C.
fn sequence(gc_count: u8, draws: &mut Draws) -> String {
    let mut bases: Vec<char> = (0..PROBE_LENGTH)
        .map(|at| {
            let (one, other) = if at < usize::from(gc_count) {
                ('G', 'C')
            } else {
                ('A', 'T')
            };
            if draws.chance(0.5) { one } else { other }
        })
        .collect();
    draws.shuffle(&mut bases);
    bases.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_themes::{Species, default_panel};
    use std::collections::BTreeSet;

    fn chip() -> SimulatedChip {
        SimulatedChip::new(&ThemeGenes::of(default_panel(Species::Rat)))
    }

    #[test]
    fn every_cell_holds_one_probe_and_sequences_have_their_bases() {
        let chip = chip();
        let mut cells = BTreeSet::new();
        for probe in probes(&chip.library) {
            assert!(cells.insert(probe.cell));
            let n_gc = probe
                .sequence
                .chars()
                .filter(|base| "GC".contains(*base))
                .count();
            assert_eq!(n_gc, usize::from(probe.gc_count));
            assert_eq!(probe.sequence.len(), PROBE_LENGTH);
        }
        assert_eq!(cells.len(), chip.affinity.len());
    }

    #[test]
    fn main_sets_come_first_and_most_have_ten_probes() {
        let chip = chip();
        let sets = &chip.library.probe_sets;
        let n_main = sets.iter().take_while(|set| set.kind == "main").count();
        assert_eq!(n_main, chip.n_genes());
        assert!((3_800..=4_200).contains(&n_main), "{n_main}");
        assert!(sets[n_main..].iter().all(|set| set.kind != "main"));
        let ten = sets[..n_main]
            .iter()
            .filter(|set| set.probes.len() == 10)
            .count();
        assert!(ten * 100 > n_main * 93 && ten < n_main, "{ten} of {n_main}");
        assert!(
            sets[..n_main]
                .iter()
                .all(|set| (3..=10).contains(&set.probes.len()))
        );
    }

    #[test]
    fn every_theme_can_be_tested() {
        let chip = chip();
        let symbols: BTreeSet<&str> = chip.genes.iter().map(|gene| gene.symbol.as_str()).collect();
        for theme in &default_panel(Species::Rat).themes {
            let n = theme
                .genes
                .iter()
                .filter(|gene| symbols.contains(gene.as_str()))
                .count();
            let coverage = n as f64 / theme.genes.len() as f64;
            assert!(
                n >= 10 && coverage >= 0.25,
                "{}: {n} of {}",
                theme.id,
                theme.genes.len()
            );
        }
    }
}
