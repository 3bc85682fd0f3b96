//! Checks of arrays, by themselves and against each other, and the rules that judge them.
//!
//! The array maker gives no fixed thresholds for Clariom S: metrics find outliers within a set.
//! So the rules here are few and say what they rest on, and none leaves an array out: they warn.
//!
//! `metrics` holds a file for each, with its rule and the rule's source, and lists them: what the
//! file of an array states of its cells, `scan_days` of the study, and in `between` what sets an
//! array apart from the others of its study. What those are made of:
//!
//! | module | what it holds |
//! |---|---|
//! | `spatial` | where on the chip an array differs from the median array |
//! | `controls` | the vendor's control series |
//! | `detection` | which features are above the background |
//! | `sex` | the sex that genes show |
//! | `associations` | principal components against the columns of the sample sheet |
//! | `statistics` | the numbers behind these |
//!
//! Faults that arrays were given on purpose, and how often each is found, stand in
//! `testdata/evaluation/array_faults.tsv`; the page `docs/quality.md` shows them.
//!
//! # What is not tested
//! Thresholds on arrays that laboratories found bad: no collection of those was at hand.

mod associations;
mod cell_counts;
mod controls;
mod detection;
mod metric;
mod metrics;
mod settings;
mod sex;
mod spatial;
mod statistics;

pub use associations::component_associations;
pub use cell_counts::CellCounts;
pub use controls::{ControlSeries, Series};
pub use detection::{DetectedPercent, DetectionBackground, DetectionCounts};
pub use metrics::{
    Compared, SCAN_DAYS, check_array, check_frozen_errors, check_study, compare_arrays, scan_day,
};
pub use settings::QualitySection;
pub use sex::{Sex, SexOfArrays};
pub use spatial::{
    ArrayPattern, BlockMap, ChipComparison, ChipLayout, MeanQuantiles, MedianArray, Orientation,
    Orientations, ProbeValues, SpatialPattern,
};
pub use statistics::{
    ArrayColumns, ArrayComponent, Closest, Distribution, ExpressionByArray, ExpressionSweep,
    RelativeExpression, ScannedLog2, Spread, UnscaledErrors, area_under_curve, distances_to_pooled,
    hoeffding_d, relative_expression, unscaled_error_spreads, unscaled_errors, upper_hinge_limit,
};
