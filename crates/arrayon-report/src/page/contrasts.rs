//! The contrasts side by side, and the place where the script shows one at a time.

use super::parts::{MOST_UNFOLDED, Part, capitalised, contrast_anchor, folded, table};
use crate::data::Data;
use crate::numbers::{fixed, p_value, percent, whole};
use crate::results::StudyResults;
use arrayon_diffexpr::Differential;
use maud::{Markup, html};

/// Features that are listed without the script.
const N_TOP: usize = 10;

pub(super) fn part(results: &StudyResults, data: &Data) -> Option<Part> {
    let summary = &results.summary;
    if summary.contrasts.is_empty() {
        return None;
    }
    let rows: Vec<Vec<Markup>> = (summary.contrasts.iter())
        .map(|one| {
            let count = |n: Option<usize>| n.map_or("\u{2013}".to_owned(), whole);
            vec![
                html! { (one.contrast) },
                html! { (one.direction_in_words) },
                html! { (whole(one.n_tested)) },
                html! { (whole(one.n_up)) },
                html! { (whole(one.n_down)) },
                html! { (count(one.n_always_found)) },
                html! { (one.most_influential.as_ref().map_or("\u{2013}", |array| &array.sample)) },
            ]
        })
        .collect();
    let head = [
        "contrast",
        "direction",
        "tested",
        "up",
        "down",
        "stay without any one array",
        "depends most on",
    ];
    let fdr = summary.contrasts[0].fdr;
    let content = html! {
        (table(
            &format!("Contrasts at a false discovery rate of {}", percent(fdr)),
            &head,
            &rows,
        ))
        @if !results.contrasts.is_empty() { (explorer(data)) }
        @for (at, contrast) in results.contrasts.iter().enumerate() {
            (first_features(at, contrast, results.contrasts.len() > MOST_UNFOLDED))
        }
    };
    Some(Part {
        id: "contrasts",
        title: "Contrasts",
        content,
    })
}

/// Empty frames that the script fills; without it they are hidden.
fn explorer(data: &Data) -> Markup {
    html! {
        div #explorer .needs-script {
            h3 { "One contrast, feature by feature" }
            p {
                "Choose features by a click on a point or a row, with the lasso, or by a list of symbols: they are \
                 chosen in every figure and in the table. Numbers are those of the result files, rounded as \
                 shown. " (whole(data.n_features)) " features are in this page."
            }
            div .tools #contrast-tools {}
            div .figures {
                figure .chart data-figure="volcano" { figcaption { "Volcano: change against evidence" } }
                figure .chart data-figure="ma" { figcaption { "MA: change against average expression" } }
                figure .chart data-figure="histogram" { figcaption { "p-values; flat but for a peak at 0 is as it should be" } }
                figure .chart data-figure="gene" { figcaption { "Values of the chosen feature in every sample" } }
                figure .chart data-figure="spread" { figcaption {
                    "Mean and variance: residual standard deviations pooled within the groups of the contrast's \
                     variable, before further columns of the model are taken out, and those after moderation"
                } }
            }
            div #gene-values {}
            div .tools #table-tools {}
            div #features {}
            @if data.contents["expression"].is_object() {
                h3 { "Heat map of the chosen features, or of the first" }
                div .tools #heat-tools {}
                figure .chart data-figure="heat" {
                    figcaption {
                        "Features by one minus their correlation, samples by their mean difference, both trees by \
                         average linkage over what is shown"
                    }
                }
            }
        }
    }
}

/// The first features, in words that need no script.
fn first_features(at: usize, contrast: &Differential, is_folded: bool) -> Markup {
    let mut rows: Vec<_> = contrast.features.iter().take(N_TOP).collect();
    rows.truncate(N_TOP);
    let rows: Vec<Vec<Markup>> = rows
        .into_iter()
        .map(|row| {
            let p = |p: Option<f64>| p.map_or("NA".to_owned(), p_value);
            vec![
                html! { @if row.gene_symbols.is_empty() { (row.feature_id) } @else { (row.gene_symbols.join(";")) } },
                html! { (row.feature_id) },
                html! { (fixed(row.log_fc, 3)) },
                html! { (fixed(row.ave_expr, 3)) },
                html! { (p(row.p_value)) },
                html! { (p(row.adj_p_value)) },
            ]
        })
        .collect();
    let head = [
        "gene",
        "feature",
        "log2 fold change",
        "average log2 expression",
        "p",
        "adjusted p",
    ];
    let heading = html! {
        h3 id=(contrast_anchor(at)) tabindex="-1" data-contrast=(at) { (contrast.contrast) }
    };
    let brief = format!(
        "{} up, {} down",
        whole(contrast.n_up),
        whole(contrast.n_down)
    );
    let content = html! {
        p {
            (capitalised(&contrast.direction_in_words)) ". " (capitalised(&contrast.method_in_words)) ". "
            (contrast.model.samples.len()) " samples ("
            @for (at, group) in contrast.model.group_sizes.iter().enumerate() {
                @if at > 0 { ", " }
                (group.group) " " (group.n_samples)
            }
            "), " (fixed(contrast.model.df_residual, 0)) " residual degrees of freedom, prior "
            @match contrast.df_prior {
                Some(df) => { (fixed(df, 2)) }
                None => { "infinite" }
            }
            "."
            @if !contrast.model.excluded_samples.is_empty() {
                " Left out: " (contrast.model.excluded_samples.join(", ")) "."
            }
        }
        (table(&format!("Features of smallest p-value in {}", contrast.contrast), &head, &rows))
        (without_arrays(contrast))
    };
    folded(is_folded, &heading, &brief, &content)
}

/// What the list owes to each array.
fn without_arrays(contrast: &Differential) -> Markup {
    let Some(left_out) = &contrast.leave_one_out else {
        return match &contrast.leave_one_out_note {
            Some(note) => html! { p { "Without single arrays: " (note) "." } },
            None => html! {},
        };
    };
    let rows: Vec<Vec<Markup>> = (left_out.left_out_arrays.iter())
        .map(|array| {
            let counts = array.found_without.as_ref().map(|found| {
                [
                    found.n_found,
                    found.n_lost,
                    found.n_gained,
                    found.n_top_kept,
                ]
                .map(whole)
            });
            let counts = counts.unwrap_or_else(|| ["\u{2013}"; 4].map(str::to_owned));
            let counts = counts.into_iter().map(|count| html! { (count) });
            std::iter::once(html! { (array.sample) })
                .chain(counts)
                .collect()
        })
        .collect();
    let kept = format!("of the first {} still among them", left_out.top_k);
    let head = ["without", "found", "lost", "gained", &kept];
    html! {
        details {
            summary { "What " (contrast.contrast) " owes to each array" }
            (table(&format!("{} without each array", contrast.contrast), &head, &rows))
        }
    }
}
