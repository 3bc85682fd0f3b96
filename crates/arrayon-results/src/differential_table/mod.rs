//! `differential/<contrast>.tsv`: the table of a contrast with limma's column names.

mod columns;
mod feature_ids;
mod names;
mod read;

pub use feature_ids::are_row_numbers;
pub use read::{ContrastTable, parse};

use crate::differential::FeatureRow;
use crate::number::Number;
use std::io::{self, Write};

/// limma's columns, in the order of the file.
pub const COLUMNS: [&str; 9] = [
    "feature_id",
    "logFC",
    "CI.L",
    "CI.R",
    "AveExpr",
    "t",
    "P.Value",
    "adj.P.Val",
    "B",
];
/// The ordinary moderated t and its p-value, after limma's columns where `t` and `P.Value` are
/// those of a test against a fold change.
pub const ORDINARY_COLUMNS: [&str; 2] = ["moderated.t", "moderated.P.Value"];
/// Between several genes of one feature.
const SEPARATOR: &str = ";";

/// Writes the table. The ordinary moderated t follows where any row has it beside the t of a test
/// against a fold change; columns of genes stand at the end where any feature has a gene.
///
/// # Errors
/// The writer's.
pub fn write(rows: &[FeatureRow], out: &mut dyn Write) -> io::Result<()> {
    let annotated = rows
        .iter()
        .any(|row| !row.gene_symbols.is_empty() || !row.entrez_ids.is_empty());
    let has_ordinary = rows.iter().any(|row| row.moderated_t.is_some());
    write!(out, "{}", COLUMNS.join("\t"))?;
    if has_ordinary {
        write!(out, "\t{}", ORDINARY_COLUMNS.join("\t"))?;
    }
    writeln!(
        out,
        "{}",
        if annotated {
            "\tgene_symbols\tentrez_ids"
        } else {
            ""
        }
    )?;
    for row in rows {
        write!(out, "{}", row.feature_id)?;
        for value in [row.log_fc, row.ci_left, row.ci_right, row.ave_expr] {
            write!(out, "\t{}", Number(value))?;
        }
        for value in [row.t, row.p_value, row.adj_p_value, row.b] {
            write!(out, "\t{}", Number(value.unwrap_or(f64::NAN)))?;
        }
        for value in [row.moderated_t, row.moderated_p_value] {
            if has_ordinary {
                write!(out, "\t{}", Number(value.unwrap_or(f64::NAN)))?;
            }
        }
        if annotated {
            let genes = [&row.gene_symbols, &row.entrez_ids].map(|genes| genes.join(SEPARATOR));
            write!(out, "\t{}\t{}", genes[0], genes[1])?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
