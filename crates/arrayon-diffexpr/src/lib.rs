//! Differential expression: linear models, contrasts and empirical-Bayes moderated statistics.
//!
//! For each contrast a linear model is built from the sample sheet ([`build_design`]), fitted to
//! every feature ([`fit_linear_models`]), the contrast taken ([`fit_contrast`]), variances are
//! squeezed towards a common prior ([`moderate`]) and the contrast is tested
//! ([`moderate_contrast`]). [`analyze`] does all of it and returns a sorted table.
//!
//! | question | answer |
//! |---|---|
//! | is the change larger than a threshold? | [`treat`], [`Settings::treat`] |
//! | does any of several contrasts change, and which? | [`moderated_f_test`], [`decide`], [`stage_wise`] |
//! | how large are the changes found? | [`Settings::selected_intervals`], [`shrink`], [`Settings::shrinkage`] |
//! | does what is well measured change more often? | [`grouped_benjamini_hochberg`], [`Settings::expression_strata`] |
//! | are some arrays worse than others? | [`array_weights`], [`Settings::array_weights`] |
//! | interactions, formulas, means of several groups? | [`arrayon_core::Comparison`] |
//! | does something vary that nobody wrote down? | [`Settings::surrogates`] |
//! | are samples of one animal or litter alike? | [`duplicate_correlation`], [`Settings::block`] |
//! | columns that are combinations of others? | [`Design::dropped`] |
//! | missing values, weights, blocks? | [`fit_linear_models_with`] and [`ErrorModel`]; [`Settings::observation_weights`] |
//! | does one array make the result? | [`leave_one_out`] |
//! | which features change, by ranks alone? | [`analyze_rank_products`] |
//! | all contrasts of a study, with all of this? | [`analyze_study`] |
//! | which features follow a measured number? | [`phenotype_slopes`], [`phenotype_curves`] |
//! | do the features that change also follow it? | [`relate`] |
//! | does expression rise or fall along ordered doses? | [`dose_trend`] |
//! | what do contrasts share, reverse, have alone? | [`intersect`] |
//! | which features are tested at all? | [`filter_features`] |
//! | which by permutations of the samples? | [`analyze_sam`] |
//! | do the methods agree? | [`consensus`] |
//! | what will a design find? | [`planned_power`] |
//! | what could have been found? | [`detectable_fold_changes`], [`Differential::power_analysis`] |
//!
//! # Sources
//! Smyth 2004 (doi:10.2202/1544-6115.1027), Phipson et al. 2016, McCarthy and Smyth 2009, Ritchie
//! et al. 2006, Smyth, Michaud and Scott 2005. The numbers meet those of Bioconductor limma 3.54
//! within 1e-8 of max(1, |value|), p-values on the log scale (tests/suite/golden*.rs: real and simulated studies, 500
//! random designs, rank-deficient ones among them).
//!
//! Order-restricted test: Robertson, Wright and Dykstra 1988, with limma's posterior variance; its
//! level probabilities meet Kudo's formula within 1e-9, its p-values R within 1e-8. Rank trend:
//! Jonckheere 1954, exact as enumerated. Independence of filters: Bourgon et al. 2010
//! (doi:10.1073/pnas.0914005107).
//!
//! # Example
//! ```
//! use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
//! use arrayon_diffexpr::{Settings, analyze};
//!
//! let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
//! let samples = texts(&["s1", "s2", "s3", "s4"]);
//! let sheet = SampleSheet {
//!     path: "samples.csv".into(),
//!     samples: samples.clone(),
//!     lines: vec![2, 3, 4, 5],
//!     files: None,
//!     columns: vec![SheetColumn { name: "diet".into(), values: texts(&["full", "full", "low", "low"]) }],
//! };
//! let contrast = Contrast::between("low_vs_full", "diet", "full", "low");
//! let values = ndarray::arr2(&[[5.0, 5.2, 7.1, 7.3], [6.0, 6.4, 6.3, 6.2], [8.1, 8.0, 8.3, 7.9]]);
//! let expression = ExpressionMatrix::new(texts(&["Trpm6", "Actb", "Gapdh"]), samples, values)?;
//!
//! let result = analyze(&expression, &sheet, &contrast, &Settings::default())?;
//! let top = &result.found.features[0];
//! assert_eq!(top.feature_id, "Trpm6");
//! assert!((top.log_fc - 2.1).abs() < 1e-12);
//! assert_eq!((result.found.n_up, result.found.n_down), (1, 0));
//! assert_eq!(result.found.direction_in_words, "positive = higher in low than in full");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not tested
//! Designs of more than 60 samples against limma (the benchmark has 200),
//! more than 300 samples, more than 20 coefficients. Correlations with phenotypes under weights or
//! with blocks. The order-restricted test of more than seven doses, under weights or with blocks;
//! the normal approximation of the rank trend against another implementation.
//! Rank products against RankProd's own numbers; SAM's labellings of pairs and random labellings
//! against samr's, and SAM of fewer than 600 features against samr.

