//! The files of the clustering stage.

use super::genes::GeneTree;
use super::samples::ALL_SAMPLES;
use super::shards::SHARD_FILE;
use crate::differential::file_stem;
use crate::error::Error;
use crate::output::Output;
use crate::result_files::ADJUSTED_FOLDER;
use arrayon_cluster::{Adjustment, BootstrapShard, Clusters, Grouping, Pca, PrincipalComponents};
use arrayon_core::ExpressionMatrix;
use arrayon_figures::Look;
use arrayon_formats::matrix::{gct, tsv};
use arrayon_formats::names::fault_in_file_name;
use std::collections::BTreeSet;

/// The folder of what is found of values, by what was taken out of them.
fn folder(adjustment: Option<&Adjustment>) -> &'static str {
    match adjustment {
        Some(_) => ADJUSTED_FOLDER,
        None => "clusters",
    }
}

impl Output {
    /// Writes `clusters/<scope>.nwk`, `.svg` and `.json`; all samples are `samples`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_clusters(&mut self, tree: &Clusters, look: &Look) -> Result<(), Error> {
        let is_all = tree.scope == ALL_SAMPLES;
        let name = if is_all {
            "samples"
        } else {
            tree.scope.as_str()
        };
        let stem = format!("{}/{name}", folder(tree.adjustment.as_ref()));
        self.write_text(&format!("{stem}.nwk"), &[&tree.newick, "\n"])?;
        let figure = arrayon_figures::dendrogram::svg(tree, look)
            .map_err(|error| Error::data("clusters", error, ""))?;
        self.write_text(&format!("{stem}.svg"), &[&figure])?;
        self.write_document(&format!("{stem}.json"), tree)
    }

    /// Writes `clusters/pca.json`, `pca.svg`, `pca_scores.tsv` and `pca_loadings.tsv`, and for each
    /// of the other groupings `pca.<column>.svg`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_components(
        &mut self,
        found: &PrincipalComponents,
        others: &[Grouping],
        look: &Look,
    ) -> Result<(), Error> {
        let folder = folder(found.pca.adjustment.as_ref());
        self.write_with(&format!("{folder}/pca_scores.tsv"), |out| {
            found.scores_table().write(out)
        })?;
        self.write_with(&format!("{folder}/pca_loadings.tsv"), |out| {
            found.loadings_table().write(out)
        })?;
        let drawn = |pca: &Pca| {
            let drawn = arrayon_figures::pca::svg(pca, look);
            drawn.map_err(|error| Error::data("principal components", error, ""))
        };
        self.write_text(&format!("{folder}/pca.svg"), &[&drawn(&found.pca)?])?;
        let mut seen = BTreeSet::from([String::new()]);
        for other in others {
            let stem = file_stem(&other.variable);
            // of columns whose files would be one the first is drawn, and none whose name is no file's
            if fault_in_file_name(&stem).is_none() && seen.insert(stem.to_lowercase()) {
                let mut pca = found.pca.clone();
                pca.groupings = vec![other.clone()];
                self.write_text(&format!("{folder}/pca.{stem}.svg"), &[&drawn(&pca)?])?;
            }
        }
        self.write_document(&format!("{folder}/pca.json"), &found.pca)
    }

    /// Writes `clusters/genes.json`, `.svg`, `.gct`, `.cdt`, `.gtr` and `.atr`, and
    /// `gene_clusters.tsv`; `samples` is the tree of all samples, next to which the features are drawn.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_gene_tree(
        &mut self,
        tree: &GeneTree,
        samples: &Clusters,
        look: &Look,
    ) -> Result<(), Error> {
        let folder = folder(tree.written.adjustment.as_ref());
        self.write_text(&format!("{folder}/genes.cdt"), &[&tree.cdt])?;
        self.write_text(&format!("{folder}/genes.gtr"), &[&tree.gtr])?;
        self.write_text(&format!("{folder}/genes.atr"), &[&tree.atr])?;
        self.write_with(&format!("{folder}/genes.gct"), |mut out| {
            gct::write_annotated(&tree.ordered, &tree.of_features, &tree.of_samples, &mut out)
        })?;
        self.write_with(&format!("{folder}/gene_clusters.tsv"), |out| {
            tree.written.members().write(out)
        })?;
        let values: Vec<f64> = tree.ordered.rows().flatten().copied().collect();
        let figure = arrayon_figures::heat_map::svg(&tree.written, samples, &values, look)
            .map_err(|error| Error::data("clusters of features", error, ""))?;
        self.write_text(&format!("{folder}/genes.svg"), &[&figure])?;
        self.write_document(&format!("{folder}/genes.json"), &tree.written)
    }

    /// Writes `clusters/adjusted/expression.tsv`.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_adjusted(&mut self, values: &ExpressionMatrix) -> Result<(), Error> {
        self.write_with(&format!("{ADJUSTED_FOLDER}/expression.tsv"), |mut out| {
            tsv::write(values, &mut out)
        })
    }

    /// Writes the counts of a shard.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_shard(&mut self, shard: &BootstrapShard) -> Result<(), Error> {
        self.write_document(SHARD_FILE, shard)
    }
}
