//! What a contrast says of each feature, as far as lists of features need it.

use crate::moderation::ln_p_values;
use crate::per_feature::of_each;
use crate::{ContrastFit, Moderation, PerFeature, Settings, treat};
use arrayon_stats::descriptive::largest_at;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::student_t::{ln_two_sided, quantile_of_ln_upper_tail};

/// What a contrast says of each feature; NaN where it says nothing.
pub(super) enum Evidence {
    /// |t| and its df: p-values need not be computed to be compared with a limit.
    T { size: Vec<f64>, df: PerFeature },
    /// Natural logarithms of p-values.
    LnP(Vec<f64>),
}

impl Evidence {
    pub(super) fn of(contrast: &ContrastFit, moderation: &Moderation, settings: &Settings) -> Self {
        if let Some(threshold) = settings.treat {
            return Self::LnP(treat(contrast, moderation, threshold).ln_p);
        }
        let (log_fc, s2) = (&contrast.log_fc, &moderation.s2_post);
        let n = log_fc.len();
        Self::T {
            size: match &contrast.stdev_unscaled {
                PerFeature::Shared(stdev) => {
                    of_each(n, |at| (log_fc[at] / (s2[at].sqrt() * stdev)).abs())
                }
                PerFeature::Each(stdev) => {
                    of_each(n, |at| (log_fc[at] / (s2[at].sqrt() * stdev[at])).abs())
                }
            },
            df: moderation.df_total.clone(),
        }
    }

    /// Features found at the false discovery rate, ascending.
    pub(super) fn found_at(&self, fdr: f64) -> Vec<usize> {
        match self {
            Self::T { size, df } => found_by_size(size, df, fdr),
            Self::LnP(ln_p) => {
                let p: Vec<f64> = ln_p.iter().map(|ln_p| ln_p.exp()).collect();
                let adjusted = benjamini_hochberg(&p);
                (0..p.len()).filter(|&at| adjusted[at] <= fdr).collect()
            }
        }
    }

    /// The first features by p-value, then |t|, then id; ascending.
    pub(super) fn top(&self, ids: &[String], top_k: usize) -> Vec<usize> {
        let mut ranked = match self {
            Self::T { size, df } => candidates_by_size(size, df, top_k),
            Self::LnP(ln_p) => (ln_p.iter().enumerate())
                .filter(|(_, ln_p)| !ln_p.is_nan())
                .map(|(at, ln_p)| (*ln_p, 0.0, at))
                .collect(),
        };
        let by_rank = |a: &(f64, f64, usize), b: &(f64, f64, usize)| {
            (a.0.total_cmp(&b.0))
                .then_with(|| b.1.total_cmp(&a.1))
                .then_with(|| ids[a.2].cmp(&ids[b.2]))
        };
        if ranked.len() > top_k && top_k > 0 {
            ranked.select_nth_unstable_by(top_k - 1, by_rank);
        }
        ranked.truncate(top_k);
        let mut top: Vec<usize> = ranked.into_iter().map(|(.., at)| at).collect();
        top.sort_unstable();
        top
    }
}

/// The largest df, at which a |t| means most.
fn largest(df: &PerFeature) -> f64 {
    match df {
        PerFeature::Shared(df) => *df,
        PerFeature::Each(df) => df.iter().fold(0.0, |largest, df| df.max(largest)),
    }
}

/// Benjamini and Hochberg's step-up rule on |t|: the largest k such that k features have a
/// p-value of at most `fdr` k / n, found from k = n downwards. A feature of fewer df than others
/// must pass their limit before its p-value is looked at.
fn found_by_size(size: &[f64], df: &PerFeature, fdr: f64) -> Vec<usize> {
    let mut found: Vec<usize> = (0..size.len()).filter(|&at| !size[at].is_nan()).collect();
    let (n_tested, df_largest) = (found.len() as f64, largest(df));
    loop {
        let n_before = found.len();
        if n_before == 0 {
            return found;
        }
        let half_p = 0.5 * fdr * n_before as f64 / n_tested;
        let ln_p = (2.0 * half_p).ln();
        let limit = quantile_of_ln_upper_tail(half_p.ln(), df_largest);
        found.retain(|&at| {
            let df = df.at(at);
            size[at] >= limit && (df == df_largest || ln_two_sided(size[at], df) <= ln_p)
        });
        if found.len() == n_before {
            return found;
        }
    }
}

/// The features that may be among the first `top_k`, with the logarithm of their p-value (0 for
/// all where |t| alone tells) and |t|.
fn candidates_by_size(size: &[f64], df: &PerFeature, top_k: usize) -> Vec<(f64, f64, usize)> {
    let df_largest = largest(df);
    let of_largest_df: Vec<f64> = match df {
        PerFeature::Shared(_) => size.iter().copied().filter(|size| !size.is_nan()).collect(),
        PerFeature::Each(df) => (size.iter().zip(df))
            .filter(|(size, df)| !size.is_nan() && **df == df_largest)
            .map(|(size, _)| *size)
            .collect(),
    };
    // whoever has a smaller |t| comes after `top_k` features at least
    let limit = largest_at(&of_largest_df, top_k).unwrap_or(0.0);
    let features: Vec<usize> = (0..size.len()).filter(|&at| size[at] >= limit).collect();
    let ln_p = match df {
        PerFeature::Shared(_) => vec![0.0; features.len()],
        PerFeature::Each(df) => {
            let sizes: Vec<f64> = features.iter().map(|&at| size[at]).collect();
            let own = features.iter().map(|&at| df[at]).collect();
            ln_p_values(&sizes, &PerFeature::Each(own))
        }
    };
    let ranked = features.into_iter().zip(ln_p);
    ranked.map(|(at, ln_p)| (ln_p, size[at], at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uneven() -> (Vec<f64>, Vec<f64>) {
        let size = |i: u32| f64::from(i * 7919 % 1000) / 120.0;
        let df = |i: u32| {
            if i % 3 == 0 {
                f64::from(2 + i % 5)
            } else {
                9.0
            }
        };
        let mut sizes: Vec<f64> = (0..400).map(size).collect();
        sizes[17] = f64::NAN;
        (sizes, (0..400).map(df).collect())
    }

    #[test]
    fn limits_of_t_find_what_p_values_find() {
        let (size, df) = uneven();
        for df in [
            PerFeature::Each(df),
            PerFeature::Shared(5.0),
            PerFeature::Shared(f64::INFINITY),
        ] {
            let by_p = Evidence::LnP(ln_p_values(&size, &df));
            let by_t = Evidence::T {
                size: size.clone(),
                df,
            };
            for fdr in [0.001, 0.05, 0.3, 1.0] {
                assert_eq!(by_t.found_at(fdr), by_p.found_at(fdr), "{fdr}");
            }
            let ids: Vec<String> = (0..400).map(|i| format!("{:03}", (i * 77) % 400)).collect();
            for top_k in [0, 1, 7, 60, 399, 500] {
                assert_eq!(by_t.top(&ids, top_k), by_p.top(&ids, top_k), "{top_k}");
            }
        }
    }
}
