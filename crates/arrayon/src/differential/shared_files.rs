//! The files that contrasts share, and those of doses and phenotypes.

use super::{DifferentialResults, PhenotypeResults, file_stem};
use crate::error::Error;
use crate::output::Output;
use arrayon_results::table::Table;

/// Writes what contrasts say together: `decisions.tsv`, `summary.json` and, where they were asked
/// for, `intersections`, `dose.<column>` and `phenotypes/`.
///
/// # Errors
/// The file system refused.
pub(super) fn write_shared(
    results: &DifferentialResults,
    output: &mut Output,
) -> Result<(), Error> {
    output.write_table("differential/decisions.tsv", &results.decisions)?;
    if let Some(found) = &results.intersections {
        let table = Table::of(&found.contrast_pairs);
        output.write_with_table("differential/intersections", found, &table)?;
    }
    for dose in &results.doses {
        let name = format!("differential/dose.{}", file_stem(&dose.variable));
        output.write_with_table(&name, dose, &dose.table())?;
    }
    write_phenotypes(&results.phenotypes, output)?;
    output.write_document("differential/summary.json", &results.summary)
}

fn write_phenotypes(results: &PhenotypeResults, output: &mut Output) -> Result<(), Error> {
    for found in &results.slopes {
        let name = format!("phenotypes/{}", file_stem(&found.variable));
        output.write_with_table(&name, found, &Table::of(&found.features))?;
    }
    for found in &results.splines {
        let name = format!("phenotypes/{}.spline", file_stem(&found.variable));
        output.write_with_table(&name, found, &found.table())?;
    }
    if let Some(found) = &results.relation {
        output.write_with_table("phenotypes/relation", found, &Table::of(&found.rows))?;
    }
    Ok(())
}
