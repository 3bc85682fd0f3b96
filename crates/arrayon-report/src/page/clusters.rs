//! Trees of samples with their verdicts, and the heat map of features.

use super::parts::{MOST_UNFOLDED, Part, badge, drawing, folded, table};
use crate::numbers::{fixed, p_value, percent};
use crate::results::{StudyResults, Tree};
use arrayon_cluster::GroupVerdict;
use arrayon_results::Separation;
use maud::{Markup, html};

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    if results.trees.is_empty() {
        return None;
    }
    let content = html! {
        @for tree in &results.trees { (of_tree(results, tree)) }
        @if let Some(found) = &results.summary.gene_clusters {
            h3 { "Features" }
            p {
                (found.n_clusters) " clusters of " (found.n_features) " features (" (found.rule) "); "
                (found.n_unassigned) " in none."
            }
            (drawing(
                results,
                "clusters/genes.svg",
                "Heat map of the clustered features and all samples; clusters/genes.json names the features",
            ))
        }
    };
    Some(Part {
        id: "clusters",
        title: "Clusters",
        content,
    })
}

fn verdict(found: Separation) -> Markup {
    let kind = match found {
        Separation::Separated => "pass",
        Separation::Partly => "warn",
        Separation::NotSeparated | Separation::CannotBeJudged => "none",
    };
    badge(kind, &found.to_string())
}

fn of_tree(results: &StudyResults, tree: &Tree) -> Markup {
    let clusters = &tree.clusters;
    let values = match tree.stem.starts_with("clusters/adjusted") {
        true => ", adjusted values",
        false => "",
    };
    // the tree of all samples stays in view
    let is_folded = results.trees.len() > MOST_UNFOLDED && !tree.stem.ends_with("/samples");
    let heading = html! { h3 { "Tree of " (clusters.scope) (values) } };
    let verdicts: Vec<String> = (clusters.group_verdicts.iter())
        .map(|found| format!("{}: {}", found.variable, found.verdict))
        .collect();
    let content = html! {
        p {
            (clusters.samples.len()) " samples by " (clusters.distance.to_string()) " distance and "
            (clusters.linkage.to_string()) " linkage, on " (clusters.n_features) " features"
            @if let Some(plan) = &clusters.bootstrap {
                "; multiscale bootstrap of " (plan.n_bootstrap) " replicates at each of "
                (plan.scales.len()) " scales"
            }
            "."
        }
        @for found in &clusters.group_verdicts { (of_groups(found)) }
        (drawing(
            results,
            &format!("{}.svg", tree.stem),
            &format!("Dendrogram of {}{values}, branches coloured by group", clusters.scope),
        ))
    };
    folded(is_folded, &heading, &verdicts.join(", "), &content)
}

fn of_groups(found: &GroupVerdict) -> Markup {
    let head = [
        "group",
        "samples",
        "branch of its own",
        "AU",
        "BP",
        "mean silhouette",
    ];
    let share = |value: Option<f64>| {
        value.map_or("\u{2013}".to_owned(), |value| {
            percent((value * 1000.0).round() / 1000.0)
        })
    };
    let rows: Vec<Vec<Markup>> = (found.branches.iter())
        .map(|branch| {
            vec![
                html! { (branch.group) },
                html! { (branch.n_samples) },
                html! { @if branch.merge.is_some() { "yes" } @else { "no" } },
                html! { (share(branch.au)) },
                html! { (share(branch.bp)) },
                html! { (fixed(branch.mean_silhouette, 2)) },
            ]
        })
        .collect();
    html! {
        p {
            (verdict(found.verdict)) " " strong { (found.headline) } " (by " (found.variable)
            "; adjusted Rand index " (fixed(found.adjusted_rand_index, 2))
            " cut into as many clusters as groups, permutation p "
            (p_value(found.permanova.p_value)) "). Rule: " (found.rule) "."
        }
        (table(&format!("Groups of {} in the tree", found.variable), &head, &rows))
    }
}
