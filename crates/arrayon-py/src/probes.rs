//! Expression out of intensities of probes that lie in memory.

use crate::errors::detached;
use crate::settings::draft;
use arrayon::chip::Library;
use arrayon::inputs::Inputs;
use arrayon::{Error, NormalizeSection, NormalizeSettings};
use arrayon_core::NoProgress;
use arrayon_core::chip::{FeatureProbes, ProbeSetKind};
use arrayon_normalize::{NormalizeError, NormalizeMethod, correct_array, normalize};
use ndarray::{ArrayView2, Axis};
use numpy::{PyArray1, PyArray2, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;
use std::ops::Range;

/// A feature and the rows of its probes.
type ProbeRows<'py> = (String, Bound<'py, PyArray1<i64>>);

/// The probes of a chip that take part: their cells, counted along rows, and of each feature which
/// of these are its own.
///
/// # Errors
/// Whatever is wrong with settings or library.
#[pyfunction]
pub(crate) fn chip_probes<'py>(
    py: Python<'py>,
    settings: &Bound<'_, PyDict>,
) -> PyResult<(Bound<'py, PyArray1<u32>>, Vec<ProbeRows<'py>>)> {
    let draft = draft("rma", "normalize", settings)?;
    let selected = detached(py, || {
        let settings = NormalizeSettings::typed(&draft)?;
        let library = Library::read(&settings.chip, &Inputs::default())?;
        Ok(settings.normalize.probe_selection.of(&library.design))
    })?;
    let features = selected.features.into_iter().map(|feature| {
        let rows = feature.probes.into_iter().flatten().map(|row| row as i64);
        (feature.id, PyArray1::from_vec(py, rows.collect()))
    });
    let features = features.collect();
    Ok((PyArray1::from_vec(py, selected.cells), features))
}

/// log2 expression, features x arrays, of linear intensities, probes x arrays.
///
/// # Errors
/// Settings that cannot be; intensities that are negative or not finite; a row that is none.
#[pyfunction]
pub(crate) fn summarize<'py>(
    py: Python<'py>,
    intensities: PyReadonlyArray2<'_, f32>,
    features: Vec<(String, Vec<i64>)>,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let draft = draft("rma_probes", "normalize", settings)?;
    let intensities = intensities.as_array();
    let computed = detached(py, || {
        let how: NormalizeSection = draft.section()?;
        if matches!(
            how.method,
            NormalizeMethod::Frozen | NormalizeMethod::GcAdjusted
        ) {
            let found = format!("'{}', which needs a chip's library", how.method);
            return Err(Error::data(
                "method",
                found,
                "use arrayon.rma with CEL files",
            ));
        }
        let n_probes = intensities.nrows();
        let features = features
            .into_iter()
            .map(|(id, rows)| feature(id, &rows, n_probes));
        let features = features.collect::<Result<Vec<_>, _>>()?;
        expression(intensities, &features, &how)
            .map_err(|error| Error::data("normalisation", &error, error.hint()))
    })?;
    Ok(PyArray2::from_owned_array(py, computed))
}

fn expression(
    intensities: ArrayView2<'_, f32>,
    features: &[FeatureProbes],
    how: &NormalizeSection,
) -> Result<ndarray::Array2<f64>, NormalizeError> {
    let columns: Vec<Vec<f32>> = (intensities.axis_iter(Axis(1)))
        .map(|column| column.to_vec())
        .collect();
    let arrays = columns
        .par_iter()
        .map(|column| correct_array(column, how).map(|array| array.intensities));
    let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
    normalize(&arrays, features, how, &mut (), &NoProgress)
}

/// A feature of probes in these rows.
fn feature(id: String, rows: &[i64], n_probes: usize) -> Result<FeatureProbes, Error> {
    let refused = |found: String| {
        let hint = "give each probe set the positions of its rows, counted from 0";
        Error::data(format!("probe set '{id}'"), found, hint)
    };
    if rows.is_empty() {
        return Err(refused("no probes".to_owned()));
    }
    let mut probes: Vec<Range<usize>> = Vec::new();
    for &row in rows {
        let at = usize::try_from(row).ok().filter(|at| *at < n_probes);
        let at = at.ok_or_else(|| refused(format!("row {row} of {n_probes} rows")))?;
        match probes.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => probes.push(at..at + 1),
        }
    }
    Ok(FeatureProbes {
        id,
        kind: ProbeSetKind::Main,
        probes,
    })
}
