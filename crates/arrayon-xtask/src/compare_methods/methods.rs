//! The methods that are compared.

use super::FDR;
use super::score::Call;
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_diffexpr::{
    ArrayWeightSettings, MethodResult, MethodRow, ModerationSettings, RankNull, RankSettings,
    RankStatistic, SamSettings, Settings, analyze, analyze_rank_products, analyze_sam, consensus,
};
use std::collections::BTreeMap;

/// A method's name and its calls, one for each feature in the order of the matrix.
pub(super) type MethodCalls = (&'static str, Vec<Call>);

/// What every method says of a contrast of two groups.
pub(super) fn all(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
) -> anyhow::Result<Vec<MethodCalls>> {
    let mut results: Vec<(&'static str, MethodResult)> = Vec::new();
    for (name, settings) in limma() {
        let result = analyze(expression, sheet, contrast, &settings)?;
        results.push((name, MethodResult::from(&result)));
    }
    for (name, settings) in ranks() {
        let result = analyze_rank_products(expression, sheet, contrast, &settings)?;
        results.push((name, MethodResult::from(&result)));
    }
    let result = analyze_sam(expression, sheet, contrast, &SamSettings::default())?;
    results.push(("SAM", MethodResult::from(&result)));

    let joined: Vec<MethodResult> = (results.iter())
        .filter(|(name, _)| ["limma", "rank products", "SAM"].contains(name))
        .map(|(_, result)| result.clone())
        .collect();
    let joined = consensus(&joined, FDR)?;
    let row_of = |row: &arrayon_diffexpr::ConsensusRow| MethodRow {
        id: row.feature_id.clone(),
        p_value: row.p_value.unwrap_or(f64::NAN),
        log_p_value: row.p_value.unwrap_or(f64::NAN).ln(),
        adj_p_value: row.adj_p_value.unwrap_or(f64::NAN),
        sign: f64::from(row.sign),
    };
    let rows = joined.features.iter().map(row_of).collect();
    let method = "consensus".to_owned();
    results.push(("consensus", MethodResult { method, rows }));

    let in_matrix = |(name, result): (_, MethodResult)| (name, calls(&result, expression));
    Ok(results.into_iter().map(in_matrix).collect())
}

fn limma() -> [(&'static str, Settings); 5] {
    let moderation = |trend, robust| Settings {
        moderation: ModerationSettings {
            trend,
            robust,
            ..Default::default()
        },
        ..Settings::default()
    };
    let weighted = Settings {
        array_weights: Some(ArrayWeightSettings::default()),
        ..Settings::default()
    };
    [
        ("limma", moderation(false, false)),
        ("limma trend", moderation(true, false)),
        ("limma robust", moderation(false, true)),
        ("limma trend robust", moderation(true, true)),
        ("limma array weights", weighted),
    ]
}

fn ranks() -> [(&'static str, RankSettings); 3] {
    let plain = RankSettings::default();
    let sums = RankSettings {
        statistic: RankStatistic::Sum,
        ..plain
    };
    let independent = RankSettings {
        null: RankNull::Independent,
        ..plain
    };
    [
        ("rank products", plain),
        ("rank products, independent ranks", independent),
        ("rank sums", sums),
    ]
}

/// Features that a method does not speak of count as not called.
fn calls(result: &MethodResult, expression: &ExpressionMatrix) -> Vec<Call> {
    let rows: BTreeMap<&str, &MethodRow> = (result.rows.iter())
        .map(|row| (row.id.as_str(), row))
        .collect();
    let call = |feature: &String| {
        let row = rows
            .get(feature.as_str())
            .filter(|row| !row.p_value.is_nan());
        row.map_or(Call::NONE, |row| Call {
            p_value: row.p_value,
            adj_p_value: row.adj_p_value,
            log_fc: row.sign,
        })
    };
    expression.features().iter().map(call).collect()
}
