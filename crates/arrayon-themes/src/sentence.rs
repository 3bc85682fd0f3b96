//! Verdicts on themes in words, and the rules that give them.

use crate::document::{LeadingGene, ListVerdict, ThemeCompetition, ThemeFinding, ThemeVerdict};
use arrayon_core::{Direction, called_at};
use arrayon_results::ThemeOutcome;

/// A theme of which nothing is measured.
pub(crate) fn untestable(name: &str, reason: &str) -> String {
    format!("{name} cannot be tested: {reason}")
}

/// One plain sentence for a list's verdict on a theme out of `n_tested` ones.
pub(crate) fn of_list(one: &ThemeVerdict, direction: Direction, n_tested: usize) -> String {
    let name = &one.name;
    let head = match one.verdict {
        ListVerdict::NotTestable => {
            let reason = one.reason.as_deref().unwrap_or_default();
            return format!("{name} cannot be tested among the genes {direction}: {reason}");
        }
        ListVerdict::Enriched => format!("{name} is over-represented"),
        ListVerdict::NoEvidence => format!("no evidence that {name} is over-represented"),
    };
    format!(
        "{head} among the genes {direction}: {} of {} listed genes lie in it where {:.1} are \
         expected by chance (EASE p {}, {} adjusted for {n_tested} themes)",
        one.n_overlap,
        one.n_list,
        known(one.expected),
        short(known(one.ease_p_value)),
        short(known(one.ease_adj_p_value))
    )
}

/// One plain sentence for the verdict on a theme out of `n_tested` ones.
pub(crate) fn of_theme(
    one: &ThemeFinding,
    (up, down): (&ThemeVerdict, &ThemeVerdict),
    n_tested: usize,
    alpha: f64,
) -> String {
    let name = &one.name;
    let (up, down) = (
        list(up, Direction::Up, alpha),
        list(down, Direction::Down, alpha),
    );
    let (head, lists) = match one.verdict {
        ThemeOutcome::NotTestable => {
            return untestable(name, one.reason.as_deref().unwrap_or_default());
        }
        ThemeOutcome::Up => (format!("{name} goes up{}", expected(one)), up),
        ThemeOutcome::Down => (format!("{name} goes down{}", expected(one)), down),
        ThemeOutcome::Mixed => (
            format!("{name} changes, but not in one direction"),
            format!("{up}, {down}"),
        ),
        ThemeOutcome::NoEvidence => (
            format!("no evidence that {name} changes"),
            format!("{up}, {down}"),
        ),
    };
    let mut parts = vec![lists];
    parts.extend((one.competitive.as_ref()).map(|competition| features(competition, alpha)));
    parts.extend(led_by(&one.leading_genes));
    parts.extend(key_genes(one));
    parts.push(format!(
        "{} of its {} genes are measured",
        one.n_genes_tested, one.n_theme
    ));
    let themes = if n_tested == 1 { "theme" } else { "themes" };
    parts.push(format!("p adjusted for {n_tested} {themes}"));
    format!("{head}: {}", parts.join("; "))
}

fn expected(one: &ThemeFinding) -> String {
    let word = match one.is_as_expected {
        None => return String::new(),
        Some(true) => "as expected",
        Some(false) => "against what is expected",
    };
    match &one.expected_in {
        None => format!(", {word}"),
        Some(context) => format!(", {word} in {context}"),
    }
}

/// What one list says.
fn list(one: &ThemeVerdict, direction: Direction, alpha: f64) -> String {
    let found = format!(
        "{} of {} genes {direction} lie in it",
        one.n_overlap, one.n_list
    );
    if one.verdict == ListVerdict::NotTestable {
        return format!("{found}, too few genes to test");
    }
    let (expected, adjusted) = (known(one.expected), known(one.ease_adj_p_value));
    let p = short(adjusted);
    if called_at(adjusted, alpha) {
        format!("{found} where {expected:.1} are expected by chance (EASE p {p})")
    } else {
        format!("{found}, not clearly more than the {expected:.1} expected by chance (EASE p {p})")
    }
}

/// What all features say. A test above the level says that nothing is clear, not where they lie.
fn features(one: &ThemeCompetition, alpha: f64) -> String {
    let lie = match (called_at(one.adj_p_value, alpha), one.direction) {
        (true, Direction::Up) => "lie above all others",
        (true, Direction::Down) => "lie below all others",
        (false, _) => "do not clearly lie above or below all others",
    };
    let change = match (called_at(one.size_adj_p_value, alpha), one.size_t > 0.0) {
        (true, true) => "change more",
        (true, false) => "change less",
        (false, _) => "do not clearly change more or less",
    };
    format!(
        "its {} features {lie} (p {}) and {change} (p {})",
        one.n_features,
        short(one.adj_p_value),
        short(one.size_adj_p_value)
    )
}

fn led_by(genes: &[LeadingGene]) -> Option<String> {
    const NAMED: usize = 5;
    if genes.is_empty() {
        return None;
    }
    let names: Vec<String> = (genes.iter().take(NAMED))
        .map(|gene| format!("{} ({:+.2})", gene.gene, gene.log_fc))
        .collect();
    Some(format!("led by {}", names.join(", ")))
}

fn key_genes(one: &ThemeFinding) -> Option<String> {
    let n_named = one.key_genes.len();
    let measured = one.key_genes.iter().filter(|key| key.feature_id.is_some());
    let (n_measured, n_changed) = measured.fold((0, 0), |(all, changed), key| {
        (all + 1, changed + usize::from(key.is_changed))
    });
    let of = match (n_measured, n_named) {
        (_, 0) => return None,
        (0, 1) => return Some("its key gene is not measured".to_owned()),
        (0, n) => return Some(format!("none of its {n} key genes is measured")),
        (n, all) if n == all => format!("{n} key {}", genes(n)),
        (n, all) => format!("{n} measured key {} (of {all})", genes(n)),
    };
    let (more, less) = (one.n_key_genes_for_more, one.n_key_genes_for_less);
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

/// A number that every tested theme has.
fn known(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// A p-value for people: two digits.
fn short(p: f64) -> String {
    if p >= 0.001 {
        format!("{p:.3}")
    } else {
        format!("{p:.1e}")
    }
}
