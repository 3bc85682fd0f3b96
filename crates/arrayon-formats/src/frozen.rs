//! Frozen reference sets: what a set of arrays has shown of a chip's probes, in one file.
//!
//! # Format
//! 1. the line `arrayon frozen reference 1`, ended by a line feed: kind and version;
//! 2. the length of the header in bytes, as an unsigned 32-bit number;
//! 3. the header, JSON: [`FrozenHeader`];
//! 4. numbers as 32-bit floats, in the order of the fields of [`FrozenReference`]: `n_probes` of
//!    the target, three times `n_probes_of_features`, twice `n_features`;
//! 5. the SHA-256 of all before, 32 bytes.
//!
//! Numbers are little-endian. 32 bits move log2 expression by some 1e-6. A file of a Clariom S chip
//! has about 4 MB.

use crate::bytes::ByteReader;
use crate::sniff::FROZEN_MAGIC as MAGIC;
use crate::source::{self, Input, Kind};
use arrayon_core::{FrozenEstimate, FrozenReference, InputError, Place};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::Path;

const HASH_BYTES: usize = 32;

/// Where a frozen reference set comes from, and for which arrays it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenHeader {
    /// Program and version that wrote it.
    pub program: String,
    /// Chip types that its arrays name.
    pub chip_types: Vec<String>,
    /// Rows of cells.
    pub n_rows: u32,
    /// Columns of cells.
    pub n_columns: u32,
    /// SHA-256 of the probes' cells and of the features' ids and probes, hexadecimal: two libraries
    /// of one chip that group probes otherwise differ in it.
    pub layout_sha256: String,
    /// Whose numbers background correction and quantile normalisation reproduce.
    pub compatibility: String,
    /// Which probes take part in them.
    pub probe_selection: String,
    /// What values and standard errors are estimated from.
    pub estimate: FrozenEstimate,
    /// Probes that take part in quantile normalisation.
    pub n_probes: usize,
    /// Probes of all features; a probe of several features counts in each.
    pub n_probes_of_features: usize,
    /// Features.
    pub n_features: usize,
    /// Names of the batches.
    pub batches: Vec<String>,
    /// The arrays that it was made from.
    pub arrays: Vec<FrozenArray>,
}

/// An array of a reference set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenArray {
    /// Its sample.
    pub sample: String,
    /// SHA-256 of its file, hexadecimal.
    pub sha256: String,
    /// The number of its batch, from 0.
    pub batch: usize,
}

/// A frozen reference set as a file holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenFile {
    /// Where it comes from.
    pub header: FrozenHeader,
    /// What it holds.
    pub reference: FrozenReference,
}

/// Writes a frozen reference set.
///
/// # Errors
/// The writer's.
pub fn write(file: &FrozenFile, out: &mut dyn Write) -> io::Result<()> {
    let header = serde_json::to_vec(&file.header)?;
    let length = u32::try_from(header.len()).map_err(io::Error::other)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(length.to_le_bytes());
    bytes.extend(header);
    for value in columns(&file.reference).into_iter().flatten() {
        bytes.extend((*value as f32).to_le_bytes());
    }
    let hash = Sha256::digest(&bytes);
    out.write_all(&bytes)?;
    out.write_all(&hash)
}

fn columns(reference: &FrozenReference) -> [&Vec<f64>; 6] {
    [
        &reference.target,
        &reference.probe_effects,
        &reference.within_batches,
        &reference.between_batches,
        &reference.scales,
        &reference.median_errors,
    ]
}

/// Reads a frozen reference set.
///
/// # Errors
/// A file that is none, of a later version, cut short or damaged.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<FrozenFile, InputError> {
    let input = input.into();
    let content = source::read(input, Kind::Frozen)?;
    parse(&content.bytes, input.path())
}

/// The same, of content that was read.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<FrozenFile, InputError> {
    check_magic(bytes, path)?;
    let damaged = |found: String| {
        InputError::new(path, found)
            .expected("a frozen reference set as it was written")
            .hint("copy the file again, or freeze the reference set again")
    };
    let Some(at) = bytes.len().checked_sub(HASH_BYTES) else {
        return Err(damaged(format!(
            "the file ends after {} bytes",
            bytes.len()
        )));
    };
    let (body, hash) = bytes.split_at(at);
    if Sha256::digest(body)[..] != *hash {
        return Err(damaged(
            "the checksum does not match: cut short or damaged".to_owned(),
        ));
    }
    let mut reader = ByteReader::new(body, path);
    reader.take(MAGIC.len() as u64, "kind and version")?;
    let length = reader.u32_le("length of the header")?;
    let header = reader.take(length.into(), "header")?;
    let header: FrozenHeader = serde_json::from_slice(header)
        .map_err(|error| damaged(format!("the header cannot be read: {error}")))?;
    let mut numbers = |n: usize, what: &str| -> Result<Vec<f64>, InputError> {
        let bytes = reader.take_records(n as u64, 4, what)?;
        let numbers = bytes.as_chunks::<4>().0.iter();
        Ok(numbers.map(|&one| f32::from_le_bytes(one).into()).collect())
    };
    let (n_of_features, n_features) = (header.n_probes_of_features, header.n_features);
    let reference = FrozenReference {
        estimate: header.estimate,
        target: numbers(header.n_probes, "target distribution")?,
        probe_effects: numbers(n_of_features, "probe effects")?,
        within_batches: numbers(n_of_features, "variances within batches")?,
        between_batches: numbers(n_of_features, "variances between batches")?,
        scales: numbers(n_features, "scales")?,
        median_errors: numbers(n_features, "standard errors")?,
    };
    match fault(&reference) {
        Some(fault) => Err(damaged(fault.to_owned())),
        None => Ok(FrozenFile { header, reference }),
    }
}

