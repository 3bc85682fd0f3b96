//! Tables in Parquet files.

use crate::StoredTable;
use crate::text::{Text, damaged, too_large};
use arrayon_core::InputError;
use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;
use std::path::Path;

/// What pandas calls the column of row names that has no name of its own.
const UNNAMED_INDEX: &str = "__index_level_0__";

/// Most cells of a table.
const MOST_CELLS: u64 = 500_000_000;

/// A column of the file: where it stands, and its name.
struct Column {
    at: usize,
    name: String,
}

/// The table of a file as text.
pub(crate) fn text(
    bytes: Vec<u8>,
    table: StoredTable,
    most_bytes: u64,
    path: &Path,
) -> Result<String, InputError> {
    let failed = |error: ParquetError| damaged(path, "Parquet", &error);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(failed)?;
    let metadata = reader.metadata();
    let fields = metadata.file_metadata().schema().get_fields();
    if let Some(nested) = fields.iter().find(|field| !field.is_primitive()) {
        let found = format!("the column '{}' holds lists or records", nested.name());
        return Err(InputError::new(path, found)
            .expected("columns of numbers and texts")
            .hint("write the table without it"));
    }
    let n_rows: u64 = (metadata.row_groups().iter())
        .map(|group| u64::try_from(group.num_rows()).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add);
    let n_unpacked: u64 = (metadata.row_groups().iter())
        .map(|group| u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add);
    if n_rows.saturating_mul(fields.len() as u64) > MOST_CELLS || n_unpacked > most_bytes {
        return Err(too_large(path, most_bytes));
    }
    let columns = match table {
        StoredTable::Matrix => matrix_columns(fields, path)?,
        StoredTable::Columns => all_columns(fields),
    };
    let mut text = Text::new(most_bytes, path);
    for column in &columns {
        text.cell(&column.name)?;
    }
    text.end_line()?;
    for row in reader.get_row_iter(None).map_err(failed)? {
        let row = row.map_err(failed)?;
        let cells: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        for column in &columns {
            match cells.get(column.at) {
                Some(field) => write_field(&mut text, field, &column.name, path)?,
                None => text.empty(),
            }
        }
        text.end_line()?;
    }
    Ok(text.finish())
}

/// The row names, then the samples; further columns of texts are genes and the like.
fn matrix_columns(fields: &[std::sync::Arc<Type>], path: &Path) -> Result<Vec<Column>, InputError> {
    // pandas writes the names of rows last
    let index = (fields
        .iter()
        .position(|field| field.name() == UNNAMED_INDEX))
    .or_else(|| fields.iter().position(|field| is_text(field)));
    let Some(index) = index else {
        return Err(InputError::new(path, "has no column of texts")
            .expected("a column of feature ids, and a column of numbers for each sample")
            .hint("write the ids as texts, as with pandas' `to_parquet` of a frame whose index they are"));
    };
    let columns = (fields.iter().enumerate())
        .filter(|(at, field)| *at != index && !is_text(field))
        .map(|(at, field)| Column {
            at,
            name: field.name().to_owned(),
        });
    let names = Column {
        at: index,
        name: "feature_id".to_owned(),
    };
    Ok(std::iter::once(names).chain(columns).collect())
}

/// All columns, the names of rows first and without a name, as R and pandas write them.
fn all_columns(fields: &[std::sync::Arc<Type>]) -> Vec<Column> {
    let mut columns: Vec<Column> = (fields.iter().enumerate())
        .map(|(at, field)| Column {
            at,
            name: field.name().to_owned(),
        })
        .collect();
    if let Some(at) = columns.iter().position(|one| one.name == UNNAMED_INDEX) {
        let mut names = columns.remove(at);
        names.name = String::new();
        columns.insert(0, names);
    }
    columns
}

fn is_text(field: &Type) -> bool {
    let info = field.get_basic_info();
    let says_text = matches!(
        info.logical_type_ref(),
        Some(LogicalType::String | LogicalType::Enum)
    ) || matches!(
        info.converted_type(),
        ConvertedType::UTF8 | ConvertedType::ENUM
    );
    says_text
        || field.get_physical_type() == PhysicalType::BYTE_ARRAY
            && info.logical_type_ref().is_none()
}

fn write_field(
    text: &mut Text<'_>,
    field: &Field,
    column: &str,
    path: &Path,
) -> Result<(), InputError> {
    match field {
        Field::Null => text.empty(),
        Field::Str(value) => text.cell(value)?,
        Field::Bytes(value) => {
            let value = value.as_utf8().map_err(|_| {
                InputError::new(
                    path,
                    format!("the column '{column}' holds bytes that are no text"),
                )
            })?;
            text.cell(value)?;
        }
        Field::Bool(value) => text.cell(if *value { "TRUE" } else { "FALSE" })?,
        Field::Double(value) => text.number(*value),
        Field::Float(value) => text.number(f64::from(*value)),
        Field::Float16(value) => text.number(f64::from(*value)),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
            let found = format!("the column '{column}' holds lists or records");
            return Err(InputError::new(path, found).expected("columns of numbers and texts"));
        }
        // whole numbers, decimals, dates and times as they are written
        other => text.cell(&other.to_string())?,
    }
    Ok(())
}
