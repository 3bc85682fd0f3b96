//! The samples and the groups that are known of them.

use crate::results::StudyResults;
use arrayon_cluster::Grouping;

/// Samples in the order of the sheet, and for each column that sorts them the level of each.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub(super) names: Vec<String>,
    pub(super) groupings: Vec<Grouping>,
}

impl Samples {
    /// From the expression, the components or the tree of all samples.
    pub(super) fn of(results: &StudyResults) -> Self {
        let tree = results
            .trees
            .iter()
            .find(|tree| tree.stem == "clusters/samples");
        let names = (results.expression.as_ref().map(|one| one.samples()))
            .or(results.components.as_ref().map(|one| &one.samples[..]))
            .or(tree.map(|tree| &tree.clusters.samples[..]))
            .unwrap_or_default()
            .to_vec();
        let mut samples = Self {
            names,
            groupings: Vec::new(),
        };
        if let Some(pca) = &results.components {
            for grouping in &pca.groupings {
                samples.add(&grouping.variable, &pca.samples, &grouping.levels);
            }
        }
        if let Some(tree) = tree {
            for verdict in &tree.clusters.group_verdicts {
                samples.add(&verdict.variable, &tree.clusters.samples, &verdict.levels);
            }
        }
        samples
    }

    fn add(&mut self, variable: &str, of: &[String], levels: &[String]) {
        let is_known = self.groupings.iter().any(|one| one.variable == variable);
        if is_known || of.len() != levels.len() {
            return;
        }
        let level = |name: &String| {
            let at = of.iter().position(|other| other == name);
            at.map_or(String::new(), |at| levels[at].clone())
        };
        self.groupings.push(Grouping {
            variable: variable.to_owned(),
            levels: self.names.iter().map(level).collect(),
            blocks: None,
        });
    }
}
