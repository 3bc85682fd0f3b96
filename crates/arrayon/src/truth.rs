//! What is known to be true of a study, compared with what was found: for simulated arrays and
//! for spike-in experiments.

use crate::error::Error;
use crate::plan::Plan;
use arrayon_core::{InputError, Place, called_at};
use arrayon_diffexpr::Differential;
use arrayon_formats::truth_table::{self, About, TrueStatement};
use arrayon_results::ClusteredValues;
use arrayon_results::ThemeOutcome;
use arrayon_results::summary::{ClusterSummary, TruthSummary};
use arrayon_results::truth::{ContrastTruth, FeatureTruth, StatementTruth, Truth};
use arrayon_themes::ContrastThemes;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Statements that are true of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueStatements {
    path: PathBuf,
    statements: Vec<TrueStatement>,
}

impl TrueStatements {
    /// The truth that a study names, if it names one; its contrasts are the study's.
    ///
    /// # Errors
    /// What [`truth_table::read`] says, or a contrast that the study does not have.
    pub fn of(plan: &Plan) -> Result<Option<Self>, Error> {
        let Some(path) = &plan.config.study.truth else {
            return Ok(None);
        };
        let statements = truth_table::read(plan.inputs.file("truth", path))?;
        let is_known = |statement: &&TrueStatement| {
            let ids = plan.contrasts.iter().map(|contrast| &contrast.id);
            ids.into_iter().any(|id| *id == statement.contrast)
        };
        if let Some(stray) = statements.iter().find(|one| !is_known(one)) {
            let ids: Vec<&str> = plan.contrasts.iter().map(|one| one.id.as_str()).collect();
            return Err(InputError::new(path, format!("'{}'", stray.contrast))
                .at(Place::Field {
                    line: stray.line,
                    column: "contrast".to_owned(),
                })
                .expected(format!("one of '{}'", ids.join("', '")))
                .hint("name a contrast of the study")
                .into());
        }
        Ok(Some(Self {
            path: path.to_path_buf(),
            statements,
        }))
    }

    /// Compares what was found with the truth.
    pub fn compare(
        &self,
        differential: &[Differential],
        themes: &[ContrastThemes],
        clusters: &[ClusterSummary],
    ) -> Truth {
        let statements = (self.statements.iter())
            .filter_map(|statement| match statement.about {
                About::Feature => None,
                About::Theme => Some(judge_theme(statement, themes)),
                About::Clusters => Some(judge_clusters(statement, clusters)),
            })
            .collect();
        Truth {
            origin: (self.path.file_name().unwrap_or_default())
                .to_string_lossy()
                .into_owned(),
            contrasts: (differential.iter())
                .filter_map(|contrast| self.judge_features(contrast))
                .collect(),
            statements,
        }
    }

    fn judge_features(&self, contrast: &Differential) -> Option<ContrastTruth> {
        let truth: BTreeMap<&str, bool> = (self.statements.iter())
            .filter(|statement| statement.about == About::Feature)
            .filter(|statement| statement.contrast == contrast.contrast)
            .map(|statement| (statement.name.as_str(), statement.expected == "up"))
            .collect();
        if truth.is_empty() {
            return None;
        }
        let mut counts = FeatureTruth {
            contrast: contrast.contrast.clone(),
            ..FeatureTruth::default()
        };
        let (mut found_features, mut missed_features) = (Vec::new(), Vec::new());
        for row in &contrast.features {
            let is_called = row.adj_p_value.is_some_and(|p| called_at(p, contrast.fdr));
            match (truth.get(row.feature_id.as_str()), is_called) {
                (None, true) => counts.n_false += 1,
                (None, false) => {}
                (Some(_), false) => missed_features.push(row.feature_id.clone()),
                (Some(&is_up), true) if is_up == (row.log_fc > 0.0) => {
                    found_features.push(row.feature_id.clone());
                }
                (Some(_), true) => counts.n_wrong_sign += 1,
            }
        }
        counts.n_found = found_features.len();
        counts.n_true = counts.n_found + counts.n_wrong_sign + missed_features.len();
        const LISTED: usize = 50;
        if counts.n_true > LISTED {
            found_features.clear();
            missed_features.clear();
        }
        Some(ContrastTruth {
            counts,
            found_features,
            missed_features,
        })
    }
}

/// The comparison in numbers, with what was not found as it is true.
pub(crate) fn in_brief(truth: &Truth) -> TruthSummary {
    let wrong = truth.statements.iter().filter(|one| !one.is_as_expected);
    let wrong: Vec<StatementTruth> = wrong.cloned().collect();
    TruthSummary {
        origin: truth.origin.clone(),
        features: (truth.contrasts.iter())
            .map(|contrast| contrast.counts.clone())
            .collect(),
        n_statements: truth.statements.len(),
        n_as_expected: truth.statements.len() - wrong.len(),
        not_as_expected: wrong,
    }
}

fn judge_theme(statement: &TrueStatement, themes: &[ContrastThemes]) -> StatementTruth {
    let found = (themes.iter())
        .filter(|themes| themes.contrast == statement.contrast)
        .flat_map(|themes| &themes.verdicts)
        .find(|verdict| verdict.theme == statement.name);
    let verdict = found.map_or(ThemeOutcome::NoEvidence, |found| found.verdict);
    let direction = found.and_then(|found| found.direction);
    let about = format!("theme {}", statement.name);
    let mut judged = judged(statement, about, &verdict.to_string());
    // a part that goes up is what a truth of `up` says, as only some genes of a theme change
    judged.is_as_expected |=
        direction.is_some_and(|direction| direction.to_string() == statement.expected);
    judged
}

fn judge_clusters(statement: &TrueStatement, clusters: &[ClusterSummary]) -> StatementTruth {
    let found = clusters
        .iter()
        .filter(|cluster| cluster.clustered_values == ClusteredValues::Normalized)
        .find(|cluster| cluster.scope == statement.contrast);
    let found = found.map_or("not clustered".to_owned(), |cluster| {
        cluster.verdict.to_string()
    });
    judged(statement, "clusters".to_owned(), &found)
}

fn judged(statement: &TrueStatement, about: String, found: &str) -> StatementTruth {
    StatementTruth {
        contrast: statement.contrast.clone(),
        about,
        expected_finding: statement.expected.clone(),
        finding: found.to_owned(),
        is_as_expected: statement.expected == found,
    }
}
