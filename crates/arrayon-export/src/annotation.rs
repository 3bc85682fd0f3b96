//! What is known of features, in the order of the expression matrix.

use crate::study::{ExportError, Study};
use arrayon_reader::{Cells, ResultTable};
use std::collections::BTreeMap;

/// The genes of features, as the tables of contrasts name them; empty texts where they do not.
#[derive(Debug, Default)]
pub(crate) struct FeatureGenes {
    /// Symbols, joined by `;`.
    pub(crate) symbols: Vec<String>,
    /// NCBI gene ids, joined by `;`.
    pub(crate) entrez_ids: Vec<String>,
    /// In words.
    pub(crate) descriptions: Vec<String>,
    /// Whether the feature was tested in the first contrast; `false` where there is none.
    pub(crate) is_tested: Vec<bool>,
}

impl FeatureGenes {
    /// Of these features, from the first contrast that has a table.
    pub(crate) fn of(study: &Study<'_>, features: &[String]) -> Result<Self, ExportError> {
        let mut table = None;
        for head in &study.contrasts {
            table = study.contrast_table(&head.contrast)?;
            if table.is_some() {
                break;
            }
        }
        Ok(Self::of_table(table.as_ref(), features))
    }

    fn of_table(table: Option<&ResultTable>, features: &[String]) -> Self {
        let rows = RowsByFeature::of(table);
        let places: Vec<Option<usize>> = features.iter().map(|id| rows.place(id)).collect();
        let texts = |header: &str| -> Vec<String> {
            let column = table.and_then(|table| table.column(header));
            let cells = column.map(|column| &column.cells);
            let text = |place: &Option<usize>| match (cells, place) {
                (Some(Cells::Texts(texts)), Some(at)) => texts[*at].clone(),
                _ => String::new(),
            };
            places.iter().map(text).collect()
        };
        Self {
            symbols: texts("gene_symbols"),
            entrez_ids: texts("entrez_ids"),
            descriptions: texts("gene_description"),
            is_tested: places.iter().map(Option::is_some).collect(),
        }
    }
}

/// The rows of a table by their features, which stand in its first column.
pub(crate) struct RowsByFeature<'a>(BTreeMap<&'a str, usize>);

impl<'a> RowsByFeature<'a> {
    pub(crate) fn of(table: Option<&'a ResultTable>) -> Self {
        let first = table.and_then(|table| table.columns.first());
        let ids = match first.map(|column| &column.cells) {
            Some(Cells::Texts(ids)) => &ids[..],
            _ => &[],
        };
        Self(
            (ids.iter().enumerate())
                .map(|(at, id)| (id.as_str(), at))
                .collect(),
        )
    }

    /// The row of a feature.
    pub(crate) fn place(&self, feature: &str) -> Option<usize> {
        self.0.get(feature).copied()
    }
}
