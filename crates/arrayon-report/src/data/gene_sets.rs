//! The tables of all tests of gene sets, by the declared columns.

use crate::packing::Blocks;
use crate::results::StudyResults;
use arrayon_results::columns::{Cell, CellKind, Columns, columns_of};
use serde_json::{Value, json};

/// Rows of a test that a page holds at most.
const MOST_ROWS: usize = 3_000;

/// One entry for each test of each contrast.
pub(super) fn packed(
    results: &StudyResults,
    blocks: &mut Blocks,
    left_out: &mut Vec<String>,
) -> Vec<Value> {
    let mut tables = Tables {
        blocks,
        left_out,
        found: Vec::new(),
        contrast: "",
    };
    for sets in &results.gene_sets {
        tables.contrast = &sets.contrast;
        tables.add(
            "over-representation among the genes up",
            &sets.over_representation_up.sets,
        );
        tables.add(
            "over-representation among the genes down",
            &sets.over_representation_down.sets,
        );
        tables.add("camera", &sets.camera);
        tables.add("camera-pr", &sets.camera_pr);
        tables.add("fry", &sets.fry);
        tables.add("roast", &sets.roast);
        tables.add("preranked", &sets.preranked);
        tables.add("scores in samples", &sets.sample_scores);
    }
    tables.found
}

struct Tables<'a> {
    blocks: &'a mut Blocks,
    left_out: &'a mut Vec<String>,
    found: Vec<Value>,
    contrast: &'a str,
}

impl Tables<'_> {
    /// Adds a test that was done.
    fn add<R: Columns>(&mut self, test: &str, rows: &[R]) {
        if rows.is_empty() {
            return;
        }
        let shown = &rows[..rows.len().min(MOST_ROWS)];
        if shown.len() < rows.len() {
            self.left_out.push(format!(
                "{} of {} gene sets of {test} in {}, those of the largest p-values; the folder \
                 genesets/ holds them",
                rows.len() - shown.len(),
                rows.len(),
                self.contrast
            ));
        }
        let columns = columns_of(shown).into_iter().map(|column| {
            let cells = shown.iter().map(|row| value((column.cell)(row)));
            json!({
                "key": column.key,
                "header": column.header,
                "description": column.description,
                "isNumber": matches!(column.kind, CellKind::Number | CellKind::Integer),
                "isWhole": column.kind == CellKind::Integer,
                "cells": cells.collect::<Vec<_>>(),
            })
        });
        let table = Value::from(columns.collect::<Vec<_>>()).to_string();
        self.found.push(json!({
            "contrast": self.contrast,
            "test": test,
            "n": shown.len(),
            "block": self.blocks.bytes(table.as_bytes().to_vec()),
        }));
    }
}

/// A cell for the script: numbers to seven digits, of which it shows fewer.
fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Text(text) => text.into(),
        Cell::Texts(texts) => texts.join(";").into(),
        Cell::Integer(value) => value.into(),
        Cell::Number(value) => {
            let seven = format!("{value:.6e}").parse::<f64>();
            seven.ok().filter(|value| value.is_finite()).into()
        }
        Cell::Flag(value) => value.into(),
        Cell::Missing => Value::Null,
    }
}
