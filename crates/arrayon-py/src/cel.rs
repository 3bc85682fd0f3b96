//! CEL files.

use crate::errors::detached;
use arrayon::Error;
use arrayon_formats::cel;
use numpy::{PyArray1, PyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;

/// Reads a CEL file: what its header says, and `intensities` as an array of 32-bit numbers, rows x
/// columns of cells.
///
/// # Errors
/// The file cannot be read, is no CEL file, is cut short, or contradicts itself.
#[pyfunction]
pub(crate) fn read_cel<'py>(py: Python<'py>, path: PathBuf) -> PyResult<Bound<'py, PyDict>> {
    let (file, intensities) = detached(py, || {
        let mut file = cel::read(&path)?;
        let shape = (file.header.n_rows as usize, file.header.n_columns as usize);
        let cells = std::mem::take(&mut file.intensities);
        let intensities = ndarray::Array2::from_shape_vec(shape, cells)
            .map_err(|error| Error::data(path.display().to_string(), error, ""))?;
        Ok((file, intensities))
    })?;
    let header = file.header;
    let read = PyDict::new(py);
    read.set_item("intensities", PyArray2::from_owned_array(py, intensities))?;
    read.set_item("outliers", PyArray1::from_vec(py, file.outliers))?;
    read.set_item("masked", PyArray1::from_vec(py, file.masked))?;
    read.set_item("format", header.format.name())?;
    read.set_item("is_gzipped", header.gzipped)?;
    read.set_item("chip_type", header.chip_type)?;
    read.set_item("scan_date", header.scan_date)?;
    read.set_item("algorithm", header.algorithm)?;
    let parameters = PyDict::new(py);
    for (name, value) in header.algorithm_parameters {
        parameters.set_item(name, value)?;
    }
    read.set_item("algorithm_parameters", parameters)?;
    read.set_item("dat_header", header.dat_header)?;
    Ok(read)
}
