//! The answers, before anything else: what was asked, found, doubted and not testable.

use super::glance;
use super::parts::{
    MOST_UNFOLDED, Part, capitalised, contrast_anchor, folded, list, named, theme_anchor,
};
use crate::data::Data;
use crate::numbers::{fold, percent, whole};
use crate::results::StudyResults;
use arrayon_core::plain_words::counted;
use arrayon_results::qc::Status;
use arrayon_results::summary::{ClusterSummary, ContrastSummary, SlopeSummary, TruthSummary};
use arrayon_results::{ClusteredValues, ThemeOutcome};
use arrayon_themes::ContrastThemes;
use maud::{Markup, html};

/// Answers of a kind that are read one after the other; more are folded.
const MOST_ANSWERS: usize = 6;

/// Notes and doubts that are.
const MOST_NOTES: usize = 6;

pub(super) fn part(results: &StudyResults, data: &Data) -> Option<Part> {
    let summary = &results.summary;
    let content = html! {
        p .lead { (studied(results)) }
        (glance::list(results, data))
        @if !summary.contrasts.is_empty() || !summary.slopes.is_empty() {
            h3 { "What differs" }
            @let contrasts = summary.contrasts.iter().enumerate();
            @let contrasts = contrasts.map(|(at, contrast)| differs(results, at, contrast));
            @let answers: Vec<Markup> = contrasts.chain(summary.slopes.iter().map(follows)).collect();
            (list("answers", &answers, MOST_ANSWERS))
        } @else {
            p { "No contrast was declared, so nothing was compared." }
        }
        @if !summary.sample_clusters.is_empty() {
            h3 { "Do the samples form groups" }
            @let groups: Vec<Markup> = summary.sample_clusters.iter().map(forms).collect();
            (list("answers", &groups, MOST_UNFOLDED))
        }
        (themes(results))
        (doubts(results))
        (not_testable(results))
        @if let Some(truth) = &summary.truth { (against_truth(truth)) }
    };
    Some(Part {
        id: "answers",
        title: "Answers",
        content,
    })
}

fn studied(results: &StudyResults) -> Markup {
    let summary = &results.summary;
    html! {
        @if let Some(n) = summary.n_samples { (counted(n, "sample")) " and " }
        (whole(summary.n_features)) " features"
        @if let Some(how) = &summary.normalization {
            ", normalised by " (how.method) " (" (how.compatibility) ")"
        }
        ". "
        @for groups in &summary.variables { "Groups of " (groups) ". " }
    }
}

/// The counts of a contrast and what they owe to single arrays; where nothing was found, what could
/// have been.
fn differs(results: &StudyResults, at: usize, contrast: &ContrastSummary) -> Markup {
    let n_found = contrast.n_up + contrast.n_down;
    let overview = (results.differential.as_ref()).and_then(|all| {
        all.contrasts
            .iter()
            .find(|one| one.contrast == contrast.contrast)
    });
    let detectable = overview.and_then(|one| {
        let mut middle = one.detectable.iter();
        middle.find(|level| (level.variance_quantile - 0.5).abs() < 1e-9)
    });
    html! {
        strong { (contrast.contrast) } " (" (contrast.direction_in_words) "): "
        @if n_found == 0 {
            "no feature of " (whole(contrast.n_tested)) " tested differs at a false discovery rate of "
            (percent(contrast.fdr)) ". "
            @if let Some(level) = detectable {
                "A feature of median variance would have been found with 80 % power from a "
                (fold(level.log_fc)) " change on, if it were the only one. "
            }
        } @else {
            strong { (whole(contrast.n_up)) " up" } " and " strong { (whole(contrast.n_down)) " down" }
            " of " (whole(contrast.n_tested)) " tested at a false discovery rate of "
            (percent(contrast.fdr)) ". "
            @if let Some(words) = contrast.none_left_out_in_words() { (capitalised(words)) ". " }
            @if let Some(n_always) = contrast.n_always_found {
                (whole(n_always)) " of " (whole(n_found)) " stay " (contrast.whichever_in_words())
                @if let Some(array) = &contrast.most_influential {
                    "; most depends on " (array.sample) ", without which " (whole(array.n_lost))
                    " are lost and " (whole(array.n_gained)) " gained"
                }
                ". "
            }
        }
        @if let Some(decided) = &contrast.decided {
            "Decided together with other contrasts (" (decided.method) "): " (whole(decided.n_up)) " up, "
            (whole(decided.n_down)) " down. "
        }
        @for method in &contrast.methods {
            @match (method.n_up, method.n_down) {
                (Some(n_up), Some(n_down)) => {
                    (method.method) ": " (whole(n_up)) " up, " (whole(n_down)) " down. "
                }
                _ => {
                    (method.method) " cannot answer"
                    @if let Some(note) = &method.note { ": " (note) }
                    ". "
                }
            }
        }
        @if at < results.contrasts.len() {
            a href={ "#" (contrast_anchor(at)) } { "Features of " (contrast.contrast) }
        }
    }
}

