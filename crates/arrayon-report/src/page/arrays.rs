//! The arrays: every metric with its rule, and their boxes and components, which the script draws.

use super::parts::{Part, badge, capitalised, drawing, table};
use crate::data::Data;
use crate::numbers::{p_value, percent, significant};
use crate::results::{StudyResults, THUMBNAIL};
use arrayon_results::qc::{ArrayQuality, Check, QualityControl, Status};
use maud::{Markup, html};

/// Drawings of the folder that the page does not draw itself.
const DRAWINGS: [(&str, &str); 2] = [
    (
        "qc/boxes_scanned.svg",
        "Intensities of each array as scanned",
    ),
    (
        "qc/nuse.svg",
        "Normalised unscaled standard errors (NUSE) of each array",
    ),
];

/// Drawings of the folder for what the page draws itself where it has the values; of scanned arrays
/// the densities are those as scanned, too.
const DENSITIES: (&str, &str) = (
    "qc/densities.svg",
    "Distributions of all arrays over each other, as scanned and as expression",
);
const DISTANCES: (&str, &str) = (
    "qc/distances.svg",
    "Mean absolute difference between each two arrays",
);

/// Small pictures of arrays that are shown at once.
const MOST_THUMBNAILS: usize = 24;

pub(super) fn part(results: &StudyResults, data: &Data) -> Option<Part> {
    let has_figures = (results.expression.is_some() || results.components.is_some())
        || data.contents["influence"].is_object();
    if results.quality.is_none() && !has_figures {
        return None;
    }
    let content = html! {
        @if let Some(quality) = &results.quality { (checks(quality)) }
        @if has_figures { (figures(results, data)) }
        @for (path, caption) in DRAWINGS { (drawing(results, path, caption)) }
        @let is_scanned = results.drawings.contains_key(DRAWINGS[0].0);
        @if is_scanned || !data.contents["densities"].is_object() {
            (drawing(results, DENSITIES.0, DENSITIES.1))
        }
        @if !data.contents["distances"].is_object() { (drawing(results, DISTANCES.0, DISTANCES.1)) }
        (components_by_column(results, data))
        (thumbnails(results))
    };
    Some(Part {
        id: "arrays",
        title: "Arrays",
        content,
    })
}

/// A status in a word.
pub(super) fn status(status: Status) -> Markup {
    match status {
        Status::Pass => badge("pass", "pass"),
        Status::NotApplicable => badge("none", "cannot be judged"),
        Status::Warn => badge("warn", "look at it"),
        Status::Fail => badge("fail", "fail"),
    }
}

/// The metrics in the order in which they first occur, whatever they are.
fn metrics(quality: &QualityControl) -> Vec<&Check> {
    let mut metrics: Vec<&Check> = Vec::new();
    for check in quality.arrays.iter().flat_map(|array| &array.checks) {
        if !metrics.iter().any(|known| known.metric == check.metric) {
            metrics.push(check);
        }
    }
    metrics
}

/// Why no array could be judged by a metric, where that is the same of all.
fn never_judged<'a>(quality: &'a QualityControl, metric: &Check) -> Option<&'a str> {
    let mut reasons = quality.arrays.iter().map(|array| {
        let check = array
            .checks
            .iter()
            .find(|check| check.metric == metric.metric)?;
        let is_open = check.status == Status::NotApplicable && check.value.is_none();
        check.reason.as_deref().filter(|_| is_open)
    });
    let first = reasons.next()??;
    reasons.all(|reason| reason == Some(first)).then_some(first)
}

fn checks(quality: &QualityControl) -> Markup {
    let (never, metrics): (Vec<_>, Vec<_>) =
        (metrics(quality).into_iter()).partition(|one| never_judged(quality, one).is_some());
    let words: Vec<String> = metrics
        .iter()
        .map(|check| in_words(&check.metric))
        .collect();
    let mut head = vec!["array", "verdict"];
    head.extend(words.iter().map(String::as_str));
    head.extend(["scanned", "chip type", "file"]);
    let rows: Vec<Vec<Markup>> = quality
        .arrays
        .iter()
        .map(|array| row(array, &metrics))
        .collect();
    html! {
        p {
            @if !quality.verdict_in_words.is_empty() { (capitalised(&quality.verdict_in_words)) ". " }
            "Checked: " (quality.scope) ". Checks warn; they leave no array out."
        }
        (table("Quality of the arrays", &head, &rows))
        @if !never.is_empty() {
            details {
                summary { "Checks that no array could be judged by: " (never.len()) }
                ul {
                    @for check in &never {
                        li { (in_words(&check.metric)) ": " (never_judged(quality, check).unwrap_or_default()) }
                    }
                }
            }
        }
        details {
            summary { "The rule of each check, with its source" }
            dl .rules {
                @for (check, name) in metrics.iter().zip(&words) {
                    dt { (name) }
                    dd {
                        (check.rule)
                        @if !check.source.is_empty() { span .scope { " (" (check.source) ")" } }
                    }
                }
            }
        }
        @if !quality.study_checks.is_empty() {
            h3 { "Checks of all arrays together" }
            ul {
                @for check in &quality.study_checks {
                    li {
                        (status(check.status)) " " (check.rule)
                        @if let Some(reason) = &check.reason { ": " (reason) }
                    }
                }
            }
        }
    }
}

