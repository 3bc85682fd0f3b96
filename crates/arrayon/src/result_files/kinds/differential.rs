//! Contrasts, doses and phenotypes.

use super::NONE;
use crate::result_files::schema::with_example;
use crate::result_files::{ResultFile, ResultSchema};
use arrayon_diffexpr::{
    Consensus, ConsensusRow, CurveRow, Differential, DifferentialSummary, DoseRow, DoseTrend,
    Intersections, PairIntersection, PhenotypeCurves, PhenotypeRelation, PhenotypeSlopes,
    RankProductResult, RankProductRow, RelationRow, SamResult, SamRow, SlopeRow,
};
use arrayon_results::columns::descriptions;
use arrayon_results::differential::FeatureRow;

const DIFFERENTIAL: ResultFile = ResultFile {
    stage: "differential",
    endings: &["tsv", "json"],
    ..NONE
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "differential/<contrast>",
        content: "every tested feature with limma's quantities; the JSON adds model, prior, \
                  direction in words, detectable fold changes, what is gained and lost without \
                  each array, notes",
        schema: Some(ResultSchema::of::<Differential>("differential")),
        columns: Some(descriptions::<FeatureRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.rank-products",
        content: "rank products: `P.Value` by the null asked for, `p_value_lower` and \
                  `p_value_upper` certified bounds of the p-value of independent ranks",
        schema: Some(ResultSchema::of::<RankProductResult>("rank-products")),
        columns: Some(descriptions::<RankProductRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.sam",
        content: "significance analysis of microarrays (SAM)",
        schema: Some(ResultSchema::of::<SamResult>("sam")),
        columns: Some(descriptions::<SamRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.consensus",
        content: "on which features all methods agree, and on which they contradict each other; one \
                  more column for the calls of each method",
        schema: Some(ResultSchema::of::<Consensus>("consensus")),
        columns: Some(descriptions::<ConsensusRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/summary",
        endings: &["json"],
        content: "all contrasts side by side: counts, prior, power, the array on which each list \
                  depends most, and what each filter left out",
        schema: Some(ResultSchema {
            name: "differential-summary",
            make: || with_example::<DifferentialSummary>(&DifferentialSummary::example()),
        }),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/decisions",
        endings: &["tsv"],
        content: "1, 0 or -1 for each feature and contrast (one column per contrast), NA where it is not \
                  tested, with the \
                  moderated F of contrasts that share a design; where decisions are stage-wise, \
                  also the stage-wise adjusted p-value of each contrast (`stage_p_value.<contrast>`), NA \
                  where the F test does not find the feature",
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/intersections",
        content: "what every pair of contrasts shares, reverses and has alone, with the features, \
                  compared with what chance and shared noise would give; one row per pair",
        schema: Some(ResultSchema::of::<Intersections>("intersections")),
        columns: Some(descriptions::<PairIntersection>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/dose.<column>",
        content: "linear, monotone and rank trend tests over ordered groups, and the lowest dose \
                  that differs; one more column for the change in each group",
        schema: Some(ResultSchema::of::<DoseTrend>("dose")),
        columns: Some(descriptions::<DoseRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/<column>",
        content: "slope of every feature over a measured number",
        schema: Some(ResultSchema::of::<PhenotypeSlopes>("phenotype")),
        columns: Some(descriptions::<SlopeRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/<column>.spline",
        content: "natural spline of every feature over a measured number; one more column for the \
                  change at each of the JSON's `points`",
        schema: Some(ResultSchema::of::<PhenotypeCurves>("phenotype-spline")),
        columns: Some(descriptions::<CurveRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/relation",
        content: "every phenotype compared with every contrast; one row per pair",
        schema: Some(ResultSchema::of::<PhenotypeRelation>("phenotype-relation")),
        columns: Some(descriptions::<RelationRow>),
        ..DIFFERENTIAL
    },
];
