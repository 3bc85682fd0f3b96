//! The arrays of a tissue that are split at random.

use anyhow::{Context, ensure};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use std::fs;
use std::path::Path;

/// Arrays of a tissue.
pub(super) struct Tissue {
    pub(super) name: String,
    /// log2 expression.
    pub(super) expression: ExpressionMatrix,
    /// The gene symbol of each feature.
    pub(super) symbols: Vec<String>,
}

impl Tissue {
    /// Reads a table that `testdata/evaluation/make_arrays.R` has written: a feature in each line,
    /// with the columns `id`, `symbol` and one of each array. The tissue has the name of the file.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let whole = || path.display().to_string();
        let text = fs::read_to_string(path).with_context(whole)?;
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        ensure!(
            header.len() > 3 && header[..2] == ["id", "symbol"],
            "{}: expected the columns id, symbol and those of arrays",
            whole()
        );
        let samples: Vec<String> = header[2..].iter().map(ToString::to_string).collect();
        let (mut ids, mut symbols, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            let mut cells = line.split('\t');
            ids.push(cells.next().unwrap_or_default().to_owned());
            symbols.push(cells.next().unwrap_or_default().to_owned());
            for cell in cells {
                let value: f64 = cell
                    .parse()
                    .with_context(|| format!("{}: {cell}", whole()))?;
                values.push(value);
            }
        }
        let values = Array2::from_shape_vec((ids.len(), samples.len()), values);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: name.into_owned(),
            expression: ExpressionMatrix::new(ids, samples, values.with_context(whole)?)?,
            symbols,
        })
    }
}
