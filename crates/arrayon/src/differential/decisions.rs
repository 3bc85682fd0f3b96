//! Decisions across the contrasts that share a design.

use super::detail::Detail;
use arrayon_core::{ExpressionMatrix, called_at};
use arrayon_diffexpr::{DecisionMethod, DesignResult, FTest};
use arrayon_results::table::Table;
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// The table, and what it says in brief.
pub(super) struct Decided {
    pub(super) table: Table,
    /// Features up and down of each contrast.
    pub(super) counts: Vec<(usize, usize)>,
    /// One entry a design.
    pub(super) designs: Vec<DecidedDesign>,
}

pub(super) struct DecidedDesign {
    /// Positions of its contrasts.
    pub(super) contrasts: Vec<usize>,
    pub(super) f_columns: Vec<String>,
    pub(super) f_df: Option<usize>,
    pub(super) n_f_found: Option<usize>,
    /// Features that have an F.
    n_with_f: Option<usize>,
}

impl Decided {
    /// Says of each design how many features of its contrasts were tested and have no F, which some methods
    /// decide by; `n_tested` are those of each contrast.
    pub(super) fn undecided(&self, method: DecisionMethod, n_tested: &[usize]) -> Vec<String> {
        let is_by_f = matches!(method, DecisionMethod::NestedF | DecisionMethod::StageWise);
        let designs = self.designs.iter().filter(|_| is_by_f);
        let note = |design: &DecidedDesign| {
            let most = design.contrasts.iter().map(|&at| n_tested[at]).max()?;
            let n = most.checked_sub(design.n_with_f?).filter(|n| *n > 0)?;
            Some(format!(
                "decided by {method}: {n} of {most} tested features have too few values for one of the \
                 contrasts, so no F; they are decided in none and stand as NA in decisions.tsv"
            ))
        };
        designs.filter_map(note).collect()
    }
}

pub(super) fn decided(
    designs: &[DesignResult],
    contrasts: &[&str],
    expression: &ExpressionMatrix,
    fdr: f64,
    detail: Detail,
) -> Decided {
    let mut columns = vec![Vec::new(); contrasts.len()];
    let (mut numbers, mut stage_wise) = (Vec::new(), Vec::new());
    let mut written = Vec::new();
    for (at, design) in designs.iter().enumerate() {
        for (&contrast, decisions) in design.contrasts.iter().zip(&design.decisions) {
            columns[contrast].clone_from(decisions);
        }
        let suffix = if designs.len() > 1 {
            format!("_{}", at + 1)
        } else {
            String::new()
        };
        let is_written = design.contrasts.len() > 1 || detail.writes_f_of_one();
        let f_test = design.f_test.as_ref().filter(|_| is_written);
        let f_columns = f_test.map(|test| f_columns(test, &suffix));
        let f_columns = f_columns.unwrap_or_default();
        let adjusted = f_columns.last().map(|(_, values)| values);
        let n_found = |values: &Vec<f64>| values.iter().filter(|p| called_at(**p, fdr)).count();
        written.push(DecidedDesign {
            contrasts: design.contrasts.clone(),
            f_columns: f_columns.iter().map(|(name, _)| name.clone()).collect(),
            f_df: f_test.and_then(|test| test.df1.iter().copied().max()),
            n_f_found: adjusted.map(n_found),
            n_with_f: f_test.map(|test| test.f.iter().filter(|f| !f.is_nan()).count()),
        });
        numbers.extend(f_columns);
        let of_contrasts = design
            .contrasts
            .iter()
            .zip(design.stage_wise.iter().flatten());
        stage_wise.extend(of_contrasts.map(|(&contrast, values)| {
            (
                format!("stage_p_value.{}", contrasts[contrast]),
                values.clone(),
            )
        }));
    }
    let count = |decisions: &Vec<Option<i8>>, sign: i8| {
        let same = decisions.iter().filter(|one| **one == Some(sign));
        same.count()
    };
    let counts = columns
        .iter()
        .map(|d| (count(d, 1), count(d, -1)))
        .collect();
    let mut table = Table::default().texts("feature_id", expression.features());
    for (contrast, decisions) in contrasts.iter().zip(columns) {
        table = table.signs(*contrast, decisions);
    }
    for (name, values) in numbers.into_iter().chain(stage_wise) {
        table = table.numbers(name, values);
    }
    Decided {
        counts,
        table,
        designs: written,
    }
}

/// limma's names for F, with a number where the study has several designs.
fn f_columns(test: &FTest, suffix: &str) -> Vec<(String, Vec<f64>)> {
    let p: Vec<f64> = test.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
    let adjusted = benjamini_hochberg(&p);
    vec![
        (format!("F{suffix}"), test.f.clone()),
        (format!("f_p_value{suffix}"), p),
        (format!("f_adj_p_value{suffix}"), adjusted),
    ]
}
