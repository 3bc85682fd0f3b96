//! What arrays are brought to, so that they are comparable: gathered over all arrays, in their order,
//! some at a time.

use crate::compatibility::{Precision, RmaSettings};
use crate::quantile::{add_shares, normalized_counted};
use crate::ranked_array::CountedValues;
use crate::settings::NormalizeSection;
use crate::sketch::{SketchTarget, add_sketches, sketch_size};
use crate::steps::BetweenArrays;
use arrayon_core::FrozenReference;

/// What is gathered of the distributions of arrays before the first of them can be normalised.
///
/// # Determinism
/// The same bits for any number of threads, and whether arrays are added at once or in parts, as long
/// as their order is the same.
#[derive(Debug, Clone)]
pub struct TargetSums {
    between_arrays: BetweenArrays,
    choices: RmaSettings,
    n_arrays: usize,
    /// Of quantiles those of all ranks, of sketches those of their points, of medians one for each
    /// array so far, else none.
    values: Vec<f64>,
}

impl TargetSums {
    /// Nothing as yet of so many arrays of so many probes.
    pub fn new(settings: &NormalizeSection, n_arrays: usize, n_probes: usize) -> Self {
        let between_arrays = settings.method.steps().between_arrays;
        let n_values = match between_arrays {
            BetweenArrays::Quantiles => n_probes,
            BetweenArrays::Sketch => sketch_size(n_probes),
            BetweenArrays::Medians | BetweenArrays::Nothing | BetweenArrays::Frozen => 0,
        };
        Self {
            between_arrays,
            choices: settings.compatibility.settings(),
            n_arrays,
            values: vec![0.0; n_values],
        }
    }

    /// Adds the next arrays.
    ///
    /// # Panics
    /// If an array has fewer probes than was said.
    pub fn add(&mut self, arrays: &[&CountedValues]) {
        match self.between_arrays {
            BetweenArrays::Quantiles => add_shares(&mut self.values, arrays, self.n_arrays),
            BetweenArrays::Sketch => {
                add_sketches(&mut self.values, arrays, self.choices.precision);
            }
            BetweenArrays::Medians => {
                let medians = arrays.iter().map(|array| array.median());
                self.values.extend(medians);
            }
            BetweenArrays::Nothing | BetweenArrays::Frozen => {}
        }
    }

    /// The target, once all arrays were added; that of the reference set for method `frozen`.
    pub fn finish(self, reference: Option<&FrozenReference>) -> Target {
        let keep = |values: Vec<f64>, precision: Precision| {
            let kept = values.into_iter().map(|value| precision.keep(value));
            kept.collect()
        };
        let (choices, n_arrays) = (self.choices, self.n_arrays);
        let kind = match (self.between_arrays, reference) {
            (_, Some(reference)) => TargetKind::Quantiles(reference.target.clone()),
            (BetweenArrays::Quantiles, None) => {
                TargetKind::Quantiles(keep(self.values, choices.precision))
            }
            (BetweenArrays::Sketch, None) => TargetKind::Sketch(SketchTarget::of_sums(
                self.values,
                n_arrays,
                choices.precision,
            )),
            (BetweenArrays::Medians, None) => {
                TargetKind::Median(self.values.iter().sum::<f64>() / n_arrays as f64)
            }
            (BetweenArrays::Nothing | BetweenArrays::Frozen, None) => TargetKind::Nothing,
        };
        Target { kind, choices }
    }
}

/// What every array is brought to.
#[derive(Debug, Clone)]
pub struct Target {
    kind: TargetKind,
    choices: RmaSettings,
}

#[derive(Debug, Clone)]
enum TargetKind {
    /// A distribution, ascending, linear, one value per probe.
    Quantiles(Vec<f64>),
    /// A distribution that is known at some of its points.
    Sketch(SketchTarget),
    /// One median, linear.
    Median(f64),
    /// Intensities stay as they are.
    Nothing,
}

impl Target {
    /// The values to which the arrays' ranks are brought, linear, ascending; `None` where the method brings
    /// them to no common distribution.
    pub fn quantiles(&self) -> Option<&[f64]> {
        match &self.kind {
            TargetKind::Quantiles(values) => Some(values),
            _ => None,
        }
    }

    /// The normalised log2 value of each of an array's distinct intensities.
    pub fn log2_table(&self, array: &CountedValues) -> Vec<f64> {
        let mut values: Vec<f64> = match &self.kind {
            TargetKind::Quantiles(target) => normalized_counted(array, target, self.choices),
            TargetKind::Sketch(target) => target.normalized(array, self.choices),
            TargetKind::Median(target) => {
                let median = array.median();
                let values = array.distinct().iter();
                values.map(|value| value * (target / median)).collect()
            }
            TargetKind::Nothing => array.distinct().to_vec(),
        };
        values.iter_mut().for_each(|value| *value = value.log2());
        values
    }
}
