//! The files of the clustering stage.

use super::genes::GeneTree;
use super::samples::ALL_SAMPLES;
use super::shards::SHARD_FILE;
use crate::error::Error;
use crate::output::Output;
use arrayon_cluster::{BootstrapShard, Clusters, PrincipalComponents};
use arrayon_figures::Look;
use arrayon_formats::matrix::gct;

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
        self.write_text(&format!("clusters/{name}.nwk"), &[&tree.newick, "\n"])?;
        let figure = arrayon_figures::dendrogram::svg(tree, look)
            .map_err(|error| Error::data("clusters", error, ""))?;
        self.write_text(&format!("clusters/{name}.svg"), &[&figure])?;
        self.write_document(&format!("clusters/{name}.json"), tree)
    }

    /// Writes `clusters/pca.json`, `pca.svg`, `pca_scores.tsv` and `pca_loadings.tsv`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_components(
        &mut self,
        found: &PrincipalComponents,
        look: &Look,
    ) -> Result<(), Error> {
        self.write_with("clusters/pca_scores.tsv", |out| {
            found.scores_table().write(out)
        })?;
        self.write_with("clusters/pca_loadings.tsv", |out| {
            found.loadings_table().write(out)
        })?;
        let figure = arrayon_figures::pca::svg(&found.pca, look)
            .map_err(|error| Error::data("principal components", error, ""))?;
        self.write_text("clusters/pca.svg", &[&figure])?;
        self.write_document("clusters/pca.json", &found.pca)
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
        self.write_text("clusters/genes.cdt", &[&tree.cdt])?;
        self.write_text("clusters/genes.gtr", &[&tree.gtr])?;
        self.write_text("clusters/genes.atr", &[&tree.atr])?;
        self.write_with("clusters/genes.gct", |mut out| {
            gct::write_annotated(&tree.ordered, &tree.of_features, &tree.of_samples, &mut out)
        })?;
        self.write_with("clusters/gene_clusters.tsv", |out| {
            tree.written.members().write(out)
        })?;
        let values: Vec<f64> = tree.ordered.rows().flatten().copied().collect();
        let figure = arrayon_figures::heat_map::svg(&tree.written, samples, &values, look)
            .map_err(|error| Error::data("clusters of features", error, ""))?;
        self.write_text("clusters/genes.svg", &[&figure])?;
        self.write_document("clusters/genes.json", &tree.written)
    }

    /// Writes the counts of a shard.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_shard(&mut self, shard: &BootstrapShard) -> Result<(), Error> {
        self.write_document(SHARD_FILE, shard)
    }
}
