//! CHP in the binary form of GCOS 1.2 and later: little-endian.

use super::file::{ChpEncoding, ChpFile};
use crate::bytes::{ByteReader, text_of};
use arrayon_core::InputError;
use std::path::Path;

/// The version that is known.
const VERSION: i32 = 1;

/// The kind of assay that measures expression.
const EXPRESSION: i32 = 0;

/// Bytes of a record of one array: call, p-value, signal, pairs and pairs used. Comparisons of two
/// arrays add more behind them.
const RECORD: u64 = 13;

pub(super) fn parse(content: &[u8], path: &Path) -> Result<ChpFile, InputError> {
    let mut reader = ByteReader::new(content, path);
    reader.take(4, "magic")?;
    let version = reader.i32_le("version")?;
    if version != VERSION {
        return Err(reader
            .error_at(4, format!("a CHP file (XDA) of version {version}"))
            .expected("version 1")
            .hint("let the maker's software write it as a Command Console file"));
    }
    reader.take(4, "columns and rows")?;
    let n_sets = reader.count_le("number of probe sets")?;
    reader.count_le("number of quality-control probe sets")?;
    let assay_at = reader.position();
    let assay = reader.i32_le("kind of assay")?;
    if assay != EXPRESSION {
        return Err(reader
            .error_at(assay_at, "a CHP file of genotypes or base calls")
            .expected("one of expression")
            .hint("arrays of sequences or variants hold no expression"));
    }
    read_text(&mut reader, "program")?;
    read_text(&mut reader, "name of the CEL file")?;
    let chip_type = read_text(&mut reader, "chip type")?;
    let algorithm = read_text(&mut reader, "algorithm")?;
    let algorithm_version = read_text(&mut reader, "version of the algorithm")?;
    for what in ["parameter", "summary"] {
        for _ in 0..reader.count_le("number of parameters")? {
            read_text(&mut reader, what)?;
            read_text(&mut reader, what)?;
        }
    }
    let n_zones = reader.count_le("number of background zones")?;
    reader.take(4, "smooth factor")?;
    reader.take_records(n_zones, 12, "background zones")?;
    reader.take(1, "kind of analysis")?;
    let size_at = reader.position();
    let size = reader.count_le("size of a record")?;
    if size < RECORD {
        return Err(reader
            .error_at(size_at, format!("records of {size} bytes"))
            .expected("13 or more: call, p-value, signal and pairs"));
    }
    let records = reader.take_records(n_sets, size, "the records of all probe sets")?;
    // call: 1 byte, p-value: 4, signal: 4
    let number = |record: &[u8], at: usize| {
        let bytes = record
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(f32::NAN, f32::from_le_bytes)
    };
    let records = || records.chunks_exact(size as usize);
    Ok(ChpFile {
        encoding: ChpEncoding::Xda,
        chip_type,
        algorithm,
        algorithm_version,
        features: None,
        signals: records().map(|record| number(record, 5)).collect(),
        detection_p: Some(records().map(|record| number(record, 1)).collect()),
    })
}

fn read_text(reader: &mut ByteReader<'_>, what: &str) -> Result<String, InputError> {
    let length = reader.count_le(what)?;
    Ok(text_of(reader.take(length, what)?))
}
