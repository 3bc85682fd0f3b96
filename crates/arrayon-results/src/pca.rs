//! `clusters/pca.json`, `clusters/pca_scores.tsv` and `clusters/pca_loadings.tsv`: the principal
//! components of the samples.

use crate::document::DocumentKind;
use crate::number::Number;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Principal components of samples over features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pca {
    /// `all samples`.
    pub scope: String,
    /// The method in words.
    pub method: String,
    /// What was done to each feature beforehand.
    pub standardization: String,
    /// Number of features.
    pub n_features: usize,
    /// Samples, in the order of `scores`.
    pub labels: Vec<String>,
    /// The first components, by falling variance.
    pub components: Vec<Component>,
    /// Where each sample stands: one row a sample, one number a component, log2 units.
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
    pub top_features: Vec<Loading>,
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

/// A column of the sample sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grouping {
    /// The column.
    pub variable: String,
    /// The level of each label.
    pub levels: Vec<String>,
}

/// Writes the scores: a row a sample, a column a component.
///
/// # Errors
/// The writer's.
pub fn write_scores(pca: &Pca, out: &mut dyn Write) -> io::Result<()> {
    write_header("sample", pca, out)?;
    for (label, scores) in pca.labels.iter().zip(&pca.scores) {
        write_row(label, scores, out)?;
    }
    Ok(())
}

/// Writes the loadings: a row a feature, a column a component. `loadings` holds one number a
/// component for each of the features, feature after feature.
///
/// # Errors
/// The writer's.
pub fn write_loadings(
    pca: &Pca,
    features: &[String],
    loadings: &[f64],
    out: &mut dyn Write,
) -> io::Result<()> {
    write_header("feature_id", pca, out)?;
    let n_components = pca.components.len().max(1);
    for (feature, loadings) in features.iter().zip(loadings.chunks(n_components)) {
        write_row(feature, loadings, out)?;
    }
    Ok(())
}

fn write_header(first: &str, pca: &Pca, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{first}")?;
    for component in &pca.components {
        write!(out, "\t{}", component.name)?;
    }
    writeln!(out)
}

fn write_row(name: &str, numbers: &[f64], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{name}")?;
    for &number in numbers {
        write!(out, "\t{}", Number(number))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_a_column_a_component() {
        let component = |name: &str| Component {
            name: name.to_owned(),
            standard_deviation: 1.0,
            variance_fraction: 0.5,
            cumulative_fraction: 0.5,
            top_features: Vec::new(),
        };
        let pca = Pca {
            scope: String::new(),
            method: String::new(),
            standardization: String::new(),
            n_features: 2,
            labels: ["a", "b"].map(String::from).to_vec(),
            components: vec![component("PC1"), component("PC2")],
            scores: vec![vec![1.5, -2e-9], vec![-1.5, 2.0]],
            groupings: Vec::new(),
        };
        let mut text = Vec::new();
        write_scores(&pca, &mut text).unwrap();
        let expected = "sample\tPC1\tPC2\na\t1.5\t-2e-9\nb\t-1.5\t2\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
        let mut text = Vec::new();
        let features = ["f", "g"].map(String::from);
        write_loadings(&pca, &features, &[0.6, 0.8, 0.8, -0.6], &mut text).unwrap();
        let expected = "feature_id\tPC1\tPC2\nf\t0.6\t0.8\ng\t0.8\t-0.6\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
