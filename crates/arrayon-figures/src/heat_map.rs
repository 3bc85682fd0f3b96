//! Features and samples as a map of colours between their trees.

mod drawing;
mod lines;
mod rows;

use crate::colours::{Groups, N_COLOURS};
use crate::diverging::DivergingScale;
use crate::error::FigureError;
use crate::frame::{Header, Look};
use arrayon_cluster::{Clusters, GeneClusters};
use drawing::{HeatMap, Place};
use lines::{Lines, centred};
use plotters::prelude::*;
use rows::Rows;

/// Up to how many features each has its name.
const MOST_NAMES: usize = 60;

/// Draws the map. Rows are the features in the order of their tree, which stands at the left,
/// branches and strip in the colours of their clusters, each of which is one piece: features that
/// were assigned to a cluster from elsewhere on its branch stand with it, off the tree. Columns are the samples in the order of
/// theirs, which stands on top, branches and strip in the colours of their groups in the first of
/// the verdicts. `values` are log2, row after row, in the order in which both trees have their
/// leaves; NaN for a missing one.
///
/// Colours show each value less the mean of its feature, up to limits that hold 98 % of all of
/// them; missing values are grey. Up to 60 features are named. Above 2,000 features, or 150,000
/// cells, a line is the mean of several neighbours, and of the trees the highest branches are
/// drawn; columns share the width of a screen or two, and of many samples every so many-th is
/// named: the file stays below a megabyte or so whatever is clustered.
///
/// # Errors
/// No values, or another number than the trees have leaves for; what the drawing library reports.
pub fn svg<S>(
    genes: &GeneClusters<S>,
    samples: &Clusters,
    values: &[f64],
    look: &Look,
) -> Result<String, FigureError> {
    let (n_rows, n_columns) = (genes.leaf_order.len(), samples.leaf_order.len());
    if values.is_empty() || values.len() != n_rows * n_columns {
        let found = values.len();
        return Err(FigureError(format!(
            "{found} values for {n_rows} features of {n_columns} samples"
        )));
    }
    let grouping = (samples.group_verdicts.first())
        .map(|verdict| (verdict.variable.as_str(), &verdict.levels[..]));
    let groups = Groups::new(&look.palette, grouping);
    let rows = Rows::new(genes);
    let centred = centred(&rows.sorted(values, n_columns), n_columns);
    let lines = Lines::new(n_rows, n_columns);
    let place = Place::new(genes, samples);
    let mut lines_of_text = subtitle(genes, samples, &lines);
    lines_of_text.extend(notes_on_rows(genes, &rows));
    lines_of_text.extend(place.note());
    let header = Header::new(&title(genes), &lines_of_text, &groups, look, place.width);
    let map = HeatMap {
        genes,
        samples,
        rows,
        groups: &groups,
        scale: DivergingScale::of(&centred),
        lines,
        place,
        top: header.height,
    };
    let mut drawing = String::new();
    {
        let size = (map.place.width.unsigned_abs(), map.height().unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        map.draw(&area)?;
        area.present()?;
    }
    // The drawing library has no element for a picture that is scaled.
    let end = drawing.rfind("</svg>").unwrap_or(drawing.len());
    drawing.insert_str(end, &map.cells(&centred)?);
    Ok(drawing)
}

fn title<S>(genes: &GeneClusters<S>) -> String {
    let n_clusters = genes.profiles.len();
    let clusters = if n_clusters == 1 {
        "cluster"
    } else {
        "clusters"
    };
    let n_features = genes.feature_ids.len();
    let rule = &genes.choice.rule;
    if genes.cluster_numbers.iter().all(|&cluster| cluster == 0) {
        return format!("{n_features} features: {rule}");
    }
    format!("{n_features} features in {n_clusters} {clusters}: {rule}")
}

fn subtitle<S>(genes: &GeneClusters<S>, samples: &Clusters, lines: &Lines) -> Vec<String> {
    let mut parts = vec![
        format!(
            "features by {} distance, {} linkage",
            genes.distance, genes.linkage
        ),
        format!(
            "samples by {} distance, {} linkage",
            samples.distance, samples.linkage
        ),
    ];
    parts.extend(genes.adjustment.iter().map(|one| one.in_words.clone()));
    if lines.of_each > 1 {
        parts.push(format!("a line is the mean of {} features", lines.of_each));
    }
    parts
}

/// What the rows and the colours of their clusters cannot show by themselves.
fn notes_on_rows<S>(genes: &GeneClusters<S>, rows: &Rows) -> Vec<String> {
    let mut parts = Vec::new();
    let n_off_tree = rows.n_off_tree();
    if n_off_tree > 0 {
        let noun = if n_off_tree == 1 {
            "feature"
        } else {
            "features"
        };
        parts.push(format!(
            "{n_off_tree} {noun} assigned to a cluster from elsewhere on its branch stand with it, \
             off the tree"
        ));
    }
    if genes
        .cluster_numbers
        .iter()
        .any(|&cluster| cluster > N_COLOURS)
    {
        parts.push(format!(
            "colours of clusters repeat after {N_COLOURS}, their numbers do not"
        ));
    }
    parts
}

#[cfg(test)]
mod tests;
