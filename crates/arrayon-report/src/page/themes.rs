//! Themes: a verdict each, with the evidence on which it rests.

use super::parts::{MOST_UNFOLDED, Part, badge, capitalised, folded, table, theme_anchor};
use crate::numbers::{fixed, p_value, percent, whole};
use crate::results::StudyResults;
use arrayon_core::Direction;
use arrayon_core::plain_words::counted;
use arrayon_results::ThemeOutcome;
use arrayon_themes::{ContrastThemes, KeyGene, ListEvidence, ThemeFinding};
use maud::{Markup, html};

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    let themes = results.themes.as_ref()?;
    let content = html! {
        details {
            summary { "How a theme is judged" }
            p { (capitalised(&themes.verdict_rule)) "." }
        }
        @for contrast in &themes.contrasts {
            (of_contrast(contrast, themes.contrasts.len() > MOST_UNFOLDED))
        }
    };
    Some(Part {
        id: "themes",
        title: "Themes",
        content,
    })
}

/// The verdict in a word.
pub(super) fn verdict(finding: &ThemeFinding) -> Markup {
    let word = finding.verdict.to_string();
    let kind = match (finding.verdict, finding.direction) {
        (ThemeOutcome::Up, _) | (ThemeOutcome::Part, Some(Direction::Up)) => "up",
        (ThemeOutcome::Down, _) | (ThemeOutcome::Part, Some(Direction::Down)) => "down",
        (ThemeOutcome::BothDirections | ThemeOutcome::Part, _) => "both",
        (ThemeOutcome::NoEvidence | ThemeOutcome::NotTestable, _) => "none",
    };
    badge(kind, &word)
}

fn of_contrast(contrast: &ContrastThemes, is_folded: bool) -> Markup {
    let head = [
        "theme",
        "verdict",
        "genes tested",
        "coverage",
        "up",
        "expected up",
        "adjusted p up",
        "down",
        "expected down",
        "adjusted p down",
    ];
    let optional =
        |p: Option<f64>, write: fn(f64) -> String| p.map_or("\u{2013}".to_owned(), write);
    let one_digit = |value| fixed(value, 1);
    let rows: Vec<Vec<Markup>> = (contrast.verdicts.iter())
        .map(|finding| {
            let (up, down) = (&finding.list_up, &finding.list_down);
            vec![
                html! { a href={ "#" (theme_anchor(&contrast.contrast, &finding.theme)) } { (finding.name) } },
                verdict(finding),
                html! { (whole(finding.n_genes_tested)) " of " (whole(finding.n_theme)) },
                html! { (percent((finding.coverage * 100.0).round() / 100.0)) },
                html! { (up.n_overlap) },
                html! { (optional(up.expected, one_digit)) },
                html! { (optional(up.adj_p_value, p_value)) },
                html! { (down.n_overlap) },
                html! { (optional(down.expected, one_digit)) },
                html! { (optional(down.adj_p_value, p_value)) },
            ]
        })
        .collect();
    let heading = html! { h3 { (contrast.contrast) } };
    let (called, others): (Vec<_>, Vec<_>) =
        (contrast.verdicts.iter()).partition(|finding| finding.verdict.is_change());
    let brief = format!("{} called", counted(called.len(), "theme"));
    let content = html! {
        p { (capitalised(&contrast.direction_in_words)) ". " (capitalised(&contrast.statistic_in_words)) "." }
        (table(&format!("Themes in {}", contrast.contrast), &head, &rows))
        @for finding in called { (evidence(contrast, finding)) }
        @if !others.is_empty() {
            details {
                summary { "Evidence on the " (counted(others.len(), "theme")) " not called" }
                @for finding in others { (evidence(contrast, finding)) }
            }
        }
    };
    folded(is_folded, &heading, &brief, &content)
}

