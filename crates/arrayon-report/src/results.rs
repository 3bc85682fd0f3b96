//! What a result folder holds, as far as the page shows it.

use arrayon_cluster::{Clusters, Pca};
use arrayon_core::{ExpressionMatrix, InputError, SampleSheet};
use arrayon_diffexpr::{Differential, DifferentialSummary, DoseTrend, PhenotypeRelation};
use arrayon_formats::source::{self, Kind};
use arrayon_genesets::{GeneSets, MembersRow};
use arrayon_reader::{Cells, Results};
use arrayon_results::columns::descriptions;
use arrayon_results::manifest::{Manifest, ResultFile};
use arrayon_results::provenance::Provenance;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use arrayon_themes::Themes;
use std::collections::BTreeMap;
use std::path::Path;

/// Contrasts whose tables the page holds; of further ones it has the counts, and says so.
pub(crate) const MOST_CONTRASTS: usize = 24;

/// How the names of small pictures of arrays end.
pub(crate) const THUMBNAIL: &str = ".small.png";

/// Drawings whose like the script of the page always draws itself.
const DRAWN_BY_PAGE: [&str; 3] = ["qc/boxes.svg", "qc/rle.svg", "clusters/pca.svg"];

/// The results of a study, or of a stage of it, as a result folder holds them.
#[derive(Debug)]
pub struct StudyResults {
    /// Version of arrayon that wrote them.
    pub(crate) version: String,
    pub(crate) summary: Summary,
    /// Every other result file.
    pub(crate) files: Vec<ResultFile>,
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
    pub(crate) sheet: Option<SampleSheet>,
    /// Files that are missing or no longer as the run wrote them; none of a folder that is not complete yet.
    changed_files: Vec<String>,
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

impl StudyResults {
    /// Reads a complete result folder.
    ///
    /// # Errors
    /// No complete result folder, one of another version, or a file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, InputError> {
        let results = Results::open(folder)?;
        let changed_files = results.changed_files();
        Ok(Self {
            changed_files,
            ..Reader(results).all()?
        })
    }

    /// The listed files of a complete folder that are missing or no longer as the run wrote them: what a page
    /// shows of them is not what the run found.
    pub fn changed_files(&self) -> &[String] {
        &self.changed_files
    }

    /// Reads a folder that is complete but for its summary and its manifest, which are given with the
    /// version of arrayon that writes them.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read_unfinished(
        folder: &Path,
        summary: Summary,
        manifest: Manifest,
        version: &str,
    ) -> Result<Self, InputError> {
        Reader(Results::unfinished(folder, summary, manifest, version)).all()
    }
}

struct Reader(Results);

impl Reader {
    fn all(self) -> Result<StudyResults, InputError> {
        let results = &self.0;
        let shown: Vec<&str> = results.contrast_ids().take(MOST_CONTRASTS).collect();
        let mut contrasts = Vec::new();
        let mut gene_sets = Vec::new();
        for id in &shown {
            contrasts.extend(results.contrast(id)?);
            gene_sets.extend(results.document(&format!("genesets/{id}.json"))?);
        }
        let mut trees = Vec::new();
        for folder in ["clusters", "clusters/adjusted"] {
            for scope in std::iter::once("samples").chain(shown.iter().copied()) {
                let stem = format!("{folder}/{scope}");
                if let Some(clusters) = results.document(&format!("{stem}.json"))? {
                    trees.push(Tree { clusters, stem });
                }
            }
        }
        let drawings = self.drawings(&shown)?;
        Ok(StudyResults {
            changed_files: Vec::new(),
            version: results.version().to_owned(),
            provenance: results.provenance()?,
            quality: results.document("qc.json")?,
            differential: results.document("differential/summary.json")?,
            contrasts,
            doses: self.doses()?,
            relation: results.document("phenotypes/relation.json")?,
            gene_sets,
            members: self.members()?,
            themes: results.document("themes.json")?,
            trees,
            components: results.document("clusters/pca.json")?,
            drawings,
            expression: results.expression()?,
            sheet: results.samples()?,
            files: results.files().cloned().collect(),
            summary: self.0.into_summary(),
        })
    }

    fn doses(&self) -> Result<Vec<DoseTrend>, InputError> {
        let is_dose =
            |path: &&str| path.starts_with("differential/dose.") && path.ends_with(".json");
        let paths = self.0.files().map(|file| file.path.as_str());
        let mut doses = Vec::new();
        for path in paths.filter(is_dose) {
            doses.extend(self.0.document(path)?);
        }
        Ok(doses)
    }

    fn members(&self) -> Result<Vec<SetMembers>, InputError> {
        let declared = descriptions::<MembersRow>();
        let Some(table) = self.0.table("genesets/members.tsv", Some(&declared))? else {
            return Ok(Vec::new());
        };
        let texts = |key: &str| {
            let known = declared.iter().find(|column| column.key == key);
            let found = known.and_then(|column| table.column(column.header));
            match found.map(|column| &column.cells) {
                Some(Cells::Texts(texts)) => &texts[..],
                _ => &[],
            }
        };
        let sets = texts("collection").iter().zip(texts("set_id"));
        let of_set = |((collection, set_id), features): ((&String, &String), &String)| SetMembers {
            collection: collection.clone(),
            set_id: set_id.clone(),
            feature_ids: Cells::parts(features).map(str::to_owned).collect(),
        };
        Ok(sets.zip(texts("feature_ids")).map(of_set).collect())
    }

    /// All drawings but those of contrasts that are not shown, and those of arrays in full.
    fn drawings(&self, shown: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, InputError> {
        let is_of_other = |name: &str| {
            let mut contrasts = self.0.contrast_ids();
            let scope = name
                .strip_suffix(".svg")
                .and_then(|stem| stem.rsplit('/').next());
            contrasts.any(|id| scope == Some(id) && !shown.contains(&id))
        };
        let mut drawings = BTreeMap::new();
        for file in self.0.files() {
            let name = file.path.as_str();
            let is_drawing = name.ends_with(".svg") || name.ends_with(THUMBNAIL);
            // those for print are the same again
            let is_for_print = name.starts_with("figures/") || DRAWN_BY_PAGE.contains(&name);
            if is_drawing && !is_for_print && !is_of_other(name) {
                let path = self.0.folder().join(name);
                let bytes = source::read_as_it_lies(&path, Kind::Results)?;
                drawings.insert(name.to_owned(), bytes);
            }
        }
        Ok(drawings)
    }
}
