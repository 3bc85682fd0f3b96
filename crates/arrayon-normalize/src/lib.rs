//! From probe intensities to log2 expression: robust multi-array average (RMA).
//!
//! The steps, in the order in which an array meets them:
//!
//! 1. [`ranked_array`]: the probe intensities of one array are sorted once. Scanners store whole
//!    numbers, so some 270,000 probes share about 5,000 distinct values; everything that follows
//!    works on the distinct values and knows each probe by the rank of its value.
//! 2. [`background`]: the normal-exponential model is fitted to the sorted values and each
//!    distinct value is corrected.
//! 3. [`quantile`]: every array receives the same distribution, the mean of all.
//! 4. [`median_polish`]: the probes of a feature are summarised on the log2 scale.
//!
//! [`rma()`] joins them. [`compatibility`] names whose numbers come out: Bioconductor's or those of
//! the Affymetrix Power Tools (APT). [`universe`] names the probes that take part in 2 and 3.
//! [`settings`] is what a study may set.
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

pub mod background;
pub mod compatibility;
mod density;
pub mod error;
mod median;
pub mod median_polish;
pub mod quantile;
pub mod ranked_array;
pub mod rma;
pub mod settings;
pub mod universe;

pub use compatibility::{Compatibility, Precision, RmaSettings, TieRule};
pub use error::NormalizeError;
pub use rma::{CorrectedArray, correct_array, rma};
pub use settings::{NormalizeMethod, NormalizeSection};
pub use universe::{ProbeUniverse, Universe};
