//! The first features of a contrast between their tree and that of all samples.

use arrayon_cluster::{
    ChosenGenes, ClusterError, Clusters, Dendrogram, Distance, GeneClusters, GeneSelection,
    Linkage, cluster_features, set_apart_unfit,
};
use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::Differential;
use arrayon_figures::{FigureError, Look};
use std::collections::{BTreeSet, HashMap};

/// Draws the features of smallest p-value; `None` of fewer than two whose correlation is defined.
pub(super) fn svg(
    contrast: &Differential,
    expression: &ExpressionMatrix,
    samples: &Clusters,
    n_top: usize,
    look: &Look,
) -> Option<Result<String, FigureError>> {
    let rows: HashMap<&str, usize> = (expression.features().iter().enumerate())
        .map(|(row, id)| (id.as_str(), row))
        .collect();
    let top = contrast.features.iter().filter(|row| row.p_value.is_some());
    let top: Vec<_> = top.take(n_top).collect();
    let wanted: Vec<usize> = (top.iter())
        .filter_map(|row| rows.get(row.feature_id.as_str()).copied())
        .collect();
    let (chosen, tree, apart) = grown(&expression.select_features(&wanted))?;
    let symbols: HashMap<&str, &Vec<String>> = (top.iter())
        .map(|row| (row.feature_id.as_str(), &row.gene_symbols))
        .collect();
    let n_features = chosen.n_features();
    let genes: GeneClusters<()> = GeneClusters {
        adjustment: None,
        choice: ChosenGenes {
            choose: GeneSelection::Differential,
            rule: rule(contrast, apart),
            n_candidates: contrast.features.len(),
            n_chosen: n_features,
            not_found: Vec::new(),
            set_apart: Vec::new(),
        },
        distance: Distance::Pearson,
        linkage: Linkage::Average,
        n_samples: chosen.n_samples(),
        feature_ids: chosen.features().to_vec(),
        gene_symbols_by_feature: (chosen.features().iter())
            .map(|id| {
                symbols
                    .get(id.as_str())
                    .map_or_else(Vec::new, |one| (*one).clone())
            })
            .collect(),
        merges: tree.merges().to_vec(),
        leaf_order: tree.leaf_order().to_vec(),
        leaf_order_in_words: String::new(),
        cut_in_words: String::new(),
        cluster_numbers: vec![0; n_features],
        profile_variable: None,
        gene_sets_in_words: String::new(),
        profiles: Vec::new(),
    };
    // columns of the matrix in the order of the tree's leaves
    let columns: Option<Vec<usize>> = (samples.leaf_order.iter())
        .map(|&leaf| {
            chosen
                .samples()
                .iter()
                .position(|name| *name == samples.samples[leaf])
        })
        .collect();
    let columns = columns?;
    let values: Vec<f64> = (genes.leaf_order.iter())
        .flat_map(|&feature| columns.iter().map(move |&sample| (feature, sample)))
        .map(|(feature, sample)| chosen.row(feature)[sample])
        .collect();
    Some(arrayon_figures::heat_map::svg(
        &genes, samples, &values, look,
    ))
}

/// The features that have a place in a tree, the tree, and how many have none.
fn grown(expression: &ExpressionMatrix) -> Option<(ExpressionMatrix, Dendrogram, usize)> {
    let n = expression.n_features();
    let (fit, _) = set_apart_unfit(expression, Distance::Pearson).ok()?;
    if let Ok(tree) = cluster_features(&fit, Distance::Pearson, Linkage::Average) {
        let apart = n - fit.n_features();
        return Some((fit, tree, apart));
    }
    // some two features have too few values in common; those with all values have
    let complete: Vec<usize> = (0..fit.n_features())
        .filter(|&row| fit.is_complete(row))
        .collect();
    let fit = fit.select_features(&complete);
    let tree: Result<Dendrogram, ClusterError> =
        cluster_features(&fit, Distance::Pearson, Linkage::Average);
    let names: BTreeSet<&String> = fit.features().iter().collect();
    let apart = n - names.len();
    Some((fit.clone(), tree.ok()?, apart))
}

fn rule(contrast: &Differential, apart: usize) -> String {
    let without = match apart {
        0 => String::new(),
        n => format!("; {n} without a correlation are left out"),
    };
    format!(
        "those of smallest p-value in {}{without}",
        contrast.contrast
    )
}
