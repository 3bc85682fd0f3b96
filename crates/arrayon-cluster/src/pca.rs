//! `clusters/pca.json`, `pca_scores.tsv` and `pca_loadings.tsv`: the principal components of the
//! samples.

use crate::adjust::Adjustment;
use crate::distances::prepare::check_complete;
use crate::error::ClusterError;
use crate::groups::declared::Grouping;
use crate::items::Items;
use arrayon_core::ExpressionMatrix;
use arrayon_results::DocumentKind;
use arrayon_results::table::Table;
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::leading_eigen::leading_eigen;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView1, Axis, Slice};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Components whose variance is below this part of the first one's are rounding, not data.
const SMALLEST_VARIANCE: f64 = 1e-10;

/// How many features are multiplied at a time; sums are added block after block.
const BLOCK: usize = 1024;

/// Samples whose products with all that follow are one task.
const STRIP: usize = 128;

/// Up to how many samples all components are computed; of more only those that are asked for.
const FEW_SAMPLES: usize = 300;

/// Features that are named for each component.
const N_TOP: usize = 20;

const METHOD: &str = "principal components of the samples over all features without missing values (R's prcomp of the \
                      transposed matrix); of each component the loading largest in absolute value \
                      is positive";

const STANDARDIZATION: &str = "centred at their means, not scaled";

/// Principal components of samples over features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pca {
    /// `all samples`.
    pub scope: String,
    /// What was taken out of the values before; `null` where they are as normalised.
    #[serde(default)]
    pub adjustment: Option<Adjustment>,
    /// The method in words.
    pub method_in_words: String,
    /// What was done to each feature beforehand.
    pub standardization: String,
    /// Number of features.
    pub n_features: usize,
    /// Samples, in the order of `scores`.
    pub samples: Vec<String>,
    /// The first components, by falling variance.
    pub components: Vec<Component>,
    /// Where each sample stands: one row per sample, one number per component, log2 units.
    pub scores: Vec<Vec<f64>>,
    /// What is known of the samples' groups.
    pub groupings: Vec<Grouping>,
}

impl DocumentKind for Pca {
    const SCHEMA: &'static str = "arrayon/pca";
}

/// One principal component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Component {
    /// `PC1`, `PC2`, ...
    pub name: String,
    /// Standard deviation of the samples along it, log2 units.
    pub standard_deviation: f64,
    /// Part of the total variance.
    pub variance_fraction: f64,
    /// Part of the total variance of this and all components before it.
    pub cumulative_fraction: f64,
    /// The features of largest loadings in absolute value, the largest first.
    pub top_loadings: Vec<Loading>,
}

/// What a feature adds to a component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Loading {
    /// The feature.
    pub feature_id: String,
    /// Its gene symbols.
    pub gene_symbols: Vec<String>,
    /// Its loading; those of all features have length 1.
    pub loading: f64,
}

/// Principal components and the loadings of all features.
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalComponents {
    /// What `clusters/pca.json` holds; scope, groupings and gene symbols are left empty.
    pub pca: Pca,
    /// Feature ids.
    pub features: Vec<String>,
    /// Features x components: what each feature adds; every column has length 1.
    pub loadings: Array2<f64>,
}

impl PrincipalComponents {
    /// `clusters/pca_scores.tsv`: a row per sample, a column per component.
    pub fn scores_table(&self) -> Table {
        let score = |at: usize| self.pca.scores.iter().map(move |scores| scores[at]);
        self.table("sample", &self.pca.samples, score)
    }

    /// `clusters/pca_loadings.tsv`: a row per feature, a column per component.
    pub fn loadings_table(&self) -> Table {
        let loading = |at: usize| self.loadings.column(at).into_iter().copied();
        self.table("feature_id", &self.features, loading)
    }

    fn table<N: Iterator<Item = f64>>(
        &self,
        first: &str,
        names: &[String],
        numbers: impl Fn(usize) -> N,
    ) -> Table {
        let table = Table::default().texts(first, names);
        let components = self.pca.components.iter().enumerate();
        components.fold(table, |table, (at, component)| {
            table.numbers(component.name.as_str(), numbers(at))
        })
    }
}

