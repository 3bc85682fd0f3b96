//! The trees of a study: all samples, the two groups of each contrast, chosen features; and the
//! principal components of all samples.

use crate::clustering::{
    ALL_SAMPLES, GeneClustering, GeneClusters, GeneTreeInput, KnownOfGenes, SampleTree,
    cluster_genes, cluster_samples, groupings_of, not_found_in_words, sample_components,
    samples_of_contrast, smallest_p_values,
};
use crate::config::ClusterSection;
use crate::error::Error;
use crate::gene_sets::GeneSetSources;
use crate::output::Output;
use crate::plan::Plan;
use arrayon_cluster::{Clusters, PrincipalComponents};
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, Progress, SampleSheet};
use arrayon_diffexpr::Differential;
use arrayon_figures::{Look, Palette};

/// What is clustered.
#[derive(Clone, Copy)]
pub(super) struct Clustered<'a> {
    pub(super) plan: &'a Plan,
    /// log2 expression without controls.
    pub(super) main: &'a ExpressionMatrix,
    pub(super) annotation: Option<&'a GeneAnnotation>,
    pub(super) differential: &'a [Differential],
    pub(super) gene_sets: &'a GeneSetSources,
}

/// The trees of samples.
pub(crate) struct SampleTrees {
    all: SampleTree,
    contrasts: Vec<Clusters>,
    notes: Vec<String>,
}

/// The tree of all samples, and those of the contrasts that have at least three.
pub(crate) fn sample_trees(
    plan: &Plan,
    main: &ExpressionMatrix,
    progress: &dyn Progress,
) -> Result<SampleTrees, Error> {
    let settings = &plan.config.cluster;
    let groupings = groupings_of(&plan.contrasts, &plan.sheet);
    let all = cluster_samples(ALL_SAMPLES, main, &groupings, settings, None, progress)?;
    let trees = contrast_trees(&plan.contrasts, &plan.sheet, main, settings, progress)?;
    let mut notes = all.notes.clone();
    let mut contrasts = Vec::with_capacity(trees.len());
    for tree in trees {
        notes.extend(tree.notes);
        contrasts.push(tree.written);
    }
    Ok(SampleTrees {
        all,
        contrasts,
        notes,
    })
}

/// The trees of the two groups of each contrast that have at least three samples in all.
pub(crate) fn contrast_trees(
    contrasts: &[Contrast],
    sheet: &SampleSheet,
    main: &ExpressionMatrix,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<Vec<SampleTree>, Error> {
    let mut trees = Vec::new();
    for contrast in contrasts {
        let (positions, groups) = samples_of_contrast(contrast, sheet);
        if positions.len() > 2 {
            let two_groups = main.select_samples(&positions);
            let groups = [groups];
            let scope = &contrast.id;
            let tree = cluster_samples(scope, &two_groups, &groups, settings, None, progress)?;
            trees.push(tree);
        }
    }
    Ok(trees)
}

/// What came of it.
pub(super) struct StudyClusters {
    /// All samples, then the two groups of each contrast that has at least three samples in all.
    pub(super) trees: Vec<Clusters>,
    pub(super) components: Option<PrincipalComponents>,
    pub(super) genes: GeneClustering,
    /// What a reader should know of the trees of samples.
    notes: Vec<String>,
}

impl StudyClusters {
    /// Clusters samples and features of a study.
    pub(super) fn of(study: Clustered<'_>, progress: &dyn Progress) -> Result<Self, Error> {
        let (plan, main) = (study.plan, study.main);
        let groupings = groupings_of(&plan.contrasts, &plan.sheet);
        let SampleTrees {
            all,
            contrasts,
            notes,
        } = sample_trees(plan, main, progress)?;
        let p_values = smallest_p_values(study.differential.iter().flat_map(|one| &one.features));
        let known = KnownOfGenes {
            annotation: study.annotation,
            p_values: Some(&p_values),
            fdr: plan.config.differential.fdr.get(),
            groups: groupings.first(),
            gene_sets: Some(study.gene_sets),
        };
        let input = GeneTreeInput {
            expression: main,
            samples: &all.tree,
            known,
            inputs: &plan.inputs,
        };
        let genes = cluster_genes(input, &plan.config.cluster.genes, progress)?;
        let trees = std::iter::once(all.written).chain(contrasts).collect();
        let annotation = study.annotation;
        let components = sample_components(ALL_SAMPLES, main, &groupings, annotation, progress)?;
        Ok(Self {
            trees,
            components,
            genes,
            notes,
        })
    }

    /// Writes all files; figures say where arrays are simulated.
    pub(super) fn write(&self, output: &mut Output, simulated: bool) -> Result<(), Error> {
        let look = Look {
            palette: Palette::of(&self.trees),
            simulated,
        };
        for tree in &self.trees {
            output.write_clusters(tree, &look)?;
        }
        if let Some(components) = &self.components {
            output.write_components(components, &look)?;
        }
        if let (GeneClustering::Tree(tree), Some(all)) = (&self.genes, self.trees.first()) {
            output.write_gene_tree(tree, all, &look)?;
        }
        Ok(())
    }

    /// The tree of features, where there is one.
    pub(super) fn gene_tree(&self) -> Option<&GeneClusters> {
        match &self.genes {
            GeneClustering::Tree(tree) => Some(&tree.written),
            _ => None,
        }
    }

    /// What a reader should know of files that are not there.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        if self.components.is_none() {
            let why = "the samples do not differ in features without missing values";
            notes.push(format!("no principal components: {why}"));
        }
        if let GeneClustering::TooFew(why) = &self.genes {
            notes.push(format!("no clusters of genes: {why}"));
        }
        let not_found = (self.gene_tree()).map_or(&[][..], |tree| &tree.choice.not_found);
        notes.extend(not_found_in_words(not_found));
        notes
    }
}
