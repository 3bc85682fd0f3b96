//! Keyword arguments as settings: read and checked by the declarations that study.toml and flags go
//! through, with the same faults.

use crate::errors::exception;
use arrayon::Error;
use arrayon::config::draft::Draft;
use arrayon::config::flags::flags_of;
use arrayon::config::keys::{Kind, Setting};
use arrayon::config::keywords::{draft_of, keyword_of};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// The functions that take settings, and the commands whose settings they are.
const FUNCTIONS: [(&str, &str); 5] = [
    ("rma", "normalize"),
    ("rma_probes", "normalize"),
    ("diff", "differential"),
    ("cluster", "cluster"),
    ("genesets", "genesets"),
];

/// A setting: keyword, key of study.toml, kind, default, description.
type Described = (String, String, String, String, String);

/// The settings of a function out of its keyword arguments; those that are `None` are not set.
///
/// # Errors
/// A keyword that is none; a value that no setting has.
pub(crate) fn draft(
    function: &'static str,
    command: &'static str,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Draft> {
    let py = settings.py();
    let mut keywords = Vec::with_capacity(settings.len());
    for (name, given) in settings {
        let name: String = name.extract()?;
        if !given.is_none() {
            let read = value(&name, &given)?;
            keywords.push((name, read));
        }
    }
    draft_of(command, function, keywords).map_err(|error| exception(py, &error))
}

/// A value as settings hold it: plain values, paths, lists, dictionaries, and whatever NumPy and
/// pandas make of these.
///
/// # Errors
/// Any other value.
pub(crate) fn value(name: &str, given: &Bound<'_, PyAny>) -> PyResult<toml::Value> {
    if let Ok(flag) = given.cast::<PyBool>() {
        return Ok(flag.is_true().into());
    }
    if given.is_instance_of::<PyInt>() {
        return Ok(given.extract::<i64>()?.into());
    }
    if given.is_instance_of::<PyFloat>() {
        return Ok(given.extract::<f64>()?.into());
    }
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(text.to_str()?.into());
    }
    if let Ok(table) = given.cast::<PyDict>() {
        let entries = table.iter().filter(|(_, entry)| !entry.is_none());
        let entries = entries.map(|(key, entry)| {
            let key: String = key.extract()?;
            let read = value(name, &entry)?;
            Ok((key, read))
        });
        return Ok(toml::Value::Table(entries.collect::<PyResult<_>>()?));
    }
    if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
        let entries = given.try_iter()?.map(|entry| value(name, &entry?));
        return Ok(toml::Value::Array(entries.collect::<PyResult<_>>()?));
    }
    for plainer in ["__fspath__", "tolist"] {
        if given.hasattr(plainer)? {
            return value(name, &given.call_method0(plainer)?);
        }
    }
    let found = given.get_type().name()?;
    let refused = Error::Flag {
        flag: name.to_owned(),
        message: format!(
            "a value of type '{found}'; expected a number, a text, a path, True, False, or a list or dict of these"
        ),
        hint: String::new(),
    };
    Err(exception(given.py(), &refused))
}

/// The settings that a function takes: keyword, key of study.toml, kind, default, description.
#[pyfunction]
pub(crate) fn settings_of(py: Python<'_>, function: &str) -> PyResult<Vec<Described>> {
    let Some((_, command)) = FUNCTIONS.iter().find(|(name, _)| *name == function) else {
        let names = FUNCTIONS.map(|(name, _)| name).join("', '");
        let refused = Error::Flag {
            flag: "function".to_owned(),
            message: format!("'{function}' takes no settings; expected one of '{names}'"),
            hint: String::new(),
        };
        return Err(exception(py, &refused));
    };
    let flags = flags_of(command);
    let described = flags.iter().map(|flag| {
        (
            keyword_of(flag),
            flag.setting.key.clone(),
            kind_in_words(flag.setting),
            flag.default.clone(),
            flag.setting.description.clone(),
        )
    });
    Ok(described.collect())
}

fn kind_in_words(setting: &Setting) -> String {
    fn words(kind: &Kind) -> String {
        match kind {
            Kind::Boolean => "bool".to_owned(),
            Kind::Integer => "int".to_owned(),
            Kind::Number => "float".to_owned(),
            Kind::Text => "str".to_owned(),
            Kind::Choice(names) => format!("'{}'", names.join("' | '")),
            Kind::File(names) if names.is_empty() => "path".to_owned(),
            Kind::File(names) => format!("path | '{}'", names.join("' | '")),
            Kind::Folder => "path".to_owned(),
            Kind::List(kind) => format!("list of {}", words(kind)),
            Kind::Tables => "list of dict".to_owned(),
            Kind::Map => "dict".to_owned(),
        }
    }
    match setting.range.as_str() {
        "" => words(&setting.kind),
        range => format!("{}, {range}", words(&setting.kind)),
    }
}