/// The first principal components of the samples, features centred but not scaled.
///
/// There are at most `n_samples - 1` of them; components without variance are left out, so that
/// there may be fewer than `most`.
///
/// # Sign
/// A component's direction is arbitrary. Here the loading that is largest in absolute value is
/// positive (the first such feature).
///
/// # Errors
/// Fewer than two samples, no features, a value that is not finite, or samples that are all
/// the same.
///
/// # Numerics
/// Eigenvectors of the samples' cross-products. Standard deviations, scores
/// and loadings agree with R's `prcomp(t(x))` to 1e-10 but for signs. The sums have a fixed order.
///
/// # Cost
/// O(n_samples^2 x n_features), parallel over strips of samples, and O(n_samples^3) up to 300
/// samples; for more of them O(n_samples^2) for each of the some hundred steps that the components
/// asked for take.
///
/// # Source
/// Pearson 1901, Phil. Mag. 2:559; Jolliffe 2002, Principal Component Analysis.
pub fn principal_components(
    expression: &ExpressionMatrix,
    most: usize,
) -> Result<PrincipalComponents, ClusterError> {
    check_complete(expression, Items::Samples)?;
    let centred = centred(expression);
    let products = cross_products(&centred);
    let n_samples = expression.n_samples();
    let entry = |i: usize, j: usize| products[[i, j]];
    let pairs = match n_samples > FEW_SAMPLES {
        true => leading_eigen(n_samples, entry, most),
        false => symmetric_eigen(n_samples, entry),
    };
    let variances: Vec<f64> = pairs.iter().map(|(variance, _)| *variance).collect();
    let total: f64 = products.diag().sum();
    let n_components = (variances.iter())
        .take(most.min(n_samples - 1))
        .take_while(|&&variance| variance > SMALLEST_VARIANCE * variances[0])
        .count();
    if n_components == 0 && most > 0 {
        return Err(ClusterError::NoVariance);
    }
    let lengths: Vec<f64> = variances[..n_components].iter().map(|v| v.sqrt()).collect();
    let mut scores = Array2::from_shape_fn((n_samples, n_components), |(i, k)| pairs[k].1[i]);
    let mut loadings = centred.dot(&scores);
    for (component, &length) in lengths.iter().enumerate() {
        let mut column = loadings.column_mut(component);
        let sign = sign_of_largest(column.iter().copied());
        column.mapv_inplace(|value| sign * value / length);
        let mut column = scores.column_mut(component);
        column.mapv_inplace(|value| sign * value * length);
    }
    let degrees = (n_samples - 1) as f64;
    let mut cumulative_fraction = 0.0;
    let component = |(at, length): (usize, &f64)| {
        let variance_fraction = variances[at] / total;
        cumulative_fraction += variance_fraction;
        Component {
            name: format!("PC{}", at + 1),
            standard_deviation: length / degrees.sqrt(),
            variance_fraction,
            cumulative_fraction,
            top_loadings: top_features(expression.features(), loadings.column(at)),
        }
    };
    let pca = Pca {
        adjustment: None,
        scope: String::new(),
        method_in_words: METHOD.to_owned(),
        standardization: STANDARDIZATION.to_owned(),
        n_features: expression.n_features(),
        samples: expression.samples().to_vec(),
        components: lengths.iter().enumerate().map(component).collect(),
        scores: scores.rows().into_iter().map(|row| row.to_vec()).collect(),
        groupings: Vec::new(),
    };
    Ok(PrincipalComponents {
        pca,
        features: expression.features().to_vec(),
        loadings,
    })
}

/// The features of largest loadings; of equal ones the first.
fn top_features(features: &[String], loadings: ArrayView1<'_, f64>) -> Vec<Loading> {
    let larger = |&one: &usize, &other: &usize| {
        let (one_size, other_size) = (loadings[one].abs(), loadings[other].abs());
        other_size.total_cmp(&one_size).then(one.cmp(&other))
    };
    let mut rows: Vec<usize> = (0..loadings.len()).collect();
    if rows.len() > N_TOP {
        rows.select_nth_unstable_by(N_TOP, larger);
        rows.truncate(N_TOP);
    }
    rows.sort_by(larger);
    (rows.into_iter())
        .map(|row| Loading {
            feature_id: features[row].clone(),
            gene_symbols: Vec::new(),
            loading: loadings[row],
        })
        .collect()
}

