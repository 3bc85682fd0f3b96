//! P-values adjusted with weights by strata of average expression.

use arrayon_core::called_at;
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use arrayon_stats::descriptive::sorted;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::order::ascending;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How p-values are weighted by strata of average expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExpressionStrata {
    /// The strata, by ascending average expression.
    pub strata: Vec<ExpressionStratum>,
    /// Features whose p-value adjusted with these weights does not exceed the false discovery rate.
    pub n_called: usize,
}

/// The features of one stratum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExpressionStratum {
    /// Least average expression, log2.
    pub from: f64,
    /// Largest average expression, log2.
    pub to: f64,
    /// Features tested.
    pub n_tested: usize,
    /// Estimated share of them that does not change; 1 where none seems to, and then none is called.
    pub pi0: f64,
}

/// P-values adjusted by Benjamini and Hochberg's procedure with weights of groups, and the share of
/// each group that is estimated to be null.
///
/// Each p-value is multiplied by the odds of being null in its group, and the procedure takes account
/// of the whole share of nulls. Where no group seems to hold anything but nulls, the result is that of
/// the procedure without groups. NaN stays and does not count.
///
/// # Panics
/// If the lengths differ, or a group is not below `n_groups`.
///
/// # Source
/// Hu, Zhao and Zhou 2010 (doi:10.1198/jasa.2010.tm09329), with Benjamini and Hochberg's (2000)
/// least-slope estimate of the share of nulls; structSSI 1.1 `Adaptive.GBH(method = "lsl")`, whose
/// numbers it meets within 1e-10.
///
/// # Examples
/// ```
/// let p = [0.001, 0.002, 0.003, 0.01, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9];
/// let groups = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
/// let (adjusted, pi0) = arrayon_diffexpr::grouped_benjamini_hochberg(&p, &groups, 2);
/// assert!(pi0[0] < 1.0 && pi0[1] == 1.0);
/// assert!(adjusted[0] <= 0.05 && adjusted[4] == 1.0);
/// ```
pub fn grouped_benjamini_hochberg(
    p_values: &[f64],
    groups: &[usize],
    n_groups: usize,
) -> (Vec<f64>, Vec<f64>) {
    assert_eq!(p_values.len(), groups.len(), "one group a p-value");
    let mut of_groups = vec![Vec::new(); n_groups];
    for (p, group) in p_values.iter().zip(groups).filter(|(p, _)| !p.is_nan()) {
        of_groups[*group].push(*p);
    }
    let pi0: Vec<f64> = of_groups.iter().map(|p| share_of_nulls(p)).collect();
    let n_tested: usize = of_groups.iter().map(Vec::len).sum();
    let n_null: f64 = (pi0.iter().zip(&of_groups))
        .map(|(pi0, p)| pi0 * p.len() as f64)
        .sum();
    let n_changed = n_tested as f64 - n_null;
    if n_changed <= 0.0 {
        return (benjamini_hochberg(p_values), pi0);
    }
    let weighted: Vec<f64> = (p_values.iter().zip(groups))
        .map(|(p, group)| {
            let pi0 = pi0[*group];
            if pi0 == 1.0 {
                f64::INFINITY
            } else {
                p * pi0 / (1.0 - pi0)
            }
        })
        .collect();
    let known: Vec<usize> = (0..p_values.len())
        .filter(|&at| !p_values[at].is_nan())
        .collect();
    let of_known: Vec<f64> = known.iter().map(|&at| weighted[at]).collect();
    let order = ascending(&of_known);
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut smallest = 1.0_f64;
    for (place, &at) in order.iter().enumerate().rev() {
        smallest = smallest.min(n_changed * of_known[at] / (place + 1) as f64);
        adjusted[known[at]] = smallest;
    }
    (adjusted, pi0)
}

