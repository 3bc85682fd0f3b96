//! Gene sets: what was tested, and the place where the script shows the tables.

use super::parts::Part;
use crate::numbers::whole;
use crate::results::StudyResults;
use maud::html;

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    let first = results.gene_sets.first()?;
    let content = html! {
        p { (first.method_in_words) "." }
        ul {
            @for collection in &first.collections {
                li {
                    strong { (collection.name) } ": " (whole(collection.n_tested)) " of "
                    (whole(collection.n_sets)) " sets tested; " (whole(collection.n_genes_tested)) " of "
                    (whole(collection.n_genes)) " genes were tested."
                    @for note in &collection.notes { " " (note) "." }
                }
            }
        }
        @for sets in &results.gene_sets {
            @let summary = results.summary.contrasts.iter().find(|one| one.contrast == sets.contrast);
            @if let Some(summary) = summary {
                h3 { (sets.contrast) }
                p { (sets.direction_in_words) "." }
                ul {
                    @for test in &summary.gene_set_tests {
                        li {
                            (test.test) ", " (test.collection) ": " (whole(test.n_up)) " sets up, "
                            (whole(test.n_down)) " down"
                            @for (n, top) in test.top_up.iter().chain(&test.top_down).enumerate() {
                                (if n == 0 { "; " } else { ", " })
                                (top.description) " (" (crate::numbers::p_value(top.adj_p_value)) ")"
                            }
                            "."
                        }
                    }
                    @for note in &sets.notes { li { (note) } }
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