fn row(array: &ArrayQuality, metrics: &[&Check]) -> Vec<Markup> {
    let mut row = vec![html! { (array.sample) }, status(array.status)];
    for metric in metrics {
        let check = array
            .checks
            .iter()
            .find(|check| check.metric == metric.metric);
        row.push(check.map_or(html! { "\u{2013}" }, cell));
    }
    row.push(html! { (array.scan_date.as_deref().unwrap_or("\u{2013}")) });
    row.push(html! { (array.chip_type) });
    row.push(html! { (array.file) });
    row
}

/// The value, and beyond a pass the status with its reason.
fn cell(check: &Check) -> Markup {
    html! {
        @match check.value {
            Some(value) => { (significant(value, 3)) }
            None => { "\u{2013}" }
        }
        @if check.status != Status::Pass {
            " " (status(check.status))
            @if let Some(reason) = &check.reason { span .reason { (reason) } }
        }
    }
}

/// `outlier_cells_percent` as `outlier cells percent`.
fn in_words(metric: &str) -> String {
    metric.replace('_', " ")
}

fn figures(results: &StudyResults, data: &Data) -> Markup {
    html! {
        @if data.contents["boxes"].is_object() {
            h3 { "Values of each array" }
            p {
                "Boxes from the 25th to the 75th percentile with the median, whiskers from the 5th to the 95th, \
                 of " (data.contents["boxes"]["n"]) " features without a missing value; left the log2 values, \
                 right each value less the median of its feature over all arrays (RLE), which should lie about \
                 0 in every array."
            }
            div .figures {
                figure .chart data-figure="values" {
                    figcaption { "log2 expression" }
                }
                figure .chart data-figure="relative" {
                    figcaption { "Relative log2 expression (RLE)" }
                }
            }
        }
        @if let Some(pca) = &results.components {
            h3 { "Principal components" }
            p { (capitalised(&pca.method_in_words)) "; " (pca.standardization) "; " (pca.n_features) " features." }
            div .tools #components-tools {}
            figure .chart data-figure="components" {
                figcaption { "Samples in the plane of two principal components" }
            }
        }
        @if data.contents["densities"].is_object() {
            h3 { "Arrays over each other" }
            div .tools #densities-tools {}
            figure .chart data-figure="densities" {
                figcaption { "Distribution of the values of each array: a line each, named where the mouse is" }
            }
        }
        @if data.contents["distances"].is_object() {
            div .tools #distances-tools {}
            figure .chart data-figure="distances" {
                figcaption { "Mean absolute difference between each two arrays, log2: pale alike, dark apart" }
            }
        }
        @if data.contents["influence"].is_object() {
            h3 { "Which array each list depends on" }
            figure .chart data-figure="influence" {
                figcaption { "Every contrast fitted again without one array" }
            }
        }
    }
}

/// Hints of batches, and the components drawn by each column of the sheet.
fn components_by_column(results: &StudyResults, data: &Data) -> Markup {
    let groupings = data.contents["groupings"].as_array();
    let is_drawn =
        |column: &str| groupings.is_some_and(|all| all.iter().any(|one| one["variable"] == column));
    let associations = results
        .quality
        .iter()
        .flat_map(|one| &one.component_associations);
    let rows: Vec<Vec<Markup>> = associations
        .map(|one| {
            vec![
                html! { (one.component) },
                html! { (one.column) },
                html! { (percent((one.explained_fraction * 1000.0).round() / 1000.0)) },
                html! { (p_value(one.p_value)) },
                html! { (p_value(one.adj_p_value)) },
            ]
        })
        .collect();
    let head = [
        "component",
        "column",
        "of its variance explained",
        "p",
        "adjusted p",
    ];
    html! {
        @if !rows.is_empty() {
            details {
                summary { "How components go with the columns of the sheet: hints of batches" }
                (table("Components and columns of the sample sheet", &head, &rows))
            }
        }
        @for path in results.drawings.keys() {
            @let column = (path.strip_prefix("clusters/pca.")).and_then(|rest| rest.strip_suffix(".svg"));
            // the script colours the components by any column that sorts samples
            @if let Some(column) = column.filter(|column| !is_drawn(column)) {
                (drawing(results, path, &format!("Principal components, coloured by {column}")))
            }
        }
    }
}

/// Small pictures of the arrays, where they were asked for.
fn thumbnails(results: &StudyResults) -> Markup {
    let names = results.drawings.keys();
    let small: Vec<(&String, &str)> = names
        .filter_map(|path| {
            let name = path.strip_prefix("qc/")?.strip_suffix(THUMBNAIL)?;
            Some((path, name))
        })
        .collect();
    html! {
        @if !small.is_empty() {
            h3 { "Where on its chip an array differs" }
            p {
                "Each block of 8 x 8 cells in the colour of its difference from the median array: blue darker, \
                 red brighter."
            }
            @let (first, others) = small.split_at(small.len().min(MOST_THUMBNAILS));
            div .thumbnails { @for (path, name) in first { (drawing(results, path, name)) } }
            @if !others.is_empty() {
                details {
                    summary { "The other " (others.len()) " arrays" }
                    div .thumbnails { @for (path, name) in others { (drawing(results, path, name)) } }
                }
            }
        }
    }
}
