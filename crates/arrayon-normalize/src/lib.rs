//! From probe intensities to log2 expression: robust multi-array average (RMA) and other methods.
//!
//! [`ProbeSelection`] chooses the probes that take part; [`NormalizeSection`] is what a study may
//! set. Then, in the order in which an array meets them:
//!
//! 1. [`RankedArray`]: the probe intensities of one array are sorted once. Scanners store whole
//!    numbers, so some 270,000 probes share about 5,000 distinct values; everything that follows
//!    works on the distinct values and knows each probe by the rank of its value.
//! 2. [`correct_array`]: the normal-exponential model is fitted to the sorted values
//!    ([`BackgroundModel`]) and each distinct value is corrected.
//! 3. [`normalize`]: every array receives the same distribution, the mean of all, and the probes of
//!    each feature are summarised on the log2 scale by median polish. A [`ProbeVisitor`] sees the
//!    probes of each feature, with their effects and residuals.
//!
//! Arrays that memory does not hold take the same steps, some at a time: [`TargetSums`] gathers what
//! [`Target`] brings each to, and [`Summaries`] summarises the features whose [`NormalizedProbes`] are
//! at hand. [`normalize`] is these three over all arrays and features at once.
//!
//! [`freeze`] keeps what a reference set of arrays shows of the probes, with which
//! [`normalize_frozen`] treats each further array by itself.
//!
//! [`Compatibility`] names whose numbers come out: Bioconductor's or those of the Affymetrix Power
//! Tools (APT).
//!
//! That is RMA; `steps` says of what the other methods consist. Another one is a variant of
//! [`NormalizeMethod`], its steps and, where it has one of its own, a file in `summary`.
//!
//! # Example
//! ```
//! use arrayon_core::NoProgress;
//! use arrayon_core::chip::{FeatureProbes, ProbeSetKind};
//! use arrayon_normalize::{NormalizeSection, correct_array, normalize};
//!
//! // 400 probes on two arrays; the first ten, of one gene, are eight times as bright on the second
//! let scan = |factor: f32| -> Vec<f32> {
//!     let background = (0..400_u32).map(|probe| (60 + probe * 7919 % 211) as f32);
//!     let bright = (0..400).map(|probe| if probe < 10 { 500.0 * factor } else { 500.0 });
//!     background.zip(bright).map(|(background, bright)| background + bright).collect()
//! };
//! let how = NormalizeSection::default();
//! let corrected = [scan(1.0), scan(8.0)].map(|scan| correct_array(&scan, &how));
//! let corrected = corrected.into_iter().collect::<Result<Vec<_>, _>>()?;
//! let arrays: Vec<_> = corrected.into_iter().map(|array| array.intensities).collect();
//! let feature = |id: &str, probes| FeatureProbes {
//!     id: id.to_owned(),
//!     kind: ProbeSetKind::Main,
//!     probes: vec![probes],
//! };
//! let features = [feature("Trpm6", 0..10), feature("Actb", 10..400)];
//! let expression = normalize(&arrays, &features, &how, &mut (), &NoProgress)?;
//! assert_eq!(expression.dim(), (2, 2));
//! assert!(expression[[0, 1]] > expression[[0, 0]] + 1.0);
//! assert!((expression[[1, 1]] - expression[[1, 0]]).abs() < 0.1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Sources: Irizarry et al. 2003 (Biostatistics 4:249) for the model, Bolstad et al. 2003
//! (Bioinformatics 19:185) for quantile normalisation, Tukey 1977 for median polish. The
//! reference implementations whose numbers are met are preprocessCore 1.60 (`rma_background4`,
//! quantile normalisation, median polish) and APT 1.16 (`-a rma`).
//!
//! Results are the same bits for any number of threads: every sum has a fixed order.
//!
//! # What is not tested
//! APT on chips where one probe sits in several probe sets: no reference was at hand.

mod background;
mod compatibility;
mod error;
mod freeze;
mod normalize;
mod probe_level;
mod probe_selection;
mod quantile;
mod ranked_array;
mod reference;
mod settings;
mod sketch;
mod steps;
mod summaries;
mod summary;
mod target;

pub use background::{BackgroundModel, CorrectedArray, GcBins, correct_array};
pub use compatibility::{Compatibility, Precision, RmaSettings, TieRule};
pub use error::NormalizeError;
pub use freeze::{Freezing, Learned, freeze};
pub use normalize::{normalize, normalize_frozen};
pub use probe_level::{ProbeFit, ProbeVisitor, SummarizedFeature};
pub use probe_selection::{ProbeSelection, SelectedProbes};
pub use quantile::{mean_distribution, normalized_values};
pub use ranked_array::{CountedValues, RankBytes, RankedArray};
pub use settings::{NormalizeMethod, NormalizeSection};
pub use summaries::{FEATURES_AT_ONCE, NormalizedProbes, Summaries};
pub use target::{Target, TargetSums};
