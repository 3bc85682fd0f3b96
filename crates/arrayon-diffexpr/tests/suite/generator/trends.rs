//! Small sheets and matrices for trends, written in words.

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::Phenotype;

pub(crate) fn texts(values: &str) -> Vec<String> {
    values.split(' ').map(|v| v.replace('_', "")).collect()
}

pub(crate) fn sheet(columns: &[(&str, &str)]) -> SampleSheet {
    let columns: Vec<SheetColumn> = columns
        .iter()
        .map(|(name, values)| SheetColumn {
            name: (*name).into(),
            values: texts(values),
        })
        .collect();
    let n_samples = columns[0].values.len();
    SampleSheet {
        path: "samples.csv".into(),
        samples: (1..=n_samples).map(|i| format!("s{i}")).collect(),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns,
    }
}

pub(crate) fn expression(
    target: &str,
    n_features: usize,
    seed: f64,
    shift: f64,
) -> ExpressionMatrix {
    super::expression(&super::Recipe {
        seed,
        n_features,
        target: texts(target).iter().map(|group| group == "b").collect(),
        shift,
        spread: 1.2,
        constant: 0,
    })
}

pub(crate) fn phenotype(column: &str, adjust: &[&str]) -> Phenotype {
    Phenotype {
        column: column.into(),
        adjust: adjust.iter().map(ToString::to_string).collect(),
    }
}
