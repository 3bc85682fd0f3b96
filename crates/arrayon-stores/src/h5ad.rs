//! Matrices and sample sheets in H5AD files, as anndata 0.7 and later writes them.

use crate::StoredTable;
use crate::text::{Text, damaged, too_large};
use arrayon_core::InputError;
use rust_hdf5::{H5Dataset, H5File, H5Group, Hdf5Error};
use std::path::Path;

/// Most cells of a matrix.
const MOST_CELLS: usize = 500_000_000;

/// The table of a file as text.
pub(crate) fn text(
    bytes: &[u8],
    table: StoredTable,
    most_bytes: u64,
    path: &Path,
) -> Result<String, InputError> {
    // the library reads files alone; what is read are the bytes that were hashed
    let copy = tempfile::NamedTempFile::new().and_then(|copy| {
        std::fs::write(copy.path(), bytes)?;
        Ok(copy)
    });
    let copy = copy.map_err(|error| damaged(path, "HDF5", &error))?;
    let file = H5File::open(copy.path()).map_err(|error| damaged(path, "HDF5", &error))?;
    let store = Anndata {
        root: file.root_group(),
        file: &file,
        path,
        most_bytes,
        n_stored: bytes.len() as u64,
    };
    match table {
        StoredTable::Matrix => store.matrix(),
        StoredTable::Columns => store.sheet(),
    }
}

struct Anndata<'a> {
    file: &'a H5File,
    root: H5Group,
    path: &'a Path,
    most_bytes: u64,
    /// Bytes of the file.
    n_stored: u64,
}

/// By how much deflate can pack at most, and a little more.
const MOST_PACKED: u64 = 1100;

/// The cells of a column of `obs`.
enum Cells {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

impl Anndata<'_> {
    fn refused(&self, found: impl Into<String>) -> InputError {
        InputError::new(self.path, found)
            .expected("an H5AD file of anndata 0.7 or later, with X, obs and var")
            .hint(
                "write it with `AnnData(...).write_h5ad(...)`, or its table as tab-separated text",
            )
    }

    fn failed(&self, error: &Hdf5Error) -> InputError {
        damaged(self.path, "H5AD", error)
    }

    /// The names of the rows of a data frame.
    fn index(&self, frame: &str) -> Result<(String, Vec<String>), InputError> {
        let group = self.frame(frame)?;
        let name = group
            .attr_string("_index")
            .unwrap_or_else(|_| "_index".to_owned());
        let index = self.dataset(&group, &name);
        let index =
            index.ok_or_else(|| self.refused(format!("{frame} has no names of its rows")))?;
        self.bound_of(&index)?;
        let names = index.read_strings().map_err(|error| self.failed(&error))?;
        Ok((name, names))
    }

    fn frame(&self, name: &str) -> Result<H5Group, InputError> {
        let names = self
            .root
            .group_names()
            .map_err(|error| self.failed(&error))?;
        if !names.iter().any(|one| one == name) {
            return Err(self.refused(format!("holds no '{name}'")));
        }
        self.root.group(name).map_err(|error| self.failed(&error))
    }

    /// A dataset that is a direct child of a group.
    fn dataset(&self, group: &H5Group, name: &str) -> Option<H5Dataset> {
        let names = group.dataset_names().ok()?;
        if !names.iter().any(|one| one == name) {
            return None;
        }
        let within = format!("{}/{name}", group.name().trim_end_matches('/'));
        self.file.dataset(within.trim_start_matches('/')).ok()
    }

    /// Refuses a dataset that would not fit, before it is read, whole or by its chunks.
    fn bound_of(&self, dataset: &H5Dataset) -> Result<(), InputError> {
        let in_chunk = |chunk: Vec<usize>| chunk.into_iter().fold(1, usize::saturating_mul);
        let n_in_chunk = dataset.chunk_dims().map_or(0, in_chunk);
        let n = n_in_chunk.max(dataset.total_elements());
        self.bound(n, dataset.element_size())?;
        let n_bytes = (n as u64).saturating_mul(dataset.element_size().max(1) as u64);
        if n_bytes > self.n_stored.saturating_mul(MOST_PACKED) {
            let found = format!(
                "states {n_bytes} bytes of values, more than its {} bytes can hold",
                self.n_stored
            );
            return Err(self.refused(found));
        }
        Ok(())
    }

