//! What makes a contrast impossible to estimate.

use super::reduce::length;
use super::terms::Columns;
use crate::{DiffexprError, DroppedColumn};
use arrayon_core::Contrast;
use arrayon_stats::qr::Qr;

/// Part of the weights below which a change is a rounding error: above the part at which a column
/// counts as a combination of others.
const NEGLIGIBLE: f64 = 1e-6;

/// The columns of a design with the term from which each comes.
pub(super) struct Model<'a> {
    contrast: &'a Contrast,
    names: &'a [String],
    /// Columns of length 1 (or 0), so that units do not matter.
    vectors: Vec<Vec<f64>>,
    /// For each column, the position of its blocking term; `None` for what is tested.
    sources: &'a [Option<usize>],
    /// Weights of these columns.
    weights: Vec<f64>,
}

impl<'a> Model<'a> {
    pub(super) fn new(contrast: &'a Contrast, columns: &'a Columns, weights: &[f64]) -> Self {
        let lengths = columns.vectors.iter().map(|vector| match length(vector) {
            0.0 => 1.0,
            length => length,
        });
        let lengths: Vec<f64> = lengths.collect();
        let scaled = |(vector, length): (&Vec<f64>, &f64)| -> Vec<f64> {
            vector.iter().map(|value| value / length).collect()
        };
        Self {
            contrast,
            names: &columns.names,
            vectors: columns.vectors.iter().zip(&lengths).map(scaled).collect(),
            sources: &columns.sources,
            weights: weights.iter().zip(&lengths).map(|(a, b)| a / b).collect(),
        }
    }
}

/// Refuses a contrast that the samples cannot estimate: one that changes while the fitted values
/// stay the same. `dropped` are the columns that are combinations of others.
pub(super) fn refuse_confounded(
    model: &Model<'_>,
    dropped: &[DroppedColumn],
) -> Result<(), DiffexprError> {
    let confounded_with = confounded_with(model);
    if confounded_with.is_empty() {
        return Ok(());
    }
    let n_columns = model.vectors.len();
    Err(DiffexprError::NotEstimable {
        contrast: model.contrast.id.clone(),
        n_columns,
        rank: n_columns - dropped.len(),
        combinations: dropped.to_vec(),
        confounded_with,
        nested: None,
    })
}

/// What makes the contrast impossible to estimate: the coefficients of the formula with which it
/// is confounded, else each blocking term that does so alone, else all of them if only their
/// combination does.
fn confounded_with(model: &Model<'_>) -> Vec<String> {
    let all: Vec<usize> = (0..model.vectors.len()).collect();
    if open_combinations(model, &all).is_empty() {
        return Vec::new();
    }
    let with = |block: Option<usize>| -> Vec<usize> {
        let is_used = |&at: &usize| model.sources[at].is_none() || model.sources[at] == block;
        all.iter().copied().filter(is_used).collect()
    };
    let within = open_combinations(model, &with(None));
    if !within.is_empty() {
        return others_in(model, &within);
    }
    let blocking = &model.contrast.blocking;
    let names: Vec<String> = (blocking.iter().enumerate())
        .filter(|&(block, _)| !open_combinations(model, &with(Some(block))).is_empty())
        .map(|(_, name)| name.clone())
        .collect();
    if names.is_empty() {
        blocking.clone()
    } else {
        names
    }
}

/// The columns of these combinations that the contrast does not itself speak of, or all where it
/// speaks of all.
fn others_in(model: &Model<'_>, combinations: &[Vec<f64>]) -> Vec<String> {
    let is_in = |at: usize| {
        combinations
            .iter()
            .any(|shares| shares[at].abs() > NEGLIGIBLE)
    };
    let involved: Vec<usize> = (0..model.names.len()).filter(|&at| is_in(at)).collect();
    let others = involved
        .iter()
        .copied()
        .filter(|&at| model.weights[at] == 0.0);
    let others: Vec<usize> = others.collect();
    let told = if others.is_empty() { involved } else { others };
    told.into_iter().map(|at| model.names[at].clone()).collect()
}

/// The combinations of these columns that change no fitted value but the contrast.
fn open_combinations(model: &Model<'_>, kept: &[usize]) -> Vec<Vec<f64>> {
    let qr = Qr::new(kept.iter().map(|&at| model.vectors[at].clone()).collect());
    let combination = |position: usize| {
        let mut shares = vec![0.0; model.names.len()];
        for (share, &at) in qr.combination(position).iter().zip(qr.pivot()) {
            shares[kept[at]] = *share;
        }
        shares[kept[qr.pivot()[position]]] = -1.0;
        shares
    };
    let size: f64 = model.weights.iter().map(|weight| weight.abs()).sum();
    let changes = |shares: &Vec<f64>| {
        let change: f64 = shares.iter().zip(&model.weights).map(|(a, b)| a * b).sum();
        change.abs() > NEGLIGIBLE * size
    };
    (qr.rank()..kept.len())
        .map(combination)
        .filter(changes)
        .collect()
}

/// The coefficients by which independent columns express the constant 1, if they can.
pub(super) fn constant(vectors: &[&[f64]]) -> Option<Vec<f64>> {
    let n_samples = vectors.first()?.len();
    let qr = Qr::new(vectors.iter().map(|vector| vector.to_vec()).collect());
    let mut effects = vec![1.0; n_samples];
    qr.effects_in_place(&mut effects);
    let rest: f64 = effects[qr.rank()..]
        .iter()
        .map(|effect| effect * effect)
        .sum();
    if rest > 1e-20 * n_samples as f64 {
        return None;
    }
    effects.truncate(qr.rank());
    qr.solve_triangle_in_place(&mut effects);
    let mut coefficients = vec![0.0; vectors.len()];
    for (effect, &at) in effects.iter().zip(qr.pivot()) {
        coefficients[at] = *effect;
    }
    Some(coefficients)
}
