//! The features of a contrast ranked by their ordinary statistic on the scale of z.

use arrayon_genesets::n_tied;
use arrayon_results::differential::FeatureRow;
use arrayon_stats::{normal, student_t};
use arrayon_themes::FeatureStatistic;
use std::f64::consts::LN_2;

/// Features that have a test, with their ordinary moderated t on the scale of z.
#[derive(Debug, Clone, Default)]
pub(super) struct RankedFeatures {
    pub(super) ids: Vec<String>,
    pub(super) z: Vec<f64>,
    log_fc: Vec<f64>,
    standard_error: Vec<f64>,
    p_value: Vec<f64>,
    adj_p_value: Vec<f64>,
    /// Degrees of freedom of the t by which features are called; none where the table is of a test
    /// against a fold change, or where its p-values are not those of a t.
    pub(super) df: Option<f64>,
    /// What became of p-values that are rounded.
    pub(super) note: Option<String>,
}

impl RankedFeatures {
    /// The z of the same two-sided p-value and the same sign as the ordinary moderated t: that of
    /// a test against a fold change (treat) is 0 for most features, which ranks nothing. Where a
    /// p-value is too small for a number, its logarithm counts, if the table has it; where a
    /// spreadsheet has rounded the p-values, and for those of 0, it is the z of the statistic. A
    /// p-value too small for a number and without either counts as the smallest. Features that take
    /// no part are left out.
    pub(super) fn of(rows: &[FeatureRow], takes_part: impl Fn(&FeatureRow) -> bool) -> Self {
        let precision = Precision::of(rows);
        let mut ranked = Self {
            note: precision.note(),
            df: df_of_calls(rows),
            ..Self::default()
        };
        for row in rows.iter().filter(|row| takes_part(row)) {
            let (Some(ordinary_p), Some(p_value)) = (row.ordinary_p_value(), row.p_value) else {
                continue;
            };
            let sign = row.ordinary_t().unwrap_or(row.log_fc);
            if sign.is_nan() {
                continue;
            }
            let of_statistic = precision.ln_p(row.ordinary_t(), ordinary_p);
            let ln_p = (stated_ln_p(row).or(of_statistic))
                .unwrap_or_else(|| ordinary_p.max(f64::MIN_POSITIVE).ln());
            // of a statistic of 0 exactly 0, which is no direction
            let size = match row.ordinary_t() {
                Some(0.0) => 0.0,
                _ => -normal::quantile_of_ln(ln_p - LN_2),
            };
            ranked.ids.push(row.feature_id.clone());
            ranked.z.push(if sign < 0.0 { -size } else { size });
            ranked.log_fc.push(row.log_fc);
            let per_t = row.ordinary_t().map_or(f64::NAN, |t| row.log_fc / t);
            ranked.standard_error.push(per_t);
            let is_treat = row.moderated_t.is_some();
            ranked.p_value.push(match of_statistic {
                Some(ln_p) if !is_treat => ln_p.exp(),
                _ => p_value,
            });
            ranked.adj_p_value.push(row.adj_p_value.unwrap_or(f64::NAN));
        }
        ranked
    }

    pub(super) fn statistics(&self) -> Vec<FeatureStatistic<'_>> {
        (0..self.ids.len())
            .map(|at| FeatureStatistic {
                feature_id: &self.ids[at],
                z: self.z[at],
                log_fc: self.log_fc[at],
                standard_error: self.standard_error[at],
                p_value: self.p_value[at],
                adj_p_value: self.adj_p_value[at],
            })
            .collect()
    }

    /// What became of rounded p-values, for the summary.
    pub(super) fn warning(&self) -> Option<String> {
        (self.note.as_ref()).map(|note| format!("gene sets: {note}"))
    }

    /// How many features share their statistic, where any do.
    pub(super) fn ties_in_words(&self) -> Option<String> {
        let (n, n_all) = (n_tied(&self.z), self.z.len());
        (n > 0).then(|| {
            format!(
                "ranked list: {n} of {n_all} features ({:.1} %) share their statistic with another; \
                 tied features count as one block, and a set within those of the middle or of 0 \
                 stands neither high nor low",
                100.0 * n as f64 / n_all as f64
            )
        })
    }
}

