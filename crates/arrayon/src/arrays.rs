//! From CEL files to background-corrected arrays, each file read once.

use crate::chip::Library;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{InputError, Progress};
use arrayon_formats::cel::{self, CelHeader};
use arrayon_formats::source::{self, Kind};
use arrayon_normalize::background::BackgroundModel;
use arrayon_normalize::ranked_array::RankedArray;
use arrayon_normalize::{RmaSettings, correct_array};
use arrayon_qc::ArrayFacts;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// One array: what its file says, and its corrected intensities.
#[derive(Debug, Clone)]
pub struct Array {
    /// Its file.
    pub path: PathBuf,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Header of the file.
    pub header: CelHeader,
    /// Facts for quality control.
    pub facts: ArrayFacts,
    /// The fitted background model.
    pub background: BackgroundModel,
    /// Background-corrected intensities of the universe's probes.
    pub intensities: RankedArray,
}

/// Reads and corrects the arrays, in parallel.
///
/// # Errors
/// The first file, in the order given, that cannot be read or is of another chip; two files of
/// the same content.
pub fn read_arrays(
    samples: &[String],
    files: &[PathBuf],
    library: &Library,
    cells: &[u32],
    settings: RmaSettings,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<Vec<Array>, Error> {
    check_room(files, cells.len())?;
    progress.start("reading arrays", files.len() as u64);
    let arrays: Vec<Result<Array, Error>> = (samples.par_iter().zip(files))
        .map(|(sample, path)| {
            let array = read_array(sample, path, library, cells, settings, inputs);
            progress.advance(1);
            array
        })
        .collect();
    progress.finish();
    let arrays = arrays.into_iter().collect::<Result<Vec<_>, _>>()?;
    check_one_chip(&arrays)?;
    check_distinct(&arrays)?;
    Ok(arrays)
}

/// Refuses more arrays than memory can hold at the very least: two bytes for each probe.
fn check_room(files: &[PathBuf], n_probes: usize) -> Result<(), InputError> {
    let Some(first) = files.first() else {
        return Ok(());
    };
    let what = format!("a study of {} such arrays", files.len());
    let n_bytes = (2 * n_probes as u64).saturating_mul(files.len() as u64);
    source::check_memory(first, &what, n_bytes)
}

fn read_array(
    sample: &str,
    path: &Path,
    library: &Library,
    cells: &[u32],
    settings: RmaSettings,
    inputs: &Inputs,
) -> Result<Array, Error> {
    let content = source::read(inputs.file("cel", path), Kind::Array)?;
    let file = cel::parse_content(&content, path)?;
    let sha256 = content.sha256;
    drop(content.bytes);
    library.check_array(path, &file.header)?;
    let probes: Vec<f32> = cells
        .iter()
        .map(|&cell| file.intensities[cell as usize])
        .collect();
    let facts = ArrayFacts {
        sample: sample.to_owned(),
        n_cells: file.intensities.len(),
        n_outliers: file.outliers.len(),
        n_masked: file.masked.len(),
        n_zero: file
            .intensities
            .iter()
            .filter(|&&intensity| intensity == 0.0)
            .count(),
        n_damaged: file.damaged.len(),
        scan_date: file.header.scan_date.clone(),
    };
    let corrected = correct_array(&probes, settings)
        .map_err(|error| Error::data(path.display().to_string(), &error, error.hint()))?;
    Ok(Array {
        path: path.to_path_buf(),
        sha256,
        header: file.header,
        facts,
        background: corrected.background,
        intensities: corrected.intensities,
    })
}

/// A CDF binds no chip type, so that arrays of two chips of one geometry must be told apart here.
fn check_one_chip(arrays: &[Array]) -> Result<(), InputError> {
    // an array that names no chip is told of, and may be of any
    let mut named = (arrays.iter()).filter(|array| !array.header.chip_type.is_empty());
    let Some(first) = named.next() else {
        return Ok(());
    };
    let chip = &first.header.chip_type;
    let other = named.find(|array| &array.header.chip_type != chip);
    other.map_or(Ok(()), |array| {
        Err(mixed_chips(
            &array.path,
            &array.header.chip_type,
            &first.path,
            chip,
        ))
    })
}

fn check_distinct(arrays: &[Array]) -> Result<(), InputError> {
    // a scan keeps its intensities when it is packed or converted; equal models come first,
    // because they differ for nearly every two scans and are compared in no time
    let same = |left: &Array, right: &Array| {
        left.background == right.background && left.intensities == right.intensities
    };
    for (at, array) in arrays.iter().enumerate() {
        if let Some(first) = arrays[..at].iter().find(|first| same(first, array)) {
            let found = format!("the same intensities as {}", first.path.display());
            return Err(InputError::new(&array.path, found)
                .expected("a scan of its own for every sample")
                .hint("one of the two was copied under a wrong name; find the right file"));
        }
    }
    Ok(())
}

/// Opens the header of every array and checks that all are of the library's chip; gives what a
/// reader should know of chip and library.
///
/// # Errors
/// The first file that is no CEL file or of another chip.
pub fn check_headers(files: &[PathBuf], library: &Library) -> Result<Vec<String>, Error> {
    let mut first: Option<(String, &PathBuf)> = None;
    let mut chip_types = Vec::new();
    for path in files {
        let header = cel::read_header(path)?;
        library.check_array(path, &header)?;
        if !chip_types.contains(&header.chip_type) {
            chip_types.push(header.chip_type.clone());
        }
        if header.chip_type.is_empty() {
            continue;
        }
        let (chip, of) = first.get_or_insert_with(|| (header.chip_type.clone(), path));
        if *chip != header.chip_type {
            return Err(mixed_chips(path, &header.chip_type, of, chip).into());
        }
    }
    Ok(warnings_of_chips(&chip_types, library))
}

/// What a reader should know of the library and of the chip types that arrays name.
pub(crate) fn warnings_of_chips(chip_types: &[String], library: &Library) -> Vec<String> {
    let of_arrays = chip_types
        .iter()
        .filter_map(|chip| library.chip_type_warning(chip));
    library.warnings.iter().cloned().chain(of_arrays).collect()
}

fn mixed_chips(path: &Path, found: &str, first: &Path, expected: &str) -> InputError {
    InputError::new(path, format!("chip type '{found}'"))
        .expected(format!("'{expected}' as in {}", first.display()))
        .hint("analyse each chip in a study of its own")
}
