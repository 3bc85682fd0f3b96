//! Vocabulary of linear models: whitened samples, and the prior of the features' variances.

use crate::cholesky::Cholesky;

/// Scales and decorrelates values so that their errors are independent and equally precise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Whitening {
    /// Square roots of the values' weights; `None` where all are 1.
    pub roots: Option<Vec<f64>>,
    /// Correlation between the values, decomposed; `None` where they are independent.
    pub correlation: Option<Cholesky>,
}

impl Whitening {
    /// Whitens values in place.
    ///
    /// # Panics
    /// If the correlation is that of another number of values.
    pub fn apply(&self, values: &mut [f64]) {
        if let Some(roots) = &self.roots {
            for (value, root) in values.iter_mut().zip(roots) {
                *value *= root;
            }
        }
        if let Some(correlation) = &self.correlation {
            correlation.solve_lower_in_place(values);
        }
    }
}

/// The correlation of values of which those with one label correlate; `None` where no values can,
/// that is unless it lies above -1 / (size of the largest block - 1) and below 1.
pub fn block_correlation<L: PartialEq + Sync>(labels: &[L], correlation: f64) -> Option<Cholesky> {
    let entry = |i: usize, j: usize| match (i == j, labels[i] == labels[j]) {
        (true, _) => 1.0,
        (false, true) => correlation,
        (false, false) => 0.0,
    };
    Cholesky::new(labels.len(), entry)
}

/// A number that all features share, or one for each.
#[derive(Debug, Clone, PartialEq)]
pub enum PerFeature {
    /// The same for all.
    Shared(f64),
    /// One for each feature.
    Each(Vec<f64>),
}

impl PerFeature {
    /// The number of one feature.
    ///
    /// # Panics
    /// If there is one for each feature and `feature` is none of them.
    pub fn at(&self, feature: usize) -> f64 {
        match self {
            Self::Shared(value) => *value,
            Self::Each(values) => values[feature],
        }
    }

    /// One number for each of `n` features.
    pub fn to_vec(&self, n: usize) -> Vec<f64> {
        match self {
            Self::Shared(value) => vec![*value; n],
            Self::Each(values) => values.clone(),
        }
    }
}

/// A scaled inverse chi-squared prior of the variances.
#[derive(Debug, Clone, PartialEq)]
pub struct VariancePrior {
    /// Prior variance, log2 squared; one for each feature where it follows a covariate.
    pub s2: PerFeature,
    /// Its degrees of freedom, 0 (nothing learnt) to infinity (all features share one variance).
    pub df: PerFeature,
    /// The degrees of freedom of features that are no outliers; `df` holds less for those that
    /// are, where the estimate is robust.
    pub df_common: f64,
    /// How many features are likelier than not to vary more than the prior explains, where the
    /// estimate is robust; else 0. Others may have fewer degrees of freedom than most, too.
    pub n_outliers: usize,
    /// How many variances are exactly 0. They are offset before the logarithm is taken.
    pub n_zero: usize,
}

impl VariancePrior {
    /// The degrees of freedom; with robust moderation those of features that are no outliers, which
    /// are the most.
    pub fn df_of_most(&self, n_features: usize) -> f64 {
        let all = (0..n_features).map(|feature| self.df.at(feature));
        all.fold(0.0, f64::max)
    }

    /// The prior variance of the feature whose mean is the (lower) median of those that have one;
    /// NaN where none has. `means` are those of every feature.
    ///
    /// # Panics
    /// If there is one variance a feature, and fewer than means.
    pub fn s2_at_median(&self, means: &[f64]) -> f64 {
        let is_known = |&at: &usize| !(means[at].is_nan() || self.s2.at(at).is_nan());
        let mut by_mean: Vec<usize> = (0..means.len()).filter(is_known).collect();
        by_mean.sort_by(|&a, &b| means[a].total_cmp(&means[b]).then(a.cmp(&b)));
        let feature = by_mean.get(by_mean.len().saturating_sub(1) / 2);
        feature.map_or(f64::NAN, |&feature| self.s2.at(feature))
    }
}

impl VariancePrior {
    /// A prior that is not robust.
    pub fn new(s2: PerFeature, df: PerFeature) -> Self {
        let df_common = match &df {
            PerFeature::Shared(df) => *df,
            PerFeature::Each(df) => df.iter().copied().fold(0.0, f64::max),
        };
        Self {
            s2,
            df,
            df_common,
            n_outliers: 0,
            n_zero: 0,
        }
    }

    /// The prior of some of the features.
    ///
    /// # Panics
    /// As [`PerFeature::at`].
    #[must_use]
    pub fn of_features(&self, features: &[usize]) -> Self {
        let of = |values: &PerFeature| match values {
            PerFeature::Shared(value) => PerFeature::Shared(*value),
            PerFeature::Each(values) => {
                PerFeature::Each(features.iter().map(|&at| values[at]).collect())
            }
        };
        Self {
            s2: of(&self.s2),
            df: of(&self.df),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_lose_their_correlation() {
        let whitening = Whitening {
            roots: Some(vec![1.0, 1.0, 2.0]),
            correlation: block_correlation(&["a", "a", "b"], 0.6),
        };
        let mut values = [1.0, 1.4, 2.0];
        whitening.apply(&mut values);
        // the second less 0.6 of the first, over the root of 1 - 0.36
        for (found, expected) in values.iter().zip([1.0, 1.0, 4.0]) {
            assert!((found - expected).abs() < 1e-14);
        }
        assert!(block_correlation(&["a", "a"], 1.0).is_none());
    }

    #[test]
    fn a_prior_of_some_features() {
        let prior = VariancePrior::new(
            PerFeature::Each(vec![1.0, 2.0, 3.0]),
            PerFeature::Shared(4.0),
        );
        let some = prior.of_features(&[2, 0]);
        assert_eq!(some.s2, PerFeature::Each(vec![3.0, 1.0]));
        assert_eq!((some.df.at(1), some.df_common), (4.0, 4.0));
    }
}
