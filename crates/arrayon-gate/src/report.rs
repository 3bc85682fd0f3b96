//! What became of every rule.

use arrayon_results::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The outcome of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GateReport {
    /// Name of the study.
    pub study: String,
    /// `pass` where every rule passes.
    pub outcome: Outcome,
    /// Number of rules that pass.
    pub n_passed: usize,
    /// Number of rules that fail.
    pub n_failed: usize,
    /// One entry for each rule, in the order of the policy.
    pub rules: Vec<RuleOutcome>,
}

impl DocumentKind for GateReport {
    const SCHEMA: &'static str = "arrayon/gate";
}

/// Whether a rule is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is.
    Pass,
    /// It is not, or the results do not say.
    Fail,
}

/// One rule and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleOutcome {
    /// The rule, by its key in the policy: `arrays.max_failed`, `themes`; `files` is built in.
    pub rule: String,
    /// What it is about: the contrast, the gene, the theme; the study where nothing narrower is.
    pub subject: String,
    /// What the policy asks for.
    pub expected: String,
    /// What the results hold.
    pub found: String,
    /// Whether this is what was asked for.
    pub outcome: Outcome,
    /// The result file that says so, below the folder.
    pub file: String,
}

impl GateReport {
    pub(crate) fn of(study: String, rules: Vec<RuleOutcome>) -> Self {
        let n_failed = rules.iter().filter(|rule| rule.is_failed()).count();
        Self {
            study,
            outcome: if n_failed == 0 {
                Outcome::Pass
            } else {
                Outcome::Fail
            },
            n_passed: rules.len() - n_failed,
            n_failed,
            rules,
        }
    }

    /// Whether every rule is met.
    pub fn is_passed(&self) -> bool {
        self.outcome == Outcome::Pass
    }

    /// How many rules fail, in words.
    pub fn in_words(&self) -> String {
        let n = self.rules.len();
        match self.n_failed {
            0 => format!("passed: all {n} rules are met"),
            1 => format!("failed: 1 of {n} rules is not met"),
            failed => format!("failed: {failed} of {n} rules are not met"),
        }
    }
}

impl RuleOutcome {
    pub(crate) fn new(
        (rule, subject): (&str, impl Into<String>),
        file: &str,
        is_met: bool,
        (expected, found): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            subject: subject.into(),
            expected: expected.into(),
            found: found.into(),
            outcome: if is_met { Outcome::Pass } else { Outcome::Fail },
            file: file.to_owned(),
        }
    }

    /// Whether it is not met.
    pub fn is_failed(&self) -> bool {
        self.outcome == Outcome::Fail
    }

    /// What was asked for and what was found, in one sentence.
    pub fn in_words(&self) -> String {
        format!(
            "{}: expected {}, found {}",
            self.subject, self.expected, self.found
        )
    }
}