/// Each feature's values less their mean.
fn centred(expression: &ExpressionMatrix) -> Array2<f64> {
    let mut centred = expression.to_array();
    let values = centred.as_slice_mut().expect("expression is row-major");
    values
        .par_chunks_mut(expression.n_samples())
        .for_each(|row| {
            // A constant row becomes zeros whatever its mean would be rounded to.
            let first = row[0];
            row.iter_mut().for_each(|value| *value -= first);
            let mean = row.iter().sum::<f64>() / row.len() as f64;
            row.iter_mut().for_each(|value| *value -= mean);
        });
    centred
}

/// Samples x samples sums of products over the features.
fn cross_products(values: &Array2<f64>) -> Array2<f64> {
    let (n_features, n_samples) = values.dim();
    let starts: Vec<usize> = (0..n_samples).step_by(STRIP).collect();
    // Of a symmetric matrix the upper half: a strip of rows from its diagonal on.
    let strips: Vec<Array2<f64>> = (starts.par_iter())
        .map(|&start| {
            let end = n_samples.min(start + STRIP);
            let mut strip = Array2::zeros((end - start, n_samples - start));
            for first in (0..n_features).step_by(BLOCK) {
                let last = n_features.min(first + BLOCK);
                let rows = values.slice_axis(Axis(0), Slice::from(first..last));
                let block = rows.slice_axis(Axis(1), Slice::from(start..n_samples));
                let own = rows.slice_axis(Axis(1), Slice::from(start..end));
                general_mat_mul(1.0, &own.t(), &block, 1.0, &mut strip);
            }
            strip
        })
        .collect();
    let mut products = Array2::zeros((n_samples, n_samples));
    for (strip, start) in strips.iter().zip(starts) {
        for ((row, column), &product) in strip.indexed_iter() {
            let (i, j) = (start + row, start + column);
            if i <= j {
                products[[i, j]] = product;
                products[[j, i]] = product;
            }
        }
    }
    products
}

fn sign_of_largest(values: impl Iterator<Item = f64>) -> f64 {
    let largest = values.fold(0.0_f64, |most, value| {
        if value.abs() > most.abs() {
            value
        } else {
            most
        }
    });
    if largest < 0.0 { -1.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn matrix(values: Array2<f64>) -> ExpressionMatrix {
        let features = (0..values.nrows()).map(|i| format!("f{i}")).collect();
        let samples = (0..values.ncols()).map(|i| format!("s{i}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    #[test]
    fn points_on_a_line_have_one_component() {
        // Direction (3, -4) / 5, steps of 5; the larger loading is made positive.
        let values = array![[1.0, 4.0, 7.0], [9.0, 5.0, 1.0], [2.0, 2.0, 2.0]];
        let found = principal_components(&matrix(values), 5).unwrap();
        let component = &found.pca.components[0];
        assert_eq!((found.pca.components.len(), found.pca.scores.len()), (1, 3));
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-14, "{a} {b}");
        close(component.standard_deviation, 5.0);
        close(component.variance_fraction, 1.0);
        for (row, expected) in [-0.6, 0.8, 0.0].into_iter().enumerate() {
            close(found.loadings[[row, 0]], expected);
        }
        for (row, expected) in [5.0, 0.0, -5.0].into_iter().enumerate() {
            close(found.pca.scores[row][0], expected);
        }
    }

    #[test]
    fn samples_without_differences_are_an_error() {
        let same = matrix(array![[0.1, 0.1, 0.1], [0.7, 0.7, 0.7]]);
        let error = principal_components(&same, 2).unwrap_err();
        assert_eq!(error, ClusterError::NoVariance);
        assert!(principal_components(&matrix(array![[1.0], [2.0]]), 2).is_err());
        assert!(principal_components(&matrix(array![[1.0, f64::NAN]]), 2).is_err());
        assert!(principal_components(&matrix(Array2::zeros((0, 3))), 2).is_err());
    }

    #[test]
    fn tables_have_a_column_a_component() {
        let values = array![[1.0, 4.0, 7.0], [9.0, 5.0, 1.0], [2.0, 2.0, 2.0]];
        let found = principal_components(&matrix(values), 5).unwrap();
        let text = |table: Table| {
            let mut text = Vec::new();
            table.write(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let scores = text(found.scores_table());
        assert!(scores.starts_with("sample\tPC1\ns0\t") && scores.lines().count() == 4);
        let loadings = text(found.loadings_table());
        assert!(
            loadings.starts_with("feature_id\tPC1\nf0\t-0."),
            "{loadings}"
        );
        let top = &found.pca.components[0].top_loadings;
        assert_eq!((top.len(), top[0].feature_id.as_str()), (3, "f1"));
    }
}
