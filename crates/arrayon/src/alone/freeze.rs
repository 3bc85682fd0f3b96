//! `arrayon freeze`: a reference set of arrays to one file, with which later arrays are normalised
//! each by itself.

use super::normalize::arrays_of;
use super::reference_arrays::ReferenceArrays;
use crate::arrays::{Wanted, chip_types};
use crate::chip::Library;
use crate::error::Error;
use crate::frozen::layout_sha256;
use crate::inputs::Inputs;
use crate::normalize::{NormalizeSettings, Resources};
use crate::quality::{BackgroundProbes, Detector};
use arrayon_core::suggest::did_you_mean;
use arrayon_core::{FrozenEstimate, InputError, Progress, SampleSheet};
use arrayon_formats::frozen::{self, FrozenArray, FrozenFile, FrozenHeader};
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source::{self, Size};
use arrayon_normalize::{NormalizeError, NormalizeMethod, NormalizeSection};
use arrayon_output::{check_new_files, write_file};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What `arrayon freeze` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct FreezeStage {
    /// CEL files, folders and archives of them.
    pub files: Vec<PathBuf>,
    /// A sample sheet, which says whose array each is.
    pub samples: Option<PathBuf>,
    /// The column of the sheet whose values are batches; without it all arrays are one.
    pub batch: Option<String>,
    /// What values and standard errors are estimated from.
    pub estimate: FrozenEstimate,
    /// Library, and how the arrays are corrected.
    pub settings: NormalizeSettings,
    /// Memory that the arrays may take; those that do not fit lie in a scratch file meanwhile.
    pub memory: Option<Size>,
    /// Folder of the scratch file; without one that of the reference set.
    pub scratch: Option<PathBuf>,
}

/// What was frozen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FrozenSummary {
    /// The file.
    pub file: String,
    /// Chip types that the arrays name.
    pub chip_types: Vec<String>,
    /// Arrays.
    pub n_arrays: usize,
    /// Batches.
    pub n_batches: usize,
    /// Features.
    pub n_features: usize,
    /// Probes.
    pub n_probes: usize,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

/// Learns from a reference set of arrays and writes what it has shown to a file.
///
/// # Errors
/// Whatever is wrong with sheet, library or CEL files; a batch of fewer than two arrays; a place
/// that is taken or cannot be written.
pub fn freeze_stage(
    stage: &FreezeStage,
    out: &Path,
    force: bool,
    progress: &dyn Progress,
) -> Result<FrozenSummary, Error> {
    check_new_files(&[out], &[], force)?;
    if out.symlink_metadata().is_ok() {
        check_replaced(out)?;
    }
    let inputs = Inputs::default();
    let named = arrays_of(&stage.files, stage.samples.as_deref(), &inputs)?;
    let batches = Batches::of(
        stage.batch.as_deref(),
        named.sheet.as_ref(),
        named.samples.len(),
    )?;
    let mut library = Library::read(&stage.settings.chip, &inputs)?;
    library.take_rows_of(&named.arrays.locations)?;
    let how = NormalizeSection {
        method: NormalizeMethod::Frozen,
        ..stage.settings.normalize.clone()
    };
    let selected = how.probe_selection.of(&library.design);
    let features = &selected.features;
    // detection is not asked
    let detector = Detector::new(BackgroundProbes::default(), &selected.cells, features);
    let wanted = Wanted::Probes {
        library: &library,
        detector: &detector,
        gc: None,
        settings: &how,
    };
    let files = &named.arrays.locations;
    let reference_arrays = ReferenceArrays {
        samples: &named.samples,
        files,
        wanted,
        features,
        n_probes: selected.cells.len(),
        batches: &batches.of_arrays,
        estimate: stage.estimate,
        how: &how,
    };
    let resources = Resources::new(stage.memory, stage.scratch.as_deref(), out);
    let (quality, reference) =
        reference_arrays.learn(&resources, &inputs, |error| batches.refuse(error), progress)?;
    let chip_types = chip_types(quality.iter().map(|array| array.chip_type.as_str()));
    let mut warnings = library.warnings_of(&chip_types);
    warnings.extend(named.arrays.notes);
    warnings.extend(batches.warning());
    let named_types = chip_types.iter().filter(|chip| !chip.is_empty());
    let header = FrozenHeader {
        program: concat!("arrayon ", env!("CARGO_PKG_VERSION")).to_owned(),
        chip_types: named_types.map(ToString::to_string).collect(),
        n_rows: library.design.n_rows,
        n_columns: library.design.n_columns,
        layout_sha256: layout_sha256(&selected),
        compatibility: how.compatibility.to_string(),
        probe_selection: how.probe_selection.to_string(),
        estimate: stage.estimate,
        n_probes: reference.target.len(),
        n_probes_of_features: reference.probe_effects.len(),
        n_features: features.len(),
        batches: batches.names,
        arrays: (quality.iter().zip(batches.of_arrays))
            .map(|(array, batch)| FrozenArray {
                sample: array.sample.clone(),
                sha256: array.sha256.clone(),
                batch,
            })
            .collect(),
    };
    let file = FrozenFile { header, reference };
    write_file(out, force, |to| frozen::write(&file, to))?;
    let FrozenHeader {
        chip_types,
        n_features,
        n_probes,
        batches,
        arrays,
        ..
    } = file.header;
    Ok(FrozenSummary {
        file: out.display().to_string(),
        chip_types,
        n_arrays: arrays.len(),
        n_batches: batches.len(),
        n_features,
        n_probes,
        warnings,
    })
}