fn evidence(contrast: &ContrastThemes, finding: &ThemeFinding) -> Markup {
    html! {
        details .theme id=(theme_anchor(&contrast.contrast, &finding.theme)) {
            summary { (finding.name) " " (verdict(finding)) }
            p { (capitalised(&finding.sentence)) "." }
            @if let Some(reason) = &finding.reason { p { "Not testable: " (reason) "." } }
            ul {
                @for (name, list) in [("up", &finding.list_up), ("down", &finding.list_down)] {
                    li { (of_list(name, list)) }
                }
                @if let Some(all) = &finding.competitive {
                    li {
                        "All " (whole(all.n_features)) " features of the theme lie "
                        @match all.direction { Direction::Up => "above", Direction::Down => "below" }
                        " the others: t " (fixed(all.t, 2)) ", p " (p_value(all.p_value)) ", not adjusted."
                    }
                }
                @if let Some(change) = &finding.detectable_change {
                    li {
                        "Had genes of the theme changed by a log2 fold change of " (fixed(change.log_fc, 2)) ", "
                        @match change.n_genes {
                            Some(n) => { (whole(n)) " of them would have been called with a probability of " }
                            None => { "not even all of them would have been called with a probability of " }
                        }
                        (percent(change.power)) "."
                    }
                }
                @if let Some(as_expected) = finding.is_as_expected {
                    li {
                        @if as_expected { "As expected" } @else { "Not as expected" }
                        @if let Some(condition) = &finding.expected_in { " in " (condition) }
                        "."
                    }
                }
            }
            @if !finding.leading_genes.is_empty() {
                p {
                    "Led by "
                    @for (at, gene) in finding.leading_genes.iter().enumerate() {
                        @if at > 0 { ", " }
                        em { (gene.gene) } " (log2 " (fixed(gene.log_fc, 2)) ", adjusted p "
                        (p_value(gene.adj_p_value)) ")"
                    }
                    ". "
                    button .choose type="button" data-contrast=(contrast.contrast)
                        data-features=(finding.leading_genes.iter().map(|gene| gene.feature_id.as_str()).collect::<Vec<_>>().join("\n"))
                        { "Show these genes in the figures" }
                }
            }
            @if !finding.key_genes.is_empty() { (key_genes(finding)) }
        }
    }
}

fn of_list(name: &str, list: &ListEvidence) -> Markup {
    html! {
        (whole(list.n_overlap)) " of the " (whole(list.n_list)) " genes " (name) " lie in it"
        @if let Some(expected) = list.expected { ", where " (fixed(expected, 1)) " are expected by chance" }
        @if let Some(p) = list.ease_p_value { "; EASE p " (p_value(p)) }
        @if let Some(p) = list.noise_p_value { ", where noise makes the list p " (p_value(p)) }
        @if let Some(p) = list.adj_p_value { "; adjusted p, given all other themes, " (p_value(p)) }
        "."
        @if !list.shared_with.is_empty() {
            " It shares " (whole(list.n_shared)) " of them with "
            @for (at, other) in list.shared_with.iter().enumerate() {
                @if at > 0 { ", " }
                (other.name) " (" (whole(other.n_genes)) ")"
            }
            "."
        }
    }
}

fn key_genes(finding: &ThemeFinding) -> Markup {
    let head = [
        "key gene",
        "more of the process when",
        "log2 fold change",
        "adjusted p",
        "changed",
        "literature",
        "note",
    ];
    let row = |gene: &KeyGene| {
        let direction = match gene.more {
            Some(Direction::Up) => "up",
            Some(Direction::Down) => "down",
            None => "\u{2013}",
        };
        let number = |value: Option<f64>, write: &dyn Fn(f64) -> String| {
            value.map_or("not measured".to_owned(), write)
        };
        vec![
            html! { em { (gene.gene) } },
            html! { (direction) },
            html! { (number(gene.log_fc, &|value| fixed(value, 3))) },
            html! { (number(gene.adj_p_value, &p_value)) },
            html! { @if gene.is_changed { "yes" } @else { "no" } },
            html! { (gene.citation) },
            html! { (gene.note) },
        ]
    };
    let rows: Vec<Vec<Markup>> = finding.key_genes.iter().map(row).collect();
    table(&format!("Key genes of {}", finding.name), &head, &rows)
}
