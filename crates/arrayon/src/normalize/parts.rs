//! Arrays that are read in parts, on several machines: each part reads some, and all together are
//! normalised as if they had been read at once.

use super::arrays_to_normalize::NormalizedArrays;
use super::prepared::Prepared;
use super::streamed::{Kept, read_to_store};
use crate::arrays::Array;
use crate::cel_files::hashes_of;
use crate::clustering::Shard;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::kept::{ARRAYS_FILE, ArrayInPart, ArraysPart, Chunks, PART_FILE, PartInput, Store};
use crate::output::Output;
use crate::parts_of_run::{check_release, check_whole};
use crate::progress::watched;
use arrayon_core::{InputError, Progress};
use arrayon_formats::source::{self, Kind};
use arrayon_qc::Distribution;
use arrayon_results::{Document, DocumentKind};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is read of a part whose files all agree.
const SAME_RUN: &str = "run every part with the same arrays, files and settings";

/// Reads the arrays of one part and writes it.
///
/// # Errors
/// Whatever is wrong with library or CEL files; a part without arrays.
pub(crate) fn write_part(
    of: &NormalizedArrays<'_>,
    shard: Shard,
    inputs: &Inputs,
    output: &mut Output,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let n_arrays = of.samples.len();
    let some = shard.part_of(n_arrays);
    if some.is_empty() {
        let found = format!(
            "part {}/{} of {n_arrays} arrays has none",
            shard.number, shard.of
        );
        return Err(Error::data("arrays", found, "ask for fewer parts"));
    }
    let (samples, files) = (
        &of.samples[some.clone()],
        &of.arrays.locations[some.clone()],
    );
    let prepared = Prepared::read(&of.arrays.locations, of.settings, inputs)?;
    let store = Arc::new(Store::scratch(&of.resources.scratch)?);
    let arrays = read_to_store(&prepared, samples, files, &store, inputs, progress)?;
    let mut part = ArraysPart {
        number: shard.number,
        of: shard.of,
        first_array: some.start,
        n_arrays,
        settings: settings_of(&prepared),
        files: files_of(inputs)?,
        arrays: arrays
            .into_iter()
            .map(|array| array_in_part(array, &store))
            .collect::<Result<_, _>>()?,
    };
    // in the order of the arrays, whichever was read first
    let mut failed = None;
    let written = output.write_with(ARRAYS_FILE, |out| {
        let mut end = 0;
        for array in &mut part.arrays {
            let moved = array.intensities.move_to(&store, out, &mut end);
            let numbers = [
                Some(&mut array.scanned),
                Some(&mut array.scanned_up_to),
                Some(&mut array.numbers),
                array.p_values.as_mut(),
            ];
            let mut numbers = numbers.into_iter().flatten().zip([4, 4, 8, 4]);
            let moved = moved.and_then(|()| {
                numbers.try_for_each(|(chunks, width)| chunks.move_to(width, &store, out, &mut end))
            });
            if let Err(error) = moved {
                failed = Some(error);
                return Err(std::io::ErrorKind::Interrupted.into());
            }
        }
        Ok(())
    });
    failed.map_or(written, Err)?;
    output.write_document(PART_FILE, &part)
}

fn array_in_part(array: Array<Kept>, store: &Store) -> Result<ArrayInPart, Error> {
    let kept = array.intensities;
    let mut numbers = vec![array.background_mean];
    numbers.extend(kept.detected.into_iter().flatten());
    Ok(ArrayInPart {
        quality: array.quality,
        intensities: kept.array,
        scanned: Chunks::write(store, array.scanned.values())?,
        scanned_up_to: Chunks::write(store, array.scanned.up_to())?,
        numbers: Chunks::write(store, &numbers)?,
        p_values: kept.p_values,
    })
}

