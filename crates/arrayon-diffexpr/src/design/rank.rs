//! Which columns of a design add nothing, and what that does to the contrast.

use crate::DiffexprError;
use arrayon_stats::qr::Qr;

/// A weight below this is a rounding error.
const NEGLIGIBLE: f64 = 1e-8;

/// The columns of a design with the sheet column from which each comes.
pub(super) struct Columns<'a> {
    pub contrast: &'a str,
    pub names: &'a [String],
    pub vectors: &'a [Vec<f64>],
    /// For each column, the position of its blocking column; `None` for groups.
    pub sources: &'a [Option<usize>],
    pub blocking: &'a [String],
    pub weights: &'a [f64],
}

/// Refuses a design in which columns are combinations of others. (As many independent columns as
/// samples is another matter: no residual degrees of freedom.)
pub(super) fn check_rank(columns: &Columns<'_>) -> Result<(), DiffexprError> {
    let qr = Qr::new(columns.vectors.to_vec());
    let n_columns = columns.vectors.len();
    if qr.rank() == n_columns || qr.rank() == columns.vectors[0].len() {
        return Ok(());
    }
    let combinations = (qr.rank()..n_columns)
        .map(|position| {
            let others = qr.combination(position).into_iter().zip(qr.pivot());
            let named = others.filter(|(weight, _)| weight.abs() > NEGLIGIBLE);
            let names = named.map(|(_, &at)| columns.names[at].clone()).collect();
            (columns.names[qr.pivot()[position]].clone(), names)
        })
        .collect();
    Err(DiffexprError::RankDeficient {
        contrast: columns.contrast.to_owned(),
        n_columns,
        rank: qr.rank(),
        combinations,
        confounded_with: confounded_with(columns),
    })
}

/// The blocking columns that make the contrast impossible to estimate: each one that does so
/// alone, or all of them if only their combination does.
fn confounded_with(columns: &Columns<'_>) -> Vec<String> {
    let all: Vec<usize> = (0..columns.vectors.len()).collect();
    if is_estimable(columns, &all) {
        return Vec::new();
    }
    let alone = |block: usize| {
        let source_is_used = |&at: &usize| columns.sources[at].is_none_or(|source| source == block);
        let kept: Vec<usize> = all.iter().copied().filter(source_is_used).collect();
        !is_estimable(columns, &kept)
    };
    let names: Vec<String> = (columns.blocking.iter().enumerate())
        .filter(|&(block, _)| alone(block))
        .map(|(_, name)| name.clone())
        .collect();
    if names.is_empty() {
        columns.blocking.to_vec()
    } else {
        names
    }
}

/// Whether the contrast has the same value for every solution of the model with these columns.
fn is_estimable(columns: &Columns<'_>, kept: &[usize]) -> bool {
    let qr = Qr::new(kept.iter().map(|&at| columns.vectors[at].clone()).collect());
    (qr.rank()..kept.len()).all(|position| {
        let weight_of = |at: usize| columns.weights[kept[qr.pivot()[at]]];
        let combination = qr.combination(position);
        let through_others: f64 = combination
            .iter()
            .enumerate()
            .map(|(at, share)| share * weight_of(at))
            .sum();
        (through_others - weight_of(position)).abs() < NEGLIGIBLE
    })
}
