//! What a result folder holds, as far as the page shows it.

use arrayon_cluster::{Clusters, Pca};
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_diffexpr::{Differential, DifferentialSummary};
use arrayon_formats::source::{Kind, read_text};
use arrayon_formats::{contrast_table, matrix};
use arrayon_genesets::GeneSets;
use arrayon_results::document::is_current;
use arrayon_results::provenance::Provenance;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use arrayon_themes::Themes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Contrasts whose tables the page holds; of further ones it has the counts, and says so.
pub(crate) const MOST_CONTRASTS: usize = 24;

/// The results of a study, or of a stage of it, as a result folder holds them.
#[derive(Debug)]
pub struct StudyResults {
    /// Version of arrayon that wrote them.
    pub(crate) version: String,
    pub(crate) summary: Summary,
    pub(crate) provenance: Option<Provenance>,
    pub(crate) quality: Option<QualityControl>,
    pub(crate) differential: Option<DifferentialSummary>,
    /// The first [`MOST_CONTRASTS`], with all their features.
    pub(crate) contrasts: Vec<Differential>,
    pub(crate) gene_sets: Vec<GeneSets>,
    pub(crate) themes: Option<Themes>,
    /// Of all samples first, then of contrasts; each with its figure where there is one.
    pub(crate) trees: Vec<Tree>,
    pub(crate) components: Option<Pca>,
    /// The heat map of features, SVG.
    pub(crate) heat_map: Option<String>,
    pub(crate) expression: Option<ExpressionMatrix>,
}

/// A dendrogram and its figure.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) clusters: Clusters,
    pub(crate) figure: Option<String>,
}

/// What every result file begins with.
#[derive(Debug, Deserialize)]
struct Frame {
    schema_version: String,
    arrayon_version: String,
}

impl StudyResults {
    /// Reads a complete result folder.
    ///
    /// # Errors
    /// No complete result folder, one of another version, or a file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, InputError> {
        let path = folder.join("summary.json");
        if !path.is_file() {
            return Err(
                InputError::new(folder, "no complete results: summary.json is missing")
                    .expected("a result folder of arrayon, which has a summary.json")
                    .hint("a run writes summary.json last; run it again if it was interrupted"),
            );
        }
        let (summary, version) = document(&path)?;
        Reader { folder, summary }.all(version)
    }

    /// Reads a folder that is complete but for its summary, which is given with the version of
    /// arrayon that writes it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read_unfinished(
        folder: &Path,
        summary: Summary,
        version: &str,
    ) -> Result<Self, InputError> {
        Reader { folder, summary }.all(version.to_owned())
    }
}

struct Reader<'a> {
    folder: &'a Path,
    summary: Summary,
}

impl Reader<'_> {
    fn all(self, version: String) -> Result<StudyResults, InputError> {
        let ids: Vec<&str> = (self.summary.contrasts.iter())
            .map(|contrast| contrast.contrast.as_str())
            .collect();
        let shown = &ids[..ids.len().min(MOST_CONTRASTS)];
        let mut contrasts = Vec::new();
        let mut gene_sets = Vec::new();
        for id in shown {
            contrasts.extend(self.contrast(id)?);
            gene_sets.extend(self.optional(&format!("genesets/{id}.json"))?);
        }
        let mut trees = Vec::new();
        for scope in std::iter::once("samples").chain(shown.iter().copied()) {
            if let Some(clusters) = self.optional(&format!("clusters/{scope}.json"))? {
                let figure = self.text(&format!("clusters/{scope}.svg"))?;
                trees.push(Tree { clusters, figure });
            }
        }
        let provenance = self.folder.join("provenance.json");
        let provenance = match provenance.is_file() {
            true => Some(document(&provenance)?.0),
            false => None,
        };
        let expression = match self.is_listed("expression.tsv") {
            true => Some(matrix::read(self.folder.join("expression.tsv").as_path())?),
            false => None,
        };
        Ok(StudyResults {
            version,
            provenance,
            quality: self.optional("qc.json")?,
            differential: self.optional("differential/summary.json")?,
            contrasts,
            gene_sets,
            themes: self.optional("themes.json")?,
            trees,
            components: self.optional("clusters/pca.json")?,
            heat_map: self.text("clusters/genes.svg")?,
            expression,
            summary: self.summary,
        })
    }

    /// A contrast with all its features, which of very many contrasts only the table has.
    fn contrast(&self, id: &str) -> Result<Option<Differential>, InputError> {
        let found: Option<Differential> = self.optional(&format!("differential/{id}.json"))?;
        let Some(mut contrast) = found else {
            return Ok(None);
        };
        if contrast.features_note.is_some() {
            for ending in ["tsv", "tsv.gz"] {
                let name = format!("differential/{id}.{ending}");
                if self.is_listed(&name) {
                    let table = contrast_table::read(self.folder.join(&name).as_path())?;
                    contrast.features = table.rows;
                }
            }
        }
        Ok(Some(contrast))
    }

    fn is_listed(&self, name: &str) -> bool {
        self.summary.files.iter().any(|file| file.path == name)
    }

    fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, InputError> {
        match self.is_listed(name) {
            true => Ok(Some(document(&self.folder.join(name))?.0)),
            false => Ok(None),
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, InputError> {
        match self.is_listed(name) {
            true => read_text(self.folder.join(name).as_path(), Kind::Results).map(Some),
            false => Ok(None),
        }
    }
}

/// A JSON result file, and the version of arrayon that wrote it. The frame is read by itself: a
/// document flattened into it would be held twice while it is read.
fn document<T: DeserializeOwned>(path: &Path) -> Result<(T, String), InputError> {
    let text = read_text(path, Kind::Results)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        InputError::new(path, format!("not a result file of this version: {error}"))
            .expected("results of the same version of arrayon")
            .hint("run the study again with this version")
    };
    let frame: Frame = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    if !is_current(&frame.schema_version) {
        let version = format!("schema version {}", frame.schema_version);
        return Err(unreadable(&version));
    }
    let content = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    Ok((content, frame.arrayon_version))
}
