//! Results of this program: a folder of them, and files that its declaration of result files knows by
//! their place in such a folder, or by their columns.

use super::gene_files::first_few;
use super::{Facts, facts};
use crate::error::Error;
use crate::origin::is_result_folder;
use crate::result_files::{ResultFile, declared_kind, kinds_with_columns};
use arrayon_core::InputError;
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source::{self, Kind};
use std::path::{Component, Path};

/// Folders of results have folders of this depth.
const DEEPEST: usize = 4;

/// What is known of a result file.
pub(super) struct ResultOfArrayon {
    /// The kinds that it can be; several where only the columns speak, which several kinds have.
    kinds: Vec<&'static ResultFile>,
    ending: String,
    headers: Vec<String>,
    n_rows: usize,
}

impl ResultOfArrayon {
    /// A file of results; `None` of any other, and of what is no table outside a folder of results.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub(super) fn of(path: &Path, kind: FileKind) -> Result<Option<Self>, InputError> {
        let name = (path.file_name().unwrap_or_default()).to_string_lossy();
        let name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let mut found = Self {
            kinds: declared_place(path).into_iter().collect(),
            ending: ending.to_owned(),
            headers: Vec::new(),
            n_rows: 0,
        };
        if may_be_table(kind) {
            let text = source::read_text(path, Kind::Results)?;
            let mut lines = text.lines().filter(|line| !line.starts_with('#'));
            let headers = lines.next().unwrap_or_default().split('\t');
            found.headers = headers.map(str::to_owned).collect();
            found.n_rows = lines.filter(|line| !line.is_empty()).count();
        } else if kind == FileKind::Html && found.kinds.is_empty() && is_own_page(path)? {
            found.kinds.extend(declared_kind(arrayon_report::FILE_NAME));
        }
        if found.kinds.is_empty() {
            let headers: Vec<&str> = found.headers.iter().map(String::as_str).collect();
            found.kinds = kinds_with_columns(&headers);
            let is_named = |kind: &&ResultFile| {
                let own = kind.stem.rsplit('/').next().unwrap_or_default();
                let last = own.rsplit_once('>').map_or(own, |(_, last)| last);
                !last.is_empty() && name.ends_with(&format!("{last}.{ending}"))
            };
            if found.kinds.iter().any(&is_named) {
                found.kinds.retain(is_named);
            }
        }
        Ok((!found.kinds.is_empty()).then_some(found))
    }

    /// What it is, in words; `None` where its form says more, which other programs read as well.
    pub(super) fn description(&self, kind: FileKind, has_facts: bool) -> Option<&'static str> {
        let is_sheet = self.kinds.iter().any(|one| one.stem == "samples");
        match kind {
            FileKind::SampleSheet if is_sheet => None,
            FileKind::FeatureTable if has_facts => None,
            FileKind::ExpressionMatrix | FileKind::Gct | FileKind::Newick | FileKind::Json => None,
            _ => Some(match self.ending.as_str() {
                "tsv" | "csv" | "txt" => "a result of arrayon (table)",
                "html" => "a result of arrayon (web page)",
                "svg" | "pdf" | "png" => "a result of arrayon (figure)",
                _ => "a result of arrayon",
            }),
        }
    }

    /// What it holds, by its declaration.
    pub(super) fn facts(&self) -> Facts {
        let mut told = Facts::new();
        if let [kind, others @ ..] = &self.kinds[..] {
            told.insert("stage".to_owned(), kind.stage.to_owned());
            let of_several = others.iter().map(|one| one.content);
            let holds: Vec<&str> = std::iter::once(kind.content).chain(of_several).collect();
            told.insert("holds".to_owned(), holds.join(", or "));
        }
        if !self.headers.is_empty() {
            told.insert("rows".to_owned(), self.n_rows.to_string());
            let headers = self.headers.iter().map(String::as_str);
            told.insert("columns".to_owned(), first_few(headers));
        }
        told
    }
}

fn may_be_table(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Tsv
            | FileKind::SampleSheet
            | FileKind::FeatureTable
            | FileKind::TacTable
            | FileKind::ExpressionMatrix
            | FileKind::Contrasts
            | FileKind::Gmt
            | FileKind::Text
    )
}

/// The declared kind of a file by its place in a folder of results.
fn declared_place(path: &Path) -> Option<&'static ResultFile> {
    let real = path.canonicalize().ok()?;
    let mut above = real.ancestors().skip(1).take(DEEPEST);
    let folder = above.find(|folder| is_result_folder(folder))?;
    let below = real.strip_prefix(folder).ok()?;
    let parts: Vec<&str> = below
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect::<Option<_>>()?;
    declared_kind(&parts.join("/"))
}

/// Whether a web page says that this program has written it.
fn is_own_page(path: &Path) -> Result<bool, InputError> {
    let text = source::read_text(path, Kind::Results)?;
    let head = text.split("</head>").next().unwrap_or_default();
    Ok(head.contains("name=\"generator\" content=\"arrayon "))
}

/// What a folder of results says of itself; `None` of any other folder.
///
/// # Errors
/// A summary that cannot be read.
pub(super) fn folder(path: &Path) -> Result<Option<Facts>, Error> {
    if !is_result_folder(path) {
        return Ok(None);
    }
    let results = arrayon_reader::Results::open(path)?;
    let summary = results.summary();
    let mut told = facts([
        ("study", summary.study.clone()),
        ("written by arrayon", results.version().to_owned()),
        ("files", results.files().count().to_string()),
        ("warnings", summary.warnings.len().to_string()),
        (
            "simulated",
            if summary.is_simulated { "yes" } else { "no" }.to_owned(),
        ),
    ]);
    if let Some(n_samples) = summary.n_samples {
        told.insert("samples".to_owned(), n_samples.to_string());
    }
    let contrasts = summary.contrasts.iter();
    let contrasts: Vec<&str> = contrasts.map(|one| one.contrast.as_str()).collect();
    if !contrasts.is_empty() {
        told.insert("contrasts".to_owned(), first_few(contrasts));
    }
    Ok(Some(told))
}