    fn bound(&self, n: usize, size: usize) -> Result<(), InputError> {
        let n_bytes = (n as u64).saturating_mul(size.max(1) as u64);
        if n > MOST_CELLS || n_bytes > self.most_bytes {
            return Err(too_large(self.path, self.most_bytes));
        }
        Ok(())
    }

    fn numbers(&self, dataset: &H5Dataset) -> Result<Vec<f64>, InputError> {
        self.bound_of(dataset)?;
        if let Ok(numbers) = dataset.read_numeric_as::<f64>() {
            return Ok(numbers);
        }
        let whole = dataset
            .read_numeric_as::<i64>()
            .map_err(|error| self.failed(&error))?;
        Ok(whole.into_iter().map(|number| number as f64).collect())
    }

    fn positions(&self, group: &H5Group, name: &str) -> Result<Vec<usize>, InputError> {
        let dataset = self.dataset(group, name);
        let dataset = dataset.ok_or_else(|| self.refused(format!("X has no '{name}'")))?;
        self.bound_of(&dataset)?;
        let found = dataset
            .read_numeric_as::<i64>()
            .map_err(|error| self.failed(&error))?;
        let as_position =
            |at: i64| usize::try_from(at).map_err(|_| self.refused(format!("X/{name} holds {at}")));
        found.into_iter().map(as_position).collect()
    }

    /// Features x samples.
    fn matrix(&self) -> Result<String, InputError> {
        let (_, samples) = self.index("obs")?;
        let (_, features) = self.index("var")?;
        let values = self.values(samples.len(), features.len())?;
        let mut text = Text::new(self.most_bytes, self.path);
        text.cell("feature_id")?;
        for sample in &samples {
            text.cell(sample)?;
        }
        text.end_line()?;
        for (at, feature) in features.iter().enumerate() {
            text.cell(feature)?;
            for sample in 0..samples.len() {
                text.number(values[sample * features.len() + at]);
            }
            text.end_line()?;
        }
        Ok(text.finish())
    }

    /// `X`, samples x features, row after row.
    fn values(&self, n_samples: usize, n_features: usize) -> Result<Vec<f64>, InputError> {
        let n = n_samples.saturating_mul(n_features);
        self.bound(n, size_of::<f64>())?;
        if let Some(dense) = self.dataset(&self.root, "X") {
            let shape = dense.shape();
            if shape != [n_samples, n_features] {
                let found = format!(
                    "X is of {shape:?} values, but obs and var name {n_samples} x {n_features}"
                );
                return Err(self.refused(found));
            }
            return self.numbers(&dense);
        }
        let sparse = self.frame("X")?;
        let kind = sparse.attr_string("encoding-type").unwrap_or_default();
        let (n_outer, n_inner) = match kind.as_str() {
            "csr_matrix" => (n_samples, n_features),
            "csc_matrix" => (n_features, n_samples),
            _ => return Err(self.refused(format!("X is stored as '{kind}'"))),
        };
        let data = self.dataset(&sparse, "data");
        let data = data.ok_or_else(|| self.refused("X has no 'data'"))?;
        let data = self.numbers(&data)?;
        let inner = self.positions(&sparse, "indices")?;
        let starts = self.positions(&sparse, "indptr")?;
        let is_sound = starts.len() == n_outer + 1
            && inner.len() == data.len()
            && starts.windows(2).all(|pair| pair[0] <= pair[1])
            && starts.last() == Some(&data.len())
            && inner.iter().all(|at| *at < n_inner);
        if !is_sound {
            return Err(self.refused(format!(
                "X ({kind}) does not fit the {n_samples} x {n_features} names of obs and var"
            )));
        }
        let mut values = vec![0.0; n];
        for outer in 0..n_outer {
            for at in starts[outer]..starts[outer + 1] {
                let (sample, feature) = match kind.as_str() {
                    "csr_matrix" => (outer, inner[at]),
                    _ => (inner[at], outer),
                };
                values[sample * n_features + feature] += data[at];
            }
        }
        Ok(values)
    }

