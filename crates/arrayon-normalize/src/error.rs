//! Why intensities cannot be normalised.

use crate::settings::NormalizeMethod;

/// Why intensities cannot be normalised.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NormalizeError {
    /// An intensity is negative, infinite or not a number.
    #[error("intensity {value} of probe {probe} is not a finite number of zero or more")]
    Intensity {
        /// Position of the probe among those given.
        probe: usize,
        /// The value found.
        value: f32,
    },
    /// Intensities of zero, and a method that takes the logarithm of intensities as scanned.
    #[error("{n_probes} probes of intensity 0, which has no log2, as method {method} takes it")]
    Zero {
        /// How many probes.
        n_probes: u32,
        /// The method.
        method: NormalizeMethod,
    },
    /// The method compares arrays, and there are too few.
    #[error("{found} arrays; method {method} needs {expected}")]
    TooFewArrays {
        /// How many there are.
        found: usize,
        /// How many it needs.
        expected: usize,
        /// The method.
        method: NormalizeMethod,
    },
    /// The background model has no fit.
    #[error(
        "the background model has no fit: {reason} ({n_probes} probes, {n_distinct} distinct \
         intensities)"
    )]
    Background {
        /// What is missing.
        reason: &'static str,
        /// Number of probes.
        n_probes: usize,
        /// Number of distinct intensities.
        n_distinct: usize,
    },
    /// The arrays have different numbers of probes.
    #[error("array {array} has {found} probes; expected {expected} as on the first array")]
    UnequalProbes {
        /// Position of the array.
        array: usize,
        /// Its number of probes.
        found: usize,
        /// The first array's number of probes.
        expected: usize,
    },
    /// A frozen reference set is of other probes.
    #[error("the frozen reference set has {found} {what}; expected {expected} as the chip has")]
    OtherReference {
        /// Of what it has another number.
        what: &'static str,
        /// Its number.
        found: usize,
        /// That of the chip.
        expected: usize,
    },
    /// Method `gc-adjusted`, and a probe whose GC count the library does not state.
    #[error("the library does not state the GC count of probe {probe}")]
    NoGcCount {
        /// Position of the probe among those selected.
        probe: usize,
    },
    /// Method `gc-adjusted` without the probes that show the background.
    #[error("the library declares no 20 antigenomic probes of any GC count")]
    NoAntigenomicProbes,
    /// Method `frozen` without a reference set.
    #[error("method frozen without a reference set")]
    NoReference,
    /// A batch of too few arrays to show a variance.
    #[error("batch {batch} has {found} arrays, in which nothing can vary; expected 2 or more")]
    SmallBatch {
        /// Number of the batch, from 0.
        batch: usize,
        /// How many arrays it has.
        found: usize,
    },
    /// There is nothing to normalise.
    #[error("no arrays to normalise")]
    NoArrays,
}

impl NormalizeError {
    /// How to mend it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Intensity { .. } => "the CEL file is damaged; export it again from the scanner",
            Self::Zero { .. } => {
                "take `--method rma`, whose background correction gives every probe a signal; cells \
                 of zero hint at a damaged file"
            }
            Self::TooFewArrays { .. } => "take `--method rma`, or more arrays",
            Self::Background { .. } => {
                "the array looks blank or saturated; inspect it and leave it out of the sheet"
            }
            Self::UnequalProbes { .. } => "all arrays of a study must be of one chip",
            Self::OtherReference { .. } => "freeze a reference set of this chip and library",
            Self::NoGcCount { .. } | Self::NoAntigenomicProbes => {
                "method gc-adjusted needs the PGF of the chip with its antigenomic probe sets; take \
                 `--method rma`"
            }
            Self::NoReference => "name one with `--frozen`; `arrayon freeze` writes it",
            Self::SmallBatch { .. } => {
                "leave the batch out, or put its arrays with another that was treated alike"
            }
            Self::NoArrays => "name at least one CEL file",
        }
    }
}