/// What the numbers of a part depend on, but for the files.
fn settings_of(prepared: &Prepared<'_>) -> Value {
    let settings = prepared.settings;
    let how = &settings.normalize;
    json!({
        "method": how.method,
        "compatibility": how.compatibility,
        "probe_selection": how.probe_selection,
        "target": settings.chip.target,
        "control_prefix": settings.chip.control_prefix,
        "detected_at": settings.quality.detected_at,
        "detection": settings.quality.detection,
    })
}

/// The files but for the arrays, which are told apart by themselves.
fn files_of(inputs: &Inputs) -> Result<Vec<PartInput>, Error> {
    let files = inputs.clone().into_files()?.into_iter();
    let others = files.filter(|file| file.role != "cel" && file.role != "archive");
    let named = others.map(|file| PartInput {
        role: file.role,
        sha256: file.sha256,
    });
    Ok(named.collect())
}

/// Joins the parts of a study's arrays.
///
/// # Errors
/// A file that is missing, no part or not as it was written; an array whose file is another one than the part's;
/// a part of other arrays, files, settings or of another release;
/// a part that is there twice or not at all.
pub(super) fn merged_arrays(
    of: &NormalizedArrays<'_>,
    prepared: &Prepared<'_>,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<Vec<Array<Kept>>, Error> {
    // the library and the sheet are read by now
    let (settings, files) = (settings_of(prepared), files_of(inputs)?);
    let mut found: Vec<Option<(PathBuf, ArraysPart)>> = Vec::new();
    for folder in of.parts {
        let path = folder.join(PART_FILE);
        check_whole(folder, PART_FILE)?;
        let part = read_part(&path, inputs)?;
        check_same_run(&path, &part, of.samples, (&settings, &files))?;
        if found.is_empty() {
            found.resize_with(part.of as usize, || None);
        }
        if part.of as usize != found.len() {
            let found_parts = format!("part {} of {}", part.number, part.of);
            let error = InputError::new(&path, found_parts)
                .expected(format!("one of {} parts, as the first", found.len()))
                .hint("name the folders of one run, each part once");
            return Err(error.into());
        }
        let place = &mut found[part.number as usize - 1];
        if let Some((first, _)) = place {
            let twice = format!("part {} of {} for the second time", part.number, part.of);
            let error = InputError::new(&path, twice)
                .expected(format!("another part than in {}", first.display()))
                .hint("name the folders of one run, each part once");
            return Err(error.into());
        }
        *place = Some((path, part));
    }
    let hashes = watched(progress, "comparing arrays with those of the parts", || {
        hashes_of(&of.arrays.locations, inputs)
    })?;
    let n_parts = found.len();
    let mut arrays = Vec::with_capacity(of.samples.len());
    for (number, part) in (1..).zip(found) {
        let Some((path, part)) = part else {
            let missing = format!("part {number} of {n_parts} is in none of the folders");
            return Err(Error::data(
                "merging parts",
                missing,
                "name the folders of all parts",
            ));
        };
        let store = Arc::new(Store::open(&path.with_file_name("part.bin"))?);
        for array in part.arrays {
            let location = &of.arrays.locations[arrays.len()];
            if hashes[arrays.len()] != array.quality.sha256 {
                let found = format!("is another file than part {number} has read");
                return Err(InputError::new(location.path(), found)
                    .expected(format!("the one of SHA-256 {}", array.quality.sha256))
                    .hint(SAME_RUN)
                    .into());
            }
            arrays.push(array_of_part(array, location.path(), &store, prepared)?);
        }
    }
    Ok(arrays)
}

