//! Data frames as anndata stores them.

use super::store::{array, mark, texts};
use crate::texts::one_line;
use arrayon_results::number::parse_number;
use rust_hdf5::types::HBool;
use rust_hdf5::{H5Group, Hdf5Error};
use std::collections::BTreeSet;

/// What holds the names of the rows.
const INDEX: &str = "_index";

/// A data frame.
pub(super) struct Frame {
    index: Vec<String>,
    columns: Vec<(String, Column)>,
    taken: BTreeSet<String>,
}

/// A column of a data frame.
pub(super) enum Column {
    Texts(Vec<String>),
    /// A code for each row, -1 where there is none, and what the codes mean.
    Categories {
        codes: Vec<i32>,
        names: Vec<String>,
    },
    Numbers(Vec<f64>),
    Counts(Vec<u64>),
    Flags(Vec<bool>),
}

impl Column {
    /// Numbers where all that is there is a number, else categories where texts repeat or are
    /// missing, else texts.
    pub(super) fn of_texts(texts: Vec<String>) -> Self {
        let is_missing = |text: &&String| text.is_empty();
        let numbers: Option<Vec<f64>> = texts.iter().map(|text| parse_number(text)).collect();
        let n_missing = texts.iter().filter(is_missing).count();
        match numbers {
            Some(numbers) if n_missing < texts.len() => Self::Numbers(numbers),
            _ => {
                let distinct: BTreeSet<&String> = texts.iter().collect();
                if distinct.len() < texts.len() || n_missing > 0 {
                    Self::categories(texts)
                } else {
                    Self::Texts(texts)
                }
            }
        }
    }

    /// Categories in the order in which they appear.
    pub(super) fn categories(texts: Vec<String>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut codes = Vec::with_capacity(texts.len());
        for text in texts {
            if text.is_empty() {
                codes.push(-1);
                continue;
            }
            let known = names.iter().position(|name| *name == text);
            let code = known.unwrap_or_else(|| {
                names.push(text);
                names.len() - 1
            });
            codes.push(i32::try_from(code).unwrap_or(-1));
        }
        Self::Categories { codes, names }
    }

    fn write(&self, parent: &H5Group, name: &str) -> Result<(), Hdf5Error> {
        match self {
            Self::Texts(values) => texts(parent, name, &as_texts(values)),
            Self::Numbers(values) => array(parent, name, values, &[values.len()]),
            Self::Counts(values) => array(parent, name, values, &[values.len()]),
            Self::Flags(values) => {
                let values: Vec<HBool> = values.iter().map(|value| (*value).into()).collect();
                array(parent, name, &values, &[values.len()])
            }
            Self::Categories { codes, names } => {
                let group = parent.create_group(name)?;
                group.set_attr_string("encoding-type", "categorical")?;
                group.set_attr_string("encoding-version", "0.2.0")?;
                group.set_attr_numeric("ordered", &HBool::from(false))?;
                array(&group, "codes", codes, &[codes.len()])?;
                texts(&group, "categories", &as_texts(names))
            }
        }
    }
}

impl Frame {
    pub(super) fn new(index: &[String]) -> Self {
        Self {
            index: index.to_vec(),
            columns: Vec::new(),
            taken: BTreeSet::from([INDEX.to_owned()]),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Adds a column; what of its name cannot be a key of HDF5 becomes `_`, and a name that is taken
    /// gets a number.
    pub(super) fn add(&mut self, name: &str, column: Column) {
        let mut stem = one_line(name).replace('/', "_");
        if stem.chars().all(|letter| letter == '.') {
            stem.push('_');
        }
        let mut key = stem.clone();
        let mut n = 1;
        while !self.taken.insert(key.clone()) {
            n += 1;
            key = format!("{stem}_{n}");
        }
        self.columns.push((key, column));
    }

    pub(super) fn write(&self, parent: &H5Group, name: &str) -> Result<(), Hdf5Error> {
        let group = parent.create_group(name)?;
        group.set_attr_string("encoding-type", "dataframe")?;
        group.set_attr_string("encoding-version", "0.2.0")?;
        group.set_attr_string("_index", INDEX)?;
        let order: Vec<&str> = self.columns.iter().map(|(key, _)| key.as_str()).collect();
        group.set_attr_string_array("column-order", &order)?;
        let index = group.write_vlen_strings(INDEX, &as_texts(&self.index))?;
        mark(&index, "string-array", "0.2.0")?;
        for (key, column) in &self.columns {
            column.write(&group, key)?;
        }
        Ok(())
    }
}

fn as_texts(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> Column {
        Column::of_texts(texts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn cells_show_what_a_column_is() {
        assert!(matches!(column(&["1", "2.5", ""]), Column::Numbers(_)));
        assert!(matches!(column(&["a", "b"]), Column::Texts(_)));
        let Column::Categories { codes, names } = column(&["low", "", "high", "low"]) else {
            panic!("no categories")
        };
        assert_eq!(codes, [0, -1, 1, 0]);
        assert_eq!(names, ["low", "high"]);
        assert!(matches!(column(&["", ""]), Column::Categories { .. }));
    }

    #[test]
    fn keys_are_safe_and_stay_apart() {
        let mut frame = Frame::new(&[]);
        for name in ["_index", "Ca/P", "Ca_P", "..", ""] {
            frame.add(name, Column::Flags(vec![]));
        }
        let keys: Vec<&str> = frame.columns.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["_index_2", "Ca_P", "Ca_P_2", ".._", "_"]);
    }
}
