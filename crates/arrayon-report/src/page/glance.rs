//! The first thing that is read: what was found, how sure it is, which arrays are doubtful, which themes
//! and gene sets change, what could not be tested; a line each, linked to what is behind it.

use super::parts::{MOST_UNFOLDED, badge, capitalised, contrast_anchor, named};
use crate::data::Data;
use crate::numbers::{p_value, percent, whole};
use crate::results::StudyResults;
use arrayon_core::plain_words::counted;
use arrayon_diffexpr::Differential;
use arrayon_results::ThemeOutcome;
use arrayon_results::qc::Status;
use arrayon_results::summary::ContrastSummary;
use maud::{Markup, html};
use std::collections::BTreeSet;

pub(super) fn list(results: &StudyResults, data: &Data) -> Markup {
    let rows = [
        ("Found", found(results)),
        ("How sure", how_sure(results)),
        ("Arrays to look at", arrays(results)),
        ("Themes", themes(results)),
        ("Gene sets", gene_sets(results)),
        ("Not tested", not_tested(results)),
        ("Not in this page", left_out(data)),
    ];
    html! {
        dl .glance {
            @for (title, said) in rows {
                @if let Some(said) = said {
                    dt { (title) }
                    dd { (said) }
                }
            }
        }
    }
}

fn n_found(contrast: &ContrastSummary) -> usize {
    contrast.n_up + contrast.n_down
}

/// The number of features of each contrast, or of many contrasts the least and the most.
fn found(results: &StudyResults) -> Option<Markup> {
    let contrasts = &results.summary.contrasts;
    let numbered = || contrasts.iter().enumerate();
    let (least_at, least) = numbered().min_by_key(|(_, one)| n_found(one))?;
    let (most_at, most) = numbered().rev().max_by_key(|(_, one)| n_found(one))?;
    let link = |at: usize, one: &ContrastSummary| {
        html! {
            @if at < results.contrasts.len() {
                a href={ "#" (contrast_anchor(at)) } { (one.contrast) }
            } @else { (one.contrast) }
        }
    };
    if contrasts.len() <= MOST_UNFOLDED {
        return Some(html! {
            @for (at, one) in numbered() {
                @if at > 0 { "; " }
                @if n_found(one) == 0 { strong { "nothing" } } @else {
                    strong { (counted(n_found(one), "feature")) }
                    " (" (whole(one.n_up)) " up, " (whole(one.n_down)) " down)"
                }
                " in " (link(at, one))
            }
            "."
        });
    }
    let n_with = contrasts.iter().filter(|one| n_found(one) > 0).count();
    Some(html! {
        strong { (n_with) " of " (contrasts.len()) " contrasts" } " find features: from "
        (whole(n_found(least))) " in " (link(least_at, least)) " to " (whole(n_found(most))) " in "
        (link(most_at, most)) "."
    })
}

/// How many of a list may be false, and how much of it rests on no single array.
fn how_sure(results: &StudyResults) -> Option<Markup> {
    let contrasts = &results.summary.contrasts;
    let fdr = contrasts.first()?.fdr;
    let with_list = || contrasts.iter().filter(|one| n_found(one) > 0);
    if with_list().next().is_none() {
        return Some(html! {
            "Nothing was found, which is no proof that nothing changes: the sentences below say how large a change \
             would have been seen."
        });
    }
    let stable: Vec<(&ContrastSummary, usize)> = with_list()
        .filter_map(|one| Some((one, one.n_always_found?)))
        .collect();
    let of_those = match stable.iter().any(|(one, _)| one.n_not_left_out > 0) {
        true => ", of those that can be",
        false => "",
    };
    let share = |(one, n): &(&ContrastSummary, usize)| *n as f64 / n_found(one) as f64;
    let least = stable.iter().min_by(|a, b| share(a).total_cmp(&share(b)));
    Some(html! {
        "About " (percent(fdr)) " of each list may be false. "
        @if stable.len() > MOST_UNFOLDED {
            @if let Some(least) = least {
                "At least " (percent((share(least) * 100.0).floor() / 100.0)) " of each (least in "
                (least.0.contrast) ") stay whichever array is left out" (of_those) "."
            }
        } @else if !stable.is_empty() {
            @for (at, (one, n)) in stable.iter().enumerate() {
                @if at > 0 { ", " }
                (whole(*n)) " of " (whole(n_found(one)))
            }
            " stay whichever array is left out" (of_those) "."
        }
    })
}

/// Arrays that checks single out, those that stand alone in the tree, and the one that matters most.
fn arrays(results: &StudyResults) -> Option<Markup> {
    let lone = results
        .trees
        .iter()
        .filter(|tree| tree.stem == "clusters/samples");
    let lone = lone.flat_map(|tree| &tree.clusters.group_verdicts);
    let mut lone: Vec<&str> = lone
        .flat_map(|found| &found.lone_samples)
        .map(String::as_str)
        .collect();
    let mut named_before = BTreeSet::new();
    lone.retain(|sample| named_before.insert(*sample));
    let influential = (results.summary.contrasts.iter())
        .filter_map(|one| Some((one, one.most_influential.as_ref()?)))
        .filter(|(one, _)| n_found(one) > 0);
    let changed = |(one, array): &(
        &ContrastSummary,
        &arrayon_results::summary::InfluentialArray,
    )| { (array.n_lost + array.n_gained) as f64 / n_found(one) as f64 };
    let influential = influential.max_by(|a, b| changed(a).total_cmp(&changed(b)));
    Some(html! {
        @match &results.quality {
            Some(quality) => {
                @let doubtful: Vec<&str> = (quality.arrays.iter())
                    .filter(|array| matches!(array.status, Status::Warn | Status::Fail))
                    .map(|array| array.sample.as_str())
                    .collect();
                @if doubtful.is_empty() { "No array of " (whole(quality.arrays.len())) " fails a " }
                @else { strong { (named(&doubtful)) } " of " (whole(quality.arrays.len())) ", by a " }
                a href="#arrays" { "check" } ". "
            }
            None => { "The study began from a matrix, so arrays could not be checked. " }
        }
        @if !lone.is_empty() {
            (named(&lone)) @if lone.len() == 1 { " stands" } @else { " stand" }
            " alone in the " a href="#clusters" { "tree" } ". "
        }
        @if let Some((one, array)) = influential {
            "The list of " (one.contrast) " depends most on " strong { (array.sample) } " (without it "
            (whole(array.n_lost)) " of " (whole(n_found(one))) " lost, " (whole(array.n_gained)) " gained)."
        }
    })
}

