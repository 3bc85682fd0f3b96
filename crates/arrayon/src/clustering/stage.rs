//! The trees of a study: all samples, the two groups of each contrast, chosen features; and the
//! principal components of all samples.

use super::{
    ALL_SAMPLES, FeatureContext, GeneClustering, GeneClusters, GeneTreeInput, SampleTree,
    cluster_genes, cluster_samples, not_found_in_words, sample_components, samples_of_contrast,
    watched,
};
use crate::config::{ClusterSection, DifferentialSection};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::stage::Stage;
use arrayon_cluster::{BootstrapShard, Clusters, Grouping, PrincipalComponents};
use arrayon_core::{Contrast, ExpressionMatrix, Progress, SampleSheet};
use arrayon_figures::{Look, Palette};
use arrayon_results::summary::{ClusterNumber, ClusterSummary, GeneClusterSummary, Summary};

/// Samples and features to clusters.
pub(crate) struct Clustering<'a> {
    pub(crate) samples: SamplesToCluster<'a>,
    /// What else is known of the features.
    pub(crate) known: FeatureContext<'a>,
    /// Support of branches that was counted before.
    pub(crate) bootstrapped: Option<BootstrapShard>,
    /// Whether the arrays are simulated, which figures say.
    pub(crate) simulated: bool,
    pub(crate) inputs: &'a Inputs,
}

/// Samples, and their groups.
#[derive(Clone, Copy)]
pub(crate) struct SamplesToCluster<'a> {
    /// log2 expression without controls.
    pub(crate) expression: &'a ExpressionMatrix,
    /// The groups that are judged.
    pub(crate) groupings: &'a [Grouping],
    /// Contrasts whose two groups are clustered by themselves.
    pub(crate) contrasts: Option<(&'a SampleSheet, &'a [Contrast])>,
    /// How the contrasts are fitted, which says what makes blocks.
    pub(crate) model: &'a DifferentialSection,
    pub(crate) settings: &'a ClusterSection,
}

/// The trees of samples.
pub(crate) struct SampleTrees {
    all: SampleTree,
    /// Those of the contrasts that have at least three samples.
    contrasts: Vec<SampleTree>,
}

impl SamplesToCluster<'_> {
    /// The tree of all samples, and those of the contrasts.
    ///
    /// # Errors
    /// A sample or feature for which the distance is not defined.
    pub(crate) fn trees(
        &self,
        bootstrapped: Option<BootstrapShard>,
        progress: &dyn Progress,
    ) -> Result<SampleTrees, Error> {
        let (main, settings) = (self.expression, self.settings);
        let (groups, counts) = (self.groupings, bootstrapped);
        let all = cluster_samples(ALL_SAMPLES, main, groups, settings, counts, progress)?;
        let mut trees = Vec::new();
        if let Some((sheet, contrasts)) = self.contrasts {
            for contrast in contrasts {
                let (positions, groups) = samples_of_contrast(contrast, sheet, self.model);
                if positions.len() < 3 {
                    continue;
                }
                let (of_two, groups) = (main.select_samples(&positions), [groups]);
                let scope = &contrast.id;
                trees.push(cluster_samples(
                    scope, &of_two, &groups, settings, None, progress,
                )?);
            }
        }
        Ok(SampleTrees {
            all,
            contrasts: trees,
        })
    }
}

/// What clustering finds.
pub(crate) struct ClusterFindings {
    /// All samples, then the two groups of each contrast that has at least three samples in all.
    pub(crate) trees: Vec<Clusters>,
    /// The tree of features.
    pub(crate) genes: GeneClustering,
    /// What a reader should know, also of files that are not there.
    notes: Vec<String>,
}

