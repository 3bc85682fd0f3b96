//! Arrays, texts and groups as anndata stores them. Its attributes must be texts of variable length.

use rust_hdf5::{DatatypeMessage, H5Dataset, H5Group, H5Type, Hdf5Error};

/// Values that are compressed together.
const CHUNK: usize = 1 << 17;

/// Numbers from which a dataset is worth compressing.
const WORTH_COMPRESSING: usize = 256;

const LEVEL: u32 = 4;

/// A group of named parts.
pub(super) fn dict(parent: &H5Group, name: &str) -> Result<H5Group, Hdf5Error> {
    let group = parent.create_group(name)?;
    group.set_attr_string("encoding-type", "dict")?;
    group.set_attr_string("encoding-version", "0.1.0")?;
    Ok(group)
}

/// Marks a dataset as what anndata calls it.
pub(super) fn mark(dataset: &H5Dataset, kind: &str, version: &str) -> Result<(), Hdf5Error> {
    for (name, value) in [("encoding-type", kind), ("encoding-version", version)] {
        dataset
            .new_attr::<String>()
            .shape(())
            .create(name)?
            .write_string(value)?;
    }
    Ok(())
}

/// An array, row after row.
pub(super) fn array<T: H5Type>(
    parent: &H5Group,
    name: &str,
    values: &[T],
    shape: &[usize],
) -> Result<(), Hdf5Error> {
    let mut builder = parent.new_dataset::<T>().shape(shape);
    if values.len() >= WORTH_COMPRESSING {
        builder = builder.chunk(&chunk(shape)).shuffle_deflate(LEVEL);
    }
    let dataset = builder.create(name)?;
    dataset.write_raw(values)?;
    mark(&dataset, "array", "0.2.0")
}

/// Whole rows as far as they go into a chunk, else parts of a row.
fn chunk(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [n_rows, n_columns] => {
            let width = n_columns.clamp(1, CHUNK);
            vec![n_rows.clamp(1, (CHUNK / width).max(1)), width]
        }
        _ => shape.iter().map(|n| (*n).clamp(1, CHUNK)).collect(),
    }
}

/// Texts, one after the other.
pub(super) fn texts(parent: &H5Group, name: &str, texts: &[&str]) -> Result<(), Hdf5Error> {
    let dataset = parent.write_vlen_strings(name, texts)?;
    mark(&dataset, "string-array", "0.2.0")
}

/// One text.
pub(super) fn text(parent: &H5Group, name: &str, text: &str) -> Result<(), Hdf5Error> {
    // with the zero at its end, which the format demands
    let mut bytes = text.replace('\0', " ").into_bytes();
    bytes.push(0);
    let size = u32::try_from(bytes.len())
        .map_err(|_| Hdf5Error::InvalidState(format!("'{name}' is too long a text")))?;
    let dataset = parent
        .new_dataset::<u8>()
        .scalar()
        .datatype(DatatypeMessage::fixed_string_utf8(size))
        .create(name)?;
    dataset.write_raw_bytes(&bytes)?;
    mark(&dataset, "string", "0.2.0")
}
