//! The design of a trend: what is tested, what is adjusted for, and whether the two differ.

use crate::dependence::dropped_note;
use crate::linear::design::{Reduction, spelling_notes};
use crate::{
    ColumnReading, ColumnRoles, Design, DiffexprError, DroppedColumn, LeftOutSample, Reading,
    SlopeError,
};
use arrayon_core::{SampleSheet, SheetColumn};
use arrayon_stats::qr::Qr;
use ndarray::Array2;

/// A column of a design.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
}

/// What is modelled.
pub(crate) struct Model<'a> {
    /// The column of the sheet whose trend is tested.
    pub(crate) tested: &'a str,
    /// Positions in the sheet of the samples that have a value.
    pub(crate) samples: &'a [usize],
    /// Their values.
    pub(crate) values: &'a [f64],
    /// The first columns of the design, which span the constant.
    pub(crate) leading: Vec<Column>,
    /// Columns of the sheet that are adjusted for.
    pub(crate) adjust: &'a [String],
    /// The other samples.
    pub(crate) left_out: &'a [LeftOutSample],
}

/// The design and how much of the tested values the columns adjusted for explain.
pub(crate) struct Built {
    pub(crate) design: Design,
    pub(crate) explained: f64,
}

/// Builds a design: the leading columns, then those adjusted for (a factor as a column for each
/// level but the first; columns that are combinations of others are dropped). The leading columns
/// other than the tested values themselves may still depend on those adjusted for
/// ([`Design::is_independent`]).
pub(crate) fn build_model(
    sheet: &SampleSheet,
    model: Model<'_>,
    roles: &ColumnRoles,
) -> Result<Built, SlopeError> {
    roles.check()?;
    check_names(sheet, &model)?;
    refuse_constant(&model)?;
    let names: Vec<(usize, &str)> = (model.samples.iter())
        .map(|&at| (at, sheet.samples[at].as_str()))
        .collect();
    let mut adjustments = Vec::new();
    let mut readings = Vec::new();
    for name in model.adjust {
        let column = find(sheet, model.tested, name)?;
        refuse_empty_cells(&model, column, &names)?;
        let reading = read(sheet, &model, column, &names, roles)?;
        adjustments.push(columns_of(column, &reading, model.samples));
        readings.push(reading);
    }
    let (kept, dropped) = independent(model.samples.len(), &adjustments);
    let columns: Vec<&Column> = model.leading.iter().chain(kept).collect();
    check_residual_df(&model, &columns)?;
    check_confounding(&model, &adjustments)?;
    let notes = readings.iter().filter_map(ColumnReading::note);
    let design = Design {
        matrix: Array2::from_shape_fn((names.len(), columns.len()), |(row, column)| {
            columns[column].values[row]
        }),
        columns: columns.iter().map(|column| column.name.clone()).collect(),
        samples: model.samples.to_vec(),
        sample_names: names.iter().map(|&(_, name)| name.to_owned()).collect(),
        groups: Vec::new(),
        weights: vec![0.0; columns.len()],
        notes: (notes.chain(spelling_notes(&readings)))
            .chain(dropped_note(&dropped))
            .collect(),
        dropped,
        readings,
        excluded: (model.left_out.iter())
            .map(|left_out| left_out.sample.clone())
            .collect(),
    };
    Ok(Built {
        design,
        explained: explained(model.values, &adjustments),
    })
}

pub(crate) fn find<'a>(
    sheet: &'a SampleSheet,
    tested: &str,
    name: &str,
) -> Result<&'a SheetColumn, SlopeError> {
    sheet.column(name).ok_or_else(|| SlopeError::UnknownColumn {
        tested: tested.to_owned(),
        column: name.to_owned(),
        columns: sheet.column_names().into_iter().map(String::from).collect(),
    })
}

fn check_names(sheet: &SampleSheet, model: &Model<'_>) -> Result<(), SlopeError> {
    for (position, name) in model.adjust.iter().enumerate() {
        find(sheet, model.tested, name)?;
        if name == model.tested || model.adjust[..position].contains(name) {
            return Err(SlopeError::RepeatedColumn {
                tested: model.tested.to_owned(),
                column: name.clone(),
            });
        }
    }
    Ok(())
}

fn refuse_constant(model: &Model<'_>) -> Result<(), SlopeError> {
    let tested = model.tested.to_owned();
    let Some(&value) = model.values.first() else {
        let n_missing = model.left_out.len();
        return Err(SlopeError::NoValues { tested, n_missing });
    };
    if model.values.iter().any(|other| *other != value) {
        return Ok(());
    }
    Err(SlopeError::Constant {
        tested,
        value,
        n_samples: model.values.len(),
    })
}

fn refuse_empty_cells(
    model: &Model<'_>,
    column: &SheetColumn,
    names: &[(usize, &str)],
) -> Result<(), SlopeError> {
    let empty = names
        .iter()
        .filter(|&&(at, _)| column.values[at].trim().is_empty());
    let samples: Vec<String> = empty.map(|&(_, name)| name.to_owned()).collect();
    if samples.is_empty() {
        return Ok(());
    }
    Err(SlopeError::EmptyCell {
        tested: model.tested.to_owned(),
        column: column.name.clone(),
        samples,
    })
}

