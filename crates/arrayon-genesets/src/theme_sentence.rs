//! A theme's verdict in words.

use crate::direction::Direction;
use crate::key_genes::GeneFinding;
use crate::over_representation::SetResult;
use crate::theme_panel::Theme;
use crate::theme_verdict::{CombinedVerdict, Competition, Outcome};
use crate::themes::{ThemeVerdict, Verdict};

/// One plain sentence for a verdict out of `n_tested` themes.
pub(crate) fn sentence(
    theme: &Theme,
    direction: Direction,
    verdict: &Verdict,
    evidence: &SetResult,
    n_tested: usize,
) -> String {
    let name = &theme.name;
    let counts = evidence.counts;
    let numbers = || {
        format!(
            "{} of {} listed genes lie in it where {:.1} are expected by chance (EASE p {}, {} \
             adjusted for {n_tested} themes)",
            counts.overlap,
            counts.n_list,
            evidence.expected,
            short(evidence.p_ease),
            short(evidence.adj_p_ease)
        )
    };
    match verdict {
        Verdict::Enriched => {
            format!(
                "{name} is over-represented among the genes {direction}: {}",
                numbers()
            )
        }
        Verdict::NoEvidence => format!(
            "no evidence that {name} is over-represented among the genes {direction}: {}",
            numbers()
        ),
        Verdict::NotTestable(reason) => {
            format!("{name} cannot be tested among the genes {direction}: {reason}")
        }
    }
}

/// One plain sentence for the verdict on a theme out of `n_tested` ones.
pub(crate) fn combined(one: &CombinedVerdict, n_tested: usize) -> String {
    let name = &one.name;
    let head = match &one.verdict {
        Outcome::NotTestable(reason) => return format!("{name} cannot be tested: {reason}"),
        Outcome::Up => format!("{name} goes up{}", expected(one, Direction::Up)),
        Outcome::Down => format!("{name} goes down{}", expected(one, Direction::Down)),
        Outcome::Mixed => format!("{name} changes, but not in one direction"),
        Outcome::NoEvidence => format!("no evidence that {name} changes"),
    };
    let mut parts = vec![lists(one)];
    parts.extend(one.competition.as_ref().map(features));
    parts.extend(led_by(&one.leading_genes));
    parts.extend(key_genes(one));
    parts.push(format!(
        "{} of its {} genes are measured",
        one.n_measured, one.n_theme_genes
    ));
    let themes = if n_tested == 1 { "theme" } else { "themes" };
    parts.push(format!("p adjusted for {n_tested} {themes}"));
    format!("{head}: {}", parts.join("; "))
}

fn expected(one: &CombinedVerdict, found: Direction) -> String {
    let Some(expectation) = &one.expectation else {
        return String::new();
    };
    let place = match expectation.context.as_str() {
        "" => String::new(),
        context => format!(" in {context}"),
    };
    let word = if expectation.direction == found {
        "as expected"
    } else {
        "against what is expected"
    };
    format!(", {word}{place}")
}

/// The list that the verdict follows, or both.
fn lists(one: &CombinedVerdict) -> String {
    let list = |verdict: &ThemeVerdict| {
        let evidence = &verdict.evidence;
        let direction = verdict.direction;
        let found = format!(
            "{} of {} genes {direction} lie in it",
            evidence.counts.overlap, evidence.counts.n_list
        );
        match verdict.verdict {
            Verdict::NotTestable(_) => format!("{found}, too few genes to test"),
            _ => format!(
                "{found} where {:.1} are expected by chance (EASE p {})",
                evidence.expected,
                short(evidence.adj_p_ease)
            ),
        }
    };
    match one.verdict {
        Outcome::Up => list(&one.up),
        Outcome::Down => list(&one.down),
        _ => format!("{}, {}", list(&one.up), list(&one.down)),
    }
}

fn features(competition: &Competition) -> String {
    let (shift, size) = (&competition.shift, &competition.size);
    let side = match shift.direction {
        Direction::Up => "above",
        Direction::Down => "below",
    };
    let amount = match size.direction {
        Direction::Up => "more",
        Direction::Down => "less",
    };
    format!(
        "its {} features lie {side} all others (p {}) and change {amount} (p {})",
        shift.n_features,
        short(shift.adj_p_value),
        short(size.adj_p_value)
    )
}

fn led_by(genes: &[GeneFinding]) -> Option<String> {
    const NAMED: usize = 5;
    if genes.is_empty() {
        return None;
    }
    let names: Vec<String> = (genes.iter().take(NAMED))
        .map(|gene| format!("{} ({:+.2})", gene.gene, gene.log_fc))
        .collect();
    Some(format!("led by {}", names.join(", ")))
}

fn key_genes(one: &CombinedVerdict) -> Option<String> {
    let measured = one.key_genes.iter().filter_map(|key| key.found.as_ref());
    let (n_measured, n_changed) = measured.fold((0, 0), |(all, changed), found| {
        (all + 1, changed + usize::from(found.is_changed))
    });
    if n_measured == 0 {
        return None;
    }
    let (more, less) = one.key_gene_votes();
    let said = if n_changed == 0 {
        String::new()
    } else {
        format!(", {more} for more of it and {less} for less")
    };
    Some(format!(
        "{n_changed} of {n_measured} key genes changed{said}"
    ))
}

/// A p-value for people: two digits.
fn short(p: f64) -> String {
    if p >= 0.001 {
        format!("{p:.3}")
    } else {
        format!("{p:.1e}")
    }
}
