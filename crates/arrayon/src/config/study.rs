//! `[study]`: the study and its files.

use arrayon_settings::{Fault, InputFile, InputFolder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The study and its files; paths are relative to the folder of study.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySection {
    /// Name of the study, for people.
    pub name: String,
    /// Sample sheet (CSV, TSV or YAML).
    pub samples: InputFile,
    /// Contrasts (CSV, TSV or YAML).
    pub contrasts: InputFile,
    /// Folder of the CEL files.
    pub cel_dir: Option<InputFolder>,
    /// Matrix of log2 expression to begin from, instead of CEL files.
    pub matrix: Option<InputFile>,
    /// Ids of the matrix's features that are controls, one per line, such as the controls.txt
    /// written with expression.tsv. Controls of CEL files are declared by the chip's library.
    pub controls: Option<InputFile>,
    /// What is known to be true of the study, to be compared with what is found.
    pub truth: Option<InputFile>,
}

impl StudySection {
    /// Checks from what the study begins.
    ///
    /// # Errors
    /// Arrays and a matrix, or neither; controls without a matrix.
    pub fn check(&self) -> Result<(), Fault> {
        if self.controls.is_some() && self.matrix.is_none() {
            let expected = "controls of a matrix; those of CEL files are declared by the library";
            return Err(Fault::new("controls", "given without 'matrix'", expected));
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