/// Themes by what is said of them, with the contrasts that say it.
fn themes(results: &StudyResults) -> Option<Markup> {
    let themes = results.themes.as_ref()?;
    let outcomes = [
        (ThemeOutcome::Up, "up"),
        (ThemeOutcome::Down, "down"),
        (ThemeOutcome::BothDirections, "both"),
        (ThemeOutcome::Part, "both"),
    ];
    let mut lines: Vec<Markup> = Vec::new();
    for (outcome, kind) in outcomes {
        let mut called: Vec<(&str, Vec<&str>)> = Vec::new();
        for contrast in &themes.contrasts {
            for finding in contrast
                .verdicts
                .iter()
                .filter(|one| one.verdict == outcome)
            {
                match called.iter_mut().find(|(name, _)| *name == finding.name) {
                    Some((_, contrasts)) => contrasts.push(&contrast.contrast),
                    None => called.push((&finding.name, vec![&contrast.contrast])),
                }
            }
        }
        if called.is_empty() {
            continue;
        }
        let names = called.iter().map(|(name, contrasts)| match contrasts[..] {
            _ if themes.contrasts.len() == 1 => (*name).to_owned(),
            [one] => format!("{name} ({one})"),
            _ => format!("{name} ({} contrasts)", contrasts.len()),
        });
        let names: Vec<String> = names.collect();
        lines.push(html! { (badge(kind, &outcome.to_string())) " " (names.join(", ")) ". " });
    }
    let is_tested = (themes.contrasts.iter().flat_map(|one| &one.verdicts))
        .any(|finding| finding.verdict != ThemeOutcome::NotTestable);
    if !is_tested {
        return Some(html! { "None could be tested; the reason stands below." });
    }
    if lines.is_empty() {
        return Some(html! { "None is called, which is no proof that none changes." });
    }
    Some(html! {
        @for line in lines { (line) }
        a href="#themes" { "Evidence" }
    })
}

/// The first sets of the first test that found any, of each contrast.
fn gene_sets(results: &StudyResults) -> Option<Markup> {
    let contrasts = &results.summary.contrasts;
    let tested = || {
        contrasts
            .iter()
            .filter(|one| !one.gene_set_tests.is_empty())
    };
    tested().next()?;
    let firsts: Vec<_> = tested()
        .filter_map(|one| {
            let test = one
                .gene_set_tests
                .iter()
                .find(|test| test.n_up + test.n_down > 0)?;
            Some((one, test))
        })
        .collect();
    Some(html! {
        @if firsts.is_empty() {
            "None changes at the false discovery rate of the study. "
        } @else if firsts.len() > MOST_UNFOLDED {
            (firsts.len()) " of " (tested().count()) " contrasts find sets. "
        } @else {
            @for (one, test) in &firsts {
                (one.contrast) ": "
                @for (at, (n, word, top)) in [(test.n_up, "up", &test.top_up), (test.n_down, "down", &test.top_down)].into_iter().enumerate() {
                    @if at > 0 { ", " }
                    (whole(n)) " " (word)
                    @if let Some(first) = top.first() {
                        " (first " (first.description) ", adjusted p " (p_value(first.adj_p_value)) ")"
                    }
                }
                ". "
            }
        }
        a href="#gene-sets" { "Every test" }
    })
}

/// How much was left out of the tests; the reasons stand below.
fn not_tested(results: &StudyResults) -> Option<Markup> {
    let summary = &results.summary;
    let filtered = summary
        .filters
        .as_ref()
        .map(|one| one.n_features.saturating_sub(one.n_kept));
    let most = |of: fn(&Differential) -> usize| results.contrasts.iter().map(of).max();
    let controls = most(|one| one.n_controls_not_tested);
    let too_few = most(|one| one.n_too_few_values);
    let n_themes: usize = (summary.contrasts.iter())
        .map(|one| one.themes_not_testable.len())
        .sum();
    let parts = [
        filtered
            .filter(|&n| n > 0)
            .map(|n| format!("{} by filters", counted(n, "feature"))),
        controls
            .filter(|&n| n > 0)
            .map(|n| counted(n, "control feature")),
        too_few
            .filter(|&n| n > 0)
            .map(|n| format!("{} with too few values", counted(n, "feature"))),
        (n_themes > 0).then(|| match summary.contrasts.len() {
            1 => counted(n_themes, "theme"),
            n => format!("{} over {n} contrasts", counted(n_themes, "theme")),
        }),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!summary.contrasts.is_empty()).then(|| {
        html! {
            @if parts.is_empty() { "All that was asked could be tested." } @else { (parts.join(", ")) "; the reasons stand below." }
        }
    })
}

/// What the page left out, so that nobody looks for it in vain.
fn left_out(data: &Data) -> Option<Markup> {
    (!data.left_out.is_empty()).then(|| {
        html! { @for one in &data.left_out { (capitalised(one)) ". " } }
    })
}
