//! `[differential]`: how contrasts are tested.

use arrayon_diffexpr::DecisionMethod;
use serde::{Deserialize, Serialize};

/// `[differential]`: how contrasts are tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentialSection {
    /// Whether the prior variance follows average expression (limma's `trend`).
    pub trend: bool,
    /// Whether the prior is protected against hypervariable features (limma's `robust`).
    pub robust: bool,
    /// log2 fold change that features are tested to exceed (limma's `treat`); 0 for none.
    pub treat: f64,
    /// Whether samples are weighted by how well they fit (limma's `arrayWeights`).
    pub array_weights: bool,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Whether features that the library declares controls are tested too.
    pub test_controls: bool,
    /// Numeric blocking columns that are groups, not slopes.
    pub factors: Vec<String>,
    /// How decisions across contrasts of one design are made (limma's `decideTests`): `separate`,
    /// `global` or `nestedF`.
    pub decide: String,
    /// Whether the analysis is repeated without each array in turn.
    pub leave_one_out: bool,
}

/// What `decide` may be.
pub const DECISION_METHODS: [&str; 3] = ["separate", "global", "nestedF"];

impl Default for DifferentialSection {
    fn default() -> Self {
        Self {
            trend: false,
            robust: false,
            treat: 0.0,
            array_weights: false,
            fdr: 0.05,
            test_controls: false,
            factors: Vec::new(),
            decide: DECISION_METHODS[0].to_owned(),
            leave_one_out: true,
        }
    }
}

/// A setting of the section that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SectionFault {
    /// The key within the section.
    pub(crate) key: &'static str,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) hint: &'static str,
}

impl DifferentialSection {
    /// Checks the settings against each other.
    ///
    /// # Errors
    /// The first that cannot be.
    pub(crate) fn check(&self) -> Result<(), SectionFault> {
        let fault = |key, found: String, expected: &str, hint| {
            Err(SectionFault {
                key,
                found,
                expected: expected.to_owned(),
                hint,
            })
        };
        if !(self.fdr > 0.0 && self.fdr < 1.0) {
            return fault("fdr", self.fdr.to_string(), "a number between 0 and 1", "");
        }
        if !(self.treat >= 0.0 && self.treat.is_finite()) {
            let expected = "a log2 fold change of 0 or more";
            return fault("treat", self.treat.to_string(), expected, "");
        }
        if !DECISION_METHODS.contains(&self.decide.as_str()) {
            let expected = format!("one of '{}'", DECISION_METHODS.join("', '"));
            return fault("decide", format!("'{}'", self.decide), &expected, "");
        }
        if self.decide == "nestedF" && self.treat > 0.0 {
            let found = format!("'nestedF' together with treat = {}", self.treat);
            let hint = "the F test asks whether any change differs from 0, not whether it exceeds \
                        a fold change; leave one of the two out";
            return fault("decide", found, "'separate' or 'global' with treat", hint);
        }
        Ok(())
    }

    /// How the number of tests is taken into account across contrasts.
    pub(crate) fn decision_method(&self) -> DecisionMethod {
        match self.decide.as_str() {
            "global" => DecisionMethod::Global,
            "nestedF" => DecisionMethod::NestedF,
            _ => DecisionMethod::Separate,
        }
    }
}
