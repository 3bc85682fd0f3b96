//! The rules of a gate.

use arrayon_compare::DEFAULT_TOLERANCE;
use arrayon_core::{Direction, InputError, Place};
use arrayon_formats::source::{Kind, read_text};
use arrayon_results::ClusteredValues;
use arrayon_settings::{Fault, InputFolder, Section};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What results must be like. Without a file: no array, where there are any, fails its checks, and
/// every file is as the run wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Rules about arrays.
    pub arrays: ArrayRules,
    /// Rules about features.
    pub features: FeatureRules,
    /// Rules about warnings.
    pub warnings: WarningRules,
    /// Whether the results are those of an earlier run.
    pub baseline: BaselineRule,
    /// Values of single metrics of the arrays.
    pub metrics: Vec<MetricRule>,
    /// How many features change.
    pub findings: Vec<FindingRule>,
    /// What single genes do.
    pub genes: Vec<GeneRule>,
    /// Verdicts of themes.
    pub themes: Vec<ThemeRule>,
    /// Whether groups form clusters.
    pub clusters: Vec<ClusterRule>,
}

/// Rules about arrays, by the checks of `qc.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ArrayRules {
    /// The most arrays that may fail a check; where nothing is said, none may, if there are arrays.
    pub max_failed: Option<usize>,
    /// The most arrays that may warn.
    pub max_warned: Option<usize>,
    /// The fewest arrays that must pass every check.
    pub min_passed: Option<usize>,
}

/// Rules about features.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FeatureRules {
    /// The fewest features with expression.
    pub min_features: Option<usize>,
    /// The fewest features that each contrast tests.
    pub min_tested: Option<usize>,
}

/// Rules about warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WarningRules {
    /// The most warnings.
    pub max: Option<usize>,
}

/// Whether results are those of an earlier run, as `arrayon compare` compares them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BaselineRule {
    /// The result folder of the earlier run; without it nothing is compared.
    pub folder: Option<InputFolder>,
    /// How far numbers may differ, of max(1, |value|); p-values in their logarithm.
    pub tolerance: BaselineTolerance,
}

/// How far numbers may differ from those of the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct BaselineTolerance(pub f64);

impl Default for BaselineTolerance {
    fn default() -> Self {
        Self(DEFAULT_TOLERANCE)
    }
}

/// The value that a metric of `qc.json` must have in every array, or of the study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricRule {
    /// Name of the metric, as `qc.json` names it.
    pub metric: String,
    /// The least value.
    #[serde(default)]
    pub min: Option<f64>,
    /// The largest value.
    #[serde(default)]
    pub max: Option<f64>,
}

/// How many features of a contrast change, at the false discovery rate of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRule {
    /// Id of the contrast.
    pub contrast: String,
    /// `up` or `down`; without it both count.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// The fewest.
    #[serde(default)]
    pub min: Option<usize>,
    /// The most.
    #[serde(default)]
    pub max: Option<usize>,
}

/// What a gene does in a contrast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneRule {
    /// Id of the contrast.
    pub contrast: String,
    /// Symbol of the gene, or id of the feature.
    pub gene: String,
    /// What is expected.
    pub expected: Expectation,
}

/// What is expected of a gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// Changed at the rate, higher in the target.
    Up,
    /// Changed at the rate, lower in the target.
    Down,
    /// Not changed at the rate.
    Unchanged,
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unchanged => "unchanged",
        })
    }
}

/// Verdicts that a theme may have in a contrast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeRule {
    /// Id of the contrast.
    pub contrast: String,
    /// Id of the theme.
    pub theme: String,
    /// The verdicts that pass, as `themes.json` words them.
    pub verdict: Vec<String>,
}

/// Verdicts that the groups of a clustering may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterRule {
    /// `all samples`, or the id of a contrast.
    pub scope: String,
    /// The column whose groups are judged; without it every column of the scope.
    #[serde(default)]
    pub variable: Option<String>,
    /// Which values are judged: `normalized`, or `adjusted` for display.
    #[serde(default)]
    pub values: ClusteredValues,
    /// The verdicts that pass, as `summary.json` words them.
    pub verdict: Vec<String>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// A file that cannot be read, is no TOML, or has keys or values that no policy has, with the
    /// line.
    pub fn read(path: &Path) -> Result<Self, InputError> {
        let text = read_text(path, Kind::Description)?;
        let policy: Self = toml::from_str(&text).map_err(|error| {
            let before = error
                .span()
                .map_or("", |span| &text[..span.start.min(text.len())]);
            let line = 1 + before.matches('\n').count() as u64;
            InputError::new(path, error.message())
                .at(Place::Line(line))
                .expected("a policy")
                .hint("`arrayon schema policy` prints every key with its meaning")
        })?;
        policy.check().map_err(|fault| {
            InputError::new(path, fault.found)
                .at(Place::Key(fault.key))
                .expected(fault.expected)
                .hint(fault.hint)
        })?;
        Ok(policy.relative_to(path))
    }

    /// The same with paths that start from the folder of a file.
    fn relative_to(mut self, file: &Path) -> Self {
        if let Some(folder) = &mut self.baseline.folder {
            let above = file.parent().unwrap_or_else(|| Path::new(""));
            *folder = InputFolder::from(above.join(&**folder));
        }
        self
    }
}

impl Section for Policy {
    const NAME: &'static str = "gate";

    /// Refuses rules that no result could break, or meet.
    fn check(&self) -> Result<(), Fault> {
        let fault = |key: &str, found: String, expected: &'static str| {
            Err(Fault::new(key, found, expected))
        };
        for rule in &self.findings {
            match (rule.min, rule.max) {
                (None, None) => {
                    let found = format!("findings of contrast '{}' without a limit", rule.contrast);
                    return fault("findings", found, "min, max or both");
                }
                (Some(min), Some(max)) if min > max => {
                    let found = format!(
                        "findings of contrast '{}' with min {min} above max {max}",
                        rule.contrast
                    );
                    return fault("findings", found, "min of at most max");
                }
                _ => {}
            }
        }
        for rule in &self.metrics {
            let limits = [rule.min, rule.max];
            let found = format!("metric '{}' without a limit that is a number", rule.metric);
            if !limits.iter().flatten().any(|limit| limit.is_finite()) {
                return fault("metrics", found, "min, max or both");
            }
        }
        let tolerance = self.baseline.tolerance.0;
        if !(tolerance.is_finite() && tolerance >= 0.0) {
            let found = tolerance.to_string();
            return fault("baseline.tolerance", found, "a number of 0 or more");
        }
        let themes = self
            .themes
            .iter()
            .map(|rule| ("themes", &rule.theme, &rule.verdict));
        let clusters = self
            .clusters
            .iter()
            .map(|rule| ("clusters", &rule.scope, &rule.verdict));
        for (key, name, verdicts) in themes.chain(clusters) {
            if verdicts.is_empty() {
                let found = format!("no verdict passes for '{name}'");
                return fault(key, found, "one or more verdicts");
            }
        }
        Ok(())
    }
}
