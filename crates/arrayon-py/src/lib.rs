//! The compiled part of the Python package `arrayon`; the part that people call is `python/arrayon`.
//!
//! Nothing is computed here: each function hands data that lie in memory to a stage of the command
//! line, and gives back the files that the command would have written. Numbers in Python are thus
//! those of the command line, to the last bit.
//!
//! | module | what it does |
//! |---|---|
//! | `stages` | stages from data in memory to result files in memory |
//! | `study` | a whole study, and the demo, to a folder |
//! | `cel`, `probes` | CEL files; expression out of intensities of probes |
//! | `tables` | result tables as columns, matrices as text |
//! | `settings` | keyword arguments as settings |
//! | `errors` | errors as exceptions, and work without Python's lock |
//!
//! # What is not tested
//! Other systems than Linux.

mod cel;
mod errors;
mod probes;
mod settings;
mod stages;
mod study;
mod tables;

use pyo3::prelude::*;

/// The compiled part of `arrayon`.
#[pymodule]
fn _arrayon(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(cel::read_cel, module)?)?;
    module.add_function(wrap_pyfunction!(probes::chip_probes, module)?)?;
    module.add_function(wrap_pyfunction!(probes::summarize, module)?)?;
    module.add_function(wrap_pyfunction!(settings::settings_of, module)?)?;
    module.add_function(wrap_pyfunction!(stages::normalize, module)?)?;
    module.add_function(wrap_pyfunction!(stages::differential, module)?)?;
    module.add_function(wrap_pyfunction!(stages::cluster, module)?)?;
    module.add_function(wrap_pyfunction!(stages::genesets, module)?)?;
    module.add_function(wrap_pyfunction!(study::run, module)?)?;
    module.add_function(wrap_pyfunction!(study::demo, module)?)?;
    module.add_function(wrap_pyfunction!(study::result_files, module)?)?;
    module.add_function(wrap_pyfunction!(tables::matrix_text, module)?)?;
    module.add_function(wrap_pyfunction!(tables::table, module)?)?;
    Ok(())
}