/// The least-slope estimate: from the smallest p-value on, until the slope to the corner falls.
fn share_of_nulls(p_values: &[f64]) -> f64 {
    let n = p_values.len() as f64;
    let mut before = f64::INFINITY;
    for (place, p) in sorted(p_values).into_iter().enumerate() {
        let slope = if p < 1.0 {
            (n - place as f64) / (1.0 - p)
        } else {
            f64::INFINITY
        };
        let is_last = place + 1 == p_values.len();
        if slope > before || is_last {
            let nulls = if slope.is_finite() { slope } else { before };
            return ((nulls.floor() + 1.0) / n).min(1.0);
        }
        before = slope;
    }
    1.0
}

/// Adds p-values adjusted with weights by strata of average expression to the rows.
pub(crate) fn weigh_by_strata(
    rows: &mut [FeatureRow],
    n_strata: usize,
    fdr: f64,
) -> ExpressionStrata {
    let tested: Vec<usize> = (0..rows.len())
        .filter(|&at| rows[at].p_value.is_some())
        .collect();
    let means: Vec<f64> = tested.iter().map(|&at| rows[at].ave_expr).collect();
    let mut groups = vec![0; tested.len()];
    let mut strata = Vec::with_capacity(n_strata);
    let order = ascending(&means);
    for stratum in 0..n_strata {
        let end = |stratum: usize| stratum * order.len() / n_strata;
        let members = &order[end(stratum)..end(stratum + 1)];
        members.iter().for_each(|&at| groups[at] = stratum);
        strata.push(ExpressionStratum {
            from: members.first().map_or(f64::NAN, |&at| means[at]),
            to: members.last().map_or(f64::NAN, |&at| means[at]),
            n_tested: members.len(),
            pi0: 1.0,
        });
    }
    let p_values: Vec<f64> = (tested.iter())
        .map(|&at| rows[at].p_value.unwrap_or(f64::NAN))
        .collect();
    let (adjusted, pi0) = grouped_benjamini_hochberg(&p_values, &groups, n_strata);
    for (stratum, pi0) in strata.iter_mut().zip(pi0) {
        stratum.pi0 = pi0;
    }
    strata.retain(|stratum| stratum.n_tested > 0);
    for (&at, &adjusted) in tested.iter().zip(&adjusted) {
        rows[at].stratified_adj_p_value = finite(adjusted);
    }
    ExpressionStrata {
        strata,
        n_called: adjusted.iter().filter(|p| called_at(**p, fdr)).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_nulls_has_no_call_and_the_other_more() {
        let changed: Vec<f64> = (1..=50).map(|at| f64::from(at) * 1e-3).collect();
        let nulls: Vec<f64> = (1..=200).map(|at| (f64::from(at) - 0.5) / 200.0).collect();
        let p_values = [&changed[..], &nulls[..]].concat();
        let groups: Vec<usize> = (0..250).map(|at| usize::from(at >= 50)).collect();
        let (adjusted, pi0) = grouped_benjamini_hochberg(&p_values, &groups, 2);
        assert!(pi0[0] < 0.2 && pi0[1] == 1.0, "{pi0:?}");
        let plain = benjamini_hochberg(&p_values);
        let n_called = |adjusted: &[f64]| adjusted[..50].iter().filter(|p| **p <= 0.05).count();
        assert!(n_called(&adjusted) > n_called(&plain));
        assert!(adjusted[50..].iter().all(|p| *p == 1.0));
    }

    #[test]
    fn without_anything_changed_groups_do_not_matter() {
        let mut p_values: Vec<f64> = (1..=100).map(|at| f64::from(at) / 100.0).collect();
        p_values[7] = f64::NAN;
        let groups: Vec<usize> = (0..100).map(|at| at % 3).collect();
        let (adjusted, pi0) = grouped_benjamini_hochberg(&p_values, &groups, 3);
        assert_eq!(pi0, [1.0, 1.0, 1.0]);
        let plain = benjamini_hochberg(&p_values);
        for at in 0..100 {
            assert_eq!(adjusted[at].to_bits(), plain[at].to_bits());
        }
    }
}
