//! Expression against measured numbers.

use super::Stage;
use super::trend::{Parts, model, n_tested, slope, unanswerable};
use crate::error::Error;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{
    PhenotypeCurves, PhenotypeRelations, PhenotypeSlopes, phenotype_curves, phenotype_slopes,
};
use arrayon_results::number::finite;
use arrayon_results::phenotype::{
    Phenotype, PhenotypeRelation, PhenotypeRow, PhenotypeSpline, RelationRow, SplineRow,
};

/// Everything about phenotypes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PhenotypeResults {
    /// Slopes, one a phenotype.
    pub slopes: Vec<Phenotype>,
    /// Splines, one a phenotype, where they were asked for.
    pub splines: Vec<PhenotypeSpline>,
    /// Phenotypes beside contrasts; `None` without phenotypes.
    pub relation: Option<PhenotypeRelation>,
}

/// The slopes over every phenotype.
pub(super) fn slopes(stage: &Stage<'_>) -> Result<Vec<PhenotypeSlopes>, Error> {
    let (expression, sheet, settings) = (stage.expression, stage.sheet, stage.settings);
    (stage.section.phenotypes.iter())
        .map(|column| phenotype_slopes(expression, sheet, &asked(stage, column), settings))
        .collect::<Result<_, _>>()
        .map_err(|error| unanswerable(&sheet.path, &error))
}

/// A phenotype with what it is adjusted for.
fn asked(stage: &Stage<'_>, column: &String) -> library::Phenotype {
    library::Phenotype {
        column: column.clone(),
        adjust: (stage.section.adjust.iter())
            .filter(|other| *other != column)
            .cloned()
            .collect(),
    }
}

/// Slopes, splines and the relation to contrasts, whose rows are those of each contrast.
pub(super) fn phenotypes(
    stage: &Stage<'_>,
    slopes: Vec<PhenotypeSlopes>,
    relations: Vec<Vec<library::RelationRow>>,
) -> Result<PhenotypeResults, Error> {
    if slopes.is_empty() {
        return Ok(PhenotypeResults::default());
    }
    let section = stage.section;
    let (expression, sheet, settings) = (stage.expression, stage.sheet, stage.settings);
    let spline = |column: &String| {
        let df = section.spline_df.size();
        let curves = phenotype_curves(expression, sheet, &asked(stage, column), df, settings);
        let curves = curves.map_err(|error| unanswerable(&sheet.path, &error))?;
        Ok(written_spline(stage, curves))
    };
    let with_splines = section
        .phenotypes
        .iter()
        .filter(|_| section.spline_df.get() > 0);
    Ok(PhenotypeResults {
        splines: with_splines.map(spline).collect::<Result<_, Error>>()?,
        relation: Some(relation(relations, section.fdr.get())),
        slopes: (slopes.into_iter())
            .map(|slopes| written(stage, slopes))
            .collect(),
    })
}

fn written(stage: &Stage<'_>, found: PhenotypeSlopes) -> Phenotype {
    let parts = Parts::of_phenotype(&found.model, &found.phenotype.adjust);
    let notes = with_self_note(stage, &found.phenotype.column, found.notes);
    Phenotype {
        unit: format!("log2 for one unit of {}", found.phenotype.column),
        method: format!("slope over the phenotype: {}", stage.method()),
        model: model(
            &parts,
            found.rows.iter().map(|row| (row.ave_expr, row.feature)),
        ),
        phenotype: found.phenotype.column,
        direction: found.direction,
        explained_by_adjustment: found.model.explained_by_adjustment,
        fdr: stage.section.fdr.get(),
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_up: found.n_up,
        n_down: found.n_down,
        notes,
        features: (found.rows.iter())
            .map(|row| {
                let (gene_symbols, entrez_ids) = stage.genes.of(&row.id);
                PhenotypeRow {
                    feature_id: row.id.clone(),
                    slope: slope(row),
                    gene_symbols,
                    entrez_ids,
                }
            })
            .collect(),
    }
}

fn written_spline(stage: &Stage<'_>, found: PhenotypeCurves) -> PhenotypeSpline {
    let parts = Parts::of_phenotype(&found.model, &found.phenotype.adjust);
    let notes = with_self_note(stage, &found.phenotype.column, found.notes);
    PhenotypeSpline {
        method: format!(
            "natural cubic spline of the phenotype, moderated F of its members: {}",
            stage.method()
        ),
        model: model(
            &parts,
            found.rows.iter().map(|row| (row.ave_expr, row.feature)),
        ),
        phenotype: found.phenotype.column,
        df: found.df,
        knots: found.knots,
        points: found.points,
        fdr: stage.section.fdr.get(),
        n_tested: n_tested(found.rows.iter().map(|row| &row.p_value)),
        n_found: found.n_found,
        notes,
        features: (found.rows.into_iter())
            .map(|row| {
                let (gene_symbols, entrez_ids) = stage.genes.of(&row.id);
                SplineRow {
                    feature_id: row.id,
                    change: row.change.into_iter().map(finite).collect(),
                    ave_expr: finite(row.ave_expr),
                    f: finite(row.f),
                    p_value: finite(row.p_value),
                    adj_p_value: finite(row.adj_p_value),
                    gene_symbols,
                    entrez_ids,
                }
            })
            .collect(),
    }
}

/// Adds that a phenotype is not adjusted for itself, where it is among the columns to adjust for.
fn with_self_note(stage: &Stage<'_>, column: &String, mut notes: Vec<String>) -> Vec<String> {
    if stage.section.adjust.contains(column) {
        notes.push(format!(
            "'{column}' is among the columns to adjust for; no phenotype is adjusted for itself"
        ));
    }
    notes
}

fn relation(relations: Vec<Vec<library::RelationRow>>, fdr: f64) -> PhenotypeRelation {
    let reading = "p-values take features as independent draws and both lists as made from \
                   different arrays; neither holds within one study. They rank rows, they prove no \
                   relation: see noise_correlation";
    PhenotypeRelation {
        fdr,
        reading: reading.to_owned(),
        rows: (PhenotypeRelations::table(relations).into_iter())
            .map(|row| RelationRow {
                phenotype: row.phenotype,
                adjusted_for: row.adjusted_for,
                contrast: row.contrast,
                n_tested: row.n_tested,
                n_up: row.n_up,
                n_down: row.n_down,
                n_positive: row.n_positive,
                n_negative: row.n_negative,
                n_up_positive: row.n_up_positive,
                n_up_negative: row.n_up_negative,
                n_down_positive: row.n_down_positive,
                n_down_negative: row.n_down_negative,
                expected: row.expected,
                p_value: row.p_value,
                adj_p_value: row.adj_p_value,
                spearman: finite(row.spearman),
                noise_correlation: finite(row.noise_correlation),
                notes: row.notes,
            })
            .collect(),
    }
}
