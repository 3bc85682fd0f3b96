//! Which features change in which contrast, decided over a set of contrasts.

use crate::linear::moderation::{Decorrelations, FTest, ModeratedContrast, Moderation, f_df2};
use crate::{LinearFit, stage_wise};
use arrayon_core::called_at;
use arrayon_stats::f_distribution;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the number of tests is taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DecisionMethod {
    /// Each contrast on its own.
    #[default]
    Separate,
    /// All tests of all contrasts together: one p-value limit for all.
    Global,
    /// Features by their F test, then contrasts within the features found.
    NestedF,
    /// Features by their F test, then contrasts by their own p-values within the features found,
    /// which bounds the share of features with any false decision (stageR).
    StageWise,
}

impl DecisionMethod {
    /// Whether features are found by an F test first.
    pub fn takes_f(self) -> bool {
        matches!(self, Self::NestedF | Self::StageWise)
    }
}

/// A set of tested contrasts.
#[derive(Debug, Clone, Copy)]
pub struct TestedContrasts<'a> {
    /// The fit of all of them.
    pub fit: &'a LinearFit,
    /// Its moderation.
    pub moderation: &'a Moderation,
    /// Weights of the coefficients, one vector a contrast; the methods with an F test need them.
    pub weights: &'a [Vec<f64>],
    /// Statistics, one a contrast.
    pub contrasts: &'a [ModeratedContrast],
    /// The F test of all, which [`DecisionMethod::NestedF`] and [`DecisionMethod::StageWise`] need.
    pub f_test: &'a FTest,
}

/// Decides for each contrast and feature: 1 up, -1 down, 0 not found; `None` where the feature has no
/// test, with an F test first where it has no F.
///
/// Returns one vector a contrast. Adjustment is that of Benjamini and Hochberg at `fdr`; what lies
/// exactly at the rate is found ([`called_at`]), where limma leaves it out.
///
/// # Source
/// limma 3.54 `decideTests`, methods separate, global and nestedF; Michaud et al. 2008 for the
/// last. Stage-wise: [`stage_wise`].
pub fn decide(
    tested: &TestedContrasts<'_>,
    method: DecisionMethod,
    fdr: f64,
) -> Vec<Vec<Option<i8>>> {
    match method {
        DecisionMethod::Separate => tested
            .contrasts
            .iter()
            .map(|contrast| signs(contrast, &adjusted(contrast.ln_p.iter().copied()), fdr))
            .collect(),
        DecisionMethod::Global => {
            let all = adjusted(tested.contrasts.iter().flat_map(|c| c.ln_p.iter().copied()));
            let n_features = tested.moderation.s2_post.len();
            let parts = all.chunks(n_features.max(1));
            tested
                .contrasts
                .iter()
                .zip(parts)
                .map(|(c, part)| signs(c, part, fdr))
                .collect()
        }
        DecisionMethod::NestedF => nested_f(tested, fdr),
        DecisionMethod::StageWise => (tested.contrasts.iter())
            .zip(tested.stage_wise(fdr))
            .map(|(contrast, adjusted)| {
                let mut decisions = signs(contrast, &adjusted, fdr);
                let screened = decisions.iter_mut().zip(&tested.f_test.f);
                screened.for_each(|(decision, f)| *decision = decision.or(not_found(*f)));
                decisions
            })
            .collect(),
    }
}

impl TestedContrasts<'_> {
    /// Stage-wise adjusted p-values, one vector a contrast ([`stage_wise`]).
    pub fn stage_wise(&self, fdr: f64) -> Vec<Vec<f64>> {
        let ln_p: Vec<&[f64]> = self.contrasts.iter().map(|one| &one.ln_p[..]).collect();
        stage_wise(&self.f_test.ln_p, &ln_p, fdr)
    }
}

fn adjusted(ln_p: impl Iterator<Item = f64>) -> Vec<f64> {
    benjamini_hochberg(&ln_p.map(f64::exp).collect::<Vec<_>>())
}

fn signs(contrast: &ModeratedContrast, adjusted: &[f64], fdr: f64) -> Vec<Option<i8>> {
    let found = contrast.t.iter().zip(adjusted);
    found
        .map(|(t, p)| {
            if called_at(*p, fdr) {
                Some(sign(*t))
            } else {
                not_found(*p)
            }
        })
        .collect()
}

/// The decision where a test does not find the feature: none without a statistic or p-value.
fn not_found(of_test: f64) -> Option<i8> {
    (!of_test.is_nan()).then_some(0)
}

fn sign(t: f64) -> i8 {
    i8::from(t > 0.0) - i8::from(t < 0.0)
}

fn nested_f(tested: &TestedContrasts<'_>, fdr: f64) -> Vec<Vec<Option<i8>>> {
    let adjusted = adjusted(tested.f_test.ln_p.iter().copied());
    let found: Vec<usize> = (0..adjusted.len())
        .filter(|&at| called_at(adjusted[at], fdr))
        .collect();
    let n_tested = adjusted.iter().filter(|p| !p.is_nan()).count();
    let limit = fdr * found.len() as f64 / n_tested as f64;
    let decorrelations = Decorrelations::new(tested.fit, tested.weights);
    let screened: Vec<Option<i8>> = adjusted.iter().map(|p| not_found(*p)).collect();
    let mut decisions = vec![screened; tested.contrasts.len()];
    for at in found {
        let decorrelation = decorrelations.at(at);
        let t: Vec<f64> = tested
            .contrasts
            .iter()
            .map(|contrast| contrast.t[at])
            .collect();
        let df1 = decorrelation.rank() as f64;
        let df2 = f_df2(tested.fit, tested.moderation, at);
        let smallest = f_distribution::quantile_of_ln_upper_tail(limit.ln(), df1, df2);
        for contrast in classify(&t, |t| decorrelation.f(t) > smallest) {
            decisions[contrast][at] = Some(sign(t[contrast]));
        }
    }
    decisions
}

/// The contrasts that are found in one feature: from the largest |t| on, as long as F remains
/// significant with all larger |t| cut down to this one.
fn classify(t: &[f64], is_significant: impl Fn(&[f64]) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..t.len()).collect();
    order.sort_by(|&a, &b| t[b].abs().total_cmp(&t[a].abs()));
    let holds = |&&contrast: &&usize| {
        let limit = t[contrast].abs();
        let cut: Vec<f64> = t.iter().map(|t| t.clamp(-limit, limit)).collect();
        is_significant(&cut)
    };
    order.iter().take_while(holds).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::classify;

    #[test]
    fn stops_at_the_first_contrast_that_is_not_significant() {
        let by_squares = |t: &[f64]| t.iter().map(|t| t * t).sum::<f64>() > 12.0;
        assert_eq!(classify(&[1.0, -5.0, 3.0], by_squares), [1, 2]);
        assert!(classify(&[1.0, 1.0], by_squares).is_empty());
    }
}
