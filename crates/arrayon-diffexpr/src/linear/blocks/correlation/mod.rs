//! How alike samples of one block are: one correlation for all features.

mod spectrum;
mod variance_components;

use crate::linear::fit::ErrorModel;
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::{mean, sorted};
use rayon::prelude::*;
use spectrum::Spectrum;
use std::collections::BTreeMap;
use variance_components::correlation;

/// Share of features left out at each end of the mean.
const TRIM: f64 = 0.15;
/// How far correlations stay from the least possible one, and the largest that is believed.
const MARGIN: f64 = 0.01;
const LARGEST: f64 = 0.99;
/// Features that one task estimates.
const CHUNK: usize = 64;

/// The correlation within blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicateCorrelation {
    /// The correlation that all features share.
    pub consensus: f64,
    /// Inverse hyperbolic tangent of each feature's own correlation, limited to the possible
    /// range; NaN where its values do not allow an estimate.
    pub atanh_correlations: Vec<f64>,
    /// Why the consensus is 0 without an estimate, where it is.
    pub note: Option<String>,
}

/// Estimates the correlation between samples of one block.
///
/// Each feature's variance components (residual and between blocks) are fitted by restricted
/// maximum likelihood; the consensus is `tanh` of the trimmed mean of `atanh` of the
/// correlations. NaN is a missing value; weights are those of `errors`, whose block is not used.
/// `block` holds the label of each sample.
///
/// # Errors
/// Other numbers of samples, labels or weights; no feature that allows an estimate.
///
/// # Numerics
/// Meets limma 3.54 `duplicateCorrelation(block = )` with statmod 1.5, whose steps and stopping
/// rule the fit follows (it stops about 1e-6 before the maximum): consensus and correlations
/// within 1e-8. Features that are constant up to a model term have no estimate here; there, one
/// from rounding errors. The same bits for any number of threads.
///
/// # Source
/// Smyth, Michaud and Scott 2005 (doi:10.1093/bioinformatics/bti270); Smyth 2002, J. Comput.
/// Graph. Stat. 11:836 (the scoring).
///
/// # Examples
/// ```
/// # use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
/// # use arrayon_diffexpr::{ColumnRoles, ErrorModel, build_design, duplicate_correlation};
/// # let texts = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
/// # let sheet = SampleSheet {
/// #     path: "s.csv".into(), samples: texts("1 2 3 4 5 6"), lines: (2..8).collect(), files: None,
/// #     columns: vec![SheetColumn { name: "diet".into(), values: texts("a a b b a b") }],
/// # };
/// # let contrast = Contrast::between("b_vs_a", "diet", "a", "b");
/// # let design = build_design(&sheet, &contrast, &ColumnRoles::default())?;
/// # let values = ndarray::arr2(&[[5.0, 5.2, 6.1, 6.0, 4.4, 5.0], [7.1, 7.0, 6.0, 6.5, 7.9, 8.0]]);
/// # let expression = ExpressionMatrix::new(texts("g h"), texts("1 2 3 4 5 6"), values)?;
/// let litter = ["p", "p", "q", "q", "r", "r"].map(String::from);
/// let found = duplicate_correlation(&expression, &design, &litter, &ErrorModel::default())?;
/// assert!(found.consensus > 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn duplicate_correlation(
    expression: &ExpressionMatrix,
    design: &Design,
    block: &[String],
    errors: &ErrorModel,
) -> Result<DuplicateCorrelation, DiffexprError> {
    check(expression, design, block, errors)?;
    let largest_block = block_of_each(block).1;
    if largest_block == 1 {
        let note = "every block is a single sample: no correlation within blocks";
        return Ok(without_correlation(expression, note));
    }
    let all: Vec<usize> = (0..block.len()).collect();
    if Spectrum::new(design, block, &all, None).is_some_and(|spectrum| spectrum.is_flat()) {
        let note =
            "the model holds the blocks as fixed effects: no correlation within blocks is left";
        return Ok(without_correlation(expression, note));
    }
    let limits = (1.0 / (1.0 - largest_block as f64) + MARGIN, LARGEST);
    let atanh_correlations: Vec<f64> = correlations(expression, design, block, errors)
        .into_iter()
        .map(|rho| limited(rho, limits).atanh())
        .collect();
    let known: Vec<f64> = atanh_correlations
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    if known.is_empty() {
        return Err(DiffexprError::NoCorrelation {
            n_samples: block.len(),
            n_blocks: block_of_each(block).0,
            n_coefficients: design.matrix.ncols(),
        });
    }
    let cut = (known.len() as f64 * TRIM).floor() as usize;
    let kept = &sorted(&known)[cut..known.len() - cut];
    Ok(DuplicateCorrelation {
        consensus: mean(kept).tanh(),
        atanh_correlations,
        note: None,
    })
}

