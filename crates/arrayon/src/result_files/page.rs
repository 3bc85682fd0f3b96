//! The reference of all result files, `docs/files.md`, out of their declarations.

use super::{RESULT_FILES, ResultFile};
use arrayon_results::columns::{CellKind, ColumnDescription};

const HEAD: &str = "# Result files\n\n\
<!-- Written by `cargo run -p arrayon-xtask -- generate`; do not edit. -->\n\n\
Every file of a result folder, by the stage that writes it. Tables are tab-separated, with one row \
per feature unless said otherwise; `NA` is a missing number. JSON files follow the schema named, \
which `arrayon schema NAME` prints.\n";

/// The page in Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut stage = "";
    for kind in RESULT_FILES {
        if kind.stage != stage {
            stage = kind.stage;
            page.push_str(&format!("\n## {stage}\n"));
        }
        page.push_str(&entry(kind));
    }
    page
}

fn entry(kind: &ResultFile) -> String {
    let endings: Vec<String> = (kind.endings[1..].iter())
        .map(|ending| format!(", `.{ending}`"))
        .collect();
    let schema = (kind.schema).map_or(String::new(), |schema| {
        format!(" Schema: `{}`.", schema.name)
    });
    let mut text = format!(
        "\n### `{}.{}`{}\n\n{}.{schema}\n",
        kind.stem,
        kind.endings[0],
        endings.concat(),
        capitalised(kind.content)
    );
    if let Some(columns) = kind.columns {
        text.push_str("\n| column | JSON key | type | meaning |\n|---|---|---|---|\n");
        text.extend(columns().iter().map(row));
    }
    text
}

fn row(column: &ColumnDescription) -> String {
    let unit = column
        .unit
        .map_or(String::new(), |unit| format!(", {unit}"));
    let kind = match column.kind {
        CellKind::Text => "text",
        CellKind::Texts => "texts between `;`",
        CellKind::Integer => "whole number",
        CellKind::Number => "number",
        CellKind::Flag => "true or false",
    };
    let optional = if column.is_optional {
        " (only where a row has it)"
    } else {
        ""
    };
    let meaning = column.description.replace('|', "\\|");
    format!(
        "| `{}`{optional} | `{}` | {kind}{unit} | {meaning} |\n",
        column.header, column.key
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
