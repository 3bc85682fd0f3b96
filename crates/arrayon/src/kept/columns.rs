//! Expression, written feature by feature and read array by array.

use super::chunks::Chunks;
use super::store::Store;
use crate::error::Error;
use arrayon_qc::ArrayColumns;
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Log2 expression of all features, in blocks of features in which each array's values lie together.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    store: &'a Store,
    n_arrays: usize,
    /// For each feature whether it is a control.
    is_control: &'a [bool],
    /// Block after block the values of each array.
    blocks: Vec<Vec<Chunks>>,
    /// What failed first where nothing can be returned.
    failed: Mutex<Option<Error>>,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(store: &'a Store, n_arrays: usize, is_control: &'a [bool]) -> Self {
        Self {
            store,
            n_arrays,
            is_control,
            blocks: Vec::new(),
            failed: Mutex::new(None),
        }
    }

    /// Adds the next features, row after row.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub(crate) fn add(&mut self, rows: &[f64]) -> Result<(), Error> {
        let of_array = |array: usize| {
            let values = rows[array..].iter().step_by(self.n_arrays).copied();
            Chunks::write(self.store, &values.collect::<Vec<f64>>())
        };
        let block = (0..self.n_arrays).into_par_iter().map(of_array);
        self.blocks.push(block.collect::<Result<_, _>>()?);
        Ok(())
    }

    /// The values of one array, all features.
    fn all_of(&self, array: usize) -> Result<Vec<f64>, Error> {
        let mut column = Vec::with_capacity(self.is_control.len());
        for block in &self.blocks {
            column.extend(block[array].read::<f64>(self.store)?);
        }
        Ok(column)
    }

    /// The whole matrix, features x arrays, for stages that need it.
    ///
    /// # Errors
    /// The store does not give back what was written.
    pub(crate) fn matrix(&self) -> Result<Array2<f64>, Error> {
        let mut values = Array2::zeros((self.is_control.len(), self.n_arrays));
        let mut first = 0;
        for block in &self.blocks {
            let columns: Vec<Vec<f64>> = (block.par_iter())
                .map(|chunks| chunks.read(self.store))
                .collect::<Result<_, _>>()?;
            let n_rows = block.first().map_or(0, Chunks::len);
            for row in 0..n_rows {
                let places = values.row_mut(first + row);
                for (place, column) in places.into_iter().zip(&columns) {
                    *place = column[row];
                }
            }
            first += n_rows;
        }
        Ok(values)
    }

    /// What failed since the values were first asked for.
    ///
    /// # Errors
    /// That.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take().map_or(Ok(()), Err)
    }
}

impl ArrayColumns for Columns<'_> {
    /// The features that are no controls; where the disk fails zeros, and [`Columns::check`] says so.
    fn column(&self, array: usize) -> Vec<f64> {
        let column = self.all_of(array).unwrap_or_else(|error| {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            vec![0.0; self.is_control.len()]
        });
        let values = column.into_iter().zip(self.is_control);
        let main = values.filter(|(_, is_control)| !**is_control);
        main.map(|(value, _)| value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_written_are_read_as_columns() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::scratch(folder.path()).unwrap();
        let is_control = [false, true, false];
        let mut columns = Columns::new(&store, 2, &is_control);
        columns.add(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        columns.add(&[5.0, 6.0]).unwrap();
        assert_eq!(columns.column(1), [2.0, 6.0]);
        let matrix = columns.matrix().unwrap();
        assert_eq!(matrix, ndarray::array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert!(columns.check().is_ok());
    }
}
