//! The files that describe a study, and those of its features and genes.

use super::FileKind;
use crate::delimiter;
use crate::sheet_columns::names_samples;
use crate::signals::names_signals;
use crate::table::fold;
use arrayon_core::missing::is_missing;
use arrayon_core::numbers;

/// Kinds that a mark in the text gives away.
pub(super) fn marked(text: &str) -> Option<FileKind> {
    let lines = || text.lines().map(str::trim_end);
    let has_line = |mark: &str| lines().any(|line| line == mark);
    let has_key = |key: &str| lines().any(|line| line.contains(key));
    // a tree that was cut off has no end, but branches with lengths or names
    let has_branch = || text.contains("):") || text.contains(")'");
    if text.starts_with('(') && (text.trim_end().ends_with(';') || has_branch()) {
        Some(FileKind::Newick)
    } else if has_line("[study]") {
        Some(FileKind::Study)
    } else if text.starts_with("format-version:") || has_line("[Term]") {
        Some(FileKind::Obo)
    } else if lines()
        .take_while(|line| line.starts_with('!'))
        .any(|line| line.starts_with("!gaf-version"))
    {
        Some(FileKind::Gaf)
    } else if lines().any(|line| line.starts_with("arrayon_panel:")) {
        Some(FileKind::ThemePanel)
    } else if has_line("contrasts:")
        || (first_line(text).starts_with("- ")
            && ["comparison:", "reference:", "make_contrasts_str:"]
                .into_iter()
                .any(has_key))
    {
        Some(FileKind::ContrastsYaml)
    } else {
        None
    }
}

/// The first line that is not empty and no comment.
fn first_line(text: &str) -> &str {
    let mut lines = text.lines().map(str::trim);
    lines
        .find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---")
        .unwrap_or("")
}

/// Columns that limma, GEO2R, DESeq2, edgeR and TAC write, folded.
const FOLD_CHANGES: [&str; 4] = ["logfc", "log2foldchange", "log2fc", "fold_change"];
const P_VALUES: [&str; 8] = [
    "p_value",
    "pvalue",
    "adj_p_val",
    "padj",
    "fdr",
    "adj_p_value",
    "pval",
    "p_val",
];

/// Kinds of table that their columns give away.
pub(super) fn of_columns(text: &str) -> Option<FileKind> {
    let (declared, text) = delimiter::split_declaration(text);
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let (header, row) = (lines.next()?, lines.next());
    let delimiter = declared.or_else(|| delimiter::of_lines(header, row));
    let cells = |line: &str| -> Vec<String> {
        let parts = match delimiter {
            Some(mark) => line.split(char::from(mark)).map(str::to_owned).collect(),
            None => vec![line.to_owned()],
        };
        let bare = |cell: String| cell.trim().trim_matches('"').to_owned();
        parts.into_iter().map(bare).collect()
    };
    let header = cells(header);
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    let has = |name: &str| folded.iter().any(|column| column == name);
    if has("make_contrasts_str") || (has("variable") && has("reference") && has("target")) {
        return Some(FileKind::Contrasts);
    }
    let has_any = |names: &[&str]| names.iter().any(|name| has(name));
    let is_ours = has("feature_id") && folded.iter().any(|name| name.ends_with("p_value"));
    if is_ours || (has_any(&FOLD_CHANGES) && has_any(&P_VALUES)) {
        return Some(FileKind::FeatureTable);
    }
    if header.iter().any(|name| names_signals(name)) {
        return Some(FileKind::TacTable);
    }
    if names_samples(&header) {
        return Some(FileKind::SampleSheet);
    }
    let row = cells(row?);
    let has_number = |cell: &String| cell.parse::<f64>().is_ok() || numbers::is_comma_number(cell);
    let is_number = |cell: &String| is_missing(cell) || has_number(cell);
    let is_matrix = row.len() > 1
        && (row.len() == header.len() || row.len() == header.len() + 1)
        && row[1..].iter().all(is_number)
        && row[1..].iter().any(has_number);
    is_matrix.then_some(FileKind::ExpressionMatrix)
}

#[cfg(test)]
mod tests {
    use crate::sniff::{FileKind, kind_of};

    #[test]
    fn files_of_a_study_are_told_apart() {
        for (text, kind) in [
            ("(('a':1,'b':1)'99/98':0.5,c:2);\n", FileKind::Newick),
            ("# mine\n[study]\nname = \"x\"\n", FileKind::Study),
            ("format-version: 1.2\n\n[Term]\nid: GO:1\n", FileKind::Obo),
            ("!gaf-version: 2.2\n!\nUniProtKB\tA\n", FileKind::Gaf),
            ("# own\narrayon_panel: 1\nid: x\n", FileKind::ThemePanel),
            ("contrasts:\n  - id: a\n", FileKind::ContrastsYaml),
            (
                "- id: a\n  variable: d\n  reference: x\n",
                FileKind::ContrastsYaml,
            ),
            (
                "- {id: a, comparison: [d, x, y]}\n",
                FileKind::ContrastsYaml,
            ),
            (
                "id,variable,reference,target\na,d,x,y\n",
                FileKind::Contrasts,
            ),
            ("id;formula;make_contrasts_str\n", FileKind::Contrasts),
            ("sep=;\nsample;age\ns1;7,5\n", FileKind::SampleSheet),
            ("id;s1;s2\ng1;7,5;NA\n", FileKind::ExpressionMatrix),
            ("sample,age\ns1,7\n", FileKind::SampleSheet),
            (
                "Source Name\tArray Data File\na\ta.CEL\n",
                FileKind::SampleSheet,
            ),
            (
                "feature_id\ts1\ts2\ng1\t7.5\tNA\n",
                FileKind::ExpressionMatrix,
            ),
            ("s1\ts2\ng1\t7.5\t8\n", FileKind::ExpressionMatrix),
            ("\"id\",\"s1\"\n\"g\",7\n", FileKind::ExpressionMatrix),
            (
                "feature_id\tlogFC\tP.Value\ng1\t1\t0.5\n",
                FileKind::FeatureTable,
            ),
            (
                "feature_id\tslope\tmonotone.P.Value\ng1\t1\t0.5\n",
                FileKind::FeatureTable,
            ),
            (
                "ID\tFold Change\tP-val\tFDR P-val\nTC1\t-2.5\t0.01\t0.2\n",
                FileKind::FeatureTable,
            ),
            (
                "ID;a.sst-rma-gene-full.chp Signal;Gene Symbol\nTC1;7,1;Fos\n",
                FileKind::TacTable,
            ),
            ("ID\ta Signal\nTC1\t7.5\n", FileKind::ExpressionMatrix),
            ("gene\tname\ng1\tactin\n", FileKind::Tsv),
            ("gene,name\ng1,actin\n", FileKind::Csv),
            ("{\"a\": 1}", FileKind::Json),
            ("[1, 2]", FileKind::Json),
            ("(no tree, only words)\n", FileKind::Csv),
        ] {
            assert_eq!(kind_of(text.as_bytes()), kind, "{text}");
        }
    }
}
