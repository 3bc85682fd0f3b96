//! Further methods on the contrasts, and what all methods say together.

use super::Stage;
use crate::config::Method;
use crate::error::Error;
use arrayon_core::Contrast;
use arrayon_diffexpr::{
    Consensus, ContrastResult, DiffexprError, MethodResult, RankProductResult, RankSettings,
    SamResult, SamSettings, analyze_rank_products, analyze_sam, consensus,
};
use arrayon_results::summary::MethodOverview;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What further methods say of one contrast.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct MethodResults {
    /// Rank products, where asked for and possible.
    pub(crate) rank_products: Option<RankProductResult>,
    /// SAM, where asked for and possible.
    pub(crate) sam: Option<SamResult>,
    /// All methods together, where there are two.
    pub(crate) consensus: Option<Consensus>,
    /// In brief.
    pub(crate) overview: Vec<MethodOverview>,
}

/// The settings of the further methods.
pub(super) struct MethodSettings {
    rank_products: RankSettings,
    sam: SamSettings,
}

impl MethodSettings {
    pub(super) fn of(stage: &Stage<'_>) -> Result<Self, Error> {
        let (section, fdr) = (stage.section, stage.section.fdr);
        Ok(Self {
            rank_products: section.rank_products.settings(fdr)?,
            sam: section.sam.settings(fdr)?,
        })
    }
}

pub(super) fn methods(
    stage: &Stage<'_>,
    contrast: &Contrast,
    limma: &ContrastResult,
    settings: &MethodSettings,
) -> Result<MethodResults, DiffexprError> {
    let mut found = MethodResults::default();
    let mut all = vec![MethodResult::from(limma)];
    let (expression, sheet) = (stage.expression, stage.sheet);
    for &method in &stage.section.methods {
        let pairs = match method {
            Method::Limma => continue,
            Method::RankProducts => stage.section.rank_products.pairs.as_deref(),
            Method::Sam => stage.section.sam.pairs.as_deref(),
        };
        let own = within(contrast, pairs);
        if let Some(note) = shared_blocks(stage, &own) {
            found.cannot_answer(method, note);
            continue;
        }
        match method {
            Method::RankProducts => {
                let settings = &settings.rank_products;
                let result = analyze_rank_products(expression, sheet, &own, settings);
                if let Some(mut result) = found.note(method, result)? {
                    found.count(method, result.n_up, result.n_down);
                    all.push(MethodResult::from(&result));
                    result.notes.extend(weights_note(stage));
                    stage.genes.name(&mut result.features);
                    found.rank_products = Some(result);
                }
            }
            Method::Sam => {
                let settings = &settings.sam;
                let result = analyze_sam(expression, sheet, &own, settings);
                if let Some(mut result) = found.note(method, result)? {
                    found.count(method, result.n_up, result.n_down);
                    all.push(MethodResult::from(&result));
                    result.notes.extend(consensus_note(stage, settings));
                    result.notes.extend(weights_note(stage));
                    stage.genes.name(&mut result.features);
                    found.sam = Some(result);
                }
            }
            Method::Limma => {}
        }
    }
    if all.len() > 1 {
        let mut together = consensus(&all, stage.section.fdr.get())?;
        (together.contrast, together.direction_in_words) =
            (contrast.id.clone(), contrast.direction());
        stage.genes.name(&mut together.features);
        found.consensus = Some(together);
    }
    Ok(found)
}

/// What methods on ranks and permutations do without.
fn weights_note(stage: &Stage<'_>) -> Option<String> {
    let weights = stage.section.observation_weights.as_ref();
    weights.map(|_| "observation weights play no part in this method".to_owned())
}

/// Says where the consensus calls other features than SAM counts.
fn consensus_note(stage: &Stage<'_>, settings: &SamSettings) -> Option<String> {
    let fdr = stage.section.fdr.get();
    (settings.delta.is_some() || settings.fdr != fdr)
        .then(|| format!("in the consensus of methods SAM calls features of a q-value up to {fdr}"))
}

/// Why a method that exchanges samples cannot answer: some of them share a random effect, and are
/// not compared within its blocks.
fn shared_blocks(stage: &Stage<'_>, contrast: &Contrast) -> Option<String> {
    let block = stage.section.block.as_ref()?;
    let column = stage.sheet.column(block)?;
    let distinct: BTreeSet<&String> = column.values.iter().collect();
    let is_shared = distinct.len() < column.values.len() && !contrast.blocking.contains(block);
    is_shared.then(|| {
        format!(
            "samples of one value of '{block}' are alike, so that none may be exchanged for another; \
             pairs = \"{block}\" compares within values that hold both groups, else give one value \
             for each '{block}'"
        )
    })
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
    fn count(&mut self, method: Method, n_up: usize, n_down: usize) {
        self.overview.push(MethodOverview {
            method: method.to_string(),
            n_up: Some(n_up),
            n_down: Some(n_down),
            note: None,
        });
    }

    /// A method that cannot answer this kind of contrast says so; other errors are errors.
    fn note<T>(
        &mut self,
        method: Method,
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
                self.cannot_answer(method, error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn cannot_answer(&mut self, method: Method, why: String) {
        self.overview.push(MethodOverview {
            method: method.to_string(),
            n_up: None,
            n_down: None,
            note: Some(why),
        });
    }
}
