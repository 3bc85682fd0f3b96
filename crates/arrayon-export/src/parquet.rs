//! Every table as Parquet, compressed by Snappy: texts as UTF-8, numbers as doubles, null where there
//! is none.
//!
//! The file's metadata, key `arrayon.columns`, hold unit and description of each column as JSON.

use crate::file_names::SafeNames;
use crate::study::{ExportError, Notes, Sink, Study};
use arrayon_reader::{Cells, ResultTable, TableColumn};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;
use std::sync::Arc;

/// Writes every table of the folder.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let mut names = SafeNames::default();
    for path in study.table_paths() {
        let Some(table) = study.table(path)? else {
            continue;
        };
        let name = names.name(&table.name.replace('/', "."));
        let file = format!("parquet/{name}.parquet");
        let bytes = encode(&table).map_err(|error| ExportError::encode(&file, error))?;
        write(&file, bytes)?;
    }
    Ok(Vec::new())
}

fn encode(table: &ResultTable) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field);
    let fields = fields.collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    let schema = Type::group_type_builder("table")
        .with_fields(fields)
        .build()?;
    let columns: Vec<serde_json::Value> = (table.columns.iter())
        .map(|column| {
            json!({
                "name": column.header,
                "unit": column.unit,
                "description": column.description,
            })
        })
        .collect();
    let columns = serde_json::Value::from(columns).to_string();
    let properties = WriterProperties::builder()
        .set_created_by("arrayon".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "arrayon.columns".to_owned(),
            columns,
        )]))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &table.columns {
        let Some(mut to) = group.next_column()? else {
            break;
        };
        write_cells(&column.cells, &mut to)?;
        to.close()?;
    }
    group.close()?;
    writer.into_inner()
}

fn field(column: &TableColumn) -> Result<TypePtr, ParquetError> {
    let (physical, logical, repetition) = match &column.cells {
        Cells::Texts(_) => (
            PhysicalType::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::REQUIRED,
        ),
        Cells::Integers(_) => (PhysicalType::INT64, None, Repetition::OPTIONAL),
        Cells::Numbers(_) => (PhysicalType::DOUBLE, None, Repetition::OPTIONAL),
        Cells::Flags(_) => (PhysicalType::BOOLEAN, None, Repetition::OPTIONAL),
    };
    let field = Type::primitive_type_builder(&column.header, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(field))
}

fn write_cells(cells: &Cells, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    match cells {
        Cells::Texts(texts) => {
            let texts: Vec<ByteArray> = texts.iter().map(|text| text.as_str().into()).collect();
            to.typed::<ByteArrayType>()
                .write_batch(&texts, None, None)?;
        }
        Cells::Integers(values) => write_some::<Int64Type>(values.iter().copied(), to)?,
        Cells::Numbers(values) => {
            let there = |value: &f64| (!value.is_nan()).then_some(*value);
            write_some::<DoubleType>(values.iter().map(there), to)?;
        }
        Cells::Flags(values) => write_some::<BoolType>(values.iter().copied(), to)?,
    }
    Ok(())
}

/// Writes values of which some are missing.
fn write_some<T: DataType>(
    cells: impl Iterator<Item = Option<T::T>>,
    to: &mut SerializedColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    to.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use std::io::Write;

    #[test]
    fn every_kind_of_cell_reads_back() {
        let column = |header: &str, cells| TableColumn {
            header: header.to_owned(),
            unit: Some("log2"),
            description: None,
            cells,
        };
        let table = ResultTable {
            name: "x".to_owned(),
            n_rows: 2,
            columns: vec![
                column("a.b", Cells::Texts(vec!["=1+1".into(), String::new()])),
                column("n", Cells::Integers(vec![Some(-7), None])),
                column("x", Cells::Numbers(vec![f64::NAN, 5e-324])),
                column("f", Cells::Flags(vec![None, Some(true)])),
            ],
        };
        let bytes = encode(&table).unwrap();
        assert_eq!(bytes, encode(&table).unwrap());
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<Vec<Field>> = (reader.get_row_iter(None).unwrap())
            .map(|row| {
                row.unwrap()
                    .into_columns()
                    .into_iter()
                    .map(|(_, cell)| cell)
                    .collect()
            })
            .collect();
        let expected = [
            vec![
                Field::Str("=1+1".into()),
                Field::Long(-7),
                Field::Null,
                Field::Null,
            ],
            vec![
                Field::Str(String::new()),
                Field::Null,
                Field::Double(5e-324),
                Field::Bool(true),
            ],
        ];
        assert_eq!(rows, expected);
        let metadata = reader.metadata().file_metadata();
        let columns = &metadata.key_value_metadata().unwrap()[0];
        assert!(
            columns
                .value
                .as_ref()
                .unwrap()
                .contains("\"unit\":\"log2\"")
        );
    }
}
