//! A dendrogram of chosen features.

use super::gene_choice::{FeatureContext, choose, symbols_of};
use super::gene_sets::{self, ClusterGeneSets};
use super::samples::drawn;
use super::{gene_clusters, refused};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::progress::watched;
use arrayon_cluster::{
    ClusterError, ClusterGenesSection, Dendrogram, GeneChoice, LEAF_ORDER_LIMIT, LeafOrder,
    SetApart, cluster_features, feature_distances, optimal_leaf_order, quick_leaf_order,
    set_apart_unfit,
};
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_formats::matrix::gct::Metadata;
use arrayon_formats::trees::tree_view::{TreeSide, clustered_table, tree_table};
use arrayon_results::gene_sets::SetRow;

/// A dendrogram of features whose clusters are tested for gene sets.
pub type GeneClusters = arrayon_cluster::GeneClusters<SetRow>;

/// Name of the scope in messages.
const SCOPE: &str = "features";

/// Between several genes of one feature.
const SEPARATOR: &str = ";";

/// What a tree of features is made from.
#[derive(Debug, Clone, Copy)]
pub struct GeneTreeInput<'a> {
    /// log2 expression of all features that may be chosen.
    pub expression: &'a ExpressionMatrix,
    /// The tree of all samples, next to which features are shown.
    pub samples: &'a Dendrogram,
    /// What else is known of the features.
    pub known: FeatureContext<'a>,
    /// Notes a list of features that is read.
    pub inputs: &'a Inputs,
}

/// A tree of features, and the tables that show it.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneTree {
    /// What `clusters/genes.json` holds.
    pub written: GeneClusters,
    /// The chosen features and all samples, both in the order of their trees.
    pub ordered: ExpressionMatrix,
    /// What is said of each row of `ordered`: gene symbols and cluster.
    pub of_features: [Metadata; 2],
    /// What is said of each column of `ordered`: its groups.
    pub of_samples: Vec<Metadata>,
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
    settings: &ClusterGenesSection,
    progress: &dyn Progress,
) -> Result<GeneClustering, Error> {
    let choice = settings.choice()?;
    let Some(mut chosen) = choose(input, &choice)? else {
        return Ok(GeneClustering::NotAsked);
    };
    let failed = refused(SCOPE);
    let (distance, linkage) = (settings.distance, settings.linkage);
    let too_few = |found| Ok(GeneClustering::TooFew(too_few(found, &choice, input.known)));
    if chosen.rows.len() < 2 {
        return too_few(chosen.rows.len());
    }
    let expression = input.expression.select_features(&chosen.rows);
    let (expression, set_apart) = match set_apart_unfit(&expression, distance) {
        Ok(parts) => parts,
        Err(ClusterError::TooFewItems { found, .. }) => return too_few(found),
        Err(error) => return Err(failed(error)),
    };
    chosen.choice.set_apart = set_apart;
    let tree_of = |expression: &ExpressionMatrix| {
        watched(progress, "tree of features", || {
            cluster_features(expression, distance, linkage)
        })
    };
    let (expression, tree) = match tree_of(&expression) {
        Ok(tree) => (expression, tree),
        Err(error) => {
            // Some two features may have too few values in common: those with all values have.
            let (complete, apart) = without_incomplete(&expression, &error);
            if apart.is_empty() {
                return Err(failed(error));
            }
            if complete.n_features() < 2 {
                return too_few(complete.n_features());
            }
            chosen.choice.set_apart.extend(apart);
            let tree = tree_of(&complete).map_err(&failed)?;
            (complete, tree)
        }
    };
    chosen.choice.n_chosen = expression.n_features();
    let order = watched(progress, "order of features", || {
        leaf_order(&expression, &tree, settings)
    });
    let order = order.map_err(&failed)?;
    let cut = watched(progress, "clusters of features", || {
        gene_clusters::cut(&expression, &tree, &order, settings)
    });
    let cut = cut.map_err(&failed)?;
    let symbols = |id: &str| match input.known.annotation {
        Some(annotation) => symbols_of(annotation, id),
        None => Vec::new(),
    };
    let gene_sets = (input.known.gene_sets)
        .map(|sources| ClusterGeneSets::new(input.expression, &symbols, sources))
        .transpose()?;
    let set_sizes = (input.known.gene_sets).map_or_else(Default::default, |one| one.set_sizes);
    let groups = input.known.groups;
    let profiles = gene_clusters::profiles(&expression, &cut.labels, groups, gene_sets.as_ref())?;
    let gene_symbols: Vec<Vec<String>> = (expression.features().iter())
        .map(|id| symbols(id))
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
        gtr: tree_table(&drawn(&tree), TreeSide::Features),
        atr: tree_table(&drawn(input.samples), TreeSide::Samples),
        of_features: [
            along("gene_symbols", &order, |row| {
                gene_symbols[row].join(SEPARATOR)
            }),
            along("cluster", &order, |row| cut.labels[row].to_string()),
        ],
        of_samples: (groups.into_iter())
            .map(|groups| {
                along(&groups.variable, sample_order, |sample| {
                    groups.levels[sample].clone()
                })
            })
            .collect(),
        ordered: expression
            .select_features(&order)
            .select_samples(sample_order),
        written: GeneClusters {
            adjustment: None,
            choice: chosen.choice,
            distance,
            linkage,
            n_samples: expression.n_samples(),
            feature_ids: expression.features().to_vec(),
            gene_symbols_by_feature: gene_symbols,
            merges: tree.merges().to_vec(),
            leaf_order: order,
            leaf_order_in_words: in_words(settings.leaf_order, expression.n_features()).to_owned(),
            cut_in_words: cut.method,
            cluster_numbers: cut.labels,
            profile_variable: groups.map(|groups| groups.variable.clone()),
            gene_sets_in_words: gene_sets::method_in_words(set_sizes),
            profiles,
        },
    };
    Ok(GeneClustering::Tree(Box::new(tree)))
}

