//! The rows of `differential/<contrast>.tsv`: what a contrast says of each feature.

use crate::SharedText;
use crate::columns::Columns;
use crate::number::{finite, nan_where_null};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One feature's row, with limma's quantities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct FeatureRow {
    /// Probe set or transcript cluster, or the row name of the user's matrix.
    #[column("feature_id")]
    pub feature_id: String,
    /// log2 fold change, target minus reference; `null`, as the limits and the mean, where the
    /// feature's values do not determine it.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("logFC", unit = "log2")]
    pub log_fc: f64,
    /// Lower end of the 95 % confidence interval of `log_fc`.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("CI.L", unit = "log2")]
    pub ci_left: f64,
    /// Upper end of the 95 % confidence interval of `log_fc`.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("CI.R", unit = "log2")]
    pub ci_right: f64,
    /// Mean log2 expression over the samples of the model.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("AveExpr", unit = "log2")]
    pub ave_expr: f64,
    /// Moderated t; `null` where the moderated variance is zero or the values are too few. A feature
    /// with the same value in every sample has the prior's variance, a `t` of 0 and a p-value of 1, as
    /// in limma. In a test against
    /// a fold change (treat) that of the distance beyond it, 0 within.
    #[column("t")]
    pub t: Option<f64>,
    /// Two-sided p-value of `t`.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// Natural logarithm of `p_value` where that is too small for a number; else absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("log_p_value", if_any = "log")]
    pub log_p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// Log-odds that the feature is differentially expressed (limma's B).
    #[column("B", unit = "natural log odds")]
    pub b: Option<f64>,
    /// `log_fc` as a linear fold change with sign: 2 for doubled, -2 for halved, never between -1
    /// and 1.
    #[serde(default = "missing", deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("fold_change", unit = "linear, with sign")]
    pub fold_change: f64,
    /// Mean log2 expression of the samples of the reference in the model, as measured: not adjusted
    /// for what the model adjusts for. Absent where the contrast does not compare two groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("reference_mean", unit = "log2", if_any = "means")]
    pub reference_mean: Option<f64>,
    /// The same of the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("target_mean", unit = "log2", if_any = "means")]
    pub target_mean: Option<f64>,
    /// The ordinary moderated t, `log_fc` over its standard error, where `t` is that of a test
    /// against a fold change; tests of gene sets rest on it. Else absent: it is `t`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("moderated_t", if_any = "ordinary")]
    pub moderated_t: Option<f64>,
    /// Two-sided p-value of `moderated_t`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("moderated_p_value", if_any = "ordinary")]
    pub moderated_p_value: Option<f64>,
    /// Natural logarithm of `moderated_p_value`, as `log_p_value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("moderated_log_p_value", if_any = "ordinary log")]
    pub moderated_log_p_value: Option<f64>,
    /// `p_value` adjusted with weights by strata of average expression, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("stratified_adj_p_value", if_any = "strata")]
    pub stratified_adj_p_value: Option<f64>,
    /// Lower end of the confidence interval of `log_fc` adjusted for selection, where it was asked
    /// for and the feature is called: of all such intervals at most the false discovery rate miss
    /// their fold change, in expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("selected_ci_left", unit = "log2", if_any = "selected")]
    pub selected_ci_left: Option<f64>,
    /// Upper end of that interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("selected_ci_right", unit = "log2", if_any = "selected")]
    pub selected_ci_right: Option<f64>,
    /// `log_fc` shrunk towards 0, where it was asked for: its mean given the estimate and what all
    /// features say of how large changes are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("shrunk_log_fc", unit = "log2", if_any = "shrunk")]
    pub shrunk_log_fc: Option<f64>,
    /// Standard deviation of the fold change about `shrunk_log_fc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("shrunk_sd", unit = "log2", if_any = "shrunk")]
    pub shrunk_sd: Option<f64>,
    /// Local false sign rate: the probability that the change is 0 or has the other sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("lfsr", if_any = "shrunk")]
    pub lfsr: Option<f64>,
    /// The mean `lfsr` of the features up to this one, by `lfsr`: the estimated share of wrong signs
    /// among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("s_value", if_any = "shrunk")]
    pub s_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes, in the same order where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
    /// What these genes are called in words, as the annotation has it.
    #[serde(default, skip_serializing_if = "SharedText::is_empty")]
    #[column("gene_description", if_any = "words")]
    pub gene_description: SharedText,
}

impl Default for FeatureRow {
    /// A feature of which nothing is known, not even its name.
    fn default() -> Self {
        Self {
            feature_id: String::new(),
            log_fc: f64::NAN,
            ci_left: f64::NAN,
            ci_right: f64::NAN,
            ave_expr: f64::NAN,
            t: None,
            p_value: None,
            log_p_value: None,
            adj_p_value: None,
            b: None,
            fold_change: f64::NAN,
            reference_mean: None,
            target_mean: None,
            moderated_t: None,
            moderated_p_value: None,
            moderated_log_p_value: None,
            stratified_adj_p_value: None,
            selected_ci_left: None,
            selected_ci_right: None,
            shrunk_log_fc: None,
            shrunk_sd: None,
            lfsr: None,
            s_value: None,
            gene_symbols: Vec::new(),
            entrez_ids: Vec::new(),
            gene_description: SharedText::default(),
        }
    }
}

impl FeatureRow {
    /// The ordinary moderated t, whether the table is of a test against 0 or a fold change.
    pub fn ordinary_t(&self) -> Option<f64> {
        self.moderated_t.or(self.t)
    }

    /// The two-sided p-value of [`Self::ordinary_t`].
    pub fn ordinary_p_value(&self) -> Option<f64> {
        self.moderated_p_value.or(self.p_value)
    }

    /// Natural logarithm of `p_value`, also where that is too small for a number.
    pub fn ln_p(&self) -> Option<f64> {
        self.log_p_value.or(self.p_value.map(f64::ln))
    }

    /// Natural logarithm of [`Self::ordinary_p_value`], also where that is too small for a number.
    pub fn ordinary_ln_p(&self) -> Option<f64> {
        match self.moderated_p_value {
            Some(p) => self.moderated_log_p_value.or(Some(p.ln())),
            None => self.ln_p(),
        }
    }
}

/// A log2 fold change as a linear one with sign, as TAC writes it: the ratio where that is at least
/// 1, else minus its inverse. NaN stays NaN.
pub fn linear_fold_change(log_fc: f64) -> f64 {
    let size = log_fc.abs().exp2();
    if log_fc < 0.0 { -size } else { size }
}

fn missing() -> f64 {
    f64::NAN
}

/// The logarithm of a p-value where the p-value is too small to be a number of full precision.
pub fn where_too_small(ln_p: f64) -> Option<f64> {
    finite(ln_p).filter(|ln_p| ln_p.exp() < f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::linear_fold_change;

    #[test]
    fn fold_changes_have_a_sign_and_no_gap_but_that_around_zero() {
        for (log_fc, linear) in [
            (0.0, 1.0),
            (-0.0, 1.0),
            (1.0, 2.0),
            (-1.0, -2.0),
            (-2.0, -4.0),
        ] {
            assert_eq!(linear_fold_change(log_fc), linear, "{log_fc}");
        }
        assert!(linear_fold_change(f64::NAN).is_nan());
        assert!(linear_fold_change(-1e-9) < -1.0);
    }
}