fn read_part(path: &Path, inputs: &Inputs) -> Result<ArraysPart, InputError> {
    let wrong = |found: String| {
        InputError::new(path, found)
            .expected("a part of a study's arrays")
            .hint("name result folders of 'arrayon normalize --shard'")
    };
    let text = source::read_text(inputs.file("arrays part", path), Kind::Results)
        .map_err(|error| wrong(error.found))?;
    let no_part = |error: serde_json::Error| wrong(format!("is no part: {error}"));
    let frame: Document<IgnoredAny> = serde_json::from_str(&text).map_err(no_part)?;
    if frame.schema != ArraysPart::SCHEMA {
        return Err(wrong(format!("its schema is '{}'", frame.schema)));
    }
    check_release(
        path,
        &frame,
        "read all parts anew with this release of arrayon",
    )?;
    let document: Document<ArraysPart> = serde_json::from_str(&text).map_err(no_part)?;
    let part = document.content;
    if part.number == 0 || part.number > part.of || part.of as usize > part.n_arrays {
        let found = format!("part {} of {}", part.number, part.of);
        return Err(wrong(format!("is no part: it says that it is {found}")));
    }
    Ok(part)
}

/// Refuses a part of other arrays, files or settings.
fn check_same_run(
    path: &Path,
    part: &ArraysPart,
    samples: &[String],
    (settings, files): (&Value, &[PartInput]),
) -> Result<(), InputError> {
    let differs = |found: String, expected: String| {
        Err(InputError::new(path, found)
            .expected(expected)
            .hint(SAME_RUN))
    };
    if part.n_arrays != samples.len() {
        let found = format!("the part is of a study of {} arrays", part.n_arrays);
        return differs(found, format!("{} arrays", samples.len()));
    }
    let shard = Shard {
        number: part.number,
        of: part.of,
    };
    let expected: Range<usize> = shard.part_of(samples.len());
    let own = part.arrays.iter().map(|array| &array.quality.sample);
    if part.first_array != expected.start || !own.clone().eq(&samples[expected.clone()]) {
        let other = own
            .zip(&samples[expected])
            .find(|(found, expected)| found != expected);
        let (found, expected) = match other {
            Some((found, expected)) => (format!("sample '{found}'"), format!("'{expected}'")),
            None => ("other samples".to_owned(), "those of the study".to_owned()),
        };
        return differs(format!("the part holds {found}"), expected);
    }
    if let Some((name, expected)) = (settings.as_object().into_iter().flatten())
        .find(|(name, expected)| part.settings.get(name.as_str()) != Some(*expected))
    {
        let found = part.settings.get(name).unwrap_or(&Value::Null);
        return differs(
            format!("the part's {name} is {found}"),
            expected.to_string(),
        );
    }
    for file in files {
        if !part.files.contains(file) {
            let found = format!("the part was read with another {} file", file.role);
            return differs(found, format!("the one of SHA-256 {}", file.sha256));
        }
    }
    match part.files.iter().find(|file| !files.contains(file)) {
        None => Ok(()),
        Some(file) => differs(
            format!("the part was read with a {} file", file.role),
            "none, as here".to_owned(),
        ),
    }
}

fn array_of_part(
    array: ArrayInPart,
    path: &Path,
    store: &Arc<Store>,
    prepared: &Prepared<'_>,
) -> Result<Array<Kept>, Error> {
    let values = array.scanned.read::<f32>(store)?;
    let scanned = Distribution::from_parts(values, array.scanned_up_to.read(store)?);
    let numbers: Vec<f64> = array.numbers.read(store)?;
    let detected = numbers
        .get(1..4)
        .map(|three| [three[0], three[1], three[2]]);
    let (Some(scanned), Some(&background_mean)) = (scanned, numbers.first()) else {
        return Err(store.damaged("the numbers of an array do not go together"));
    };
    let n_features = prepared.features.len();
    let fits = match &array.p_values {
        Some(all) => all.len() == n_features,
        None => !prepared.settings.quality.detection,
    };
    if array.intensities.n_probes() != prepared.n_probes() || !fits {
        return Err(store.damaged("an array has other probes or features than the library"));
    }
    Ok(Array {
        path: path.to_path_buf(),
        quality: array.quality,
        scanned,
        intensities: Kept {
            store: Arc::clone(store),
            array: array.intensities,
            detected,
            p_values: array.p_values,
        },
        background_mean,
        detection: None,
    })
}