/// The degrees of freedom with which the statistics, as t, give the p-values of a test against 0.
fn df_of_calls(rows: &[FeatureRow]) -> Option<f64> {
    if rows.iter().any(|row| row.moderated_t.is_some()) {
        return None;
    }
    let mut pairs: Vec<(f64, f64)> = (rows.iter())
        .filter_map(|row| Some((row.p_value?, row.t?.abs())))
        .collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    df_of(&pairs)
}

/// The logarithm of a p-value that is too small for a number, where the table has it.
fn stated_ln_p(row: &FeatureRow) -> Option<f64> {
    let is_too_small = row.ordinary_p_value()? < f64::MIN_POSITIVE;
    row.ordinary_ln_p()
        .filter(|ln_p| is_too_small && ln_p.is_finite())
}

/// What the p-values of a table leave to be said by its statistic.
struct Precision {
    /// p-values of 0 that are too large for that by the statistic.
    n_zero: usize,
    is_rounded: bool,
    /// Degrees of freedom with which the statistic, as a t, gives the p-values; none where it does
    /// not, or where it is not needed.
    df: Option<f64>,
}

/// Largest share of features that have the p-value of another but not its statistic, in a table
/// that is not rounded.
const MOST_ALIKE: f64 = 0.01;

/// Largest median difference between p-values and those of the statistic.
const MOST_OFF: f64 = 0.01;

impl Precision {
    fn of(rows: &[FeatureRow]) -> Self {
        let mut pairs: Vec<(f64, f64)> = (rows.iter())
            .filter_map(|row| Some((row.ordinary_p_value()?, row.ordinary_t()?.abs())))
            .collect();
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let differ = |same: &&[(f64, f64)]| {
            let (least, most) = (same[0].1, same[same.len() - 1].1);
            most - least > 1e-6 * most
        };
        // those too small for a number are alike without having been rounded
        let n_alike: usize = (pairs.chunk_by(|a, b| a.0 == b.0))
            .filter(|same| same[0].0 >= f64::MIN_POSITIVE)
            .filter(differ)
            .map(<[_]>::len)
            .sum();
        let is_rounded = n_alike as f64 > MOST_ALIKE * pairs.len() as f64;
        let zeros = || {
            let is_zero = |row: &&FeatureRow| {
                row.ordinary_p_value() == Some(0.0) && stated_ln_p(row).is_none()
            };
            rows.iter().filter(is_zero)
        };
        let needs_statistic = is_rounded || zeros().next().is_some();
        let df = needs_statistic.then(|| df_of(&pairs)).flatten();
        let is_too_small_for_a_number = |row: &&FeatureRow| {
            (df.zip(row.ordinary_t())).is_some_and(|(df, t)| student_t::two_sided(t, df) == 0.0)
        };
        Self {
            n_zero: zeros()
                .filter(|row| !is_too_small_for_a_number(row))
                .count(),
            is_rounded,
            df,
        }
    }

    /// The logarithm of the p-value of a statistic, where that is more precise.
    fn ln_p(&self, t: Option<f64>, p: f64) -> Option<f64> {
        let is_needed = self.is_rounded || p == 0.0;
        (is_needed).then(|| Some(student_t::ln_two_sided(t?, self.df?)))?
    }

    fn note(&self) -> Option<String> {
        let zeros = match self.n_zero {
            0 => String::new(),
            1 => "1 p-value is 0".to_owned(),
            n => format!("{n} p-values are 0"),
        };
        let what = match (self.is_rounded, self.n_zero > 0) {
            (false, false) => return None,
            (false, true) => zeros,
            (true, false) => "the p-values are rounded".to_owned(),
            (true, true) => format!("the p-values are rounded, and {zeros}"),
        };
        Some(match self.df {
            Some(df) => {
                let df = match df.is_finite() {
                    true => format!("with {df:.1} degrees of freedom, which gives the others"),
                    false => "of a normal distribution".to_owned(),
                };
                format!("{what}: features are ranked by their statistic instead, as a t {df}")
            }
            None => format!(
                "{what}, and no statistic that gives the others stands beside them: features are \
                 ranked by these p-values, those of 0 alike"
            ),
        })
    }
}

