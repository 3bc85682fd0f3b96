//! Which features are clustered.

use super::genes::GeneTreeInput;
use crate::error::Error;
use crate::gene_sets::GeneSetSources;
use arrayon_cluster::{
    ChosenGenes, ClusterError, GeneChoice, GeneSelection, Grouping, most_variable_features,
};
use arrayon_core::{ExpressionMatrix, GeneAnnotation, InputError, called_at, spreadsheet_ids};
use arrayon_formats::name_list;
use arrayon_formats::source::Input;
use arrayon_results::differential::FeatureRow;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of features apart from their values.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeatureContext<'a> {
    /// Gene symbols.
    pub annotation: Option<&'a GeneAnnotation>,
    /// The smallest adjusted p-value of each feature over the contrasts.
    pub p_values: Option<&'a BTreeMap<String, f64>>,
    /// False discovery rate at which a feature counts as changed.
    pub fdr: f64,
    /// Groups of the samples over which profiles are taken.
    pub groups: Option<&'a Grouping>,
    /// Gene sets that are tested in clusters.
    pub gene_sets: Option<&'a GeneSetSources>,
}

/// The smallest adjusted p-value of each feature over the rows of several tables.
pub fn smallest_p_values<'a>(
    rows: impl IntoIterator<Item = &'a FeatureRow>,
) -> BTreeMap<String, f64> {
    let mut smallest: BTreeMap<String, f64> = BTreeMap::new();
    for row in rows {
        if let Some(p) = row.adj_p_value {
            let known = smallest.entry(row.feature_id.clone()).or_insert(p);
            *known = known.min(p);
        }
    }
    smallest
}

/// The chosen rows, and how they were chosen.
pub(super) struct Chosen {
    pub(super) rows: Vec<usize>,
    pub(super) choice: ChosenGenes,
}

/// Chooses rows of the matrix; `None` if none are to be clustered.
///
/// # Errors
/// An unreadable or empty list, one none of whose names is a feature or a gene; values that are
/// not finite.
pub(super) fn choose(
    input: GeneTreeInput<'_>,
    choice: &GeneChoice,
) -> Result<Option<Chosen>, Error> {
    let (expression, known) = (input.expression, input.known);
    let mut not_found = Vec::new();
    let (rows, choose, rule) = match choice {
        GeneChoice::None => return Ok(None),
        GeneChoice::TopVariance(number) => (
            most_variable(expression, *number)?,
            GeneSelection::TopVariance,
            format!("the features of largest variance over the samples, at most {number}"),
        ),
        GeneChoice::Differential(number) => (
            changed(expression, *number, known),
            GeneSelection::Differential,
            format!(
                "the features that change in any contrast at FDR {}, at most {number}, by their \
                 smallest adjusted p-value",
                known.fdr
            ),
        ),
        GeneChoice::List(path) => {
            let file = input.inputs.file("genes to cluster", path);
            let listed = listed(expression.features(), file, known.annotation)?;
            not_found = listed.not_found;
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let rule = format!("the features and genes that {file} lists");
            (listed.rows, GeneSelection::List, rule)
        }
    };
    let choice = ChosenGenes {
        choose,
        rule,
        n_candidates: expression.n_features(),
        n_chosen: rows.len(),
        not_found,
        set_apart: Vec::new(),
    };
    Ok(Some(Chosen { rows, choice }))
}

fn most_variable(expression: &ExpressionMatrix, number: usize) -> Result<Vec<usize>, Error> {
    let failed = |error: ClusterError| Error::data("clustering features", &error, error.hint());
    most_variable_features(expression, number).map_err(failed)
}

