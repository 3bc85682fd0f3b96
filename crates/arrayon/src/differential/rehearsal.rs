//! Trends on stand-in values, for what the samples cannot answer.

use super::{Stage, doses, genes::Genes, phenotypes};
use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{ExpressionMatrix, SampleSheet};

/// Tests every phenotype and every series of doses by itself; gives what was refused.
pub(crate) fn rehearse_trends(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    section: &DifferentialSection,
) -> Vec<Error> {
    let settings = section.fit();
    let none = DifferentialSection {
        phenotypes: Vec::new(),
        doses: Vec::new(),
        ..section.clone()
    };
    let phenotypes = section.phenotypes.iter().map(|column| DifferentialSection {
        phenotypes: vec![column.clone()],
        ..none.clone()
    });
    let doses = section.doses.iter().map(|series| DifferentialSection {
        doses: vec![series.clone()],
        ..none.clone()
    });
    let test = |section: DifferentialSection| {
        let stage = Stage {
            expression,
            sheet,
            genes: Genes::new(None),
            section: &section,
            settings: &settings,
        };
        phenotypes::slopes(&stage)
            .and_then(|slopes| phenotypes::phenotypes(&stage, slopes, Vec::new()))
            .err()
            .or_else(|| doses::doses(&stage).err())
    };
    phenotypes.chain(doses).filter_map(test).collect()
}
