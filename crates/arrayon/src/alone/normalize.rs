//! `arrayon normalize`: CEL files to expression.

use crate::annotation_file;
use crate::cel_files::{
    CelLocation, FoundArrays, Listed, cel_stem, find_in, in_archive, in_folder,
};
use crate::clustering::Shard;
use crate::config::{ChipSection, NormalizeSection, Section, paths};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::normalize::{
    ExpressionSource, Normalization, NormalizationAlone, NormalizeSettings, NormalizedArrays,
    Resources, write_part,
};
use crate::output::{Output, Place, RunOptions};
use crate::samples_file::write_samples;
use arrayon_core::{InputError, Progress, SampleSheet};
use arrayon_formats::{names, sample_sheet};
use arrayon_results::summary::Summary;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `arrayon normalize` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalizeStage {
    /// CEL files, folders and archives of them.
    pub files: Vec<PathBuf>,
    /// A sample sheet, which says whose array each is; without one, samples are named after the
    /// files.
    pub samples: Option<PathBuf>,
    /// How the arrays become expression.
    pub settings: NormalizeSettings,
    /// Read only this part of the arrays.
    pub shard: Option<Shard>,
    /// Result folders of parts in which all arrays were read; none where they are to be read.
    pub shards: Vec<PathBuf>,
}

/// Normalises CEL files and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with sheet, library or CEL files; nothing is left at `out` then.
pub fn normalize_stage(
    stage: &NormalizeStage,
    out: impl Into<Place>,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let settings = &stage.settings;
    let library = paths::of(ChipSection::NAME, &settings.chip);
    let frozen = paths::of(NormalizeSection::NAME, &settings.normalize);
    let library: Vec<PathBuf> = (library.into_iter().chain(frozen))
        .map(|one| one.path)
        .collect();
    settings.chip.check_library()?;
    let files = (stage.files.iter().chain(&stage.samples))
        .chain(&library)
        .chain(&stage.shards);
    let place = out.into();
    let beside = place.scratch();
    let mut output = Output::create(place, options, files)?;
    let inputs = options.inputs();
    let NamedArrays {
        samples,
        sheet,
        arrays,
    } = arrays_of(&stage.files, stage.samples.as_deref(), &inputs)?;
    let annotation = match settings.chip.annotation.as_deref() {
        Some(path) => Some((path, annotation_file::read(path, &inputs)?)),
        None => None,
    };
    if let Some(sheet) = &sheet {
        write_samples(&mut output, sheet, Some(&arrays), &[])?;
    }
    let mut summary = Summary {
        study: match samples.len() {
            1 => "one CEL file".to_owned(),
            n => format!("{n} CEL files"),
        },
        ..Summary::default()
    };
    let resources = Resources::new(options.memory, options.scratch.as_deref(), &beside);
    let of = NormalizedArrays {
        samples: &samples,
        arrays: &arrays,
        settings,
        resources: &resources,
        parts: &stage.shards,
    };
    if let Some(shard) = stage.shard {
        summary.n_samples = Some(shard.part_of(samples.len()).len());
        output.timed_with("normalize", |output| {
            write_part(&of, shard, &inputs, output, progress)
        })?;
    } else {
        let normalization = NormalizationAlone(Normalization {
            source: ExpressionSource::Arrays(of),
            annotation: annotation.as_ref().map(|(path, genes)| (*path, genes)),
            plan: None,
            sheet: sheet.as_ref(),
            writes_detection: settings.quality.detection,
            writes_expression: true,
            inputs: &inputs,
        });
        output.stage(normalization, &mut summary, progress)?;
    }
    let configuration = json!({
        "chip": settings.chip,
        "normalize": settings.normalize,
        "quality": settings.quality,
    });
    output.finish(inputs, &configuration, summary)
}

/// Samples and their arrays.
pub(super) struct NamedArrays {
    pub(super) samples: Vec<String>,
    /// Where the samples come from a sheet.
    pub(super) sheet: Option<SampleSheet>,
    pub(super) arrays: FoundArrays,
}

/// The samples and their arrays: those of the sheet, or all.
pub(super) fn arrays_of(
    files: &[PathBuf],
    samples: Option<&Path>,
    inputs: &Inputs,
) -> Result<NamedArrays, Error> {
    let mut listed = Vec::new();
    for path in files {
        if path.is_dir() {
            listed.extend(in_folder(path)?);
        } else if let Some(members) = in_archive_if_readable(path)? {
            listed.extend(members);
        } else {
            listed.push(Listed::of_file(path));
        }
    }
    if let Some(path) = samples {
        let sheet = sample_sheet::read(inputs.file("samples", path))?;
        let arrays = find_in(&sheet, listed, "those named")?;
        return Ok(NamedArrays {
            samples: sheet.samples.clone(),
            sheet: Some(sheet),
            arrays,
        });
    }
    if listed.is_empty() {
        let hint = "name CEL files, or folders or archives of them";
        return Err(Error::data("arrays", "no CEL file", hint));
    }
    let samples = names_of_files(&listed)?;
    let found = FoundArrays {
        locations: listed.into_iter().map(|one| one.location).collect(),
        notes: Vec::new(),
    };
    Ok(NamedArrays {
        samples,
        sheet: None,
        arrays: found,
    })
}

/// A file that cannot be opened is left to the reader of CEL files, which says so.
fn in_archive_if_readable(path: &Path) -> Result<Option<Vec<Listed>>, InputError> {
    match path.is_file() {
        true => in_archive(path),
        false => Ok(None),
    }
}

fn names_of_files(listed: &[Listed]) -> Result<Vec<String>, InputError> {
    let mut seen: BTreeMap<String, &CelLocation> = BTreeMap::new();
    let mut names = Vec::with_capacity(listed.len());
    for one in listed {
        let (file, path) = (one.file_name(), one.location.path());
        let plain = file.len() - if is_gz(file) { ".gz".len() } else { 0 };
        let is_cel = cel_stem(&file[..plain]).is_some();
        let name = file[..plain - if is_cel { ".cel".len() } else { 0 }].to_owned();
        if let Some(fault) = names::fault(&name) {
            let found = format!(
                "the sample name '{}', taken from the file's, {fault}",
                name.escape_debug()
            );
            return Err(InputError::new(path, found)
                .expected("<sample>.CEL or <sample>.CEL.gz")
                .hint("rename the file, or name the samples in a sheet with --samples"));
        }
        if let Some(first) = seen.insert(name.clone(), &one.location) {
            let found = format!(
                "sample name '{name}' is that of {} already",
                first.path().display()
            );
            return Err(InputError::new(path, found)
                .expected("one file per sample, each with a different name")
                .hint("leave out the file that occurs twice, or rename it"));
        }
        names.push(name);
    }
    Ok(names)
}

fn is_gz(name: &str) -> bool {
    let ending = name
        .len()
        .checked_sub(".gz".len())
        .and_then(|at| name.get(at..));
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(".gz"))
}
