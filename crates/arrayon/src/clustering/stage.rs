//! The trees of a study: all samples, the two groups of each contrast, chosen features; and the
//! principal components of all samples.

use super::adjusted::AdjustedValues;
use super::colourings::colourings;
use super::samples::cluster_adjusted_samples;
use super::{
    ALL_SAMPLES, FeatureContext, GeneClustering, GeneClusters, GeneTreeInput, SampleTree,
    cluster_genes, cluster_samples, not_found_in_words, sample_components, samples_of_contrast,
};
use crate::config::{ClusterSection, DifferentialSection};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::progress::watched;
use crate::stage::Stage;
use crate::stage_of_run::StageOfRun;
use arrayon_cluster::{Adjustment, BootstrapShard, Clusters, Grouping};
use arrayon_core::{Contrast, ExpressionMatrix, Progress, SampleSheet};
use arrayon_figures::{Look, Palette};
use arrayon_results::summary::{ClusterNumber, ClusterSummary, GeneClusterSummary, Summary};
use serde::{Deserialize, Serialize};

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
    /// The sheet in which columns of batches stand.
    pub(crate) sheet: Option<&'a SampleSheet>,
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
    /// The samples of the contrasts that have at least three, as positions, with their groups.
    fn of_contrasts(&self) -> Vec<(&'_ str, Vec<usize>, Option<Grouping>)> {
        let Some((sheet, contrasts)) = self.contrasts else {
            return Vec::new();
        };
        let of_two = contrasts.iter().map(|contrast| {
            let (positions, groups) = samples_of_contrast(contrast, sheet, self.model);
            (contrast.id.as_str(), positions, groups)
        });
        of_two
            .filter(|(_, positions, _)| positions.len() >= 3)
            .collect()
    }

    /// The trees of adjusted values: of all samples, and of the contrasts.
    ///
    /// # Errors
    /// A sample or feature for which the distance is not defined.
    pub(crate) fn adjusted_trees(
        &self,
        adjusted: &AdjustedValues,
        progress: &dyn Progress,
    ) -> Result<SampleTrees, Error> {
        let grow = |scope: &str, positions: &[usize], groupings: &[Grouping]| {
            let settings = self.settings;
            cluster_adjusted_samples(scope, adjusted, positions, groupings, settings, progress)
        };
        let everyone: Vec<usize> = (0..self.expression.n_samples()).collect();
        let all = grow(ALL_SAMPLES, &everyone, self.groupings)?;
        let of_contrasts = self.of_contrasts();
        let trees = of_contrasts
            .iter()
            .map(|(scope, positions, groups)| grow(scope, positions, groups.as_slice()));
        Ok(SampleTrees {
            all,
            contrasts: trees.collect::<Result<_, _>>()?,
        })
    }

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
        for (scope, positions, groups) in self.of_contrasts() {
            let of_two = main.select_samples(&positions);
            trees.push(cluster_samples(
                scope,
                &of_two,
                groups.as_slice(),
                settings,
                None,
                progress,
            )?);
        }
        Ok(SampleTrees {
            all,
            contrasts: trees,
        })
    }
}

/// What clustering finds.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClusterFindings {
    /// All samples, then the two groups of each contrast that has at least three samples in all.
    pub(crate) trees: Vec<Clusters>,
    /// The tree of features, where one was asked for.
    genes: Option<GeneClusterSummary>,
    /// Why there is none although one was asked for; in words.
    pub(crate) no_genes: Option<String>,
    /// What a reader should know, also of files that are not there.
    notes: Vec<String>,
}

/// Values, and the trees of samples by them.
struct Seen<'a> {
    expression: &'a ExpressionMatrix,
    /// What was taken out of the values.
    adjustment: Option<&'a Adjustment>,
    trees: SampleTrees,
}

impl SampleTrees {
    fn written(&self) -> Vec<Clusters> {
        let trees = std::iter::once(&self.all).chain(&self.contrasts);
        trees.map(|tree| tree.written.clone()).collect()
    }
}

