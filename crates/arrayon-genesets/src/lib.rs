//! Gene sets: over-representation in lists, tests on all genes, and verdicts on themes such as
//! inflammation and mineral metabolism.
//!
//! | module | what it does |
//! |---|---|
//! | [`universe`] | features to genes: the tested genes, counted honestly |
//! | [`gene_list`] | the genes up and the genes down out of a differential table |
//! | [`matched_sets`] | sets matched to the universe, with old symbols where needed |
//! | [`overlap_test`] | Fisher and EASE p of one overlap |
//! | [`over_representation`] | a whole collection against a list |
//! | [`orthologs`] | sets and genes of one species as those of another |
//! | [`term_sets`] | ontology and annotation to gene sets (true-path rule) |
//! | [`theme_panel`], [`panel_file`] | panels of themes, and their files |
//! | [`embedded`] | the panels that come with the program |
//! | [`themes`] | is a theme over-represented, for every theme and direction |
//! | [`theme_verdict`] | lists, all features and key genes in one verdict a theme; what a panel expects of the contrast's conditions |
//! | [`term_hierarchy`], [`term_tests`] | parent-child and elim tests on the ontology's graph |
//! | [`term_collapse`], [`set_clusters`] | significant terms without redundant ones; clusters of sets |
//! | [`collections`] | p-values adjusted within each collection and over all |
//! | [`feature_sets`], [`linear_effects`] | sets as rows of a matrix; what a linear model leaves |
//! | [`mod@camera`] | competitive tests that account for correlation between genes |
//! | [`mod@fry`], [`mod@roast`] | self-contained tests on the real design, without and by random rotations |
//! | [`mod@preranked`] | enrichment of a ranked list, p-values as small as they are |
//! | [`single_sample`] | a score for each set and sample: combined z, ssGSEA, GSVA |
//!
//! # Example
//! ```
//! use arrayon_genesets::embedded::{Species, themes};
//! use arrayon_genesets::gene_list::GeneList;
//! use arrayon_genesets::themes::{ThemeSettings, assess_themes};
//! use arrayon_genesets::universe::GeneUniverse;
//!
//! let panel = themes(Species::Rat);
//! let other: Vec<String> = (0..18_000).map(|i| format!("Other{i}")).collect();
//! let themed = panel.themes.iter().flat_map(|theme| &theme.genes);
//! let mut genes: Vec<&str> = other.iter().chain(themed).map(String::as_str).collect();
//! genes.sort_unstable();
//! genes.dedup();
//! let universe = GeneUniverse::from_genes(genes).unwrap();
//! let up = ["Il6", "Tnf", "Il1b", "Ccl2", "Cxcl10", "Other1", "Other2", "Other3"];
//! let up = GeneList::from_genes(&universe, up).unwrap();
//! let found =
//!     assess_themes(panel, &universe, &up, &GeneList::default(), ThemeSettings::default()).unwrap();
//! assert_eq!(
//!     found.verdicts[0].sentence,
//!     "inflammation is over-represented among the genes up: 5 of 8 listed genes lie in it where \
//!      0.6 are expected by chance (EASE p 9.9e-4, 0.017 adjusted for 17 themes)"
//! );
//! ```
//!
//! # Sources
//! Fisher's exact test; EASE: Hosack et al. 2003 (doi:10.1186/gb-2003-4-10-r70), as in DAVID; the
//! Gene Ontology and its annotation (CC BY 4.0; releases and attribution in `data/ORIGIN.md`);
//! each test names its paper. Reference numbers: R 4.2.2 `phyper` and `fisher.test`, p-values that
//! DAVID printed, limma 3.54, GSVA 1.46, gseapy 1.3.1, exact path counts, a slow script for tests on
//! an ontology's graph.
//!
//! # What is not tested
//! Depletion in lists. Tests on lists and preranked tests take genes as independent, which genes
//! on an array are not; `camera`, `fry` and `roast` do not. Tests on the graph have not been compared
//! with topGO, nor clusters of sets with DAVID's.

pub mod camera;
pub mod collections;
pub mod direction;
pub mod embedded;
mod enrichment_score;
pub mod error;
mod extreme_eigenvalues;
pub mod feature_sets;
pub mod fry;
mod gauss_legendre;
pub mod gene_list;
pub mod id_kind;
mod key_genes;
pub mod linear_effects;
pub mod matched_sets;
mod multilevel;
pub mod orthologs;
pub mod over_representation;
pub mod overlap_test;
pub mod panel_file;
pub mod preranked;
pub mod roast;
mod rotation;
mod sample_ranks;
pub mod set_clusters;
mod set_statistic;
pub mod settings;
pub mod single_sample;
pub mod symbol_aliases;
pub mod term_collapse;
mod term_graph;
pub mod term_hierarchy;
pub mod term_sets;
pub mod term_tests;
pub mod theme_panel;
mod theme_sentence;
pub mod theme_verdict;
pub mod themes;
pub mod universe;
pub mod variance_prior;
mod whitening;

pub use error::GeneSetError;
