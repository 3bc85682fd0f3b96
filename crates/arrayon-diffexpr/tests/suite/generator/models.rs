//! Studies as `make_models.R` and `make_deficient.R` describe them, one a row of a table.

use super::{Recipe, expression, uniforms, with_blocks};
use arrayon_core::contrast::crossed_columns;
use arrayon_core::{
    Comparison, Contrast, ExpressionMatrix, Formula, LinearCombination, SampleSheet, SheetColumn,
};
use arrayon_diffexpr::{Block, Design, ErrorModel, ModerationSettings, duplicate_correlation};
use arrayon_testkit::Table;
use ndarray::Array2;

pub(crate) struct Study {
    pub(crate) sheet: SampleSheet,
    pub(crate) contrast: Contrast,
    pub(crate) expression: ExpressionMatrix,
    pub(crate) errors: ErrorModel,
    pub(crate) moderation: ModerationSettings,
    pub(crate) has_block: bool,
    pub(crate) is_weighted: bool,
}

pub(crate) fn split(text: &str, at: char) -> Vec<String> {
    let parts = text.split(at).filter(|part| !part.is_empty());
    parts.map(String::from).collect()
}

/// The contrast of a row; `combination` is the column that holds its weights.
pub(crate) fn contrast(table: &Table, row: usize, combination: &str) -> Contrast {
    let cell = |column: &str| table.rows[row][table.position(column)].clone();
    let combination = LinearCombination::parse(&cell(combination)).unwrap();
    let comparison = match &cell("formula")[..] {
        "" => Comparison::GroupMeans {
            variables: crossed_columns(&cell("variable")).unwrap(),
            combination,
        },
        formula => Comparison::Coefficients {
            formula: Formula::parse(formula).unwrap(),
            combination,
        },
    };
    let mut contrast = Contrast::new("c", comparison);
    contrast.blocking = split(&cell("blocking"), ';');
    contrast
}

pub(crate) fn study(table: &Table, row: usize) -> Study {
    let cell = |column: &str| table.rows[row][table.position(column)].clone();
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let parsed = |part: &str| {
        let (name, values) = part.split_once('=').unwrap();
        SheetColumn {
            name: name.into(),
            values: split(values, ','),
        }
    };
    let mut columns: Vec<SheetColumn> = cell("sheet").split(';').map(parsed).collect();
    let block = split(&cell("block"), ',');
    columns.push(SheetColumn {
        name: "block".into(),
        values: block.clone(),
    });
    let (seed, n_features) = (number("seed"), number("n_features") as usize);
    let in_both = |(geno, diet): (&String, &String)| geno == "KO" && diet == "low";
    let complete = expression(&Recipe {
        seed,
        n_features,
        target: columns[0]
            .values
            .iter()
            .zip(&columns[1].values)
            .map(in_both)
            .collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 0,
    });
    let per_value = |seed, n: usize| {
        let values = uniforms(seed, n_features * n);
        Array2::from_shape_vec((n_features, n), values).unwrap()
    };
    let n_samples = block.len();
    let effect = number("effect");
    let complete = if effect > 0.0 {
        with_blocks(&complete, &block, seed + 300_000.0, effect)
    } else {
        complete
    };
    let mut values = complete.to_array();
    values.zip_mut_with(&per_value(seed + 500_000.0, n_samples), |value, u| {
        if *u < number("missing") {
            *value = f64::NAN;
        }
    });
    let samples = complete.samples().to_vec();
    let expression = ExpressionMatrix::new(complete.features().to_vec(), samples, values).unwrap();
    let weights: Vec<f64> = split(&cell("array_weights"), ',')
        .iter()
        .map(|w| w.parse().unwrap())
        .collect();
    let is_weighted = number("weighted") == 1.0;
    Study {
        contrast: contrast(table, row, "combination"),
        sheet: SampleSheet {
            path: "studies.tsv".into(),
            samples: expression.samples().to_vec(),
            lines: (2..).take(n_samples).collect(),
            files: None,
            columns,
        },
        expression,
        is_weighted: is_weighted || weights.iter().any(|weight| *weight != 1.0),
        errors: ErrorModel {
            sample_weights: Some(weights),
            observation_weights: is_weighted.then(|| per_value(seed + 900_000.0, n_samples) + 0.1),
            block: None,
        },
        moderation: ModerationSettings {
            trend: number("trend") == 1.0,
            robust: number("robust") == 1.0,
            ..Default::default()
        },
        has_block: effect > 0.0,
    }
}

impl Study {
    /// The errors with the blocks' correlation, the consensus, and each feature's own (atanh);
    /// NaN without blocks.
    pub(crate) fn errors_with_block(&self, design: &Design) -> (ErrorModel, f64, Vec<f64>) {
        let mut errors = self.errors.clone();
        if !self.has_block {
            return (
                errors,
                f64::NAN,
                vec![f64::NAN; self.expression.n_features()],
            );
        }
        let labels = self.sheet.column("block").unwrap().values.clone();
        let found = duplicate_correlation(&self.expression, design, &labels, &errors).unwrap();
        errors.block = Some(Block {
            labels,
            correlation: found.consensus,
        });
        (errors, found.consensus, found.atanh_correlations)
    }
}