/// NaN stays.
fn limited(rho: f64, (least, largest): (f64, f64)) -> f64 {
    if rho < least {
        least
    } else if rho > largest {
        largest
    } else {
        rho
    }
}

fn without_correlation(expression: &ExpressionMatrix, note: &str) -> DuplicateCorrelation {
    DuplicateCorrelation {
        consensus: 0.0,
        atanh_correlations: vec![0.0; expression.n_features()],
        note: Some(note.to_owned()),
    }
}

/// How many blocks there are, and the size of the largest.
fn block_of_each(block: &[String]) -> (usize, usize) {
    let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
    for label in block {
        *sizes.entry(label).or_default() += 1;
    }
    (sizes.len(), sizes.values().copied().max().unwrap_or(0))
}

fn check(
    expression: &ExpressionMatrix,
    design: &Design,
    block: &[String],
    errors: &ErrorModel,
) -> Result<(), DiffexprError> {
    let (n_matrix, n_design) = (expression.n_samples(), design.matrix.nrows());
    if n_matrix != n_design {
        return Err(DiffexprError::SampleCount { n_matrix, n_design });
    }
    if block.len() != n_design {
        return Err(DiffexprError::Setting {
            setting: "number of block labels",
            value: block.len() as f64,
            expected: "one a sample",
        });
    }
    errors.check(expression.dim())
}

/// The correlation of each feature; features observed in the same samples with the same weights
/// share a spectrum.
fn correlations(
    expression: &ExpressionMatrix,
    design: &Design,
    block: &[String],
    errors: &ErrorModel,
) -> Vec<f64> {
    let n_samples = expression.n_samples();
    let rows: Vec<&[f64]> = expression.rows().collect();
    let observed = |feature: usize| -> Vec<usize> {
        let weights = errors.observation_weights.as_ref();
        let has_weight = |at: usize| weights.is_none_or(|weights| weights[(feature, at)] > 0.0);
        let row = rows[feature];
        (0..n_samples)
            .filter(|&at| row[at].is_finite() && has_weight(at))
            .collect()
    };
    if errors.observation_weights.is_some() {
        let one = |feature: usize| {
            let samples = observed(feature);
            let roots = errors.root_weights(Some(feature), &samples);
            let spectrum = Spectrum::new(design, block, &samples, roots)?;
            Some(correlation(&spectrum.components(rows[feature], &samples)))
        };
        return (0..rows.len())
            .into_par_iter()
            .map(|feature| one(feature).unwrap_or(f64::NAN))
            .collect();
    }
    let patterns: Vec<Vec<usize>> = (0..rows.len()).into_par_iter().map(observed).collect();
    let distinct: BTreeMap<&Vec<usize>, usize> =
        patterns.iter().zip(0..).collect::<BTreeMap<_, usize>>();
    let keys: Vec<&Vec<usize>> = distinct.keys().copied().collect();
    let spectra: Vec<Option<Spectrum>> = (keys.par_iter())
        .map(|samples| Spectrum::new(design, block, samples, errors.root_weights(None, samples)))
        .collect();
    let spectrum_of: BTreeMap<&Vec<usize>, &Option<Spectrum>> =
        keys.into_iter().zip(&spectra).collect();
    (patterns.par_iter().zip(&rows))
        .with_min_len(CHUNK)
        .map(|(samples, row)| match spectrum_of[samples] {
            Some(spectrum) => correlation(&spectrum.components(row, samples)),
            None => f64::NAN,
        })
        .collect()
}

#[cfg(test)]
mod tests;
