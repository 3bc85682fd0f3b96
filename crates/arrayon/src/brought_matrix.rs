//! A matrix that a user brought: which of its columns is which sample, and on which scale its
//! values are. Every stage that begins from a matrix reads it here.

use crate::error::Error;
use crate::inputs::Inputs;
use crate::matrix_scale::{MatrixScale, Scale};
use crate::origin::Origin;
use crate::result_files::ADJUSTED_FOLDER;
use crate::same_samples::check_distinct_samples;
use crate::sample_columns::{columns_of, match_samples};
use arrayon_core::{ExpressionMatrix, InputError, Place, SampleSheet};
use arrayon_formats::matrix::{self, ScaleEvidence};
use std::path::Path;

/// Expression in the order of the sheet, log2, with what a reader should know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtMatrix {
    /// Features x samples, log2.
    pub matrix: ExpressionMatrix,
    /// Whether it lies in results of simulated arrays.
    pub is_simulated: bool,
    /// What was read otherwise than it stands, left out or computed.
    pub notes: Vec<String>,
}

impl BroughtMatrix {
    /// Reads a matrix with the samples of the sheet in its order, or with all of its columns where
    /// there is no sheet.
    ///
    /// # Errors
    /// Those of [`matrix::read`]; values adjusted for display; samples of the sheet that no column is of; two columns of the same
    /// values; values that look linear, unless their scale is stated; linear values without log2.
    pub fn read(
        path: &Path,
        sheet: Option<&SampleSheet>,
        scale: MatrixScale,
        inputs: &Inputs,
    ) -> Result<Self, Error> {
        if let Some(fault) = scale.fault() {
            return Err(Error::data(
                "scale of the matrix",
                fault,
                "see --scale and --offset",
            ));
        }
        refuse_adjusted(path)?;
        let of_sheet = |columns: &[String]| columns_of(columns, sheet?);
        let read = matrix::read_chosen(inputs.file("matrix", path), &of_sheet)?;
        let mut notes = read.notes;
        let mut matrix = read.matrix;
        if let Some(sheet) = sheet {
            let matched = match_samples(matrix, sheet, path)?;
            matrix = matched.matrix;
            notes.extend(matched.notes);
        }
        check_distinct_samples(&matrix, path)?;
        let (matrix, note) = as_log2(matrix, path, scale)?;
        notes.extend(note);
        let origin = Origin::of(path)?;
        Ok(Self {
            matrix,
            is_simulated: origin.is_some_and(|origin| origin.is_simulated()),
            notes,
        })
    }
}

/// Refuses a matrix from which batches were taken for display.
fn refuse_adjusted(path: &Path) -> Result<(), InputError> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    let is_adjusted = folder.canonicalize().is_ok_and(|folder| {
        folder.ends_with(ADJUSTED_FOLDER)
            && folder
                .ancestors()
                .nth(Path::new(ADJUSTED_FOLDER).components().count())
                .is_some_and(|results| results.join("provenance.json").is_file())
    });
    if !is_adjusted {
        return Ok(());
    }
    let found = "batches were taken out of these values for display";
    Err(InputError::new(path, found)
        .expected("expression as it was normalised, such as expression.tsv of the same results")
        .hint(
            "tests and verdicts on adjusted values claim more certainty than the data have; model \
             the batch instead: name its column as the blocking of the contrasts",
        ))
}

/// The matrix on the scale of log2, and what a reader should know of how it came there.
fn as_log2(
    matrix: ExpressionMatrix,
    path: &Path,
    asked: MatrixScale,
) -> Result<(ExpressionMatrix, Option<String>), InputError> {
    let evidence = ScaleEvidence::of(&matrix);
    let file = path.display();
    match asked.scale {
        Some(Scale::Linear) => {
            let offset = asked.offset;
            let added = if offset > 0.0 {
                format!("log2(value + {offset})")
            } else {
                "log2".to_owned()
            };
            let note =
                format!("{file}: {added} was taken of the values, which are stated to be linear");
            Ok((log2_of(matrix, path, offset)?, Some(note)))
        }
        Some(Scale::Log2) => {
            let note =
                format!("{file}: taken as log2, as stated, though it looks linear: {evidence}");
            Ok((matrix, evidence.looks_linear().then_some(note)))
        }
        None if evidence.looks_linear() => Err(InputError::new(
            path,
            format!("the values look linear: {evidence}"),
        )
        .expected("log2 expression")
        .hint(
            "--scale linear takes log2 of them, --scale log2 takes them as they are; in \
                     study.toml scale = \"linear\" or \"log2\" in [study]",
        )),
        None => Ok((matrix, None)),
    }
}

