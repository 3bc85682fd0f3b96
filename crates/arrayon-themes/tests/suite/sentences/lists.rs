//! What is said of the genes up and the genes down.

use super::ALPHA;
use super::texts::{between, number};
use arrayon_core::{Direction, called_at};
use arrayon_themes::{ListAnswer, ListEvidence, ListVerdict, ThemeFinding, ThemeVerdict};

/// What is said of a list follows from its counts and p-values.
pub(super) fn check_evidence(one: &ThemeFinding, direction: Direction, list: &ListEvidence) {
    let text = &one.sentence;
    let start = [
        format!(
            "{} of {} genes {direction} lie in it",
            list.n_overlap, list.n_list
        ),
        format!(
            "{} of {} genes {direction} lies in it",
            list.n_overlap, list.n_list
        ),
        format!(
            "{} of {} gene {direction} lie in it",
            list.n_overlap, list.n_list
        ),
        format!(
            "{} of {} gene {direction} lies in it",
            list.n_overlap, list.n_list
        ),
    ];
    let said = start
        .iter()
        .find_map(|start| text.split_once(start.as_str()));
    let is_said = !one.verdict.is_change() || list.answer == ListAnswer::Called;
    assert_eq!(said.is_some(), is_said, "{direction} {start:?}: {text}");
    let Some((_, rest)) = said else { return };
    if list.answer == ListAnswer::NotTestable {
        assert!(
            list.n_list < 3 && rest.starts_with(", too few genes to test"),
            "{text}"
        );
        return;
    }
    let (expected, adjusted) = (list.expected.unwrap(), list.adj_p_value.unwrap());
    let is_shown = |p: f64, of: f64| {
        assert_eq!(called_at(p, ALPHA), called_at(of, ALPHA), "{text}");
        assert!((p - of).abs() <= 0.06 * of.max(0.01), "{p} {of}: {text}");
    };
    let by_itself = list.adj_p_value_by_itself.unwrap();
    let is_shared = list.own.is_some() && list.answer == ListAnswer::NoEvidence;
    let p = number(between(rest, "(p ", ")").unwrap());
    is_shown(p, if is_shared { by_itself } else { adjusted });
    if is_shared {
        // what is left without the genes of others has the p-value that the verdict rests on
        let of_own = rest.split_once("; without the genes of ").unwrap().1;
        is_shown(number(between(of_own, "(p ", ")").unwrap()), adjusted);
    }
    let alone = list.ease_p_value.unwrap().max(list.noise_p_value.unwrap());
    assert!(list.p_value.unwrap() >= alone && adjusted >= list.p_value.unwrap());
    if rest.starts_with(" where ") {
        let shown = number(between(rest, " where ", " are expected").unwrap());
        assert!((shown - expected).abs() <= 0.051, "{text}");
        assert!(list.n_overlap as f64 > expected && alone <= ALPHA, "{text}");
        let is_explained = rest
            .split("(p ")
            .next()
            .unwrap()
            .contains("not clearly more than");
        assert_eq!(is_explained, list.answer == ListAnswer::Explained, "{text}");
        assert_eq!(!is_explained, called_at(adjusted, ALPHA), "{text}");
    } else {
        assert!(rest.starts_with(", not clearly more than the "), "{text}");
        assert_eq!(list.answer, ListAnswer::NoEvidence);
        assert!(adjusted > ALPHA, "{text}");
    }
    let n_p_values = if is_shared { 2 } else { 1 };
    let of_list: Vec<&str> = rest.split("(p ").take(n_p_values).collect();
    let of_list = of_list.join("");
    assert_eq!(
        of_list.contains(" of them in "),
        list.own.is_some(),
        "{text}"
    );
    if let Some((shared, own)) = of_list
        .split_once(" of them in ")
        .map(|_| (list.n_shared, list.own.as_ref().unwrap()))
    {
        let most = list
            .shared_with
            .iter()
            .map(|one| one.n_genes)
            .max()
            .unwrap();
        let sum: usize = list.shared_with.iter().map(|one| one.n_genes).sum();
        assert!(
            most <= shared && shared <= sum && shared <= list.n_overlap,
            "{text}"
        );
        assert_eq!(own.n_overlap + shared, list.n_overlap, "{text}");
        assert!(
            of_list.contains(&format!(" {shared} of them in ")),
            "{text}"
        );
        assert!(
            of_list.contains(&format!(", {} of {}", own.n_overlap, own.n_list)),
            "{text}"
        );
        for other in &list.shared_with {
            assert!(of_list.contains(&other.name), "{text}");
        }
    }
}

pub(super) fn check_list(one: &ThemeVerdict, direction: &str) {
    let text = &one.sentence;
    let is_said =
        |head: &str| text.starts_with(&head.replace('X', &one.name).replace('D', direction));
    let heads = [
        (
            ListVerdict::Enriched,
            is_said("X is over-represented among the genes D: "),
        ),
        (
            ListVerdict::NoEvidence,
            is_said("no evidence that X is over-represented among the genes D: "),
        ),
        (
            ListVerdict::NotTestable,
            is_said("X cannot be tested among the genes D: "),
        ),
    ];
    for (verdict, is_said) in heads {
        assert_eq!(is_said, verdict == one.verdict, "{text}");
    }
    if let Some(p) = one.ease_adj_p_value {
        assert_eq!(p <= ALPHA, one.verdict == ListVerdict::Enriched, "{text}");
        assert!(
            text.contains(&format!(
                ": {} of {} listed genes",
                one.n_overlap, one.n_list
            )),
            "{text}"
        );
    } else {
        assert!(text.contains(one.reason.as_ref().unwrap()), "{text}");
    }
}
