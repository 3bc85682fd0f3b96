//! What exporters take from a result folder.

use arrayon_core::{ExpressionMatrix, InputError, SampleSheet};
use arrayon_reader::{ResultTable, Results};
use arrayon_results::columns::ColumnDescription;
use serde::Deserialize;

/// The columns of the table at a path of a result folder, where its rows declare them.
pub type DeclaredColumns<'a> = &'a dyn Fn(&str) -> Option<Vec<ColumnDescription>>;

/// Takes a file: its path below the folder of exports, and its bytes.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&str, Vec<u8>) -> Result<(), ExportError>;

/// What a reader should know of an export.
pub(crate) type Notes = Result<Vec<String>, ExportError>;

/// Why results could not be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A result file cannot be read.
    #[error(transparent)]
    Input(#[from] Box<InputError>),
    /// A format cannot hold the data, or its file cannot be made.
    #[error("{path}: {message}")]
    Encode {
        /// The file that was to be made.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// Whoever takes the files refused one, for a reason that it knows.
    #[error("a file could not be written")]
    Refused,
}

impl From<InputError> for ExportError {
    fn from(error: InputError) -> Self {
        Self::Input(Box::new(error))
    }
}

impl ExportError {
    /// A library could not make a file.
    pub(crate) fn encode(path: &str, error: impl std::fmt::Display) -> Self {
        Self::Encode {
            path: path.to_owned(),
            message: error.to_string(),
        }
    }
}

/// A contrast without its rows.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ContrastHead {
    pub(crate) contrast: String,
    pub(crate) variable: String,
    pub(crate) direction_in_words: String,
    pub(crate) method_in_words: String,
    pub(crate) fdr: f64,
    pub(crate) n_tested: usize,
    pub(crate) n_up: usize,
    pub(crate) n_down: usize,
    pub(crate) notes: Vec<String>,
}

/// A result folder, as far as several exporters need it.
pub(crate) struct Study<'a> {
    pub(crate) results: &'a Results,
    declared: DeclaredColumns<'a>,
    pub(crate) expression: Option<ExpressionMatrix>,
    pub(crate) samples: Option<SampleSheet>,
    /// Those whose files the folder has.
    pub(crate) contrasts: Vec<ContrastHead>,
}

impl<'a> Study<'a> {
    pub(crate) fn read(
        results: &'a Results,
        declared: DeclaredColumns<'a>,
    ) -> Result<Self, ExportError> {
        let mut contrasts = Vec::new();
        for id in results.contrast_ids() {
            contrasts.extend(results.document(&format!("differential/{id}.json"))?);
        }
        Ok(Self {
            results,
            declared,
            expression: results.expression()?,
            samples: results.samples()?,
            contrasts,
        })
    }

    /// The table at a path of the folder.
    pub(crate) fn table(&self, path: &str) -> Result<Option<ResultTable>, ExportError> {
        let declared = (self.declared)(path);
        Ok(self.results.table(path, declared.as_deref())?)
    }

    /// The table of a contrast, compressed or not.
    pub(crate) fn contrast_table(&self, id: &str) -> Result<Option<ResultTable>, ExportError> {
        match self.table(&format!("differential/{id}.tsv"))? {
            Some(table) => Ok(Some(table)),
            None => self.table(&format!("differential/{id}.tsv.gz")),
        }
    }

    /// The paths of all tables, in the order of the summary.
    pub(crate) fn table_paths(&self) -> impl Iterator<Item = &str> {
        let paths = self.results.files().map(|file| file.path.as_str());
        paths.filter(|path| {
            let plain = path.strip_suffix(".gz").unwrap_or(path);
            plain.ends_with(".tsv") && !path.starts_with("export/")
        })
    }

    /// The name of the study.
    pub(crate) fn name(&self) -> &str {
        &self.results.summary().study
    }
}
