//! `study.toml`: what a study consists of and how each stage is set, with all defaults.

mod cluster;
mod differential;
mod gene_sets;

pub use cluster::{ClusterGenesSection, ClusterSection, MOST_DRAWS};
pub(crate) use differential::SectionFault;
pub use differential::{
    ANNOTATION_FILTERS, DECISION_METHODS, DifferentialSection, FilterSection, METHODS,
    OrderSection, RANK_NULLS, RANK_STATISTICS, RankProductsSection, SamSection, VARIANCE_MEASURES,
};
pub(crate) use gene_sets::is_built_in;
pub(crate) use gene_sets::{CAMERA, CAMERA_PR, FRY, OVER_REPRESENTATION, PRERANKED, ROAST};
pub use gene_sets::{GENE_SET_TESTS, GeneSetsSection, OrthologsSection, SAMPLE_SCORES, TERM_TESTS};

use crate::clustering::{ClusterSettings, GeneTreeSettings};
use crate::error::Error;
use arrayon_core::plain_words::of_parser;
use arrayon_core::{InputError, Place};
use arrayon_formats::source;
use arrayon_normalize::{Compatibility, ProbeUniverse};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A study as `study.toml` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyConfig {
    /// The study and its files.
    pub study: StudySection,
    /// The chip; needed where the study begins from CEL files.
    pub chip: Option<ChipSection>,
    /// Normalisation.
    #[serde(default)]
    pub normalize: NormalizeSection,
    /// Differential expression.
    #[serde(default)]
    pub differential: DifferentialSection,
    /// Clustering.
    #[serde(default)]
    pub cluster: ClusterSection,
    /// Gene sets.
    #[serde(default)]
    pub genesets: GeneSetsSection,
}

/// `[study]`: the study and its files. Paths are relative to the folder of `study.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySection {
    /// Name, for people.
    pub name: String,
    /// Sample sheet.
    pub samples: PathBuf,
    /// Contrast file.
    pub contrasts: PathBuf,
    /// Folder of the CEL files.
    pub cel_dir: Option<PathBuf>,
    /// A matrix of log2 expression to begin from, instead of CEL files.
    pub matrix: Option<PathBuf>,
    /// Ids of the matrix's features that are controls, one a line: `controls.txt` as it is written
    /// beside `expression.tsv`. Controls of CEL files are declared by the chip's library.
    pub controls: Option<PathBuf>,
    /// What is known to be true of the study, to be compared with what is found.
    pub truth: Option<PathBuf>,
}

/// `[chip]`: the chip's library files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipSection {
    /// Chip description file.
    pub cdf: Option<PathBuf>,
    /// Probe groups, together with `clf`.
    pub pgf: Option<PathBuf>,
    /// Cell layout.
    pub clf: Option<PathBuf>,
    /// Meta probe sets: the transcript clusters.
    pub mps: Option<PathBuf>,
    /// Quality-control groups.
    pub qcc: Option<PathBuf>,
    /// Background probes.
    pub bgp: Option<PathBuf>,
    /// Transcript annotation.
    pub annotation: Option<PathBuf>,
    /// Features whose id begins so count as controls, for libraries that declare no types.
    pub control_prefix: Option<String>,
}

/// `[normalize]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NormalizeSection {
    /// The method; `rma` is the only one.
    pub method: String,
    /// `bioconductor` or `apt`.
    pub compatibility: String,
    /// `all-perfect-match`, `without-antigenomic` or `main`.
    pub probe_universe: String,
}

impl Default for NormalizeSection {
    fn default() -> Self {
        Self {
            method: "rma".to_owned(),
            compatibility: Compatibility::default().to_string(),
            probe_universe: ProbeUniverse::default().to_string(),
        }
    }
}

impl ChipSection {
    /// The files that it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let library = [&self.cdf, &self.pgf, &self.clf, &self.mps];
        let further = [&self.qcc, &self.bgp, &self.annotation];
        library.into_iter().chain(further).flatten()
    }
}

