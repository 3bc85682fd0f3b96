//! A theme's verdict in words.

use crate::key_genes::GeneFinding;
use crate::lists::{ThemeVerdict, Verdict};
use crate::panel::Theme;
use crate::verdict::{CombinedVerdict, Competition, Outcome};
use arrayon_core::Direction;
use arrayon_genesets::SetResult;

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
pub(crate) fn combined(one: &CombinedVerdict, n_tested: usize, alpha: f64) -> String {
    let name = &one.name;
    let head = match &one.verdict {
        Outcome::NotTestable(reason) => return format!("{name} cannot be tested: {reason}"),
        Outcome::Up => format!("{name} goes up{}", expected(one)),
        Outcome::Down => format!("{name} goes down{}", expected(one)),
        Outcome::Mixed => format!("{name} changes, but not in one direction"),
        Outcome::NoEvidence => format!("no evidence that {name} changes"),
    };
    let mut parts = vec![lists(one, alpha)];
    parts.extend((one.competition.as_ref()).map(|competition| features(competition, alpha)));
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

fn expected(one: &CombinedVerdict) -> String {
    let (Some(expectation), Some(is_as_expected)) = (&one.expectation, one.is_as_expected) else {
        return String::new();
    };
    let place = match expectation.context.as_str() {
        "" => String::new(),
        context => format!(" in {context}"),
    };
    let word = if is_as_expected {
        "as expected"
    } else {
        "against what is expected"
    };
    format!(", {word}{place}")
}

/// The list that the verdict follows, or both.
fn lists(one: &CombinedVerdict, alpha: f64) -> String {
    let list = |verdict: &ThemeVerdict| {
        let evidence = &verdict.evidence;
        let direction = verdict.direction;
        let found = format!(
            "{} of {} genes {direction} lie in it",
            evidence.counts.overlap, evidence.counts.n_list
        );
        match verdict.verdict {
            Verdict::NotTestable(_) => format!("{found}, too few genes to test"),
            _ => {
                let (expected, p) = (evidence.expected, short(evidence.adj_p_ease));
                if evidence.adj_p_ease <= alpha {
                    format!("{found} where {expected:.1} are expected by chance (EASE p {p})")
                } else {
                    format!(
                        "{found}, not clearly more than the {expected:.1} expected by chance \
                         (EASE p {p})"
                    )
                }
            }
        }
    };
    match one.verdict {
        Outcome::Up => list(&one.up),
        Outcome::Down => list(&one.down),
        _ => format!("{}, {}", list(&one.up), list(&one.down)),
    }
}

/// What all features say. A test above the level says that nothing is clear, not where they lie.
fn features(competition: &Competition, alpha: f64) -> String {
    let (shift, size) = (&competition.shift, &competition.size);
    let lie = match (shift.adj_p_value <= alpha, shift.direction) {
        (true, Direction::Up) => "lie above all others",
        (true, Direction::Down) => "lie below all others",
        (false, _) => "do not clearly lie above or below all others",
    };
    let change = match (size.adj_p_value <= alpha, size.direction) {
        (true, Direction::Up) => "change more",
        (true, Direction::Down) => "change less",
        (false, _) => "do not clearly change more or less",
    };
    format!(
        "its {} features {lie} (p {}) and {change} (p {})",
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
    let n_named = one.key_genes.len();
    let measured = one.key_genes.iter().filter_map(|key| key.found.as_ref());
    let (n_measured, n_changed) = measured.fold((0, 0), |(all, changed), found| {
        (all + 1, changed + usize::from(found.is_changed))
    });
    let of = match (n_measured, n_named) {
        (_, 0) => return None,
        (0, 1) => return Some("its key gene is not measured".to_owned()),
        (0, n) => return Some(format!("none of its {n} key genes is measured")),
        (n, all) if n == all => format!("{n} key {}", genes(n)),
        (n, all) => format!("{n} measured key {} (of {all})", genes(n)),
    };
    let (more, less) = one.key_gene_votes();
    let neither = n_changed - more - less;
    let speaks = |n: usize| if n == 1 { "speaks" } else { "speak" };
    let said: Vec<String> = [
        (more, "for more of it"),
        (less, "for less of it"),
        (neither, "for neither more nor less of it"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {} {what}", speaks(n)))
    .collect();
    let said = match said.len() {
        0 => String::new(),
        _ => format!(": {}", said.join(", ")),
    };
    Some(format!("{n_changed} of {of} changed{said}"))
}

fn genes(n: usize) -> &'static str {
    if n == 1 { "gene" } else { "genes" }
}

/// A p-value for people: two digits.
fn short(p: f64) -> String {
    if p >= 0.001 {
        format!("{p:.3}")
    } else {
        format!("{p:.1e}")
    }
}
