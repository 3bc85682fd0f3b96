//! `[study]`: the study and its files.

use crate::matrix_scale::{MatrixScale, Scale};
use arrayon_settings::{Fault, InputFile, InputFolder, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The study and its files; paths are relative to the folder of study.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySection {
    /// Name of the study, for people.
    pub name: String,
    /// Sample sheet (CSV, TSV or YAML).
    pub samples: InputFile,
    /// Contrasts (CSV, TSV or YAML); without them nothing is compared: samples are normalised,
    /// clustered and judged.
    pub contrasts: Option<InputFile>,
    /// Folder of the CEL files, or an archive of them (tar, tar.gz, zip).
    pub cel_dir: Option<InputFolder>,
    /// Matrix of log2 expression to begin from, instead of CEL files.
    pub matrix: Option<InputFile>,
    /// Scale of the values of the matrix: log2, or linear, of which log2 is taken; where nothing is
    /// said, values must look like log2.
    pub scale: Option<Scale>,
    /// Added to linear values before log2 is taken.
    #[serde(default)]
    pub offset: Size,
    /// Ids of the matrix's features that are controls, one per line, such as the controls.txt
    /// written with expression.tsv. Controls of CEL files are declared by the chip's library.
    pub controls: Option<InputFile>,
    /// What is known to be true of the study, to be compared with what is found.
    pub truth: Option<InputFile>,
}

impl StudySection {
    /// The file that is at fault where a model is: that of the contrasts, or the sheet of a study
    /// without contrasts.
    pub(crate) fn contrast_file(&self) -> &Path {
        self.contrasts.as_deref().unwrap_or(&self.samples)
    }

    /// The scale of the matrix, as far as it is stated.
    pub(crate) fn matrix_scale(&self) -> MatrixScale {
        MatrixScale {
            scale: self.scale,
            offset: self.offset.get(),
        }
    }

    /// Checks from what the study begins.
    ///
    /// # Errors
    /// Arrays and a matrix, or neither; controls or a scale without a matrix; an offset of log2.
    pub fn check(&self) -> Result<(), Fault> {
        if self.controls.is_some() && self.matrix.is_none() {
            let expected = "controls of a matrix; those of CEL files are declared by the library";
            return Err(Fault::new("controls", "given without 'matrix'", expected));
        }
        if self.scale.is_some() && self.matrix.is_none() {
            let expected = "the scale of a matrix; expression of CEL files is log2";
            return Err(Fault::new("scale", "given without 'matrix'", expected));
        }
        if let Some(fault) = self.matrix_scale().fault() {
            return Err(Fault::new("offset", self.offset.get().to_string(), fault).with("scale"));
        }
        match (&self.cel_dir, &self.matrix) {
            (Some(_), Some(_)) => {
                let found = "both 'cel_dir' and 'matrix' are given";
                Err(Fault::new("matrix", found, "one of them").with("cel_dir"))
            }
            (None, None) => {
                let expected = "the folder of the CEL files, or a matrix of log2 expression";
                let found = "neither 'cel_dir' nor 'matrix' is given";
                Err(Fault::new("cel_dir", found, expected).with("matrix"))
            }
            _ => Ok(()),
        }
    }
}
