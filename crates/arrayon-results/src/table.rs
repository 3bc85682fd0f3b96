//! Tab-separated tables, column by column.

use crate::columns::{Cell, CellKind, Column, Columns, with_values};
use crate::number::Number;
use std::io::{self, Write};

/// A column's cells.
#[derive(Debug, Clone, PartialEq)]
enum Cells {
    Texts(Vec<String>),
    Signs(Vec<Option<i8>>),
    Counts(Vec<i64>),
    Numbers(Vec<f64>),
}

/// A table that grows by columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Cells>,
    n_rows: usize,
}

impl Table {
    /// The table of rows that declare their columns.
    pub fn of<R: Columns>(rows: &[R]) -> Self {
        Self::of_with(rows, |table| table)
    }

    /// The same with columns that depend on the data, which `more` adds where the rows declare them.
    pub fn of_with<R: Columns>(rows: &[R], more: impl FnOnce(Self) -> Self) -> Self {
        let (before, after) = R::COLUMNS.split_at(R::BEFORE_DATA);
        let add = |table: Self, columns: Vec<&Column<R>>| {
            let columns = columns.into_iter();
            columns.fold(table, |table, column| table.column(rows, column))
        };
        let table = more(add(Self::default(), with_values(before, rows)));
        add(table, with_values(after, rows))
    }

    fn column<R>(self, rows: &[R], column: &Column<R>) -> Self {
        let cells = || rows.iter().map(column.cell);
        let added = match column.kind {
            CellKind::Number => Cells::Numbers(cells().map(number).collect()),
            _ => Cells::Texts(cells().map(|cell| cell.to_string()).collect()),
        };
        self.add(column.header.to_owned(), rows.len(), added)
    }

    /// Adds a column of texts, which hold no tab and no line end.
    ///
    /// # Panics
    /// If its length is not that of the columns before it; likewise for the other kinds.
    #[must_use]
    pub fn texts<T: Into<String>>(
        self,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = T>,
    ) -> Self {
        let cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        self.add(name.into(), cells.len(), Cells::Texts(cells))
    }

    /// Adds a column of directions: 1, -1, 0, or NA where there is none.
    ///
    /// # Panics
    /// See [`Self::texts`].
    #[must_use]
    pub fn signs(self, name: impl Into<String>, cells: Vec<Option<i8>>) -> Self {
        self.add(name.into(), cells.len(), Cells::Signs(cells))
    }

    /// Adds a column of whole numbers.
    ///
    /// # Panics
    /// See [`Self::texts`].
    #[must_use]
    pub fn counts(self, name: impl Into<String>, cells: impl IntoIterator<Item = i64>) -> Self {
        let cells: Vec<i64> = cells.into_iter().collect();
        self.add(name.into(), cells.len(), Cells::Counts(cells))
    }

    /// Adds a column of sizes.
    ///
    /// # Panics
    /// See [`Self::texts`].
    #[must_use]
    pub fn sizes(self, name: impl Into<String>, cells: impl IntoIterator<Item = usize>) -> Self {
        let size = |cell| i64::try_from(cell).unwrap_or(i64::MAX);
        self.counts(name, cells.into_iter().map(size))
    }

    /// Adds a column of numbers; `None` and NaN are written as `NA`.
    ///
    /// # Panics
    /// See [`Self::texts`].
    #[must_use]
    pub fn numbers<N: Into<Option<f64>>>(
        self,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = N>,
    ) -> Self {
        let number = |cell: N| cell.into().unwrap_or(f64::NAN);
        let cells: Vec<f64> = cells.into_iter().map(number).collect();
        self.add(name.into(), cells.len(), Cells::Numbers(cells))
    }

    fn add(mut self, name: String, n_rows: usize, cells: Cells) -> Self {
        if !self.columns.is_empty() {
            assert_eq!(n_rows, self.n_rows, "column '{name}' has another length");
        }
        self.n_rows = n_rows;
        self.names.push(name);
        self.columns.push(cells);
        self
    }

    /// Writes the header and the rows.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.names.join("\t"))?;
        for row in 0..self.n_rows {
            for (at, column) in self.columns.iter().enumerate() {
                if at > 0 {
                    write!(out, "\t")?;
                }
                match column {
                    Cells::Texts(cells) => write!(out, "{}", cells[row])?,
                    Cells::Signs(cells) => match cells[row] {
                        Some(sign) => write!(out, "{sign}")?,
                        None => write!(out, "{}", Number(f64::NAN))?,
                    },
                    Cells::Counts(cells) => write!(out, "{}", cells[row])?,
                    Cells::Numbers(cells) => write!(out, "{}", Number(cells[row]))?,
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

fn number(cell: Cell<'_>) -> f64 {
    match cell {
        Cell::Number(number) => number,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_of_every_kind() {
        let table = Table::default()
            .texts("feature_id", ["g1", "g2"])
            .counts("b_vs_a", [1, -1])
            .signs("c_vs_a", vec![Some(0), None])
            .sizes("n", [3, 4])
            .numbers("F", [Some(12.5), None])
            .numbers("p", [1e-9, f64::NAN]);
        let mut text = Vec::new();
        table.write(&mut text).unwrap();
        let expected = "feature_id\tb_vs_a\tc_vs_a\tn\tF\tp\ng1\t1\t0\t3\t12.5\t1e-9\n\
                        g2\t-1\tNA\t4\tNA\tNA\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
