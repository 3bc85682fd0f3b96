//! Errors of the pipeline as exceptions of `arrayon._errors`, with place and hint; and work that
//! other threads of Python need not wait for.

use arrayon::Error;
use arrayon_core::{InputError, Place};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does work without Python's lock.
///
/// # Errors
/// Those of the work, as exceptions; a panic, which is a bug, as an `InternalError`.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(done) => done.map_err(|error| exception(py, &error)),
        Err(panic) => Err(internal(py, &*panic)),
    }
}

/// An error as an exception.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    let raised = error.each().iter().map(|one| parts(py, one));
    let raised = raised.collect::<PyResult<Vec<_>>>();
    raised.map_or_else(|failed| failed, |parts| raise(py, parts))
}

/// A gate whose rules are not met.
pub(crate) fn gate(py: Python<'_>, message: &str) -> PyErr {
    let hint = "the rules that are not met are those of [gate] in study.toml";
    kind_alone(py, "gate", 4, message, hint)
}

fn internal(py: Python<'_>, panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let hint = "this is a bug in arrayon; please report it with the lines above";
    kind_alone(py, "internal", 5, text.unwrap_or("a panic"), hint)
}

fn kind_alone(py: Python<'_>, kind: &str, exit_code: u8, message: &str, hint: &str) -> PyErr {
    let made = || {
        let parts = PyDict::new(py);
        parts.set_item("kind", kind)?;
        parts.set_item("exit_code", exit_code)?;
        parts.set_item("message", message)?;
        parts.set_item("hint", hint)?;
        Ok(parts)
    };
    made().map_or_else(|failed: PyErr| failed, |parts| raise(py, vec![parts]))
}

fn raise(py: Python<'_>, parts: Vec<Bound<'_, PyDict>>) -> PyErr {
    let module = py.import("arrayon._errors");
    let made = module.and_then(|module| module.getattr("of_parts")?.call1((parts,)));
    made.map_or_else(|failed| failed, PyErr::from_value)
}

/// What an exception has as attributes.
fn parts<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyDict>> {
    let parts = PyDict::new(py);
    parts.set_item("kind", kind(error))?;
    parts.set_item("exit_code", error.exit_code())?;
    parts.set_item("message", error.to_string())?;
    parts.set_item("hint", error.hint())?;
    match error {
        Error::Input(input) => locate(&parts, input)?,
        Error::Flag { flag, .. } => parts.set_item("key", flag)?,
        _ => {}
    }
    Ok(parts)
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Input(input) if input.is_out_of_memory() => "memory",
        Error::Input(_) => "input",
        Error::Flag { .. } => "usage",
        Error::Folder(_) => "output",
        _ => "data",
    }
}

fn locate(parts: &Bound<'_, PyDict>, error: &InputError) -> PyResult<()> {
    parts.set_item("file", error.path.display().to_string())?;
    parts.set_item("found", &error.found)?;
    parts.set_item("expected", &error.expected)?;
    match &error.place {
        Place::File => Ok(()),
        Place::Byte(byte) => parts.set_item("byte", byte),
        Place::Line(line) => parts.set_item("line", line),
        Place::Field { line, column } => {
            parts.set_item("line", line)?;
            parts.set_item("column", column)
        }
        Place::Key(key) => parts.set_item("key", key),
        Place::KeyAt { line, key } => {
            parts.set_item("line", line)?;
            parts.set_item("key", key)
        }
    }
}
