//! Everything about a study that can be known before an array is read.

use crate::cel_files;
use crate::config::StudyConfig;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{Contrast, InputError, SampleSheet};
use arrayon_formats::{contrasts, sample_sheet};
use std::path::{Path, PathBuf};

/// A study whose description holds together.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The description.
    pub config: StudyConfig,
    /// The samples.
    pub sheet: SampleSheet,
    /// The contrasts, each fitting the sheet.
    pub contrasts: Vec<Contrast>,
    /// The CEL file of each sample; empty where the study begins from a matrix.
    pub cel_files: Vec<PathBuf>,
    /// The files read so far.
    pub inputs: Inputs,
}

impl Plan {
    /// Reads sheet and contrasts and finds the arrays.
    ///
    /// # Errors
    /// A file that is missing or malformed; a contrast that does not fit the sheet; a sample
    /// without a CEL file, or a CEL file without a sample.
    pub fn new(config: StudyConfig) -> Result<Self, Error> {
        let mut inputs = Inputs::default();
        let (sheet, contrasts) =
            read_sheet_and_contrasts(&config.study.samples, &config.study.contrasts, &mut inputs)?;
        let cel_files = match &config.study.cel_dir {
            Some(cel_dir) => cel_files::find(&sheet, cel_dir)?,
            None => Vec::new(),
        };
        let plan = Self {
            config,
            sheet,
            contrasts,
            cel_files,
            inputs,
        };
        plan.check_files_exist()?;
        check_factors(&plan.sheet, &plan.config.differential.factors)?;
        Ok(plan)
    }

    fn check_files_exist(&self) -> Result<(), InputError> {
        let chip = self.config.chip.iter().flat_map(|chip| {
            [
                &chip.cdf,
                &chip.pgf,
                &chip.clf,
                &chip.mps,
                &chip.qcc,
                &chip.bgp,
                &chip.annotation,
            ]
        });
        let files = chip
            .chain([&self.config.study.matrix, &self.config.study.truth])
            .flatten()
            .chain(&self.config.genesets.gmt);
        for file in files {
            if !file.is_file() {
                let hint = "paths are relative to the folder of study.toml";
                return Err(InputError::new(file, "no such file").hint(hint));
            }
        }
        Ok(())
    }
}

/// Checks that the columns declared groups are columns.
///
/// # Errors
/// The first that the sheet does not have.
pub fn check_factors(sheet: &SampleSheet, factors: &[String]) -> Result<(), InputError> {
    let Some(unknown) = factors.iter().find(|name| sheet.column(name).is_none()) else {
        return Ok(());
    };
    let found = format!("no column '{unknown}', which is declared a factor");
    Err(InputError::new(&sheet.path, found)
        .expected(format!("one of '{}'", sheet.column_names().join("', '")))
        .hint("factors are numeric blocking columns of the sample sheet that are groups"))
}

/// Reads a sample sheet and contrasts that fit each other.
///
/// # Errors
/// A file that is missing or malformed; a contrast that does not fit the sheet.
pub fn read_sheet_and_contrasts(
    samples: &Path,
    contrast_file: &Path,
    inputs: &mut Inputs,
) -> Result<(SampleSheet, Vec<Contrast>), Error> {
    let sheet = sample_sheet::read(samples)?;
    let contrasts = contrasts::read(contrast_file)?;
    contrasts::check_against(&contrasts, contrast_file, &sheet)?;
    check_file_names(contrast_file, &contrasts)?;
    inputs.add("samples", samples);
    inputs.add("contrasts", contrast_file);
    Ok((sheet, contrasts))
}

/// Names that result files of their own have, with the file.
const RESERVED: [(&str, &str); 3] = [
    ("samples", "clusters/samples.json holds all samples"),
    ("summary", "differential/summary.json holds all contrasts"),
    (
        "decisions",
        "differential/decisions.tsv holds all contrasts",
    ),
];

/// Refuses contrasts whose result files would be those of something else; file systems may not
/// tell capital letters from small ones.
fn check_file_names(path: &Path, contrasts: &[Contrast]) -> Result<(), InputError> {
    for contrast in contrasts {
        let taken = RESERVED
            .iter()
            .find(|(name, _)| contrast.id.eq_ignore_ascii_case(name));
        if let Some((_, file)) = taken {
            let found = format!("a contrast is named '{}'", contrast.id);
            return Err(InputError::new(path, found)
                .expected(format!("another name: {file}"))
                .hint("rename the contrast"));
        }
    }
    Ok(())
}
