//! The slope of expression over a phenotype.

use super::model::{FittedModel, design_over};
use super::values::read_values;
use super::{Phenotype, PhenotypeModel};
use crate::slopes::{Slopes, count, line};
use crate::{Settings, SlopeError, SlopeResult};
use arrayon_core::{ExpressionMatrix, SampleSheet};

/// Slopes of all features over one phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct PhenotypeSlopes {
    /// The phenotype.
    pub phenotype: Phenotype,
    /// The sign in words.
    pub direction: String,
    /// The model.
    pub model: PhenotypeModel,
    /// Every feature, by p-value.
    pub rows: Vec<SlopeResult>,
    /// Features with an adjusted p-value of at most `Settings::fdr` that rise with the phenotype.
    pub n_up: usize,
    /// The same, falling.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Tests the slope of every feature over a phenotype, alone or adjusted for columns.
///
/// Samples are matched with the matrix's columns by name. `Settings` apply as to a contrast,
/// except `treat`: its threshold is a fold change, so the slope is tested against 0 and a note
/// says so.
///
/// # Errors
/// A cell that is not a number (with sample and line), a constant phenotype, one that the columns
/// adjusted for determine, no residual degrees of freedom, samples without expression values or
/// without a block, no estimate of the correlation within blocks.
///
/// # Numerics
/// Meets limma 3.54 on `model.matrix(~ phenotype + adjust)` within 1e-8 of max(1, |value|), with
/// `duplicateCorrelation` of the same model where samples are in blocks. The same bits for any number of threads.
///
/// # Source
/// Smyth 2004 (doi:10.2202/1544-6115.1027). The correlation follows from the unmoderated t:
/// r = t / sqrt(t^2 + df).
///
/// # Examples
/// ```
/// use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
/// use arrayon_diffexpr::{Phenotype, Settings, phenotype_slopes};
///
/// let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let samples = texts(&["s1", "s2", "s3", "s4", "s5"]);
/// let sheet = SampleSheet {
///     path: "samples.csv".into(),
///     samples: samples.clone(),
///     lines: vec![2, 3, 4, 5, 6],
///     files: None,
///     columns: vec![SheetColumn {
///         name: "serum_mg".into(),
///         values: texts(&["0.4", "0.6", "", "0.9", "1.1"]),
///     }],
/// };
/// let values = ndarray::arr2(&[[8.2, 7.8, 6.0, 7.2, 6.8], [6.0, 6.4, 6.1, 6.2, 6.3]]);
/// let expression = ExpressionMatrix::new(texts(&["Trpm6", "Actb"]), samples, values)?;
/// let phenotype = Phenotype { column: "serum_mg".into(), adjust: vec![] };
///
/// let result = phenotype_slopes(&expression, &sheet, &phenotype, &Settings::default())?;
/// assert_eq!(result.rows[0].id, "Trpm6");
/// assert!((result.rows[0].slope + 2.0).abs() < 1e-12); // log2 per unit
/// assert_eq!(result.model.left_out[0].sample, "s3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn phenotype_slopes(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    phenotype: &Phenotype,
    settings: &Settings,
) -> Result<PhenotypeSlopes, SlopeError> {
    settings.check()?;
    let read = read_values(sheet, &phenotype.column)?;
    let leading = line(&phenotype.column, &read.values);
    let mut built = design_over(sheet, phenotype, &read, leading, settings)?;
    built.design.weights[1] = 1.0;
    let model = FittedModel::new(expression, sheet, phenotype, read, built, settings)?;
    let slopes = Slopes::new(&model.fitted, &model.design, settings);
    let rows = slopes.table(&model.expression, &model.fitted);
    let n_found = |sign| count(rows.iter(), settings.fdr, sign);
    let (n_up, n_down) = (n_found(1.0), n_found(-1.0));
    Ok(PhenotypeSlopes {
        phenotype: phenotype.clone(),
        direction: format!(
            "positive = higher expression at higher {}",
            phenotype.column
        ),
        notes: model.notes(phenotype, settings),
        model: model.into_model(),
        rows,
        n_up,
        n_down,
    })
}