/// Whether samples form the groups of a variable.
fn forms(cluster: &ClusterSummary) -> Markup {
    html! {
        span .scope {
            (cluster.scope)
            @if cluster.clustered_values == ClusteredValues::Adjusted { ", adjusted values" }
            ", by " (cluster.variable) ": "
        }
        (cluster.headline) " (permutation p "
        (crate::numbers::p_value(cluster.permanova_p_value))
        @if let Some(au) = cluster.lowest_au { ", lowest AU " (percent(au)) }
        "). " a href="#clusters" { "Trees" }
    }
}

fn follows(slope: &SlopeSummary) -> Markup {
    html! {
        strong { (slope.kind) " " (slope.variable) }
        @if !slope.adjusted_for.is_empty() { ", adjusted for " (slope.adjusted_for.join(", ")) }
        ": " (whole(slope.n_up)) " features rise and " (whole(slope.n_down)) " fall with it of "
        (whole(slope.n_tested)) " tested."
    }
}

fn themes(results: &StudyResults) -> Markup {
    let Some(themes) = &results.themes else {
        return html! {};
    };
    html! {
        h3 { "Themes" }
        @for contrast in &themes.contrasts { (called_themes(contrast, themes.contrasts.len() > MOST_UNFOLDED)) }
    }
}

/// The themes that a contrast calls, each with its sentence.
fn called_themes(contrast: &ContrastThemes, is_folded: bool) -> Markup {
    let called: Vec<_> = (contrast.verdicts.iter())
        .filter(|finding| finding.verdict.is_change())
        .collect();
    let heading = html! { h4 { (contrast.contrast) } };
    if called.is_empty() {
        let n_tested = (contrast.verdicts.iter())
            .filter(|finding| finding.verdict != ThemeOutcome::NotTestable)
            .count();
        return html! {
            (heading)
            @if n_tested == 0 { p { "No theme could be tested." } } @else {
                p {
                    "No theme is called, of " (n_tested) " that could be tested; that is no proof that nothing \
                     changes."
                }
            }
        };
    }
    let brief = format!("{} called", counted(called.len(), "theme"));
    let content = html! {
        ul .answers {
            @for finding in called {
                li {
                    (super::themes::verdict(finding)) " " (finding.headline) ". "
                    a href={ "#" (theme_anchor(&contrast.contrast, &finding.theme)) } {
                        "Evidence on " (finding.name)
                    }
                }
            }
        }
    };
    folded(is_folded, &heading, &brief, &content)
}

/// Arrays to look at, and warnings.
fn doubts(results: &StudyResults) -> Markup {
    let arrays = results.quality.iter().flat_map(|quality| &quality.arrays);
    let doubtful: Vec<_> = arrays
        .filter(|array| matches!(array.status, Status::Warn | Status::Fail))
        .collect();
    let warnings = &results.summary.warnings;
    html! {
        h3 { "What to doubt" }
        @if let Some(quality) = &results.quality {
            @if doubtful.is_empty() {
                p {
                    "All " (quality.arrays.len()) " arrays pass the checks of their quality. "
                    a href="#arrays" { "Checks" }
                }
            } @else {
                @let items: Vec<Markup> = doubtful.into_iter().map(|array| html! {
                    (super::arrays::status(array.status)) " " strong { (array.sample) } ": "
                    (array.verdict_in_words) ". "
                    a href="#arrays" { "Checks of " (array.sample) }
                }).collect();
                (list("answers", &items, MOST_NOTES))
            }
        } @else {
            p { "The study began from a matrix: the arrays themselves could not be checked." }
        }
        @if warnings.is_empty() {
            p { "There are no warnings." }
        } @else {
            @let warnings: Vec<Markup> = warnings.iter().map(|warning| html! { (warning) }).collect();
            (list("warnings", &warnings, MOST_NOTES))
        }
    }
}

