//! Which file belongs to which stage.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is compared together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The files that the runs were given.
    Inputs,
    /// The settings of the runs.
    Settings,
    /// Quality of the arrays.
    Quality,
    /// Expression.
    Expression,
    /// Tables of contrasts and trends.
    Contrasts,
    /// Trees, components and verdicts on groups.
    Clusters,
    /// Tests of gene sets.
    GeneSets,
    /// Verdicts of themes.
    Themes,
    /// The study in brief.
    Summary,
}

named_by_serde!(Stage);

impl Stage {
    /// Every stage, in the order of a run.
    pub const ALL: [Self; 9] = [
        Self::Inputs,
        Self::Settings,
        Self::Quality,
        Self::Expression,
        Self::Contrasts,
        Self::Clusters,
        Self::GeneSets,
        Self::Themes,
        Self::Summary,
    ];

    /// The stage of a file, by its path below the result folder.
    pub(crate) fn of(path: &str) -> Self {
        let first = path.split(['/', '.']).next().unwrap_or_default();
        match first {
            "qc" | "detection" | "weights" => Self::Quality,
            "expression" | "controls" => Self::Expression,
            "differential" | "phenotypes" => Self::Contrasts,
            "clusters" => Self::Clusters,
            "genesets" => Self::GeneSets,
            "themes" => Self::Themes,
            _ => Self::Summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_stages_and_stages_their_places() {
        for (path, stage) in [
            ("qc.json", Stage::Quality),
            ("expression.tsv", Stage::Expression),
            ("differential/a.tsv", Stage::Contrasts),
            ("clusters/adjusted/samples.json", Stage::Clusters),
            ("genesets/a.json", Stage::GeneSets),
            ("themes.json", Stage::Themes),
            ("elsewhere.json", Stage::Summary),
        ] {
            assert_eq!(Stage::of(path), stage, "{path}");
        }
        for (at, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!(stage as usize, at);
            assert_eq!(stage.to_string().parse(), Ok(stage));
        }
    }
}