    /// `obs` as a sample sheet, its index as the column `sample`.
    fn sheet(&self) -> Result<String, InputError> {
        let (index, samples) = self.index("obs")?;
        let group = self.frame("obs")?;
        let mut columns = Vec::new();
        let names = group.dataset_names().map_err(|error| self.failed(&error))?;
        for name in names.iter().filter(|name| **name != index) {
            if let Some(dataset) = self.dataset(&group, name) {
                columns.push((name.clone(), self.cells(&dataset)?));
            }
        }
        let names = group.group_names().map_err(|error| self.failed(&error))?;
        for name in names {
            let column = group.group(&name).map_err(|error| self.failed(&error))?;
            columns.push((name.clone(), self.encoded(&name, &column)?));
        }
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        // a column of this name repeats the index, which would name the samples twice
        columns.retain(|(name, _)| name != "sample");
        if let Some((name, _)) = columns.iter().find(|one| one.1.len() != samples.len()) {
            let found = format!("the column '{name}' of obs is not as long as its index");
            return Err(self.refused(found));
        }
        let mut text = Text::new(self.most_bytes, self.path);
        text.cell("sample")?;
        for (name, _) in &columns {
            text.cell(name)?;
        }
        text.end_line()?;
        for (at, sample) in samples.iter().enumerate() {
            text.cell(sample)?;
            for (_, cells) in &columns {
                match cells {
                    Cells::Numbers(numbers) => text.number(numbers[at]),
                    Cells::Texts(texts) => text.cell(&texts[at])?,
                }
            }
            text.end_line()?;
        }
        Ok(text.finish())
    }

    fn cells(&self, dataset: &H5Dataset) -> Result<Cells, InputError> {
        self.bound_of(dataset)?;
        if let Ok(texts) = dataset.read_strings() {
            return Ok(Cells::Texts(texts));
        }
        if let Ok(numbers) = self.numbers(dataset) {
            return Ok(Cells::Numbers(numbers));
        }
        // truth values are an enumeration of a byte
        let bytes = dataset
            .read_raw_bytes()
            .map_err(|error| self.failed(&error))?;
        let word = |byte: u8| if byte == 0 { "FALSE" } else { "TRUE" };
        Ok(Cells::Texts(
            bytes
                .into_iter()
                .map(|byte| word(byte).to_owned())
                .collect(),
        ))
    }

    /// A column that is a group: categories and codes, or values and a mask of missing ones.
    fn encoded(&self, name: &str, column: &H5Group) -> Result<Cells, InputError> {
        let kind = column.attr_string("encoding-type").unwrap_or_default();
        let part = |part: &str| {
            let missing = || self.refused(format!("the column '{name}' of obs has no '{part}'"));
            self.dataset(column, part).ok_or_else(missing)
        };
        match kind.as_str() {
            "categorical" => {
                let categories = self.cells(&part("categories")?)?;
                let codes = self.numbers(&part("codes")?)?;
                let text_of = |code: f64| categories.text(code);
                let texts: Option<Vec<String>> = codes.into_iter().map(text_of).collect();
                let beyond = || self.refused(format!("the column '{name}' has unknown categories"));
                Ok(Cells::Texts(texts.ok_or_else(beyond)?))
            }
            "nullable-integer" | "nullable-boolean" | "nullable-string-array" => {
                let values = self.cells(&part("values")?)?;
                let Cells::Texts(mask) = self.cells(&part("mask")?)? else {
                    return Err(self.refused(format!("the mask of the column '{name}' is none")));
                };
                if mask.len() != values.len() {
                    return Err(self.refused(format!("the mask of the column '{name}' is short")));
                }
                let text_of = |(at, masked): (usize, &String)| match masked.as_str() {
                    "TRUE" => String::new(),
                    _ => values.text(at as f64).unwrap_or_default(),
                };
                Ok(Cells::Texts(mask.iter().enumerate().map(text_of).collect()))
            }
            _ => Err(self.refused(format!("the column '{name}' of obs is stored as '{kind}'"))),
        }
    }
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// The cell at a place; empty for a place below 0, which is missing, `None` beyond the end.
    fn text(&self, at: f64) -> Option<String> {
        if at < 0.0 {
            return Some(String::new());
        }
        let at = at as usize;
        match self {
            Self::Numbers(numbers) => numbers.get(at).map(ToString::to_string),
            Self::Texts(texts) => texts.get(at).cloned(),
        }
    }
}
