//! Groups in a declared order.

use super::Stage;
use super::table::block;
use super::trend::{Parts, model, n_tested, slope, unanswerable};
use crate::error::Error;
use arrayon_diffexpr::{
    DoseResult, DoseTrend, JonckheereTest, MeanOrder, MonotoneTest, STEP_DOWN_LEVEL, dose_trend,
};
use arrayon_results::differential::GroupSize;
use arrayon_results::dose::{Dose, DoseRow, Jonckheere, Monotone};
use arrayon_results::number::finite;

pub(super) fn doses(stage: &Stage<'_>) -> Result<Vec<Dose>, Error> {
    let test = |series| {
        dose_trend(stage.expression, stage.sheet, &series, stage.settings)
            .map(|found| written(stage, found))
            .map_err(|error| unanswerable(&stage.sheet.path, &error))
    };
    (stage.section.order.iter())
        .map(|order| test(order.series()))
        .collect()
}

fn written(stage: &Stage<'_>, found: DoseTrend) -> Dose {
    let scores: Vec<f64> = (0..found.design.matrix.nrows())
        .map(|row| found.design.matrix[(row, 1)])
        .collect();
    let parts = Parts {
        design: &found.design,
        adjusted_for: &found.series.adjust,
        values: &scores,
        left_out: &found.left_out,
        block: found.block.as_ref(),
        prior: &found.prior,
    };
    let means = found.rows.iter().map(|row| &row.linear);
    let fdr = stage.section.fdr.get();
    Dose {
        method: format!("linear trend over the doses: {}", stage.method()),
        model: model(&parts, means.map(|row| (row.ave_expr, row.feature))),
        groups: (found.groups.iter())
            .map(|group| GroupSize {
                level: group.level.clone(),
                n_samples: group.n_samples,
            })
            .collect(),
        direction: found.direction,
        fdr,
        step_down_level: STEP_DOWN_LEVEL,
        n_tested: n_tested(found.rows.iter().map(|row| &row.linear.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        n_monotone: n_monotone(&found.rows, fdr),
        block_within: found.block_within.as_ref().map(block),
        notes: found.notes,
        features: (found.rows.iter())
            .map(|row| dose_row(stage, row, &found.series.levels))
            .collect(),
        variable: found.series.column,
        doses: found.scores,
    }
}

fn n_monotone(rows: &[DoseResult], fdr: f64) -> Option<usize> {
    let mut tests = rows.iter().filter_map(|row| row.monotone).peekable();
    tests.peek()?;
    Some(tests.filter(|test| test.adj_p_value <= fdr).count())
}

fn dose_row(stage: &Stage<'_>, row: &DoseResult, levels: &[String]) -> DoseRow {
    let (gene_symbols, entrez_ids) = stage.genes.of(&row.linear.id);
    DoseRow {
        feature_id: row.linear.id.clone(),
        slope: slope(&row.linear),
        change: row.changes.iter().map(|change| finite(*change)).collect(),
        order: match row.order {
            MeanOrder::Rising => "rising",
            MeanOrder::Falling => "falling",
            MeanOrder::Flat => "flat",
            MeanOrder::Mixed => "mixed",
            MeanOrder::Unknown => "unknown",
        }
        .to_owned(),
        monotone: row.monotone.as_ref().map(monotone),
        jonckheere: row.jonckheere.as_ref().map(jonckheere),
        lowest_dose: row.lowest_dose.map(|at| levels[at].clone()),
        gene_symbols,
        entrez_ids,
    }
}

fn monotone(test: &MonotoneTest) -> Monotone {
    Monotone {
        direction: test.direction,
        f_bar: finite(test.f_bar),
        p_value: finite(test.p_value),
        adj_p_value: finite(test.adj_p_value),
    }
}

fn jonckheere(test: &JonckheereTest) -> Jonckheere {
    Jonckheere {
        z: finite(test.z),
        p_value: finite(test.p_value),
        adj_p_value: finite(test.adj_p_value),
        exact: test.exact,
    }
}
