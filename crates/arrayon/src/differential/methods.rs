//! Further methods on the contrasts, and what all methods say together.

use super::Stage;
use super::genes::Genes;
use super::trend::n_tested;
use crate::config::SectionFault;
use crate::error::Error;
use arrayon_core::Contrast;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{
    ContrastResult, DiffexprError, FudgeFactor, MethodResult, RankNull, RankProductResult,
    RankSettings, RankStatistic, SamResult, SamSettings, analyse_rank_products, analyse_sam,
    consensus,
};
use arrayon_results::differential_summary::MethodOverview;
use arrayon_results::methods::{
    self as written, Concordance, Consensus, ConsensusRow, DeltaRow, RankProductRow, RankProducts,
    Sam, SamRow, TopOverlap,
};
use arrayon_results::number::finite;
use std::borrow::Cow;

/// The method that every study runs.
pub(crate) const LIMMA: &str = "limma";
pub(crate) const RANK_PRODUCTS: &str = "rank-products";
pub(crate) const SAM: &str = "sam";

/// What further methods say of one contrast.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MethodResults {
    /// Id of the contrast.
    pub contrast: String,
    /// Rank products, where asked for and possible.
    pub rank_products: Option<RankProducts>,
    /// SAM, where asked for and possible.
    pub sam: Option<Sam>,
    /// All methods together, where there are two.
    pub consensus: Option<Consensus>,
    /// In brief.
    pub overview: Vec<MethodOverview>,
}

/// The settings of the further methods.
pub(super) struct MethodSettings {
    rank_products: RankSettings,
    sam: SamSettings,
}

impl MethodSettings {
    pub(super) fn of(stage: &Stage<'_>) -> Result<Self, Error> {
        let (section, fdr) = (stage.section, stage.section.fdr);
        let ranks = section.rank_products.settings(fdr);
        let sam = section.sam.settings(fdr);
        Ok(Self {
            rank_products: ranks.map_err(SectionFault::into_error)?,
            sam: sam.map_err(SectionFault::into_error)?,
        })
    }
}

pub(super) fn methods(
    stage: &Stage<'_>,
    contrast: &Contrast,
    limma: &ContrastResult,
    settings: &MethodSettings,
) -> Result<MethodResults, DiffexprError> {
    let mut found = MethodResults {
        contrast: contrast.id.clone(),
        ..MethodResults::default()
    };
    let mut all = vec![MethodResult::from(limma)];
    let (expression, sheet) = (stage.expression, stage.sheet);
    for method in &stage.section.method {
        match method.as_str() {
            RANK_PRODUCTS => {
                let pairs = &stage.section.rank_products.pairs;
                let contrast = within(contrast, pairs.as_deref());
                let settings = &settings.rank_products;
                let result = analyse_rank_products(expression, sheet, &contrast, settings);
                if let Some(result) = found.note(method, result)? {
                    found.count(method, result.n_up, result.n_down);
                    all.push(MethodResult::from(&result));
                    found.rank_products = Some(rank_products(stage, result, settings));
                }
            }
            SAM => {
                let contrast = within(contrast, stage.section.sam.pairs.as_deref());
                let settings = &settings.sam;
                let result = analyse_sam(expression, sheet, &contrast, settings);
                if let Some(result) = found.note(method, result)? {
                    found.count(method, result.n_up, result.n_down);
                    all.push(MethodResult::from(&result));
                    found.sam = Some(sam(stage, result, settings));
                }
            }
            _ => {}
        }
    }
    if all.len() > 1 {
        let together = consensus(&all, stage.section.fdr)?;
        found.consensus = Some(written_consensus(stage, limma, together));
    }
    Ok(found)
}

/// The contrast with its samples compared within the values of this column, where there is one.
fn within<'a>(contrast: &'a Contrast, column: Option<&str>) -> Cow<'a, Contrast> {
    match column {
        None => Cow::Borrowed(contrast),
        Some(column) => Cow::Owned(Contrast {
            blocking: vec![column.to_owned()],
            ..contrast.clone()
        }),
    }
}

