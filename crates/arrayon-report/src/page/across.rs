//! What several contrasts, doses and phenotypes have in common.

use super::parts::{Part, capitalised, table};
use crate::numbers::{fixed, p_value, whole};
use crate::results::StudyResults;
use arrayon_diffexpr::{DoseTrend, PhenotypeRelation};
use maud::{Markup, html};

/// Features that are listed of a trend.
const N_TOP: usize = 10;

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    let n_contrasts = results.contrasts.len();
    if n_contrasts < 2 && results.doses.is_empty() && results.relation.is_none() {
        return None;
    }
    let pairs = (results.differential.iter()).flat_map(|all| &all.intersections);
    let pairs: Vec<&str> = pairs.map(|pair| pair.sentence.as_str()).collect();
    let content = html! {
        @if n_contrasts > 1 {
            @if !pairs.is_empty() {
                details {
                    summary { "What pairs of contrasts share" }
                    ul { @for sentence in pairs { li { (sentence) } } }
                }
            }
            div .needs-script {
                h3 { "Which features contrasts share" }
                p {
                    "Each column is a combination of directions over the contrasts, each feature found by the \
                     adjusted p-value of its contrast and in one column only; features that one of them did not test \
                     are in none. A column chooses its features, by a click, or by Enter where the arrow keys lead."
                }
                div .tools #upset-tools {}
                figure .chart data-figure="upset" { figcaption { "Intersections of the lists, with directions (UpSet)" } }
                h3 { "Fold changes of two contrasts" }
                p {
                    "Contrasts that share arrays, such as their controls, agree or oppose each other by the noise of \
                     these arrays alone."
                }
                div .tools #pair-tools {}
                figure .chart data-figure="pair" { figcaption { "log2 fold changes against each other; dashed: equal" } }
            }
        }
        @for (at, dose) in results.doses.iter().enumerate() { (of_dose(at, dose)) }
        @if let Some(relation) = &results.relation { (of_phenotypes(relation)) }
    };
    Some(Part {
        id: "across",
        title: "Across contrasts",
        content,
    })
}

/// Features along a dose.
fn of_dose(at: usize, dose: &DoseTrend) -> Markup {
    let rows: Vec<Vec<Markup>> = (dose.features.iter().take(N_TOP))
        .map(|row| {
            let name = match row.gene_symbols.is_empty() {
                true => row.linear.feature_id.clone(),
                false => row.gene_symbols.join(";"),
            };
            let p = |p: Option<f64>| p.map_or("NA".to_owned(), p_value);
            vec![
                html! { (name) },
                html! { (row.linear.feature_id) },
                html! { (fixed(row.linear.slope.unwrap_or(f64::NAN), 4)) },
                html! { (p(row.linear.p_value)) },
                html! { (p(row.linear.adj_p_value)) },
                html! { (row.lowest_dose.as_deref().unwrap_or("\u{2013}")) },
            ]
        })
        .collect();
    let head = [
        "gene",
        "feature",
        "log2 per unit of dose",
        "p",
        "adjusted p",
        "lowest dose that differs",
    ];
    html! {
        h3 { "Along " (dose.variable) }
        p {
            (capitalised(&dose.direction_in_words)) ". " (capitalised(&dose.method_in_words)) ". "
            (whole(dose.n_up)) " features rise and " (whole(dose.n_down)) " fall with the dose of "
            (whole(dose.n_tested)) " tested"
            @if let Some(n) = dose.n_monotone { "; the means of " (whole(n)) " never turn back" }
            "."
            @for note in &dose.notes { " " (capitalised(note)) "." }
        }
        (table(&format!("Features of smallest p-value along {}", dose.variable), &head, &rows))
        figure .chart data-figure={ "dose-" (at) } {
            figcaption { "Mean of each group less that of the lowest dose: chosen features, or the first" }
        }
    }
}

/// Do the features that change also follow what was measured?
fn of_phenotypes(relation: &PhenotypeRelation) -> Markup {
    let rows: Vec<Vec<Markup>> = (relation.rows.iter())
        .map(|row| {
            let r = |r: Option<f64>| r.map_or("NA".to_owned(), |r| fixed(r, 2));
            vec![
                html! { (row.variable) @if !row.adjusted_for.is_empty() { " given " (row.adjusted_for.join(", ")) } },
                html! { (row.contrast) },
                html! { (whole(row.n_up_positive)) },
                html! { (whole(row.n_up_negative)) },
                html! { (whole(row.n_down_positive)) },
                html! { (whole(row.n_down_negative)) },
                html! { (fixed(row.expected, 1)) },
                html! { (p_value(row.adj_p_value)) },
                html! { (r(row.spearman)) },
                html! { (r(row.noise_correlation)) },
            ]
        })
        .collect();
    let head = [
        "phenotype",
        "contrast",
        "up and rising",
        "up and falling",
        "down and rising",
        "down and falling",
        "expected in both lists",
        "adjusted p",
        "Spearman of t",
        "of it by shared noise",
    ];
    html! {
        h3 { "Phenotypes and contrasts" }
        p { (capitalised(&relation.reading)) }
        (table("Features that change and follow a phenotype", &head, &rows))
    }
}