fn changed(expression: &ExpressionMatrix, number: usize, known: FeatureContext<'_>) -> Vec<usize> {
    let p_value = |id: &String| known.p_values?.get(id).copied();
    let mut rows: Vec<(f64, usize)> = (expression.features().iter().enumerate())
        .filter_map(|(row, id)| Some((p_value(id).filter(|&p| called_at(p, known.fdr))?, row)))
        .collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    rows.truncate(number);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Rows that a list names, in the order of the list, and names that are none.
struct Listed {
    rows: Vec<usize>,
    not_found: Vec<String>,
}

/// The names of a list that are no feature or gene of these; none of another choice.
///
/// # Errors
/// Those of choosing by the list.
pub(crate) fn names_not_found(
    choice: &GeneChoice,
    features: &[String],
    annotation: Option<&GeneAnnotation>,
) -> Result<Vec<String>, Error> {
    match choice {
        GeneChoice::List(path) => Ok(listed(features, path.into(), annotation)?.not_found),
        _ => Ok(Vec::new()),
    }
}

/// What a reader should know of names of a list that are no feature or gene; `None` of none.
pub(crate) fn not_found_in_words(names: &[String]) -> Option<String> {
    const NAMED: usize = 5;
    let shown = names[..names.len().min(NAMED)].join("', '");
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let are = if names.len() == 1 { "is" } else { "are" };
    let mangled = spreadsheet_ids::warning("names", names.iter().map(String::as_str), []);
    let mangled = mangled.map_or(String::new(), |mangled| format!("; {mangled}"));
    (!names.is_empty()).then(|| {
        format!(
            "list of genes to cluster: {} name{plural} {are} no feature or gene of the study and \
             left out: '{shown}'{more}{mangled}",
            names.len()
        )
    })
}

fn listed(
    features: &[String],
    input: Input<'_>,
    annotation: Option<&GeneAnnotation>,
) -> Result<Listed, Error> {
    let path = input.path();
    let names = name_list::read(input, "feature id or gene symbol")?;
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, id) in features.iter().enumerate() {
        rows_of.entry(id).or_default().push(row);
        for gene in annotation.map_or(&[][..], |annotation| annotation.genes_of(id)) {
            let rows = rows_of.entry(&gene.symbol).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }
    let mut listed = Listed {
        rows: Vec::new(),
        not_found: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for name in &names {
        match rows_of.get(name.as_str()) {
            Some(rows) => listed
                .rows
                .extend(rows.iter().filter(|&&row| seen.insert(row))),
            None => listed.not_found.push(name.clone()),
        }
    }
    if listed.rows.is_empty() {
        let (first, feature) = (&names[0], features.first().map_or("", String::as_str));
        let kinds = match annotation {
            Some(_) => "feature ids or gene symbols of the annotation",
            None => "feature ids; gene symbols need an annotation",
        };
        let found = format!(
            "none of its {} names, such as '{first}', is a feature or gene",
            names.len()
        );
        return Err(InputError::new(path, found)
            .expected(format!("one name per line, such as '{feature}'"))
            .hint(format!(
                "names must match exactly, including case with {kinds}"
            ))
            .into());
    }
    Ok(listed)
}

/// The gene symbols of a feature.
pub(super) fn symbols_of(annotation: &GeneAnnotation, feature: &str) -> Vec<String> {
    (annotation.genes_of(feature).iter())
        .map(|gene| gene.symbol.clone())
        .filter(|symbol| !symbol.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_features_stand_by_their_smallest_p_value() {
        let values = ndarray::Array2::zeros((4, 1));
        let features = ["a", "b", "c", "d"].map(String::from).to_vec();
        let expression = ExpressionMatrix::new(features, vec!["s".into()], values).unwrap();
        let p_values = [
            ("a", 0.04),
            ("b", 0.05),
            ("c", 0.01),
            ("d", 0.2),
            ("x", 0.0),
        ];
        let p_values = p_values.map(|(id, p)| (id.to_owned(), p)).into();
        let known = FeatureContext {
            p_values: Some(&p_values),
            fdr: 0.05,
            ..FeatureContext::default()
        };
        assert_eq!(changed(&expression, 9, known), [2, 0, 1]);
        assert_eq!(changed(&expression, 2, known), [2, 0]);
        assert_eq!(changed(&expression, 2, FeatureContext::default()), [0; 0]);
    }
}