/// What is said of items, in the order of the leaves.
fn along(name: &str, order: &[usize], text: impl Fn(usize) -> String) -> Metadata {
    Metadata {
        name: name.to_owned(),
        values: order.iter().map(|&item| text(item)).collect(),
    }
}

/// Each feature's values less their mean: the colours of Java TreeView begin at 0.
fn centred(expression: &ExpressionMatrix) -> ExpressionMatrix {
    let mut values = expression.to_array();
    for mut row in values.rows_mut() {
        let present = || row.iter().filter(|value| !value.is_nan());
        let mean = present().sum::<f64>() / present().count() as f64;
        row.iter_mut().for_each(|value| *value -= mean);
    }
    let (features, samples) = (expression.features(), expression.samples());
    ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values).expect("names as before")
}

fn leaf_order(
    expression: &ExpressionMatrix,
    tree: &Dendrogram,
    settings: &ClusterGenesSection,
) -> Result<Vec<usize>, ClusterError> {
    match settings.leaf_order {
        LeafOrder::Tree => Ok(tree.leaf_order().to_vec()),
        LeafOrder::Optimal if tree.n_leaves() <= LEAF_ORDER_LIMIT => {
            let distances = feature_distances(expression, settings.distance)?;
            optimal_leaf_order(&distances, tree)
        }
        LeafOrder::Optimal | LeafOrder::Quick => {
            quick_leaf_order(expression, settings.distance, tree)
        }
    }
}

fn in_words(order: LeafOrder, n_features: usize) -> &'static str {
    match order {
        LeafOrder::Tree => "of the tree: tighter clusters first",
        LeafOrder::Optimal if n_features <= LEAF_ORDER_LIMIT => {
            "neighbours most alike (Bar-Joseph, Gifford and Jaakkola 2001), exact"
        }
        LeafOrder::Optimal | LeafOrder::Quick => {
            "neighbours most alike (Bar-Joseph, Gifford and Jaakkola 2001), of each branch the 16 \
             shortest orders remembered"
        }
    }
}

/// The features without missing values, and the others with the reason.
fn without_incomplete(
    expression: &ExpressionMatrix,
    error: &ClusterError,
) -> (ExpressionMatrix, Vec<SetApart>) {
    let (complete, others): (Vec<usize>, Vec<usize>) =
        (0..expression.n_features()).partition(|&row| expression.is_complete(row));
    let apart = others.into_iter().map(|row| SetApart {
        feature_id: expression.features()[row].clone(),
        reason: format!("has missing values, and not every pair has a distance: {error}"),
    });
    (expression.select_features(&complete), apart.collect())
}

fn too_few(found: usize, choice: &GeneChoice, known: FeatureContext<'_>) -> String {
    let what = match choice {
        GeneChoice::Differential(_) => format!("that change at FDR {}", known.fdr),
        GeneChoice::List(_) => "of the list that vary".to_owned(),
        GeneChoice::TopVariance(_) | GeneChoice::None => "that vary".to_owned(),
    };
    let noun = if found == 1 { "feature" } else { "features" };
    format!("{found} {noun} {what} to cluster; expected at least 2")
}
