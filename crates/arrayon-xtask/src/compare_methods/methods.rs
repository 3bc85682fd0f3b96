//! The methods that are compared.

use super::score::Call;
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_diffexpr::{
    ArrayWeightSettings, ModerationSettings, RankSettings, RankStatistic, Settings, analyse,
    analyse_rank_products,
};

/// A method's name and its calls, one for each feature in the order of the matrix.
pub(super) type MethodCalls = (&'static str, Vec<Call>);

/// What every method says of a contrast of two groups.
pub(super) fn all(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
) -> anyhow::Result<Vec<MethodCalls>> {
    let moderation = |trend, robust| Settings {
        moderation: ModerationSettings { trend, robust },
        ..Settings::default()
    };
    let limma = [
        ("limma", moderation(false, false)),
        ("limma trend", moderation(true, false)),
        ("limma robust", moderation(false, true)),
        ("limma trend robust", moderation(true, true)),
        (
            "limma array weights",
            Settings {
                array_weights: Some(ArrayWeightSettings::default()),
                ..Settings::default()
            },
        ),
    ];
    let mut calls = Vec::new();
    for (name, settings) in limma {
        let result = analyse(expression, sheet, contrast, &settings)?;
        let rows = result.rows.into_iter().map(|row| {
            let call = Call {
                p_value: row.p_value,
                adj_p_value: row.adj_p_value,
                log_fc: row.log_fc,
            };
            (row.feature, call)
        });
        calls.push((name, in_matrix_order(rows, expression.n_features())));
    }
    for (name, statistic) in [
        ("rank products", RankStatistic::Product),
        ("rank sums", RankStatistic::Sum),
    ] {
        let settings = RankSettings {
            statistic,
            ..RankSettings::default()
        };
        let result = analyse_rank_products(expression, sheet, contrast, &settings)?;
        let rows = result.rows.into_iter().map(|row| {
            let call = Call {
                p_value: row.p_value,
                adj_p_value: row.adj_p_value,
                log_fc: row.log_fc,
            };
            (row.feature, call)
        });
        calls.push((name, in_matrix_order(rows, expression.n_features())));
    }
    Ok(calls)
}

/// Features without a row count as not called.
fn in_matrix_order(rows: impl Iterator<Item = (usize, Call)>, n_features: usize) -> Vec<Call> {
    let not_called = Call {
        p_value: 1.0,
        adj_p_value: 1.0,
        log_fc: 0.0,
    };
    let mut calls = vec![not_called; n_features];
    for (feature, call) in rows {
        calls[feature] = call;
    }
    calls
}