/// What no reference set can hold.
fn fault(reference: &FrozenReference) -> Option<&'static str> {
    let is_variance = |value: &f64| value.is_finite() && *value >= 0.0;
    let target = &reference.target;
    if !target.iter().all(|value| value.is_finite() && *value > 0.0) || !target.is_sorted() {
        return Some("the target distribution does not ascend from above 0");
    }
    if !reference
        .probe_effects
        .iter()
        .all(|value| value.is_finite())
    {
        return Some("a probe effect is no number");
    }
    let variances = reference
        .within_batches
        .iter()
        .chain(&reference.between_batches);
    match variances.chain(&reference.scales).all(is_variance) {
        true => None,
        false => Some("a variance or scale is no number of 0 or more"),
    }
}

fn check_magic(bytes: &[u8], path: &Path) -> Result<(), InputError> {
    if bytes.starts_with(MAGIC) {
        return Ok(());
    }
    let error = |found: String| {
        InputError::new(path, found)
            .at(Place::Byte(0))
            .expected("a frozen reference set, as `arrayon freeze` writes it")
    };
    // all but the number of the version and the line end
    let kind = &MAGIC[..MAGIC.len() - 2];
    if let Some(rest) = bytes.strip_prefix(kind) {
        let version = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let version = String::from_utf8_lossy(&version[..version.len().min(8)]);
        let found = format!(
            "a frozen reference set of version {}",
            version.escape_debug()
        );
        return Err(
            error(found).hint("this program reads version 1: take the program that wrote it")
        );
    }
    let kind = crate::sniff::kind_of(bytes);
    Err(error(format!("this is {}", kind.description())).hint(kind.way_on()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> FrozenFile {
        FrozenFile {
            header: FrozenHeader {
                program: "arrayon 0".into(),
                chip_types: vec!["Clariom_S_Rat".into()],
                n_rows: 2,
                n_columns: 3,
                layout_sha256: "ab".into(),
                compatibility: "bioconductor".into(),
                probe_selection: "main".into(),
                estimate: FrozenEstimate::Frma,
                n_probes: 4,
                n_probes_of_features: 3,
                n_features: 2,
                batches: vec!["a".into()],
                arrays: vec![FrozenArray {
                    sample: "s".into(),
                    sha256: "cd".into(),
                    batch: 0,
                }],
            },
            reference: FrozenReference {
                estimate: FrozenEstimate::Frma,
                target: vec![1.0, 2.0, 2.0, 8.5],
                probe_effects: vec![0.5, -0.5, 0.0],
                within_batches: vec![0.25, 0.5, 0.0],
                between_batches: vec![0.0; 3],
                scales: vec![0.125, 0.0],
                median_errors: vec![0.75, f64::NAN],
            },
        }
    }

    fn written(file: &FrozenFile) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(file, &mut bytes).unwrap();
        bytes
    }

    fn refused(bytes: &[u8]) -> String {
        parse(bytes, Path::new("x.frozen")).unwrap_err().to_string()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let again = parse(&written(&file()), Path::new("x.frozen")).unwrap();
        assert_eq!(again.header, file().header);
        let (again, of) = (again.reference, file().reference);
        assert_eq!(again.target, of.target);
        assert_eq!(again.scales, of.scales);
        assert!(again.median_errors[1].is_nan() && again.median_errors[0] == 0.75);
        assert_eq!(
            crate::sniff::kind_of(&written(&file())),
            crate::sniff::FileKind::Frozen
        );
    }

    #[test]
    fn no_changed_byte_and_no_shorter_file_is_read() {
        let bytes = written(&file());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(parse(&changed, Path::new("x")).is_err(), "byte {at}");
            assert!(parse(&bytes[..at], Path::new("x")).is_err(), "{at} bytes");
        }
        assert!(refused(&bytes[..bytes.len() - 1]).contains("checksum"));
    }

    #[test]
    fn other_files_versions_and_impossible_numbers_are_named() {
        assert!(refused(b"[study]\nname = 'x'\n").contains("a study description"));
        let mut later = written(&file());
        later[MAGIC.len() - 2] = b'7';
        assert!(refused(&later).contains("version 7"), "{}", refused(&later));
        let mut wrong = file();
        wrong.reference.target[0] = 5.0;
        assert!(refused(&written(&wrong)).contains("target distribution"));
        let mut wrong = file();
        wrong.reference.scales[0] = f64::NAN;
        assert!(refused(&written(&wrong)).contains("scale"));
        let mut wrong = file();
        wrong.header.n_features = usize::MAX;
        assert!(refused(&written(&wrong)).contains("unexpected end"));
    }
}
