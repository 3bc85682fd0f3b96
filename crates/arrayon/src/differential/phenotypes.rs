//! Expression against measured numbers.

use super::{Stage, refused};
use crate::error::Error;
use arrayon_diffexpr::{
    Phenotype, PhenotypeCurves, PhenotypeRelation, PhenotypeSlopes, RelationRow, phenotype_curves,
    phenotype_slopes,
};
use serde::{Deserialize, Serialize};

/// What was found of phenotypes: slopes, splines, and how both relate to contrasts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PhenotypeResults {
    /// Slopes, one per phenotype.
    pub slopes: Vec<PhenotypeSlopes>,
    /// Splines, one per phenotype, where they were asked for.
    pub splines: Vec<PhenotypeCurves>,
    /// Phenotypes compared with contrasts; `None` without phenotypes.
    pub relation: Option<PhenotypeRelation>,
}

/// The slopes over every phenotype.
pub(super) fn slopes(stage: &Stage<'_>) -> Result<Vec<PhenotypeSlopes>, Error> {
    let (expression, sheet, settings) = (stage.expression, stage.sheet, stage.settings);
    let slopes = |column: &String| {
        let found = phenotype_slopes(expression, sheet, &asked(stage, column), settings);
        let mut found = found.map_err(|error| refused(&sheet.path, &error))?;
        found.notes.extend(self_note(stage, column));
        stage.genes.name(&mut found.features);
        Ok(found)
    };
    stage.section.phenotypes.iter().map(slopes).collect()
}

/// A phenotype with what it is adjusted for.
fn asked(stage: &Stage<'_>, column: &String) -> Phenotype {
    Phenotype {
        column: column.clone(),
        adjust: (stage.section.adjust_for.iter())
            .filter(|other| *other != column)
            .cloned()
            .collect(),
    }
}

/// Slopes, splines and the relation to contrasts, whose rows are those of each contrast.
pub(super) fn phenotypes(
    stage: &Stage<'_>,
    slopes: Vec<PhenotypeSlopes>,
    relations: Vec<Vec<RelationRow>>,
) -> Result<PhenotypeResults, Error> {
    if slopes.is_empty() {
        return Ok(PhenotypeResults::default());
    }
    let section = stage.section;
    let (expression, sheet, settings) = (stage.expression, stage.sheet, stage.settings);
    let spline = |column: &String| {
        let df = section.spline_df.size();
        let found = phenotype_curves(expression, sheet, &asked(stage, column), df, settings);
        let mut found = found.map_err(|error| refused(&sheet.path, &error))?;
        found.notes.extend(self_note(stage, column));
        stage.genes.name(&mut found.features);
        Ok(found)
    };
    let with_splines = (section.phenotypes.iter()).filter(|_| section.spline_df.get() > 0);
    Ok(PhenotypeResults {
        splines: with_splines.map(spline).collect::<Result<_, Error>>()?,
        relation: Some(PhenotypeRelation::of_rows(relations, section.fdr.get())),
        slopes,
    })
}

/// Says that a phenotype is not adjusted for itself, where it is among the columns to adjust for.
fn self_note(stage: &Stage<'_>, column: &String) -> Option<String> {
    stage.section.adjust_for.contains(column).then(|| {
        format!(
            "'{column}' is among the columns to adjust for; no phenotype is adjusted for itself"
        )
    })
}