mod compare;
mod dependence;
mod error;
mod filter;
mod linear;
mod per_feature;
mod ranks;
mod row_order;
mod settings;
mod slopes;
mod words;

pub use arrayon_stats::linear::{PerFeature, VariancePrior};
pub use compare::consensus::*;
pub use compare::intersections::*;
pub use compare::overview::*;
pub use compare::relation::*;
pub use compare::signed_result::{SignedResult, SignedTest};
pub use dependence::{DroppedColumn, Nested};
pub use error::DiffexprError;
pub use filter::{
    AnnotationFilter, DetectionFilter, FilterError, FilterOutcome, FilterSettings,
    InformativeFilter, IntensityFilter, VarianceFilter, VarianceMeasure, filter_features,
};
pub use linear::analysis::{ContrastResult, analyze, analyze_all};
pub use linear::blocks::{BlockEffect, DuplicateCorrelation, block_column, duplicate_correlation};
pub use linear::contrast::{ContrastFit, fit_contrast};
pub use linear::decide::{DecisionMethod, TestedContrasts, decide};
pub use linear::design::{ColumnReading, ColumnRoles, Design, Doubt, Group, Reading, build_design};
pub use linear::differential::*;
pub use linear::fit::{
    Block, ErrorModel, LinearFit, UnscaledCovariance, fit_linear_models, fit_linear_models_with,
};
pub use linear::leave_one_out::{
    FoundWithout, LeaveOneOut, LeaveOneOutFits, LeftOutArray, NamedFoundWithout, NamedLeaveOneOut,
    NamedLeftOutArray, leave_one_out,
};
pub use linear::moderation::{
    FTest, LogOddsSettings, ModeratedContrast, Moderation, ModerationSettings, PriorEstimate,
    estimate_prior, moderate, moderate_contrast, moderated_f_test, treat,
};
pub use linear::noise_weights::NoiseWeights;
pub use linear::planned_power::{PlannedFoldChange, PlannedPower, planned_power};
pub use linear::power::{DetectableFoldChange, Power, detectable_fold_changes};
pub use linear::selected::SelectedIntervals;
pub use linear::settings::Settings;
pub use linear::shrinkage::{Shrinkage, ShrinkageComponent, Shrunk, shrink};
pub use linear::stage_wise::stage_wise;
pub use linear::strata::{ExpressionStrata, ExpressionStratum, grouped_benjamini_hochberg};
pub use linear::study::{
    AnalyzedContrast, DesignResult, Study, StudyResult, StudySettings, analyze_study,
};
pub use linear::surrogates::{SurrogateSettings, SurrogateVariable, SurrogateVariables};
pub use linear::weights::array::{
    ArrayWeightMethod, ArrayWeightSettings, array_weights, array_weights_with,
};
pub use linear::weights::observation::{ObservationWeights, WeightsOfValues};
pub use ranks::rank_products::*;
pub use ranks::sam::*;
pub use ranks::two_groups::GroupBlock;
pub use settings::{
    DifferentialSection, DosesSection, FilterSection, Method, RankProductsSection, SamSection,
    SurrogatesSection,
};
pub use slopes::dose::*;
pub use slopes::error::{LeftOutSample, SlopeError};
pub use slopes::fitted::{SampleValue, SlopeModel};
pub use slopes::line::SlopeRow;
pub use slopes::phenotype::*;
