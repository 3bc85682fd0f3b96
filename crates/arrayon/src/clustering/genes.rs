//! A dendrogram of chosen features.

use super::gene_choice::{
    GeneChoice, GeneTreeSettings, KnownOfGenes, LeafOrder, choose, symbols_of,
};
use super::refused;
use super::samples::written_merges;
use crate::error::Error;
use arrayon_cluster::{
    ClusterError, Dendrogram, Distance, TreeSide, cluster_features, clustered_table,
    feature_distances, optimal_leaf_order, tree_table,
};
use arrayon_core::ExpressionMatrix;
use arrayon_results::gene_clusters::GeneClusters;

/// Name of the scope in messages.
const SCOPE: &str = "features";

/// Between several genes of one feature.
const SEPARATOR: &str = ";";

/// What a tree of features is made from.
#[derive(Debug, Clone, Copy)]
pub struct GeneTreeInput<'a> {
    /// log2 expression of all features that may be chosen.
    pub expression: &'a ExpressionMatrix,
    /// The tree of all samples, beside which features are shown.
    pub samples: &'a Dendrogram,
    /// What else is known of the features.
    pub known: KnownOfGenes<'a>,
}

/// A tree of features, and the tables that show it.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneTree {
    /// What `clusters/genes.json` holds.
    pub written: GeneClusters,
    /// The chosen features and all samples, both in the order of their trees.
    pub ordered: ExpressionMatrix,
    /// What each row of `ordered` is called: its gene symbols, else its id.
    pub names: Vec<String>,
    /// `clusters/genes.cdt` of Java TreeView: the table, each feature less its mean.
    pub cdt: String,
    /// `clusters/genes.gtr`: the tree of features.
    pub gtr: String,
    /// `clusters/genes.atr`: the tree of samples.
    pub atr: String,
}

/// What came of the wish for a tree of features.
#[derive(Debug, Clone, PartialEq)]
pub enum GeneClustering {
    /// The tree.
    Tree(Box<GeneTree>),
    /// None was asked for.
    NotAsked,
    /// Fewer than two features were chosen; in words.
    TooFew(String),
}

/// Chooses features and clusters them.
///
/// # Errors
/// A list that cannot be used; values for which the distance is not defined; more features than
/// distance, linkage or leaf order take.
pub fn cluster_genes(
    input: GeneTreeInput<'_>,
    settings: &GeneTreeSettings,
) -> Result<GeneClustering, Error> {
    let Some(mut chosen) = choose(input.expression, &settings.choice, input.known)? else {
        return Ok(GeneClustering::NotAsked);
    };
    if needs_variance(settings.distance) {
        chosen.told.constant = take_constant(input.expression, &mut chosen.rows);
        chosen.told.n_chosen = chosen.rows.len();
    }
    if chosen.rows.len() < 2 {
        let why = too_few(chosen.rows.len(), settings, input.known);
        return Ok(GeneClustering::TooFew(why));
    }
    let expression = input.expression.select_features(&chosen.rows);
    let failed = refused(SCOPE);
    let (distance, linkage) = (settings.distance, settings.linkage);
    let tree = cluster_features(&expression, distance, linkage).map_err(&failed)?;
    let order = leaf_order(&expression, &tree, settings).map_err(&failed)?;
    let gene_symbols: Vec<Vec<String>> = (expression.features().iter())
        .map(|id| match input.known.annotation {
            Some(annotation) => symbols_of(annotation, id),
            None => Vec::new(),
        })
        .collect();
    let names: Vec<String> = (expression.features().iter().zip(&gene_symbols))
        .map(|(id, symbols)| match symbols.is_empty() {
            true => id.clone(),
            false => symbols.join(SEPARATOR),
        })
        .collect();
    let sample_order = input.samples.leaf_order();
    let tree = GeneTree {
        cdt: clustered_table(&centred(&expression), &names, &order, sample_order),
        gtr: tree_table(&tree, TreeSide::Features),
        atr: tree_table(input.samples, TreeSide::Samples),
        names: order.iter().map(|&row| names[row].clone()).collect(),
        ordered: expression
            .select_features(&order)
            .select_samples(sample_order),
        written: GeneClusters {
            choice: chosen.told,
            distance: distance.to_string(),
            linkage: linkage.to_string(),
            n_samples: expression.n_samples(),
            labels: expression.features().to_vec(),
            gene_symbols,
            merges: written_merges(&tree),
            leaf_order: order,
            leaf_order_method: in_words(settings.leaf_order).to_owned(),
        },
    };
    Ok(GeneClustering::Tree(Box::new(tree)))
}

/// Each feature's values less their mean: the colours of Java TreeView begin at 0.
fn centred(expression: &ExpressionMatrix) -> ExpressionMatrix {
    let mut values = expression.values().clone();
    for mut row in values.rows_mut() {
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        row.iter_mut().for_each(|value| *value -= mean);
    }
    let (features, samples) = (expression.features(), expression.samples());
    ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values).expect("names as before")
}

fn leaf_order(
    expression: &ExpressionMatrix,
    tree: &Dendrogram,
    settings: &GeneTreeSettings,
) -> Result<Vec<usize>, ClusterError> {
    match settings.leaf_order {
        LeafOrder::Tree => Ok(tree.leaf_order().to_vec()),
        LeafOrder::Optimal => {
            let distances = feature_distances(expression, settings.distance)?;
            optimal_leaf_order(&distances, tree)
        }
    }
}

fn in_words(order: LeafOrder) -> &'static str {
    match order {
        LeafOrder::Tree => "of the tree: tighter clusters first",
        LeafOrder::Optimal => "neighbours most alike (Bar-Joseph 2001), exact",
    }
}

/// Whether the distance is undefined for a feature without variance.
fn needs_variance(distance: Distance) -> bool {
    !matches!(
        distance,
        Distance::Euclidean | Distance::Manhattan | Distance::Cosine
    )
}

/// Takes rows whose values are all equal out; gives their ids.
fn take_constant(expression: &ExpressionMatrix, rows: &mut Vec<usize>) -> Vec<String> {
    let mut constant = Vec::new();
    rows.retain(|&row| {
        let values = expression.row(row);
        let varies = values.iter().any(|&value| value != values[0]);
        if !varies {
            constant.push(expression.features()[row].clone());
        }
        varies
    });
    constant
}

fn too_few(found: usize, settings: &GeneTreeSettings, known: KnownOfGenes<'_>) -> String {
    let what = match settings.choice {
        GeneChoice::Differential(_) => format!("that change at FDR {}", known.fdr),
        GeneChoice::List(_) => "of the list that vary".to_owned(),
        GeneChoice::TopVariance(_) | GeneChoice::None => "that vary".to_owned(),
    };
    let noun = if found == 1 { "feature" } else { "features" };
    format!("{found} {noun} {what} to cluster; expected at least 2")
}
