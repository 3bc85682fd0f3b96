//! What the golden tests share: reading of sheets, contrasts and references.

pub(crate) mod ending;

use arrayon_core::{
    Comparison, Contrast, ExpressionMatrix, Formula, LinearCombination, SampleSheet, SheetColumn,
};
use arrayon_diffexpr::ContrastResult;
use arrayon_results::differential::FeatureRow;
use arrayon_testkit::{Table, assert_all_close, read_table};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn expression(path: &Path) -> ExpressionMatrix {
    let table = read_table(path);
    let samples: Vec<String> = table.columns[1..].to_vec();
    let features = table
        .rows
        .iter()
        .map(|row| row[0].clone())
        .collect::<Vec<_>>();
    let values = (0..features.len())
        .flat_map(|row| table.row_numbers(row, 1))
        .collect();
    let values = Array2::from_shape_vec((features.len(), samples.len()), values).unwrap();
    ExpressionMatrix::new(features, samples, values).unwrap()
}

/// A sheet from a comma- or tab-separated file without quotes.
pub(crate) fn sheet(path: &Path) -> SampleSheet {
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| line.split([',', '\t']).map(String::from).collect())
        .collect();
    let column = |at: usize| {
        rows[1..]
            .iter()
            .map(|row| row[at].clone())
            .collect::<Vec<_>>()
    };
    let columns = rows[0].iter().enumerate().skip(2);
    SampleSheet {
        path: path.to_path_buf(),
        samples: column(0),
        lines: (2..).take(rows.len() - 1).collect(),
        files: Some(column(1)),
        columns: columns
            .map(|(at, name)| SheetColumn {
                name: name.clone(),
                values: column(at),
            })
            .collect(),
    }
}

pub(crate) fn contrast(
    variable: &str,
    reference: &str,
    target: &str,
    blocking: &[&str],
) -> Contrast {
    let id = format!("{target}_vs_{reference}");
    let mut contrast = Contrast::between(&id, variable, reference, target);
    contrast.blocking = blocking.iter().map(ToString::to_string).collect();
    contrast
}

pub(crate) fn group_means(variables: &[&str], combination: &str) -> Contrast {
    let comparison = Comparison::GroupMeans {
        variables: variables.iter().map(ToString::to_string).collect(),
        combination: LinearCombination::parse(combination).unwrap(),
    };
    Contrast::new("c", comparison)
}

pub(crate) fn coefficients(formula: &str, combination: &str) -> Contrast {
    let comparison = Comparison::Coefficients {
        formula: Formula::parse(formula).unwrap(),
        combination: LinearCombination::parse(combination).unwrap(),
    };
    Contrast::new("c", comparison)
}

/// The rows of a result by feature id.
pub(crate) fn by_id(result: &ContrastResult) -> BTreeMap<&str, &FeatureRow> {
    let rows = result.found.features.iter();
    rows.map(|row| (row.feature_id.as_str(), row)).collect()
}

/// The rows of a result with their places in the expression matrix.
pub(crate) fn placed(result: &ContrastResult) -> impl Iterator<Item = (usize, &FeatureRow)> {
    result.places.iter().copied().zip(&result.found.features)
}

/// The number, NaN where there is none.
pub(crate) fn nan(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// Compares a result with limma's `topTable`, p on the log scale; confidence limits where the
/// reference has them.
pub(crate) fn assert_meets_top_table(result: &ContrastResult, reference: &Table, tolerance: f64) {
    let rows = by_id(result);
    assert_eq!(rows.len(), reference.rows.len(), "number of features");
    let rows: Vec<&FeatureRow> = reference.rows.iter().map(|row| rows[&row[0][..]]).collect();
    let compare = |column: &str, get: &dyn Fn(&FeatureRow) -> f64, logarithm: bool| {
        if !reference.columns.iter().any(|name| name == column) {
            return;
        }
        let found: Vec<f64> = rows.iter().map(|row| get(row)).collect();
        let mut expected = reference.numbers(column);
        if logarithm {
            expected.iter_mut().for_each(|p| *p = p.ln());
        }
        assert_all_close(&found, &expected, tolerance, column);
    };
    compare("logFC", &|row| row.log_fc, false);
    compare("CI.L", &|row| row.ci_left, false);
    compare("CI.R", &|row| row.ci_right, false);
    compare("AveExpr", &|row| row.ave_expr, false);
    compare("t", &|row| nan(row.t), false);
    compare("P.Value", &|row| nan(row.ln_p()), true);
    compare("adj.P.Val", &|row| nan(row.adj_p_value).ln(), true);
    compare("B", &|row| nan(row.b), false);
}
