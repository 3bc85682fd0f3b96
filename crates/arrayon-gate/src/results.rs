//! What a result folder holds, as far as rules ask.

use crate::policy::Policy;
use arrayon_core::InputError;
use arrayon_formats::contrast_table;
use arrayon_results::differential::FeatureRow;
use arrayon_results::manifest::ResultFile;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use arrayon_settings::Section;
use arrayon_themes::Themes;
use std::path::Path;

/// A folder of results.
pub(crate) struct Results(arrayon_reader::Results);

impl Results {
    /// # Errors
    /// No complete result folder, or one of another version.
    pub(crate) fn open(folder: &Path) -> Result<Self, InputError> {
        arrayon_reader::Results::open(folder).map(Self)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.folder()
    }

    pub(crate) fn summary(&self) -> &Summary {
        self.0.summary()
    }

    /// The rules of `[gate]` in the study's description; `None` where it has none, or where the
    /// provenance is gone.
    pub(crate) fn own_policy(&self) -> Result<Option<Policy>, InputError> {
        let Some(provenance) = self.0.provenance()? else {
            return Ok(None);
        };
        let section = provenance.configuration.get(Policy::NAME);
        let Some(section) = section.filter(|section| !section.is_null()) else {
            return Ok(None);
        };
        serde_json::from_value(section.clone())
            .map(Some)
            .map_err(|error| {
                let path = self.folder().join("provenance.json");
                InputError::new(&path, format!("its gate cannot be read: {error}"))
                    .hint("name a policy with --policy")
            })
    }

    /// The quality of the arrays; `None` where results began from a matrix.
    pub(crate) fn quality(&self) -> Result<Option<QualityControl>, InputError> {
        self.0.document("qc.json")
    }

    /// The verdicts of the themes; `None` where none were asked for.
    pub(crate) fn themes(&self) -> Result<Option<Themes>, InputError> {
        self.0.document("themes.json")
    }

    /// The table of a contrast; `None` where there is no such contrast.
    pub(crate) fn contrast(
        &self,
        contrast: &str,
    ) -> Result<Option<(String, Vec<FeatureRow>)>, InputError> {
        for ending in ["tsv", "tsv.gz"] {
            let name = format!("differential/{contrast}.{ending}");
            // a name of the policy must not lead out of the folder
            if self.0.is_listed(&name) {
                let table = contrast_table::read(self.folder().join(&name).as_path())?;
                return Ok(Some((name, table.rows)));
            }
        }
        Ok(None)
    }

    /// The number of files that are listed, the list among them.
    pub(crate) fn n_files(&self) -> usize {
        self.listed().count()
    }

    /// The listed files, and the list itself, that are missing or no longer what the run wrote.
    pub(crate) fn changed_files(&self) -> Vec<String> {
        self.0.changed_files()
    }

    fn listed(&self) -> impl Iterator<Item = &ResultFile> {
        self.0.files().chain(&self.summary().manifest)
    }
}