impl Clustering<'_> {
    /// Writes trees, components and the heat map of some values; gives the trees, what became of
    /// the tree of features, and notes.
    fn write(
        &self,
        seen: Seen<'_>,
        look: &Look,
        output: &mut Output,
        progress: &dyn Progress,
    ) -> Result<(Vec<Clusters>, GeneClustering, Vec<String>), Error> {
        let (samples, trees) = (self.samples, seen.trees.written());
        let SampleTrees { all, contrasts } = seen.trees;
        let mut notes = all.notes;
        notes.extend(contrasts.into_iter().flat_map(|tree| tree.notes));
        for tree in &trees {
            output.write_clusters(tree, look)?;
        }
        let (main, groupings) = (seen.expression, samples.groupings);
        let annotation = self.known.annotation;
        match sample_components(ALL_SAMPLES, main, groupings, annotation, progress)? {
            Some(mut found) => {
                found.pca.adjustment = seen.adjustment.cloned();
                let coloured = samples
                    .sheet
                    .map(|sheet| colourings(sheet, groupings.first()));
                output.write_components(&found, &coloured.unwrap_or_default(), look)?;
            }
            None => {
                let why = "the samples do not differ in features without missing values";
                notes.push(format!("no principal components: {why}"));
            }
        }
        let input = GeneTreeInput {
            expression: main,
            samples: &all.tree,
            known: self.known,
            inputs: self.inputs,
        };
        let mut genes = cluster_genes(input, &samples.settings.genes, progress)?;
        match &mut genes {
            GeneClustering::Tree(tree) => {
                tree.written.adjustment = seen.adjustment.cloned();
                watched(progress, "writing the heat map and its tables", || {
                    output.write_gene_tree(tree, &trees[0], look)
                })?;
                notes.extend(not_found_in_words(&tree.written.choice.not_found));
            }
            GeneClustering::TooFew(why) => notes.push(format!("no clusters of genes: {why}")),
            GeneClustering::NotAsked => {}
        }
        Ok((trees, genes, notes))
    }
}

impl Stage for Clustering<'_> {
    const NAME: &'static str = "cluster";
    type Found = ClusterFindings;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<ClusterFindings, Error> {
        let samples = self.samples;
        let adjusted = watched(progress, "values without batches", || {
            AdjustedValues::of(samples)
        })?;
        let found = samples.trees(self.bootstrapped.clone(), progress)?;
        let mut notes = Vec::from_iter(note_on_missing(samples.expression));
        let look = Look {
            palette: Palette::of(&found.written()),
            simulated: self.simulated,
        };
        let seen = Seen {
            expression: samples.expression,
            adjustment: None,
            trees: found,
        };
        let (mut trees, genes, further) = self.write(seen, &look, output, progress)?;
        notes.extend(further);
        if let Some(adjusted) = &adjusted {
            notes.extend(adjusted.notes(samples));
            output.write_adjusted(&adjusted.kept)?;
            let seen = Seen {
                expression: &adjusted.kept,
                adjustment: Some(&adjusted.adjustment),
                trees: samples.adjusted_trees(adjusted, progress)?,
            };
            let (further, _, notes_on_adjusted) = self.write(seen, &look, output, progress)?;
            trees.extend(further);
            let of_adjusted = notes_on_adjusted.into_iter();
            notes.extend(of_adjusted.map(|note| format!("of adjusted values: {note}")));
        }
        let (genes, no_genes) = match genes {
            GeneClustering::Tree(tree) => (Some(genes_in_brief(&tree.written)), None),
            GeneClustering::TooFew(why) => (None, Some(why)),
            GeneClustering::NotAsked => (None, None),
        };
        Ok(ClusterFindings {
            trees,
            genes,
            no_genes,
            notes,
        })
    }

    fn summarize(found: &ClusterFindings, summary: &mut Summary) {
        summary.sample_clusters = found.trees.iter().flat_map(verdicts_in_brief).collect();
        summary.number_of_clusters = found.trees.first().map(number_in_brief);
        summary.gene_clusters.clone_from(&found.genes);
        summary.warnings.extend_from_slice(&found.notes);
    }
}

impl StageOfRun for Clustering<'_> {
    // gene sets of clusters of features are those of [genesets]
    const SECTIONS: &'static [&'static str] = &["cluster", "genesets"];
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
        clustered_values: verdict.clustered_values,
        verdict: verdict.verdict,
        headline: verdict.headline.clone(),
        adjusted_rand_index: verdict.adjusted_rand_index,
        best_adjusted_rand_index: verdict.best_adjusted_rand_index,
        best_n_clusters: verdict.best_n_clusters,
        permanova_p_value: verdict.permanova.p_value,
        lowest_au: (verdict.branches.iter())
            .filter_map(|branch| branch.au)
            .min_by(f64::total_cmp),
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
