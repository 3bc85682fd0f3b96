//! The slope of expression over a phenotype.

use super::Phenotype;
use super::model::{FittedModel, design_over};
use super::values::read_values;
use crate::slopes::{Slopes, found, line, n_tested};
use crate::{NoiseWeights, Settings, SlopeError, SlopeModel, SlopeRow};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use arrayon_results::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Slopes of all features over one column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeSlopes {
    /// Column of the sample sheet.
    pub variable: String,
    /// What a positive slope means, in words.
    pub direction_in_words: String,
    /// Scale of `slope`: log2 for one unit of the column.
    pub unit: String,
    /// The method in words.
    pub method_in_words: String,
    /// The linear model.
    pub slope_model: SlopeModel,
    /// Share of the phenotype's variance that the columns adjusted for explain.
    pub explained_by_adjustment: f64,
    /// False discovery rate at which features count as found.
    pub fdr: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features found to rise with the phenotype.
    pub n_up: usize,
    /// Features found to fall with it.
    pub n_down: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// What the slopes are of each sample's noise; in no file.
    #[serde(skip)]
    pub noise: NoiseWeights,
    /// Every feature, by p-value, then by id.
    pub features: Vec<SlopeRow>,
}

impl DocumentKind for PhenotypeSlopes {
    const SCHEMA: &'static str = "arrayon/phenotype";
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
/// assert_eq!(result.features[0].feature_id, "Trpm6");
/// assert!((result.features[0].slope.unwrap() + 2.0).abs() < 1e-12); // log2 per unit
/// assert_eq!(result.slope_model.left_out[0].sample, "s3");
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
    let features = slopes.table(&model.expression, &model.fitted);
    let (n_up, n_down) = found(features.iter(), settings.fdr);
    let column = &phenotype.column;
    Ok(PhenotypeSlopes {
        variable: column.clone(),
        direction_in_words: format!("positive = higher expression at higher {column}"),
        unit: format!("log2 for one unit of {column}"),
        method_in_words: format!("slope over the phenotype: {}", settings.model_of_slope()),
        explained_by_adjustment: model.explained,
        fdr: settings.fdr,
        n_tested: n_tested(features.iter()),
        n_up,
        n_down,
        notes: model.notes(phenotype, settings),
        noise: NoiseWeights::of(
            &model.design,
            model.fitted.sample_weights.as_deref(),
            model.fitted.sample_blocks.as_ref(),
        ),
        slope_model: model.into_model(phenotype),
        features,
    })
}
