//! What GSEA reads: expression (GCT), groups (CLS), ranked features of each contrast (RNK), and the
//! genes of the features (CHIP).

use crate::annotation::FeatureGenes;
use crate::file_names::SafeNames;
use crate::study::{ExportError, Notes, Sink, Study};
use crate::texts::one_line;
use arrayon_core::{ExpressionMatrix, SampleSheet};
use arrayon_formats::matrix::gct;
use arrayon_reader::{Cells, ResultTable};
use arrayon_results::number::Number;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Writes the files.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let mut notes = Vec::new();
    match &study.expression {
        None => notes.push("gsea/ has no expression: the results hold none".to_owned()),
        Some(expression) => {
            let genes = FeatureGenes::of(study, expression.features())?;
            let symbols: Vec<String> = genes.symbols.iter().map(|text| one_line(text)).collect();
            let file = "gsea/expression.gct";
            let mut bytes = Vec::new();
            let written = gct::write(expression, &symbols, &mut bytes);
            written.map_err(|error| ExportError::encode(file, error))?;
            write(file, bytes)?;
            let chip = chip(expression.features(), &genes);
            write("gsea/features.chip", chip.into_bytes())?;
            if let Some(sheet) = &study.samples {
                notes.extend(groups(expression, sheet, study, write)?);
            }
        }
    }
    let mut names = SafeNames::default();
    for head in &study.contrasts {
        if let Some(table) = study.contrast_table(&head.contrast)? {
            let name = names.name(&head.contrast);
            write(&format!("gsea/{name}.rnk"), ranked(&table).into_bytes())?;
        }
    }
    Ok(notes)
}

/// The groups of each compared column, where every sample has one.
fn groups(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    study: &Study<'_>,
    write: Sink<'_>,
) -> Notes {
    let mut names = SafeNames::default();
    let mut notes = Vec::new();
    for variable in &study.results.summary().variables {
        let Some(column) = sheet.column(&variable.variable) else {
            continue;
        };
        let level = |sample: &String| {
            let at = sheet.samples.iter().position(|one| one == sample)?;
            Some(column.values[at].as_str()).filter(|level| !level.is_empty())
        };
        let levels: Option<Vec<&str>> = expression.samples().iter().map(level).collect();
        match levels {
            Some(levels) => {
                let name = names.name(&variable.variable);
                write(&format!("gsea/{name}.cls"), cls(&levels).into_bytes())?;
            }
            None => notes.push(format!(
                "no CLS file for column '{}': some samples have no level of it",
                one_line(&variable.variable)
            )),
        }
    }
    Ok(notes)
}

/// Classes in the order in which they appear, without blanks, by which the format separates them.
fn cls(levels: &[&str]) -> String {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names = Vec::new();
    let mut taken = SafeNames::default();
    for level in levels {
        if !classes.contains_key(level) {
            classes.insert(level, names.len());
            names.push(taken.name(level));
        }
    }
    let labels: Vec<&str> = levels
        .iter()
        .map(|level| names[classes[level]].as_str())
        .collect();
    format!(
        "{} {} 1\n# {}\n{}\n",
        levels.len(),
        names.len(),
        names.join(" "),
        labels.join(" ")
    )
}

fn chip(features: &[String], genes: &FeatureGenes) -> String {
    let mut text = "Probe Set ID\tGene Symbol\tGene Title\n".to_owned();
    for (at, feature) in features.iter().enumerate() {
        let symbols = match genes.symbols[at].as_str() {
            "" => "NA".to_owned(),
            symbols => one_line(symbols).replace(';', " /// "),
        };
        let title = match genes.descriptions[at].as_str() {
            "" => "NA".to_owned(),
            title => one_line(title),
        };
        let _ = writeln!(text, "{}\t{symbols}\t{title}", one_line(feature));
    }
    text
}

/// Features by their ordinary moderated t, the highest first; those without one are left out.
fn ranked(table: &ResultTable) -> String {
    let ordinary = table.column("moderated_t").or_else(|| table.column("t"));
    let ids = table.columns.first().map(|column| &column.cells);
    let (Some(Cells::Texts(ids)), Some(Cells::Numbers(t))) =
        (ids, ordinary.map(|column| &column.cells))
    else {
        return String::new();
    };
    let mut rows: Vec<(&String, f64)> = (ids.iter().zip(t.iter().copied()))
        .filter(|(_, t)| t.is_finite())
        .collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut text = String::new();
    for (id, t) in rows {
        let _ = writeln!(text, "{}\t{}", one_line(id), Number(t));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_reader::TableColumn;

    #[test]
    fn classes_have_no_blanks_and_stay_apart() {
        let text = cls(&["Mg 0.01 %", "control", "Mg 0.01 %", "Mg_0.01_%"]);
        assert_eq!(
            text,
            "4 3 1\n# Mg_0.01__ control Mg_0.01___2\nMg_0.01__ control Mg_0.01__ Mg_0.01___2\n"
        );
    }

    #[test]
    fn features_are_ranked_by_the_ordinary_t() {
        let column = |header: &str, cells| TableColumn {
            header: header.to_owned(),
            unit: None,
            description: None,
            cells,
        };
        let ids = ["b", "a", "c", "d"].map(str::to_owned).to_vec();
        let mut table = ResultTable {
            name: "x".to_owned(),
            n_rows: 4,
            columns: vec![
                column("feature_id", Cells::Texts(ids)),
                column("t", Cells::Numbers(vec![2.0, 2.0, f64::NAN, -1.5])),
            ],
        };
        assert_eq!(ranked(&table), "a\t2\nb\t2\nd\t-1.5\n");
        let ordinary = Cells::Numbers(vec![0.5, 1.0, 7.0, -2.0]);
        table.columns.push(column("moderated_t", ordinary));
        assert_eq!(ranked(&table), "c\t7\na\t1\nb\t0.5\nd\t-2\n");
    }
}
