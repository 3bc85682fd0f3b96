//! The tables of the Command Console generic format.

use super::header::{read_parameters, read_wide};
use crate::bytes::ByteReader;
use arrayon_core::InputError;

/// Types of the columns of a data set, as the format numbers them.
pub(crate) const TYPE_I16: u8 = 2;
pub(crate) const TYPE_U16: u8 = 3;
pub(crate) const TYPE_I32: u8 = 4;
pub(crate) const TYPE_F32: u8 = 6;
/// Texts stand behind their length, in as many bytes as the longest needs.
pub(crate) const TYPE_ASCII: u8 = 7;
pub(crate) const TYPE_WIDE: u8 = 8;

/// A column of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: u8,
    /// In bytes.
    pub(crate) size: u64,
}

/// One data set: a table with its rows.
pub(crate) struct DataSet<'a> {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) n_rows: u32,
    pub(crate) rows: &'a [u8],
    pub(crate) rows_at: usize,
}

impl<'a> DataSet<'a> {
    /// Type and size in bytes of each column.
    pub(crate) fn layout(&self) -> Vec<(u8, u64)> {
        let columns = self.columns.iter();
        columns.map(|column| (column.kind, column.size)).collect()
    }

    /// The bytes of a column, row by row.
    pub(crate) fn cells(&self, column: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let size = |columns: &[Column]| -> usize {
            let sizes = columns.iter().map(|column| column.size as usize);
            sizes.sum()
        };
        let start = size(&self.columns[..column]);
        let end = start + self.columns[column].size as usize;
        // rows of no bytes hold no cells
        let rows = self.rows.chunks_exact(size(&self.columns).max(1));
        rows.map(move |row| &row[start..end])
    }
}

/// Reads the tables of a data group by the offsets that the file states: real files leave
/// spare bytes between them.
pub(crate) fn read_data_sets<'a>(
    reader: &mut ByteReader<'a>,
    group_at: u32,
) -> Result<Vec<DataSet<'a>>, InputError> {
    reader.seek(group_at.into(), "the data group")?;
    reader.take(4, "place of the next data group")?;
    let mut set_at = reader.u32_be("place of the first data set")?;
    let n_sets = reader.count_be("number of data sets")?;
    read_wide(reader, "name of the data group")?;
    let mut sets = Vec::new();
    for n_read in 0..n_sets {
        // without this, offsets in a circle would be followed for ever
        if (set_at as usize) < reader.position() {
            return Err(reader
                .error(format!(
                    "data set {} is said to begin at byte {set_at}",
                    n_read + 1
                ))
                .expected("a place after the data set before it"));
        }
        reader.seek(set_at.into(), "a data set")?;
        let (set, next_at) = read_data_set(reader)?;
        sets.push(set);
        set_at = next_at;
    }
    Ok(sets)
}

/// Reads one table and the place of the next; the reader is left after the table's rows.
fn read_data_set<'a>(reader: &mut ByteReader<'a>) -> Result<(DataSet<'a>, u32), InputError> {
    let rows_at = reader.u32_be("place of a data set's rows")?;
    let next_at = reader.u32_be("place of the next data set")?;
    let name = read_wide(reader, "name of a data set")?;
    read_parameters(reader, &mut Vec::new())?;
    let mut columns = Vec::new();
    let mut row_size = 0u64;
    for _ in 0..reader.u32_be("number of columns")? {
        let name = read_wide(reader, "column name")?;
        let kind = reader.u8("column type")?;
        let size = reader.count_be("column size")?;
        row_size = row_size.saturating_add(size);
        columns.push(Column { name, kind, size });
    }
    let n_rows = reader.u32_be("number of rows")?;
    if (rows_at as usize) < reader.position() {
        return Err(reader
            .error(format!(
                "the rows of data set '{name}' are said to begin at byte {rows_at}"
            ))
            .expected("a place after the data set's header"));
    }
    let what = format!("the {n_rows} rows of data set '{name}'");
    reader.seek(rows_at.into(), &what)?;
    let rows = reader.take_records(n_rows.into(), row_size, &what)?;
    let set = DataSet {
        name,
        columns,
        n_rows,
        rows,
        rows_at: rows_at as usize,
    };
    Ok((set, next_at))
}
