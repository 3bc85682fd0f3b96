//! Real arrays, split at random.

use super::matrix::{Chip, Draws};
use anyhow::{Context, ensure};
use ndarray::Array2;
use std::fs;
use std::path::Path;

/// Real arrays of one tissue.
pub(super) struct Arrays {
    pub(super) chip: Chip,
    /// Log2 expression, probe sets x arrays.
    values: Array2<f64>,
}

impl Arrays {
    /// Reads a table of `make_arrays.R`.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut lines = text.lines();
        let n_arrays = lines.next().map_or(0, |head| head.split('\t').count()) - 2;
        let (mut symbols, mut values) = (Vec::new(), Vec::new());
        for line in lines {
            let mut cells = line.split('\t').skip(1);
            symbols.push(cells.next().unwrap_or_default().to_owned());
            for cell in cells {
                values.push(cell.parse::<f64>().with_context(|| format!("'{cell}'"))?);
            }
        }
        ensure!(
            values.len() == symbols.len() * n_arrays,
            "{}: lines of different length",
            path.display()
        );
        Ok(Self {
            values: Array2::from_shape_vec((symbols.len(), n_arrays), values)?,
            chip: Chip { symbols },
        })
    }

    /// The values of arrays drawn at random, in random order.
    pub(super) fn drawn(&self, n_arrays: usize, seed: u64) -> Array2<f64> {
        let mut arrays: Vec<usize> = (0..self.n_arrays()).collect();
        Draws::new(seed, 3).shuffle(&mut arrays);
        arrays.truncate(n_arrays);
        self.values.select(ndarray::Axis(1), &arrays)
    }

    pub(super) fn n_arrays(&self) -> usize {
        self.values.ncols()
    }
}
