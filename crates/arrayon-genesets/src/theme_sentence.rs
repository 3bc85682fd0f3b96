//! A theme's verdict in words.

use crate::direction::Direction;
use crate::over_representation::SetResult;
use crate::theme_panel::Theme;
use crate::themes::Verdict;

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

/// A p-value for people: two digits.
fn short(p: f64) -> String {
    if p >= 0.001 {
        format!("{p:.3}")
    } else {
        format!("{p:.1e}")
    }
}
