//! SAM from matrix to q-values.

use super::delta::{DeltaRow, at_delta, delta_table, pi0, q_values};
use super::fudge::fudge_factor;
use super::permuted::{Permuted, relative_differences};
use super::statistic::Rows;
use super::{FudgeFactor, SamComparison, SamSettings};
use crate::DiffexprError;
use crate::error::check_fdr;
use crate::ranks::labelings::all_labelings;
use crate::ranks::two_groups::refuse_infinite;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// SAM of all features; one value per feature, NaN where it has missing values.
#[derive(Debug, Clone, PartialEq)]
pub struct Sam {
    /// Relative difference `r / (s + s0)`.
    pub d: Vec<f64>,
    /// Difference of means, or mean ratio, log2.
    pub r: Vec<f64>,
    /// Its standard error, log2.
    pub s: Vec<f64>,
    /// The fudge factor, log2.
    pub s0: f64,
    /// The percentile of the standard errors at which it stands; `None` where it was given.
    pub s0_percentile: Option<f64>,
    /// Estimated share of features that do not change.
    pub pi0: f64,
    /// Expected d, ascending, one for each tested feature.
    pub expected: Vec<f64>,
    /// Share of features, over the labellings but the data's own and its mirror image, with a
    /// |d| as large.
    pub p_value: Vec<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Vec<f64>,
    /// Smallest median false discovery rate of a list that holds the feature.
    pub q_value: Vec<f64>,
    /// Called features and false ones by distance from the expected.
    pub delta_table: Vec<DeltaRow>,
    /// What is called at the distance asked for.
    pub at_delta: Option<DeltaRow>,
    /// Labellings used, the data's own among them where they are complete.
    pub n_permutations: usize,
    /// Whether these are all there are.
    pub complete: bool,
    /// Features without missing values.
    pub n_tested: usize,
}

/// Significance analysis of microarrays.
///
/// `d = r / (s + s0)` with r the difference of the groups' means and s its pooled standard error
/// (or the mean of pairs' differences or ratios and its standard error). Labels of the samples are
/// exchanged, signs of pairs and ratios flipped: in all ways where they are few, as is the data's
/// own way among them, else at random.
///
/// # Missing values
/// A feature with a missing value among the samples compared is not tested: its values are NaN.
///
/// # Errors
/// No features; infinite values; settings outside their range; groups too small for a standard
/// error (two-class: three samples with at least one of each group, else two pairs or ratios).
///
/// # Determinism
/// Bit-identical for any number of threads; random labellings by seed.
///
/// # Source
/// Tusher, Tibshirani and Chu 2001 (doi:10.1073/pnas.091062498) and the definitions of the SAM
/// manual. d and s0 meet samr 3.0 within 1e-8, and for two groups with complete labellings the
/// expected d, pi0 and the table too (tests/suite/golden_sam.rs). q-values use 200 distances where samr has 50, so they
/// may be slightly smaller.
pub fn sam(
    expression: &ExpressionMatrix,
    comparison: &SamComparison,
    settings: &SamSettings,
) -> Result<Sam, DiffexprError> {
    check(expression, comparison, settings)?;
    let rows = Rows::new(expression, comparison);
    let n = expression.n_features();
    if rows.features.is_empty() {
        return Err(DiffexprError::NoFeatures);
    }
    let observed_labels = rows.observed();
    let observed = rows.differences(&observed_labels);
    let (s0, s0_percentile) = fudge_factor(&observed.r, &observed.s, settings.fudge);
    let d = relative_differences(&observed, s0);
    let sets = rows.exchangeable();
    let all = all_labelings(&sets, settings.most_permutations, settings.seed);
    let permuted = Permuted::new(&rows, &all.labels, s0);
    let expected = permuted.expected();
    let pi0 = pi0(&d, &permuted);
    let delta_table = delta_table(&d, &expected, &permuted, pi0);
    let at_delta = (settings.delta).map(|delta| at_delta(&d, &expected, &permuted, pi0, delta));
    let p_value = p_values(&d, &permuted, &all.labels, &observed_labels);
    let spread = |values: &[f64]| {
        let mut all = vec![f64::NAN; n];
        for (&feature, &value) in rows.features.iter().zip(values) {
            all[feature] = value;
        }
        all
    };
    let p_value = spread(&p_value);
    Ok(Sam {
        q_value: spread(&q_values(&d, &delta_table)),
        d: spread(&d),
        r: spread(&observed.r),
        s: spread(&observed.s),
        s0,
        s0_percentile,
        pi0,
        expected,
        adj_p_value: benjamini_hochberg(&p_value),
        p_value,
        delta_table,
        at_delta,
        n_permutations: all.labels.len(),
        complete: all.complete,
        n_tested: rows.features.len(),
    })
}

/// Pooled over the labellings other than the observed one and its mirror image; the data
/// themselves count as one more feature, so that no p-value is 0.
fn p_values(d: &[f64], permuted: &Permuted, labels: &[Vec<bool>], observed: &[bool]) -> Vec<f64> {
    let is_other = |labels: &[bool]| {
        labels != observed && labels.iter().zip(observed).any(|(one, other)| one == other)
    };
    let mut sizes: Vec<f64> = (permuted.sorted.iter().zip(labels))
        .filter(|(_, labels)| is_other(labels))
        .flat_map(|(sorted, _)| sorted.iter().map(|d| d.abs()))
        .collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let total = sizes.len() as f64 + 1.0;
    let as_large = |d: f64| sizes.len() - sizes.partition_point(|&size| size < d.abs() - 1e-12);
    d.iter()
        .map(|&d| (as_large(d) as f64 + 1.0) / total)
        .collect()
}

fn check(
    expression: &ExpressionMatrix,
    comparison: &SamComparison,
    settings: &SamSettings,
) -> Result<(), DiffexprError> {
    if expression.n_features() == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    refuse_infinite(expression)?;
    check_fdr(settings.fdr)?;
    let wrong = |setting, value, expected| {
        Err(DiffexprError::Setting {
            setting,
            value,
            expected,
        })
    };
    match settings.fudge {
        FudgeFactor::Percentile(share) if !(0.0..=1.0).contains(&share) => {
            return wrong("s0 percentile", share, "a share from 0 to 1");
        }
        FudgeFactor::Fixed(s0) if !(s0.is_finite() && s0 >= 0.0) => {
            return wrong("s0", s0, "a number of at least 0");
        }
        _ => {}
    }
    if settings.most_permutations < 2 {
        let n = settings.most_permutations as f64;
        return wrong("most_permutations", n, "at least 2");
    }
    match settings.delta {
        Some(delta) if !(delta.is_finite() && delta >= 0.0) => {
            return wrong("delta", delta, "a number of at least 0");
        }
        _ => {}
    }
    let n = match comparison {
        SamComparison::TwoClass { target, reference } => {
            let smaller = target.len().min(reference.len());
            if smaller == 0 {
                0
            } else {
                target.len() + reference.len() - 1
            }
        }
        SamComparison::Paired(pairs) => pairs.len(),
        SamComparison::OneClass(columns) => columns.len(),
    };
    if n < 2 {
        return wrong("replicates", n as f64, "at least 2, for a standard error");
    }
    Ok(())
}
