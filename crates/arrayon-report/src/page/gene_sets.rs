//! Gene sets: what was tested, and the place where the script shows the tables.

use super::parts::{Part, capitalised};
use crate::numbers::{p_value, whole};
use crate::results::StudyResults;
use arrayon_results::summary::TopSet;
use maud::{Markup, html};

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    let first = results.gene_sets.first()?;
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
                h3 { (sets.contrast) }
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
            }
        }
        div #sets .needs-script {
            h3 { "Every test of every set" }
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

/// The first sets with their adjusted p-values, after a colon.
fn first_of(sets: &[TopSet]) -> Markup {
    html! {
        @for (at, set) in sets.iter().enumerate() {
            @if at == 0 { ": " } @else { ", " }
            (set.description) " (" (p_value(set.adj_p_value)) ")"
        }
    }
}
