//! The page: a head that forbids all but its own script and style, then part by part.

mod across;
mod answer;
mod arrays;
mod clusters;
mod contrasts;
mod gene_sets;
mod glance;
mod methods;
mod origin;
mod parts;
mod themes;

use crate::data::Data;
use crate::results::StudyResults;
use arrayon_core::printable::is_unprintable;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use parts::Part;
use sha2::{Digest, Sha256};

const STYLE: &str = concat!(
    include_str!("../../assets/colours.css"),
    include_str!("../../assets/page.css"),
    include_str!("../../assets/tools.css"),
    include_str!("../../assets/print.css"),
);

const ECHARTS: &str = include_str!("../../vendor/echarts/echarts.min.js");

/// The script, in the order in which each part needs those before.
const SCRIPT: [&str; 23] = [
    include_str!("../../assets/blocks.js"),
    include_str!("../../assets/numbers.js"),
    include_str!("../../assets/study.js"),
    include_str!("../../assets/files.js"),
    include_str!("../../assets/figure.js"),
    include_str!("../../assets/chart.js"),
    include_str!("../../assets/drawing.js"),
    include_str!("../../assets/grid.js"),
    include_str!("../../assets/selection.js"),
    include_str!("../../assets/linked.js"),
    include_str!("../../assets/gene.js"),
    include_str!("../../assets/contrast.js"),
    include_str!("../../assets/upset.js"),
    include_str!("../../assets/pair.js"),
    include_str!("../../assets/dose.js"),
    include_str!("../../assets/clustering.js"),
    include_str!("../../assets/heat.js"),
    include_str!("../../assets/spread.js"),
    include_str!("../../assets/enrichment.js"),
    include_str!("../../assets/sets.js"),
    include_str!("../../assets/arrays.js"),
    include_str!("../../assets/between.js"),
    include_str!("../../assets/start.js"),
];

/// The page as text.
pub(crate) fn page(results: &StudyResults) -> String {
    let data = Data::of(results);
    let script = format!("{ECHARTS}\n{}", SCRIPT.concat());
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data: blob:; \
         base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(STYLE)
    );
    let parts = [
        answer::part(results, &data),
        arrays::part(results, &data),
        contrasts::part(results, &data),
        across::part(results),
        gene_sets::part(results),
        themes::part(results),
        clusters::part(results),
        methods::part(results),
        origin::part(results, &data),
    ];
    let parts: Vec<Part> = parts.into_iter().flatten().collect();
    let title = format!("{} \u{2013} arrayon report", results.summary.study);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "arrayon " (results.version) };
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                a .skip href="#main" { "Skip to the answers" }
                (header(results, &parts))
                main #main tabindex="-1" {
                    noscript {
                        p .note {
                            "This page draws its figures and long tables by a script of its own, which does \
                             not run here. The words and the short tables below are whole without it."
                        }
                    }
                    @for part in &parts {
                        section #(part.id) aria-labelledby={ (part.id) "-title" } {
                            h2 id={ (part.id) "-title" } { (part.title) }
                            (part.content)
                        }
                    }
                }
                footer {
                    p {
                        "Written by arrayon " (results.version) " from the files of the result folder. "
                        "Figures: Apache ECharts, licensed under the Apache License 2.0 (copyright 2017\u{2013}2026 \
                         The Apache Software Foundation)."
                    }
                    @if results.summary.is_simulated { p .simulated { (SIMULATED) } }
                }
                div #live .hidden role="status" aria-live="polite" {}
                (embedded(&data))
                script type="module" { (PreEscaped(script)) }
            }
        }
    };
    shown(&page.into_string())
}

pub(crate) const SIMULATED: &str = "SIMULATED ARRAYS: nothing here is a finding about animals";

fn header(results: &StudyResults, parts: &[Part]) -> Markup {
    html! {
        header .top {
            div .title {
                h1 { (results.summary.study) }
                button #theme .quiet type="button" { "Dark or light" }
            }
            @if results.summary.is_simulated { p .simulated role="note" { (SIMULATED) } }
            nav aria-label="Parts of the report" {
                ul {
                    @for part in parts { li { a href={ "#" (part.id) } { (part.title) } } }
                }
            }
        }
    }
}

/// The data of the script, which no browser runs or shows.
fn embedded(data: &Data) -> Markup {
    let contents = shown_in_json(&data.contents.to_string());
    html! {
        script #contents type="application/json" { (PreEscaped(contents)) }
        @for (at, block) in data.blocks.texts().iter().enumerate() {
            script id={ "block-" (at) } type="application/octet-stream" { (PreEscaped(block)) }
        }
    }
}

/// Whether a character would steer a viewer or turn the direction of writing; lines may end.
fn is_barred(letter: char) -> bool {
    letter != '\n' && letter != '\t' && is_unprintable(letter)
}

/// The page with barred characters of names escaped, as in tables.
fn shown(page: &str) -> String {
    let mut shown = String::with_capacity(page.len());
    for letter in page.chars() {
        match is_barred(letter) {
            true => shown.extend(letter.escape_default()),
            false => shown.push(letter),
        }
    }
    shown
}

/// JSON that holds no barred character, and no `<`, which could end its element.
fn shown_in_json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '<' || is_barred(letter) {
            let units = letter.encode_utf16(&mut [0; 2]).to_vec();
            shown.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(letter);
        }
    }
    shown
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundle_is_the_one_that_was_reviewed() {
        let recorded = include_str!("../../vendor/echarts/bundle.sha256");
        let found: Vec<String> = Sha256::digest(ECHARTS)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(found.concat(), recorded.trim());
        assert!(include_str!("../../vendor/echarts/NOTICE").contains("Apache ECharts"));
    }

    #[test]
    fn script_and_style_do_not_end_their_elements() {
        assert!(!STYLE.contains("</"));
        assert!(!ECHARTS.contains("</script") && !SCRIPT.concat().contains("</script"));
        assert!(!ECHARTS.contains("<!--") && !SCRIPT.concat().contains("<!--"));
    }
}