/// Reads a column adjusted for as blocking columns of contrasts are read.
fn read(
    sheet: &SampleSheet,
    model: &Model<'_>,
    column: &SheetColumn,
    names: &[(usize, &str)],
    roles: &ColumnRoles,
) -> Result<ColumnReading, SlopeError> {
    let line_of = |sample: &String| {
        let at = sheet.samples.iter().position(|name| name == sample);
        at.map_or(0, |at| sheet.lines[at])
    };
    let with_line = |error| match error {
        DiffexprError::NotANumber { sample, value, .. } => SlopeError::NotANumber {
            tested: model.tested.to_owned(),
            column: column.name.clone(),
            line: line_of(&sample),
            path: sheet.path.clone(),
            sample,
            value,
        },
        DiffexprError::UnfitNumber { sample, value, .. } => SlopeError::UnfitNumber {
            tested: model.tested.to_owned(),
            column: column.name.clone(),
            line: line_of(&sample),
            path: sheet.path.clone(),
            sample,
            value,
        },
        other => other.into(),
    };
    roles.read(model.tested, column, names).map_err(with_line)
}

fn columns_of(column: &SheetColumn, reading: &ColumnReading, samples: &[usize]) -> Vec<Column> {
    match &reading.reading {
        Reading::Covariate(values) => vec![Column {
            name: column.name.clone(),
            values: values.clone(),
        }],
        Reading::Factor(levels) => (levels[1..].iter())
            .map(|level| indicator(column, level, samples))
            .collect(),
    }
}

/// 1 for samples of a level, 0 for the others.
pub(crate) fn indicator(column: &SheetColumn, level: &str, samples: &[usize]) -> Column {
    let is_level = |&at: &usize| f64::from(u8::from(column.values[at] == level));
    Column {
        name: format!("{}={level}", column.name),
        values: samples.iter().map(is_level).collect(),
    }
}

fn check_residual_df(model: &Model<'_>, columns: &[&Column]) -> Result<(), SlopeError> {
    if model.samples.len() > columns.len() {
        return Ok(());
    }
    Err(SlopeError::NoResidualDf {
        tested: model.tested.to_owned(),
        n_samples: model.samples.len(),
        n_left_out: model.left_out.len(),
        n_coefficients: columns.len(),
        columns: columns.iter().map(|column| column.name.clone()).collect(),
    })
}

/// The columns adjusted for without those that are combinations of the constant and others.
fn independent(
    n_samples: usize,
    adjustments: &[Vec<Column>],
) -> (Vec<&Column>, Vec<DroppedColumn>) {
    let columns: Vec<&Column> = adjustments.iter().flatten().collect();
    let mut names = vec!["(Intercept)".to_owned()];
    names.extend(columns.iter().map(|column| column.name.clone()));
    let reduction = Reduction::new(with_constant(n_samples, columns.iter().copied()));
    // the constant, the first, is always kept
    let kept = reduction.kept[1..].iter().map(|&at| columns[at - 1]);
    (kept.collect(), reduction.dropped(&names))
}

/// Refuses adjustments that determine the tested values.
fn check_confounding(model: &Model<'_>, adjustments: &[Vec<Column>]) -> Result<(), SlopeError> {
    let determine = |columns: &mut dyn Iterator<Item = &Column>| {
        let mut vectors = with_constant(model.samples.len(), columns);
        let n_others = vectors.len();
        vectors.push(model.values.to_vec());
        let qr = Qr::new(vectors);
        qr.pivot()[qr.rank()..].contains(&n_others)
    };
    if !determine(&mut adjustments.iter().flatten()) {
        return Ok(());
    }
    let mut with: Vec<String> = (model.adjust.iter().zip(adjustments))
        .filter(|(_, columns)| determine(&mut columns.iter()))
        .map(|(name, _)| name.clone())
        .collect();
    if with.is_empty() {
        with = model.adjust.to_vec();
    }
    Err(SlopeError::Confounded {
        tested: model.tested.to_owned(),
        with,
    })
}

fn with_constant<'a>(n_samples: usize, columns: impl Iterator<Item = &'a Column>) -> Vec<Vec<f64>> {
    let mut vectors = vec![vec![1.0; n_samples]];
    vectors.extend(columns.map(|column| column.values.clone()));
    vectors
}

/// The share of the variance of `values` that the columns explain.
fn explained(values: &[f64], adjustments: &[Vec<Column>]) -> f64 {
    let columns = adjustments.iter().flatten();
    let qr = Qr::new(with_constant(values.len(), columns));
    let mut effects = values.to_vec();
    qr.effects_in_place(&mut effects);
    let squares = |effects: &[f64]| effects.iter().map(|effect| effect * effect).sum::<f64>();
    squares(&effects[1..qr.rank()]) / squares(&effects[1..])
}
