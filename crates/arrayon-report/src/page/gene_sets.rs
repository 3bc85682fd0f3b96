//! Gene sets: what was tested, and the place where the script shows the tables.

use super::parts::{MOST_UNFOLDED, Part, capitalised, folded, table};
use crate::numbers::{fixed, p_value, whole};
use crate::results::StudyResults;
use arrayon_core::plain_words::counted;
use arrayon_genesets::GeneSets;
use arrayon_genesets::SetCluster;
use arrayon_results::summary::{ContrastSummary, SetTestSummary, TopSet};
use maud::{Markup, html};

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    // of a study without gene sets and themes there is nothing to show
    let has_sets = |sets: &&GeneSets| !sets.collections.is_empty();
    let first = results.gene_sets.iter().find(has_sets)?;
    let content = html! {
        p { (capitalised(&first.method_in_words)) "." }
        ul {
            @for collection in &first.collections {
                li {
                    strong { (collection.name) } ": " (whole(collection.n_tested)) " of "
                    (whole(collection.n_sets)) " sets tested; " (whole(collection.n_genes_tested)) " of "
                    (whole(collection.n_genes)) " genes were tested."
                    @for note in &collection.notes { " " (capitalised(note)) "." }
                }
            }
        }
        @for sets in &results.gene_sets {
            @let summary = results.summary.contrasts.iter().find(|one| one.contrast == sets.contrast);
            @if let Some(summary) = summary {
                (of_contrast(sets, summary, results.gene_sets.len() > MOST_UNFOLDED))
            }
        }
        div #sets .needs-script {
            h3 { "Every test of every set" }
            @if !results.contrasts.is_empty() {
                p {
                    "A set chosen in the table is marked in volcano and MA by purple diamonds, and its running sum is \
                     drawn here: up at each of its features by the size of their z, down at each other one (Subramanian \
                     et al. 2005). Its leading edge are the features before the extreme."
                }
                figure .chart data-figure="enrichment" { figcaption { "The chosen set down the list of ranked features" } }
            }
            div .tools #sets-tools {}
            div #sets-table {}
        }
    };
    Some(Part {
        id: "gene-sets",
        title: "Gene sets",
        content,
    })
}

/// What each test of a contrast found, with its first sets.
fn of_contrast(sets: &GeneSets, summary: &ContrastSummary, is_folded: bool) -> Markup {
    let n_found =
        |test: &SetTestSummary| format!("{}: {} up, {} down", test.test, test.n_up, test.n_down);
    let brief: Vec<String> = summary.gene_set_tests.iter().take(2).map(n_found).collect();
    let content = html! {
        p { (capitalised(&sets.direction_in_words)) "." }
        ul {
            @for test in &summary.gene_set_tests {
                li {
                    (test.test) ", " (test.collection) ": "
                    (whole(test.n_up)) " sets up" (first_of(&test.top_up)) "; "
                    (whole(test.n_down)) " down" (first_of(&test.top_down)) "."
                }
            }
            @for note in &sets.notes { li { (capitalised(note)) "." } }
        }
        (set_clusters("up", &sets.over_representation_up.set_clusters))
        (set_clusters("down", &sets.over_representation_down.set_clusters))
    };
    let heading = html! { h3 { (sets.contrast) } };
    folded(is_folded, &heading, &brief.join("; "), &content)
}

/// The first sets with their adjusted p-values, after a colon.
fn first_of(sets: &[TopSet]) -> Markup {
    html! {
        @for (at, set) in sets.iter().enumerate() {
            @if at == 0 { ": " } @else { ", " }
            (set.description) " (" (p_value(set.adj_p_value)) ")"
        }
    }
}

/// Significant sets that share most of their listed genes.
fn set_clusters(direction: &str, clusters: &[SetCluster]) -> Markup {
    let rows: Vec<Vec<Markup>> = clusters
        .iter()
        .map(|cluster| {
            vec![
                html! { (cluster.representative.description) },
                html! { (fixed(cluster.enrichment_score, 2)) },
                html! { (cluster.members.len()) },
                html! {
                    @for (at, member) in cluster.members.iter().enumerate() {
                        @if at > 0 { "; " }
                        (member.description)
                    }
                },
            ]
        })
        .collect();
    let head = ["led by", "enrichment score", "sets", "sets in it"];
    let caption = format!("Clusters of sets among the genes {direction}");
    html! {
        @if !rows.is_empty() {
            details {
                summary { "Sets among the genes " (direction) " that share their genes: " (counted(rows.len(), "cluster")) }
                (table(&caption, &head, &rows))
            }
        }
    }
}