impl StudyConfig {
    /// Reads `study.toml` and makes its paths relative to the current folder.
    ///
    /// # Errors
    /// An unreadable file, a key that is unknown, missing or of the wrong kind, each with its
    /// line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = source::read_text(path).map_err(|error| match error.expected.is_empty() {
            // not the text, the file is at fault
            true => error
                .expected("a study description in TOML")
                .hint("`arrayon run --help` shows one; workflows/ holds two"),
            false => error,
        })?;
        let mut config: Self =
            toml::from_str(&text).map_err(|error| toml_error(path, &text, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.refuse_empty_paths(path)?;
        for file in config.paths_mut() {
            *file = folder.join(&*file);
        }
        config.validate(path)?;
        Ok(config)
    }

    /// A path of no letters would name the folder of study.toml itself.
    fn refuse_empty_paths(&mut self, path: &Path) -> Result<(), InputError> {
        if self
            .paths_mut()
            .iter()
            .all(|file| !file.as_os_str().is_empty())
        {
            return Ok(());
        }
        Err(InputError::new(path, "a file or folder is named ''")
            .expected("a path relative to the folder of study.toml")
            .hint("leave the key out where there is no such file"))
    }

    fn paths_mut(&mut self) -> Vec<&mut PathBuf> {
        let study = &mut self.study;
        let mut paths = vec![&mut study.samples, &mut study.contrasts];
        paths.extend(
            [
                &mut study.cel_dir,
                &mut study.matrix,
                &mut study.controls,
                &mut study.truth,
            ]
            .into_iter()
            .flatten(),
        );
        if let Some(chip) = &mut self.chip {
            let files = [
                &mut chip.cdf,
                &mut chip.pgf,
                &mut chip.clf,
                &mut chip.mps,
                &mut chip.qcc,
                &mut chip.bgp,
                &mut chip.annotation,
            ];
            paths.extend(files.into_iter().flatten());
        }
        paths.extend(&mut self.differential.observation_weights);
        paths.extend(&mut self.cluster.genes.file);
        paths.extend(self.genesets.paths_mut());
        paths
    }

    /// The files that a run reads, and the folder of its arrays.
    pub(crate) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let study = &self.study;
        let optional = [
            &study.cel_dir,
            &study.matrix,
            &study.controls,
            &study.truth,
            &self.differential.observation_weights,
            &self.cluster.genes.file,
        ];
        [&study.samples, &study.contrasts]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(self.chip.iter().flat_map(ChipSection::files))
            .chain(self.genesets.files())
    }

    /// Checks the settings against each other; `path` is for messages.
    ///
    /// # Errors
    /// The first setting that cannot be, with its key.
    pub fn validate(&self, path: &Path) -> Result<(), Error> {
        let error =
            |key: &str, found: String| InputError::new(path, found).at(Place::Key(key.to_owned()));
        parse_setting::<Compatibility>(&self.normalize.compatibility)
            .map_err(|found| error("normalize.compatibility", found))?;
        parse_setting::<ProbeUniverse>(&self.normalize.probe_universe)
            .map_err(|found| error("normalize.probe_universe", found))?;
        self.cluster_settings()
            .map_err(|(key, found)| error(key, found))?;
        let one_of = |key: &str, found: &str, known: &[&str]| {
            if known.contains(&found) {
                return Ok(());
            }
            let known = known.join("', '");
            Err(error(key, format!("'{found}'")).expected(format!("one of '{known}'")))
        };
        one_of("normalize.method", &self.normalize.method, &["rma"])?;
        self.differential.check().map_err(|fault| {
            error(&format!("differential.{}", fault.key), fault.found)
                .expected(fault.expected)
                .hint(fault.hint)
        })?;
        self.genesets.check().map_err(|fault| {
            error(&format!("genesets.{}", fault.key), fault.found)
                .expected(fault.expected)
                .hint(fault.hint)
        })?;
        self.validate_start(&error)
    }

    fn validate_start(&self, error: &dyn Fn(&str, String) -> InputError) -> Result<(), Error> {
        let chip = self.chip.as_ref();
        if self.study.controls.is_some() && self.study.matrix.is_none() {
            let found = "given without 'matrix'".to_owned();
            return Err(error("study.controls", found)
                .expected("controls of a matrix; those of CEL files are declared by the library")
                .into());
        }
        match (&self.study.cel_dir, &self.study.matrix) {
            (Some(_), Some(_)) => Err(error(
                "study.matrix",
                "both 'cel_dir' and 'matrix' are given".to_owned(),
            )
            .expected("one of them")
            .into()),
            (None, None) => Err(error(
                "study.cel_dir",
                "neither 'cel_dir' nor 'matrix' is given".to_owned(),
            )
            .expected("the folder of the CEL files, or a matrix of log2 expression")
            .into()),
            (None, Some(_)) => Ok(()),
            (Some(_), None) => match chip.map(|chip| (&chip.cdf, &chip.pgf, &chip.clf)) {
                Some((Some(_), None, None) | (None, Some(_), Some(_))) => Ok(()),
                Some((Some(_), _, _)) => Err(error(
                    "chip.cdf",
                    "both a CDF and a PGF library are given".to_owned(),
                )
                .expected("one of them")
                .into()),
                Some(_) | None => Err(error("chip", "no chip library".to_owned())
                    .expected("'cdf', or 'pgf' and 'clf'")
                    .hint("the chip's maker offers library files; the README says where")
                    .into()),
            },
        }
    }

    /// How samples and features are clustered; a key and what is wrong with it otherwise.
    pub(crate) fn cluster_settings(
        &self,
    ) -> Result<(ClusterSettings, GeneTreeSettings), (&'static str, String)> {
        Ok((self.cluster.settings()?, self.cluster.genes.settings()?))
    }

    /// Whose numbers normalisation gives.
    pub fn compatibility(&self) -> Compatibility {
        parse_setting(&self.normalize.compatibility).unwrap_or_default()
    }

    /// The probes that take part in normalisation.
    pub fn probe_universe(&self) -> ProbeUniverse {
        parse_setting(&self.normalize.probe_universe).unwrap_or_default()
    }
}

/// Parses a setting by the type's own names.
pub(crate) fn parse_setting<T: FromStr>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse::<T>().map_err(|error| error.to_string())
}

fn toml_error(path: &Path, text: &str, error: &toml::de::Error) -> InputError {
    let line = |start: usize| text[..start.min(text.len())].matches('\n').count() as u64 + 1;
    let place = error
        .span()
        .map_or(Place::File, |span| Place::Line(line(span.start)));
    InputError::new(path, of_parser(error.message()))
        .at(place)
        .hint("the README lists every key of study.toml")
}