/// Lets a reference set take the place of an earlier one only: whatever else is named by mistake, an
/// array or the library among them, stays.
fn check_replaced(out: &Path) -> Result<(), InputError> {
    let kind = source::sniff(out)?.kind;
    if kind == FileKind::Frozen {
        return Ok(());
    }
    Err(
        InputError::new(out, format!("this is {}", kind.description()))
            .expected("an earlier reference set, which --force replaces, or no file")
            .hint("name another file with --out"),
    )
}

/// The batches of the arrays.
struct Batches {
    names: Vec<String>,
    /// The number of each array's batch, from 0.
    of_arrays: Vec<usize>,
}

impl Batches {
    fn of(
        column: Option<&str>,
        sheet: Option<&SampleSheet>,
        n_arrays: usize,
    ) -> Result<Self, Error> {
        let Some(name) = column else {
            return Ok(Self {
                names: vec!["all arrays".to_owned()],
                of_arrays: vec![0; n_arrays],
            });
        };
        let Some(sheet) = sheet else {
            let hint = "name the sheet with --samples";
            return Err(Error::data(
                "--batch",
                "no sample sheet whose column it names",
                hint,
            ));
        };
        let Some(column) = sheet.column(name) else {
            let names = sheet.column_names();
            return Err(InputError::new(&sheet.path, format!("no column '{name}'"))
                .expected("the column of the batches")
                .hint(did_you_mean(name, names).unwrap_or_default())
                .into());
        };
        if let Some(at) = column.values.iter().position(String::is_empty) {
            let found = format!("sample '{}' has no {name}", sheet.samples[at]);
            return Err(InputError::new(&sheet.path, found)
                .expected("a batch for each array")
                .hint("fill the cell, or leave the array out of the sheet")
                .into());
        }
        let mut names: Vec<String> = Vec::new();
        let of_arrays = (column.values.iter())
            .map(|value| {
                let known = names.iter().position(|name| name == value);
                known.unwrap_or_else(|| {
                    names.push(value.clone());
                    names.len() - 1
                })
            })
            .collect();
        Ok(Self { names, of_arrays })
    }

    fn refuse(&self, error: &NormalizeError) -> Error {
        match error {
            NormalizeError::SmallBatch { batch, found } => {
                let message = format!(
                    "batch '{}' has {found} array; expected 2 or more, or nothing can vary in it",
                    self.names[*batch]
                );
                Error::data("freeze", message, error.hint())
            }
            error => Error::data("freeze", error, error.hint()),
        }
    }

    fn warning(&self) -> Option<String> {
        (self.names.len() == 1).then(|| {
            "the reference set is one batch: how probes vary between batches is not known, and counts \
             as nothing; --batch names a column of the sheet"
                .to_owned()
        })
    }
}