/// Log2 of every value and the offset; missing values stay missing.
pub(crate) fn log2_of(
    matrix: ExpressionMatrix,
    path: &Path,
    offset: f64,
) -> Result<ExpressionMatrix, InputError> {
    let is_without = |value: &&f64| **value + offset <= 0.0;
    let n_without = matrix.rows().flatten().filter(is_without).count();
    let first = matrix.rows().enumerate().find_map(|(row, values)| {
        let column = values.iter().position(|value| is_without(&value))?;
        Some((row, column, values[column]))
    });
    if let Some((row, column, value)) = first {
        let more = match n_without - 1 {
            0 => String::new(),
            more => format!(", and {more} more values"),
        };
        let (feature, sample) = (&matrix.features()[row], &matrix.samples()[column]);
        let found = format!(
            "the value {value} of feature '{feature}' in sample '{sample}'{more} with the offset \
             {offset} is 0 or below, which has no log2"
        );
        return Err(InputError::new(path, found)
            .at(Place::File)
            .expected("linear values above 0")
            .hint("write NA for values that were not measured, or add an offset (--offset, or offset in [study])"));
    }
    Ok(matrix.map_values(|value| (value + offset).log2()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(values: &[f64]) -> ExpressionMatrix {
        let features = (0..values.len()).map(|at| format!("g{at}")).collect();
        let values = ndarray::Array2::from_shape_vec((values.len(), 1), values.to_vec());
        ExpressionMatrix::new(features, vec!["a".to_owned()], values.unwrap()).unwrap()
    }

    fn of(scale: Option<Scale>, offset: f64) -> MatrixScale {
        MatrixScale { scale, offset }
    }

    #[test]
    fn linear_values_need_a_word() {
        let linear = matrix(&[100.0, f64::NAN, 8.0]);
        let path = Path::new("m.tsv");
        let refused = as_log2(linear.clone(), path, of(None, 0.0)).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("50.0 % of the values are above 25"),
            "{refused}"
        );
        let (kept, note) = as_log2(linear.clone(), path, of(Some(Scale::Log2), 0.0)).unwrap();
        assert_eq!(kept.row(0)[0], 100.0);
        assert!(note.unwrap().contains("looks linear"));
        let (taken, note) = as_log2(linear, path, of(Some(Scale::Linear), 0.0)).unwrap();
        assert_eq!((taken.row(0)[0], taken.row(2)[0]), (100f64.log2(), 3.0));
        assert!(taken.row(1)[0].is_nan());
        assert!(note.unwrap().contains("log2 was taken"));
        assert_eq!(
            as_log2(matrix(&[7.0]), path, of(None, 0.0)).unwrap().1,
            None
        );
    }

    #[test]
    fn values_without_a_logarithm_are_named() {
        let path = Path::new("m.tsv");
        let linear = matrix(&[100.0, 0.0, -1.0]);
        let refused = as_log2(linear.clone(), path, of(Some(Scale::Linear), 0.0)).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("value 0 of feature 'g1' in sample 'a', and 1 more"),
            "{refused}"
        );
        let (taken, note) = as_log2(linear, path, of(Some(Scale::Linear), 3.0)).unwrap();
        assert_eq!(taken.row(2)[0], 1.0);
        assert!(note.unwrap().contains("log2(value + 3)"));
        assert!(of(None, 1.0).fault().is_some());
        assert!(of(Some(Scale::Linear), f64::NAN).fault().is_some());
    }
}
