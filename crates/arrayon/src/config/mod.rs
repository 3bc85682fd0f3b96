//! `study.toml`: what a study consists of and how each stage is set.
//!
//! A setting is declared once, as a field of its stage's section: [`NormalizeSection`],
//! [`QualitySection`], [`DifferentialSection`], [`ClusterSection`], [`GeneSetsSection`], [`FiguresSection`] in the crates whose algorithms
//! they set, [`StudySection`] and [`ChipSection`] here. From these follow:
//!
//! | module | what it makes of them |
//! |---|---|
//! | [`keys`] | every key with its type, default and description, out of the JSON Schema |
//! | [`draft`] | study.toml, flags and `--set` as one value, which is read and checked once |
//! | [`flags`] | the flags of each command |
//! | [`keywords`] | the same as keyword arguments of functions |
//! | `of_command` | what stages take of a draft besides sections |
//! | [`paths`] | the files and folders that settings name |
//! | [`reference`](mod@reference) | the page `docs/settings.md` |

mod chip;
pub mod draft;
pub mod flags;
pub mod keys;
pub mod keywords;
mod of_command;
pub mod paths;
pub mod reference;
mod study;

pub use arrayon_cluster::{ClusterGenesSection, ClusterSection, GeneChoice, LeafOrder};
pub use arrayon_diffexpr::{
    DifferentialSection, DosesSection, FilterSection, Method, RankProductsSection, SamSection,
};
pub use arrayon_export::OutputSection;
pub use arrayon_figures::{FigureFormat, FiguresSection};
pub use arrayon_genesets::{
    GeneSetTest, GeneSetsSection, OrthologsSection, Panel, SampleScoring, TermTest, ThemeChoice,
};
pub use arrayon_normalize::NormalizeSection;
pub use arrayon_qc::QualitySection;
pub use arrayon_settings::{Fault, InputFile, InputFolder, Section};
pub use chip::{ChipSection, Target};
pub use of_command::TypedBlocks;
pub use study::StudySection;

use crate::error::Error;
use arrayon_gate::Policy;
use arrayon_normalize::NormalizeMethod;
use draft::Draft;
use paths::NamedPath;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A study as `study.toml` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyConfig {
    /// The study and its files.
    pub study: StudySection,
    /// The chip's library files; needed where the study begins from CEL files.
    pub chip: Option<ChipSection>,
    /// Normalisation.
    #[serde(default)]
    pub normalize: NormalizeSection,
    /// Quality of the arrays.
    #[serde(default)]
    pub quality: QualitySection,
    /// Differential expression.
    #[serde(default)]
    pub differential: DifferentialSection,
    /// Clustering.
    #[serde(default)]
    pub cluster: ClusterSection,
    /// Gene sets.
    #[serde(default)]
    pub genesets: GeneSetsSection,
    /// Results in formats of other programs.
    #[serde(default)]
    pub output: OutputSection,
    /// Figures for print, which `arrayon run` draws.
    #[serde(default)]
    pub figures: FiguresSection,
    /// What the results must be like: `arrayon run` ends with exit code 4 where they are not, and
    /// `arrayon gate` asks the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Policy>,
}

impl StudyConfig {
    /// Reads `study.toml` and makes its paths relative to the current folder.
    ///
    /// # Errors
    /// An unreadable file; a key that is unknown, missing or of the wrong kind; settings that
    /// cannot be or do not go together, each with key and line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Draft::read(path)?.study()
    }

    /// Checks the settings against each other.
    ///
    /// # Errors
    /// The first setting that cannot be, with its key.
    pub fn check(&self) -> Result<(), Fault> {
        self.normalize.check_in_study()?;
        self.quality.check_in_study()?;
        self.differential.check_in_study()?;
        self.cluster.check_in_study()?;
        self.genesets.check_in_study()?;
        self.output.check_in_study()?;
        self.figures.check_in_study()?;
        if let Some(policy) = &self.gate {
            policy.check_in_study()?;
        }
        self.check_informative()?;
        self.check_start()
    }

    /// Calls are those of method farms; with a matrix the list next to it is looked for later.
    fn check_informative(&self) -> Result<(), Fault> {
        let method = self.normalize.method;
        let is_called = self.study.matrix.is_some() || method == NormalizeMethod::Farms;
        match self.differential.filter.informative && !is_called {
            false => Ok(()),
            true => {
                let found =
                    format!("calls of informative features, which method '{method}' does not make");
                let fault = Fault::new("differential.filter.informative", found, "method 'farms'");
                Err(fault.with("normalize.method"))
            }
        }
    }

    fn check_start(&self) -> Result<(), Fault> {
        self.study.check().map_err(|fault| fault.under("study"))?;
        if self.study.matrix.is_some() {
            return Ok(());
        }
        let chip = self.chip.clone().unwrap_or_default();
        chip.check_library()
    }

    /// The files and folders that the study names, each with its key.
    pub fn paths(&self) -> Vec<NamedPath> {
        paths::of("", self)
    }
}