impl Stage for Clustering<'_> {
    const NAME: &'static str = "cluster";
    type Found = ClusterFindings;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<ClusterFindings, Error> {
        let samples = self.samples;
        let SampleTrees { all, contrasts } = samples.trees(self.bootstrapped, progress)?;
        let mut notes = Vec::from_iter(note_on_missing(samples.expression));
        notes.extend(all.notes);
        let mut trees = vec![all.written];
        for tree in contrasts {
            notes.extend(tree.notes);
            trees.push(tree.written);
        }
        let look = Look {
            palette: Palette::of(&trees),
            simulated: self.simulated,
        };
        for tree in &trees {
            output.write_clusters(tree, &look)?;
        }
        match components(samples, self.known, progress)? {
            Some(found) => output.write_components(&found, &look)?,
            None => {
                let why = "the samples do not differ in features without missing values";
                notes.push(format!("no principal components: {why}"));
            }
        }
        let input = GeneTreeInput {
            expression: samples.expression,
            samples: &all.tree,
            known: self.known,
            inputs: self.inputs,
        };
        let genes = cluster_genes(input, &samples.settings.genes, progress)?;
        match &genes {
            GeneClustering::Tree(tree) => {
                watched(progress, "writing the heat map and its tables", || {
                    output.write_gene_tree(tree, &trees[0], &look)
                })?;
                notes.extend(not_found_in_words(&tree.written.choice.not_found));
            }
            GeneClustering::TooFew(why) => notes.push(format!("no clusters of genes: {why}")),
            GeneClustering::NotAsked => {}
        }
        Ok(ClusterFindings {
            trees,
            genes,
            notes,
        })
    }

    fn summarize(found: &ClusterFindings, summary: &mut Summary) {
        summary.sample_clusters = found.trees.iter().flat_map(verdicts_in_brief).collect();
        summary.number_of_clusters = found.trees.first().map(number_in_brief);
        if let GeneClustering::Tree(tree) = &found.genes {
            summary.gene_clusters = Some(genes_in_brief(&tree.written));
        }
        summary.warnings.extend_from_slice(&found.notes);
    }
}

fn components(
    samples: SamplesToCluster<'_>,
    known: FeatureContext<'_>,
    progress: &dyn Progress,
) -> Result<Option<PrincipalComponents>, Error> {
    let (main, groupings) = (samples.expression, samples.groupings);
    sample_components(ALL_SAMPLES, main, groupings, known.annotation, progress)
}

fn note_on_missing(expression: &ExpressionMatrix) -> Option<String> {
    let n_features = expression.n_features();
    let is_incomplete = |row: &usize| !expression.is_complete(*row);
    let n_incomplete = (0..n_features).filter(is_incomplete).count();
    (n_incomplete > 0).then(|| {
        format!(
            "{n_incomplete} of {n_features} features have missing values; principal components \
             leave them out, distances compare what both have"
        )
    })
}

fn verdicts_in_brief(tree: &Clusters) -> impl Iterator<Item = ClusterSummary> + '_ {
    tree.group_verdicts.iter().map(|verdict| ClusterSummary {
        scope: tree.scope.clone(),
        variable: verdict.variable.clone(),
        verdict: verdict.verdict,
        headline: verdict.headline.clone(),
        adjusted_rand_index: verdict.adjusted_rand_index,
        permanova_p_value: verdict.permanova.p_value,
        lowest_au: (verdict.branches.iter())
            .filter_map(|branch| branch.au)
            .min_by(f64::total_cmp),
        rule: verdict.rule.clone(),
    })
}

fn number_in_brief(tree: &Clusters) -> ClusterNumber {
    ClusterNumber {
        n_clusters: tree.advice.n_clusters,
        by_silhouette: tree.advice.by_silhouette,
        by_gap: tree.advice.by_gap,
        by_dynamic_cut: tree.advice.by_dynamic_cut,
    }
}

fn genes_in_brief(tree: &GeneClusters) -> GeneClusterSummary {
    GeneClusterSummary {
        rule: tree.choice.rule.clone(),
        n_features: tree.feature_ids.len(),
        n_clusters: tree.profiles.len(),
        n_unassigned: tree.cluster_numbers.iter().filter(|&&of| of == 0).count(),
    }
}
