//! What a result folder holds, as far as the page shows it.

use arrayon_cluster::{Clusters, Pca};
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_diffexpr::{Differential, DifferentialSummary, DoseTrend, PhenotypeRelation};
use arrayon_formats::source::{self, Kind, read_text};
use arrayon_formats::{contrast_table, matrix};
use arrayon_genesets::GeneSets;
use arrayon_results::document::is_current;
use arrayon_results::provenance::Provenance;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use arrayon_themes::Themes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

/// Contrasts whose tables the page holds; of further ones it has the counts, and says so.
pub(crate) const MOST_CONTRASTS: usize = 24;

/// How the names of small pictures of arrays end.
pub(crate) const THUMBNAIL: &str = ".small.png";

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
    /// Trends along ordered columns of the sheet.
    pub(crate) doses: Vec<DoseTrend>,
    pub(crate) relation: Option<PhenotypeRelation>,
    pub(crate) gene_sets: Vec<GeneSets>,
    /// The features of each tested set.
    pub(crate) members: Vec<SetMembers>,
    pub(crate) themes: Option<Themes>,
    /// Of all samples first, then of contrasts, then the same of adjusted values.
    pub(crate) trees: Vec<Tree>,
    pub(crate) components: Option<Pca>,
    /// The drawings that lie in the folder, SVG and PNG, by their paths.
    pub(crate) drawings: BTreeMap<String, Vec<u8>>,
    pub(crate) expression: Option<ExpressionMatrix>,
}

/// A dendrogram and the path of its files without an ending.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) clusters: Clusters,
    pub(crate) stem: String,
}

/// A set of a collection and its tested features, a line of `genesets/members.tsv`.
#[derive(Debug)]
pub(crate) struct SetMembers {
    pub(crate) collection: String,
    pub(crate) set_id: String,
    pub(crate) feature_ids: Vec<String>,
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
        let shown: Vec<&str> = ids.iter().copied().take(MOST_CONTRASTS).collect();
        let mut contrasts = Vec::new();
        let mut gene_sets = Vec::new();
        for id in &shown {
            contrasts.extend(self.contrast(id)?);
            gene_sets.extend(self.optional(&format!("genesets/{id}.json"))?);
        }
        let mut trees = Vec::new();
        for folder in ["clusters", "clusters/adjusted"] {
            for scope in std::iter::once("samples").chain(shown.iter().copied()) {
                let stem = format!("{folder}/{scope}");
                if let Some(clusters) = self.optional(&format!("{stem}.json"))? {
                    trees.push(Tree { clusters, stem });
                }
            }
        }
        let drawings = self.drawings(&shown)?;
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
            doses: self.doses()?,
            relation: self.optional("phenotypes/relation.json")?,
            gene_sets,
            members: self.members()?,
            themes: self.optional("themes.json")?,
            trees,
            components: self.optional("clusters/pca.json")?,
            drawings,
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

    fn doses(&self) -> Result<Vec<DoseTrend>, InputError> {
        let is_dose = |path: &&str| path.starts_with("differential/dose.") && path.ends_with(".json");
        let files = self.summary.files.iter().map(|file| file.path.as_str());
        let found = files.filter(is_dose);
        found
            .map(|path| Ok(document(&self.folder.join(path))?.0))
            .collect()
    }

    fn members(&self) -> Result<Vec<SetMembers>, InputError> {
        const FILE: &str = "genesets/members.tsv";
        if !self.is_listed(FILE) {
            return Ok(Vec::new());
        }
        let text = read_text(&self.folder.join(FILE), Kind::Results)?;
        let of_line = |line: &str| {
            let mut cells = line.split('\t');
            let [collection, set_id] = [cells.next()?, cells.next()?].map(str::to_owned);
            let features = cells.nth(1)?.split(';').filter(|id| !id.is_empty());
            Some(SetMembers {
                collection,
                set_id,
                feature_ids: features.map(str::to_owned).collect(),
            })
        };
        Ok(text.lines().skip(1).filter_map(of_line).collect())
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

    /// All drawings but those of contrasts that are not shown, and those of arrays in full.
    fn drawings(&self, shown: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, InputError> {
        let is_of_other = |name: &str| {
            let mut contrasts = self
                .summary
                .contrasts
                .iter()
                .map(|one| one.contrast.as_str());
            let scope = name
                .strip_suffix(".svg")
                .and_then(|stem| stem.rsplit('/').next());
            contrasts.any(|id| scope == Some(id) && !shown.contains(&id))
        };
        let mut drawings = BTreeMap::new();
        for file in &self.summary.files {
            let name = file.path.as_str();
            let is_drawing = name.ends_with(".svg") || name.ends_with(THUMBNAIL);
            if is_drawing && !is_of_other(name) {
                let content = source::read(self.folder.join(name).as_path(), Kind::Results)?;
                drawings.insert(name.to_owned(), content.bytes);
            }
        }
        Ok(drawings)
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
