//! Result tables as columns, and matrices as the text that stages read.

use crate::errors::detached;
use arrayon::result_files::read_table;
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_formats::matrix::tsv;
use arrayon_reader::{Cells, ResultTable};
use numpy::{PyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyList;
use std::path::Path;

/// A column: header, unit, description, kind of its cells, and these; of whole numbers and flags
/// also which are missing.
type Column<'py> = (
    String,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
    Bound<'py, PyAny>,
    Option<Bound<'py, PyAny>>,
);

/// The columns of a result table, as their rows declare them; `name` is its path below the result
/// folder.
///
/// # Errors
/// No table of this program.
#[pyfunction]
pub(crate) fn table<'py>(py: Python<'py>, name: &str, bytes: &[u8]) -> PyResult<Vec<Column<'py>>> {
    let ResultTable { columns, .. } = detached(py, || {
        read_table(Path::new(name), name, bytes).map_err(arrayon::Error::from)
    })?;
    let columns = columns.into_iter().map(|column| {
        let (kind, cells, missing) = match column.cells {
            Cells::Texts(texts) => ("text", PyList::new(py, texts)?.into_any(), None),
            Cells::Numbers(numbers) => ("number", PyArray1::from_vec(py, numbers).into_any(), None),
            Cells::Integers(values) => {
                let missing = values.iter().map(Option::is_none).collect();
                let values = values.into_iter().map(Option::unwrap_or_default).collect();
                let values = PyArray1::<i64>::from_vec(py, values).into_any();
                ("integer", values, Some(missing))
            }
            Cells::Flags(values) => {
                let missing = values.iter().map(Option::is_none).collect();
                let values = values.into_iter().map(Option::unwrap_or_default).collect();
                let values = PyArray1::<bool>::from_vec(py, values).into_any();
                ("flag", values, Some(missing))
            }
        };
        let missing = missing.map(|missing| PyArray1::<bool>::from_vec(py, missing).into_any());
        Ok((
            column.header,
            column.unit,
            column.description,
            kind,
            cells,
            missing,
        ))
    });
    columns.collect()
}

/// A matrix, features x samples, as the tab-separated text that stages read: every number reads
/// back with the same bits. `name` is what messages call it.
///
/// # Errors
/// Sizes that do not match; names that stand twice, or that no table can hold.
#[pyfunction]
pub(crate) fn matrix_text(
    py: Python<'_>,
    name: &str,
    features: Vec<String>,
    samples: Vec<String>,
    values: PyReadonlyArray2<'_, f64>,
) -> PyResult<Vec<u8>> {
    let values = values.as_array().to_owned();
    detached(py, || {
        let refused = |found: String| {
            InputError::new(Path::new(name), found)
                .expected("features in rows and samples in columns, each with a name of its own")
        };
        let matrix = ExpressionMatrix::new(features, samples, values);
        let matrix = matrix.map_err(|error| refused(error.to_string()))?;
        let mut text = Vec::new();
        tsv::write(&matrix, &mut text).map_err(|error| refused(error.to_string()))?;
        Ok(text)
    })
}
