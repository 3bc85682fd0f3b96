//! Gene sets: over-representation in lists and tests on all genes.
//!
//! | folder | what it does |
//! |---|---|
//! | `sets` | tested genes counted honestly, lists of them, sets matched to them, sets of other species |
//! | `lists` | Fisher and EASE p of overlaps, the same for genes that vary together, a whole collection against a list, clusters of sets |
//! | `terms` | ontology and annotation to gene sets (true-path rule); parent-child and elim tests; significant terms without redundant ones |
//! | `design` | what a linear model leaves of the features, with its prior |
//! | `competitive` | [`camera()`]: set against rest, for genes that correlate |
//! | `self_contained` | [`fry()`], [`roast()`]: on the real design, without and by random rotations |
//! | `ranked` | [`preranked()`]: enrichment of a ranked list, p-values as small as they are |
//! | `samples` | a score for each set and sample: combined z, ssGSEA, GSVA |
//! | `caution` | what is known against tests that presume how genes vary together |
//! | `settings` | the section `[genesets]` of study.toml |
//!
//! # Example
//! ```
//! use arrayon_core::GeneSet;
//! use arrayon_genesets::{GeneList, GeneUniverse, MatchedSets, over_representation};
//!
//! let genes: Vec<String> = (0..1_000).map(|i| format!("Gene{i:03}")).collect();
//! let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
//! let set = GeneSet::new("heat".into(), "heat shock".into(), genes[..20].to_vec());
//! let sets = MatchedSets::new("mine", &[set], &universe, &Default::default()).unwrap();
//! let up = ["Gene001", "Gene002", "Gene003", "Gene500"];
//! let up = GeneList::from_genes(&universe, up).unwrap();
//! let found = over_representation(&universe, &up, &sets, Default::default()).unwrap();
//! assert_eq!(found.tested[0].overlap_genes, ["Gene001", "Gene002", "Gene003"]);
//! ```
//!
//! # Sources
//! Fisher's exact test; EASE: Hosack et al. 2003 (doi:10.1186/gb-2003-4-10-r70), as in DAVID; each
//! test names its paper. Reference numbers: R 4.2.2 `phyper` and `fisher.test`, p-values that DAVID
//! printed, limma 3.54, GSVA 1.46, gseapy 1.3.1, exact path counts, a slow script for tests on an
//! ontology's graph.
//!
//! # What is not tested
//! Depletion in lists. Tests on lists and preranked tests take genes as independent, which genes
//! on an array are not; `camera`, `fry` and `roast` do not. Tests on the graph have not been compared
//! with topGO, nor clusters of sets with DAVID's.

mod adjust;
mod caution;
mod competitive;
mod design;
mod document;
mod error;
mod id_kind;
mod lists;
mod ranked;
mod samples;
mod self_contained;
mod sets;
mod settings;
mod terms;

pub use caution::NullRate;
pub use competitive::*;
pub use design::{LinearEffects, SampleErrors};
pub use document::*;
pub use error::GeneSetError;
pub use id_kind::IdKind;
pub use lists::*;
pub use ranked::*;
pub use samples::*;
pub use self_contained::*;
pub use sets::*;
pub use settings::{
    BUILT_IN_PANELS, GeneSetTest, GeneSetsSection, OrthologsSection, Panel, SampleScoring,
    TermTest, ThemeChoice, ThemeCorrection,
};
pub use terms::*;
