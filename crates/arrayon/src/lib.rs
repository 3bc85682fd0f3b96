//! The pipeline: a study's description, its plan and its run.
//!
//! | module | what it does |
//! |---|---|
//! | [`config`] | `study.toml` and its defaults |
//! | [`plan`], [`check`] | all that can be known before an array is read; a check does the stages on stand-in values |
//! | [`brought_matrix`] | a matrix that a user brought: its samples and its scale |
//! | [`matrix_scale`] | the scale of its values, as it is stated |
//! | `annotation_file` | genes of features, from whatever kind of file names them |
//! | `imported` | CHP files and tables of TAC as a matrix |
//! | [`group_findings`] | the groups, and what about them changes the question |
//! | [`cel_files`], [`chip`], [`arrays`], [`normalize`] | CEL files to log2 expression |
//! | `kept` | arrays and expression on disk, where memory does not hold them |
//! | `quality` | which arrays can be trusted |
//! | `frozen` | frozen reference sets, and for which chip and settings each is |
//! | [`differential`], [`genes`] | contrasts to tables, features to genes |
//! | [`clustering`] | samples and features to dendrograms, verdicts, principal components |
//! | [`gene_sets`] | genes to gene sets and themes |
//! | [`truth`] | what was found against what is true |
//! | `stage`, `stage_of_run`, [`run`], [`alone`] | what a stage is; one that a later try can take up; all of them in a row; one of them alone |
//! | [`result_files`] | every kind of result file, declared once |
//! | [`output`], [`inputs`] | the result folder and what went into it |
//! | [`exports`] | results in formats of other programs |
//! | [`demo`], [`mod@inspect`], [`convert`], [`schemas`] | the smaller commands |
//!
//! The algorithms live in separate crates, which know matrices and parameters but no files.
//!
//! # What is not tested
//! Studies of more than a few hundred arrays.

pub mod alone;
mod annotation_file;
pub mod arrays;
pub mod brought_matrix;
pub mod cel_files;
pub mod check;
pub mod chip;
pub mod clustering;
pub mod config;
mod controls;
pub mod convert;
pub mod demo;
pub mod differential;
pub mod error;
pub mod expected_time;
pub mod exports;
mod figures;
mod finished;
mod frozen;
pub mod gene_sets;
pub mod genes;
pub mod group_findings;
mod imported;
pub mod inputs;
pub mod inspect;
mod kept;
pub mod matrix_scale;
mod moved;
pub mod normalize;
mod origin;
pub mod output;
mod parts_of_run;
pub mod plan;
pub mod probe_sets;
mod problems;
mod progress;
mod quality;
mod rehearsal;
pub mod result_files;
pub mod run;
mod same_samples;
mod sample_columns;
mod samples_file;
mod scan_days;
pub mod schemas;
mod stage;
mod stage_of_run;
pub mod truth;
mod unused_settings;

pub use alone::{
    ClusterStage, DifferentialStage, FreezeStage, FrozenSummary, GeneSetExpression, GeneSetsStage,
    ImportStage, NormalizeStage, QualitySource, QualityStage, cluster_stage, differential_stage,
    freeze_stage, gene_sets_stage, import_stage, normalize_stage, quality_stage,
};
pub use arrayon_cluster::{Distance, Linkage};
pub use arrayon_core::FrozenEstimate;
pub use arrayon_formats::cel::CelFormat;
pub use arrayon_formats::source::{Size, set_largest_input};
pub use arrayon_normalize::{Compatibility, ProbeSelection};
pub use arrayon_output::remove_unfinished;
pub use arrayon_results as results;
pub use check::check_study;
pub use clustering::Shard;
pub use config::{
    ChipSection, ClusterSection, DifferentialSection, DosesSection, FilterSection, GeneChoice,
    GeneSetsSection, LeafOrder, Method, NormalizeSection, OrthologsSection, QualitySection,
    RankProductsSection, SamSection, StudyConfig,
};
pub use convert::convert_cel;
pub use demo::{demo_results, run_demo};
pub use error::Error;
pub use gene_sets::BUILT_IN_THEMES;
pub use inputs::HeldFiles;
pub use inspect::inspect;
pub use matrix_scale::{MatrixScale, SCALES, Scale};
pub use moved::Moved;
pub use normalize::NormalizeSettings;
pub use output::{HeldResults, Place, RunOptions};
pub use run::run_study;
pub use schemas::{schema, schema_names, write_schemas};