/// What was not tested, and why.
fn not_testable(results: &StudyResults) -> Markup {
    let mut why: Vec<Markup> = Vec::new();
    if let Some(filters) = &results.summary.filters {
        why.push(html! {
            "Filters left out " (whole(filters.n_features - filters.n_kept.min(filters.n_features)))
            " of " (whole(filters.n_features)) " features before testing."
        });
    }
    let n_controls = results
        .contrasts
        .iter()
        .map(|one| one.n_controls_not_tested)
        .max();
    if let Some(n) = n_controls.filter(|&n| n > 0) {
        why.push(html! {
            (counted(n, "feature")) " that the chip library declares to be controls were not tested."
        });
    }
    for contrast in &results.contrasts {
        if contrast.n_too_few_values > 0 {
            why.push(html! {
                (contrast.contrast) ": " (counted(contrast.n_too_few_values, "feature"))
                " with too few values for a test."
            });
        }
        for note in &contrast.notes {
            why.push(html! { (contrast.contrast) ": " (note) });
        }
    }
    why.extend(untestable_themes(results));
    html! {
        @if !why.is_empty() {
            h3 { "What was not testable, and notes" }
            (list("notes", &why, MOST_NOTES))
        }
    }
}

/// Why themes could not be tested, each reason once with the themes and the contrasts that it is of.
fn untestable_themes(results: &StudyResults) -> Vec<Markup> {
    let mut reasons: Vec<(&str, Vec<&str>, Vec<&str>)> = Vec::new();
    for contrast in results.themes.iter().flat_map(|themes| &themes.contrasts) {
        let mut summary = results.summary.contrasts.iter();
        let whole = summary.find(|one| one.contrast == contrast.contrast);
        let mut own: Vec<(&str, Vec<&str>)> = Vec::new();
        if let Some(reason) = whole.and_then(|one| one.no_theme_testable.as_ref()) {
            own.push((reason, vec!["no theme is testable"]));
        } else {
            for finding in &contrast.verdicts {
                let Some(reason) = &finding.reason else {
                    continue;
                };
                match own.iter_mut().find(|(known, _)| known == reason) {
                    Some((_, themes)) => themes.push(&finding.name),
                    None => own.push((reason, vec![&finding.name])),
                }
            }
        }
        for (reason, themes) in own {
            let mut known = reasons.iter_mut();
            match known.find(|(other, names, _)| *other == reason && *names == themes) {
                Some((_, _, contrasts)) => contrasts.push(&contrast.contrast),
                None => reasons.push((reason, themes, vec![&contrast.contrast])),
            }
        }
    }
    let words = |(reason, themes, contrasts): (&str, Vec<&str>, Vec<&str>)| {
        html! { (named(&contrasts)) ": " (named(&themes)) ": " (reason) }
    };
    reasons.into_iter().map(words).collect()
}

fn against_truth(truth: &TruthSummary) -> Markup {
    html! {
        h3 { "Found against what is true" }
        p { "What is true stands in " (file_name(&truth.origin)) "." }
        ul {
            @for one in &truth.features {
                li {
                    (one.contrast) ": " (whole(one.n_found)) " of " (whole(one.n_true))
                    " truly changed features found, " (whole(one.n_wrong_sign)) " with the wrong sign, "
                    (whole(one.n_false)) " found that did not change."
                }
            }
            li { (whole(truth.n_as_expected)) " of " (whole(truth.n_statements)) " statements on themes and clusters as planted." }
            @for statement in &truth.not_as_expected {
                li {
                    (statement.contrast) ": " (statement.about) ": " (statement.finding) " (true: "
                    (statement.expected_finding) "), " strong { "not as planted." }
                }
            }
        }
    }
}

/// The last part of a path, whatever separates its parts.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