/// The degrees of freedom with which statistics, as t, come closest to their p-values; `None` where
/// none comes close. Pairs of p-value and size of the statistic, by p-value.
fn df_of(pairs: &[(f64, f64)]) -> Option<f64> {
    const ENOUGH: usize = 500;
    let informative: Vec<&(f64, f64)> = (pairs.iter())
        .filter(|&&(p, t)| p > 0.0 && p < 1.0 && t > 0.0)
        .collect();
    if informative.is_empty() {
        return None;
    }
    let step = informative.len().div_ceil(ENOUGH);
    let used: Vec<&(f64, f64)> = informative.into_iter().step_by(step).collect();
    let off = |inverse: f64| {
        let df = inverse.recip();
        used.iter()
            .map(move |&&(p, t)| student_t::two_sided(t, df) - p)
    };
    let squares = |inverse: f64| off(inverse).map(|off| off * off).sum::<f64>();
    // the section of the golden ratio, on 1 / df from a normal distribution to one degree
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        if squares(left) <= squares(right) {
            high = right;
        } else {
            low = left;
        }
    }
    let inverse = if squares(0.0) <= squares(low) {
        0.0
    } else {
        low
    };
    let mut sizes: Vec<f64> = off(inverse).map(f64::abs).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    (sizes[sizes.len() / 2] <= MOST_OFF).then(|| inverse.recip())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// t of a table with 9.5 degrees of freedom, and what becomes of their p-values.
    fn rows(round: impl Fn(f64) -> f64) -> Vec<FeatureRow> {
        let rows = (0..400_i32).map(|at| {
            let t = 0.04 * f64::from(at - 200) + 0.013;
            FeatureRow {
                feature_id: format!("f{at}"),
                log_fc: t / 3.0,
                t: Some(t),
                p_value: Some(round(student_t::two_sided(t, 9.5))),
                adj_p_value: Some(0.5),
                ..FeatureRow::default()
            }
        });
        rows.collect()
    }

    #[test]
    fn rounded_p_values_rank_as_exact_ones() {
        let exact = RankedFeatures::of(&rows(|p| p), |_| true);
        assert!(exact.note.is_none());
        for digits in [2, 3, 4] {
            let unit = 10.0_f64.powi(digits);
            let rounded = RankedFeatures::of(&rows(|p| (p * unit).round() / unit), |_| true);
            let note = rounded.note.unwrap();
            assert!(note.contains("are rounded"), "{note}");
            for (one, other) in exact.z.iter().zip(&rounded.z) {
                assert!(
                    (one - other).abs() < 0.02 * one.abs().max(1.0),
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn p_values_of_zero_alone_are_replaced() {
        let exact = RankedFeatures::of(&rows(|p| p), |_| true);
        let zeros = RankedFeatures::of(&rows(|p| if p < 1e-4 { 0.0 } else { p }), |_| true);
        for (one, other) in exact.z.iter().zip(&zeros.z) {
            assert!((one - other).abs() < 1e-4, "{one} {other}");
        }
        let note = zeros.note.unwrap();
        assert!(note.contains("p-values are 0"), "{note}");
    }

    #[test]
    fn a_statistic_that_does_not_give_the_p_values_is_not_used() {
        let mut rows = rows(|p| (p * 100.0).round() / 100.0);
        for (at, row) in rows.iter_mut().enumerate() {
            row.t = Some(100.0 + at as f64);
        }
        let ranked = RankedFeatures::of(&rows, |_| true);
        let note = ranked.note.unwrap();
        assert!(note.contains("no statistic"), "{note}");
    }

    #[test]
    fn a_logarithm_in_the_table_stands_for_a_p_value_too_small() {
        let mut rows = rows(|p| p);
        rows[0].t = Some(-60.0);
        rows[0].p_value = Some(0.0);
        rows[0].log_p_value = Some(-2_000.0);
        let ranked = RankedFeatures::of(&rows, |_| true);
        assert!(ranked.note.is_none());
        assert_eq!(ranked.z[0], normal::quantile_of_ln(-2_000.0 - LN_2));
        assert!(ranked.z[0] < -60.0);

        // many of them are no sign of rounding
        for (at, row) in rows.iter_mut().enumerate().take(40) {
            row.t = Some(-100.0 + at as f64);
            row.p_value = Some(0.0);
            row.log_p_value = Some(-5_000.0 + 50.0 * at as f64);
        }
        assert!(RankedFeatures::of(&rows, |_| true).note.is_none());
    }
}
