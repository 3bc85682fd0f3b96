//! Simulated chips and studies with known truth, written as real CEL and library files.
//!
//! [`simulate_magnesium_study`] makes a study shaped like the magnesium experiment in rats: five
//! diets, five animals each, on a chip built like Clariom S with a sixth of its genes. Everything
//! that it writes says that it is simulated; the chip type begins with `Simulated`.
//!
//! # Model
//! - **Chip**: 224 x 224 cells with alignment checkerboards; 4,000 transcript clusters, most of
//!   ten probes; exon, intron, spike and antigenomic controls. About a third of the clusters carry
//!   symbols of the embedded themes' real rat genes, the rest made-up names (`Sim0001`).
//! - **Animals**: log2 level of each gene, variance between animals from a scaled inverse
//!   chi-square (4 degrees of freedom, 0.03), programmes of genes that vary together in single
//!   animals and from day to day, and the diet's effect.
//! - **Arrays**: light of the glass, unspecific binding by GC, target by affinity, brightness and
//!   curve of the array, saturation, noise, disturbed outlier cells; whole numbers from 20.
//!
//! The shapes and constants of the intensity model follow what real Clariom S Mouse arrays show;
//! the variance model is that of Smyth 2004 (doi:10.2202/1544-6115.1027).
//!
//! # Planted effects
//! | contrast | planted | clusters |
//! |---|---|---|
//! | 0.01 % Mg against pair-fed | 120 inflammation genes up; 80 of calcium, iron, zinc and magnesium metabolism down; 120 made-up genes | separated |
//! | 0.04 % and 0.02 % Mg against normal | 38 bone genes and 6 made-up ones up, 6 down, by 0.6 to 1 log2 | not separated |
//!
//! Planted genes belong to no other theme, so that the expected verdicts are unambiguous. Phosphate,
//! copper, vitamin D and all themes not named are not planted. Less feed changes 60 made-up genes
//! in the pair-fed and in the 0.01 % group alike; their contrast must not show them.
//!
//! [`simulate_study`] makes studies of which other things are true: without any effect, or with
//! genes of one theme that vary together. The rates at which the whole program's verdicts are right
//! on studies like these stand in `testdata/evaluation/verdict_rates.tsv`.
//!
//! [`faults`] puts what laboratories see on scans on arrays that have none: scratches, bubbles,
//! gradients, exchanged cells, dim or saturated scans.
//!
//! # Example
//! ```
//! use arrayon_core::{SampleSheet, SheetColumn};
//! use arrayon_simulate::{Diet, simulate_magnesium_study};
//!
//! let folder = tempfile::tempdir()?;
//! let sheet = SampleSheet {
//!     path: "samples.csv".into(),
//!     samples: vec!["r1".into(), "r2".into()],
//!     lines: vec![2, 3],
//!     files: Some(vec!["r1.CEL".into(), "r2.CEL".into()]),
//!     columns: vec![SheetColumn {
//!         name: "diet".into(),
//!         values: vec![Diet::PairFed.level().into(), Diet::Mg001.level().into()],
//!     }],
//! };
//! let truth = simulate_magnesium_study(folder.path(), 1, &sheet)?;
//! let strong = truth.contrast("mg001_vs_pairfed").unwrap();
//! assert!(strong.separated && strong.features.len() > 300);
//! assert!(folder.path().join("cel/r2.CEL").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not tested
//! Whether real arrays are like this in any respect that the model does not name: spatial
//! artefacts, degraded RNA, probes that bind several transcripts, batches of reagents.

mod annotation;
mod array;
mod biology;
mod chip;
mod controls;
pub mod diet;
mod draws;
mod effects;
pub mod error;
pub mod faults;
mod genes;
mod grid;
mod levels;
pub mod recipe;
pub mod study;
mod theme_genes;
pub mod truth;

pub use chip::CHIP_TYPE;
pub use diet::Diet;
pub use error::SimulateError;
pub use faults::Fault;
pub use study::{Scenario, simulate_magnesium_study, simulate_study};
pub use truth::{ContrastTruth, PlantedFeature, StudyTruth};

#[cfg(test)]
mod tests {
    fn autotraits<T: Send + Sync + Unpin>() {}

    #[test]
    fn public_types_cross_threads() {
        autotraits::<crate::SimulateError>();
        autotraits::<crate::StudyTruth>();
    }
}