impl MethodResults {
    fn count(&mut self, method: &str, n_up: usize, n_down: usize) {
        self.overview.push(MethodOverview {
            method: method.to_owned(),
            n_up: Some(n_up),
            n_down: Some(n_down),
            note: None,
        });
    }

    /// A method that cannot answer this kind of contrast says so; other errors are errors.
    fn note<T>(
        &mut self,
        method: &str,
        result: Result<T, DiffexprError>,
    ) -> Result<Option<T>, DiffexprError> {
        match result {
            Ok(result) => Ok(Some(result)),
            Err(
                error @ (DiffexprError::NotPairwise { .. }
                | DiffexprError::NoCommonBlock { .. }
                | DiffexprError::NoPairs { .. }
                | DiffexprError::TooFewSamples { .. }),
            ) => {
                self.overview.push(MethodOverview {
                    method: method.to_owned(),
                    n_up: None,
                    n_down: None,
                    note: Some(error.to_string()),
                });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

fn rank_products(
    stage: &Stage<'_>,
    found: RankProductResult,
    settings: &RankSettings,
) -> RankProducts {
    let statistic = match settings.statistic {
        RankStatistic::Product => "rank products of all pairs of samples (Breitling 2004)",
        RankStatistic::Sum => "rank sums of all pairs of samples (Breitling and Herzyk 2005)",
    };
    let independent = "exact counts and bounds (Heskes 2014)";
    let null = match settings.null {
        RankNull::Relabelled { .. } => format!("{independent} and by relabelled samples"),
        RankNull::Independent => independent.to_owned(),
        RankNull::Permutations { .. } => "permutations of the features in each sample".to_owned(),
    };
    RankProducts {
        method: format!("{statistic}, p-values by {null}, Benjamini-Hochberg"),
        settings: rank_product_settings(settings, &found.contrast),
        contrast: found.contrast.id,
        direction: found.direction,
        fdr: settings.fdr,
        n_replicates: found.n_replicates,
        n_permutations: found.n_draws,
        complete: found.complete,
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        notes: (found.notes.into_iter())
            .chain(stage.weights_note())
            .collect(),
        features: (found.rows.into_iter())
            .map(|row| rank_product_row(stage.genes, row))
            .collect(),
    }
}

fn rank_product_settings(
    settings: &RankSettings,
    contrast: &Contrast,
) -> written::RankProductSettings {
    let (null, drawn) = match settings.null {
        RankNull::Relabelled { most, seed } => ("exchanged-labels", Some((most, seed))),
        RankNull::Independent => ("published", None),
        RankNull::Permutations {
            n_permutations,
            seed,
        } => ("permutations", Some((n_permutations, seed))),
    };
    let statistic = match settings.statistic {
        RankStatistic::Product => "product",
        RankStatistic::Sum => "sum",
    };
    written::RankProductSettings {
        statistic: statistic.to_owned(),
        null: null.to_owned(),
        permutations: drawn.map(|(n, _)| n),
        seed: drawn.map(|(_, seed)| seed),
        pairs: contrast.blocking.clone(),
    }
}

fn rank_product_row(genes: Genes<'_>, row: library::RankProductRow) -> RankProductRow {
    let (gene_symbols, entrez_ids) = genes.of(&row.id);
    RankProductRow {
        feature_id: row.id,
        log_fc: finite(row.log_fc),
        n_replicates: row.n_replicates,
        rank_up: finite(row.rank_up),
        rank_down: finite(row.rank_down),
        p_value_up: finite(row.p_value_up),
        p_value_down: finite(row.p_value_down),
        pfp_up: finite(row.pfp_up),
        pfp_down: finite(row.pfp_down),
        raw_pfp_up: finite(row.raw_pfp_up),
        raw_pfp_down: finite(row.raw_pfp_down),
        p_value: finite(row.p_value),
        p_lower: finite(row.p_lower),
        p_upper: finite(row.p_upper),
        adj_p_value: finite(row.adj_p_value),
        gene_symbols,
        entrez_ids,
    }
}

fn sam(stage: &Stage<'_>, found: SamResult, settings: &SamSettings) -> Sam {
    Sam {
        settings: sam_settings(settings, &found.contrast),
        contrast: found.contrast.id,
        direction: found.direction,
        method: "significance analysis of microarrays (Tusher 2001), q-values by permutation"
            .to_owned(),
        fdr: settings.fdr,
        s0: found.s0,
        s0_percentile: found.s0_percentile,
        pi0: found.pi0,
        n_permutations: found.n_permutations,
        delta_table: found.delta_table.iter().map(delta_row).collect(),
        at_delta: found.at_delta.as_ref().map(delta_row),
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        notes: (found.notes.into_iter())
            .chain(consensus_note(stage, settings))
            .chain(stage.weights_note())
            .collect(),
        features: (found.rows.into_iter())
            .map(|row| sam_row(stage.genes, row))
            .collect(),
    }
}

/// Says where the consensus calls other features than SAM counts.
fn consensus_note(stage: &Stage<'_>, settings: &SamSettings) -> Option<String> {
    let fdr = stage.section.fdr;
    (settings.delta.is_some() || settings.fdr != fdr)
        .then(|| format!("in the consensus of methods SAM calls features of a q-value up to {fdr}"))
}

fn sam_settings(settings: &SamSettings, contrast: &Contrast) -> written::SamSettings {
    let fudge_factor = match settings.fudge {
        FudgeFactor::Estimated => "estimated",
        FudgeFactor::Percentile(_) => "percentile",
        FudgeFactor::Fixed(_) => "fixed",
    };
    written::SamSettings {
        permutations: settings.most_permutations,
        seed: settings.seed,
        fudge_factor: fudge_factor.to_owned(),
        delta: settings.delta,
        pairs: contrast.blocking.clone(),
    }
}

fn delta_row(row: &library::DeltaRow) -> DeltaRow {
    DeltaRow {
        delta: row.delta,
        cut_low: finite(row.cut_low),
        cut_up: finite(row.cut_up),
        n_called: row.n_called,
        n_false_median: row.n_false_median,
        n_false_90: row.n_false_90,
        fdr_median: row.fdr_median,
        fdr_90: row.fdr_90,
    }
}

fn sam_row(genes: Genes<'_>, row: library::SamRow) -> SamRow {
    let (gene_symbols, entrez_ids) = genes.of(&row.id);
    SamRow {
        feature_id: row.id,
        log_fc: finite(row.log_fc),
        s: finite(row.s),
        d: finite(row.d),
        p_value: finite(row.p_value),
        adj_p_value: finite(row.adj_p_value),
        q_value: finite(row.q_value),
        gene_symbols,
        entrez_ids,
    }
}

fn written_consensus(
    stage: &Stage<'_>,
    contrast: &ContrastResult,
    found: library::Consensus,
) -> Consensus {
    Consensus {
        contrast: contrast.contrast.id.clone(),
        direction: contrast.direction.clone(),
        fdr: stage.section.fdr,
        methods: found.methods,
        concordance: found.concordance.into_iter().map(concordance).collect(),
        called_by_all: found.called_by_all,
        called_by_majority: found.called_by_majority,
        sign_conflicts: found.sign_conflicts,
        features: (found.rows.into_iter())
            .map(|row| {
                let (gene_symbols, entrez_ids) = stage.genes.of(&row.id);
                ConsensusRow {
                    feature_id: row.id,
                    calls: row.calls,
                    direction: row.direction,
                    p_value: finite(row.p_value),
                    adj_p_value: finite(row.adj_p_value),
                    adj_of_largest_p: finite(row.adj_of_largest_p),
                    gene_symbols,
                    entrez_ids,
                }
            })
            .collect(),
    }
}

fn concordance(found: library::Concordance) -> Concordance {
    Concordance {
        first: found.method_a,
        second: found.method_b,
        n_features: found.n_features,
        n_both: found.n_both,
        n_opposite: found.n_opposite,
        n_only_first: found.n_only_a,
        n_only_second: found.n_only_b,
        kappa: finite(found.kappa),
        spearman: finite(found.spearman),
        top_overlap: (found.top_overlap.into_iter())
            .map(|(size, n_shared)| TopOverlap { size, n_shared })
            .collect(),
    }
}
