//! What every sentence says follows from the numbers of its theme, in random contrasts.

mod lists;
mod random_contrast;
mod texts;

use arrayon_core::{Direction, called_at};
use arrayon_results::ThemeOutcome;
use arrayon_themes::{KeyGeneEvidence, ListAnswer, ListEvidence, ThemeFinding};
use lists::{check_evidence, check_list};
use random_contrast::contrast;
use std::collections::BTreeMap;
use texts::{between, number};

const N_CONTRASTS: u64 = 400;
const ALPHA: f64 = 0.05;

#[test]
fn sentences_say_what_their_numbers_say() {
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..N_CONTRASTS {
        let found = contrast(seed);
        for one in &found.verdicts {
            check(one, found.n_tests);
            *heads.entry(one.verdict.to_string()).or_default() += 1;
            let explained = [&one.list_up, &one.list_down]
                .iter()
                .any(|list| list.answer == ListAnswer::Explained);
            *heads.entry(format!("explained {explained}")).or_default() += 1;
        }
        for (direction, verdicts) in [("up", &found.up), ("down", &found.down)] {
            for one in verdicts {
                check_list(one, direction);
            }
        }
    }
    // every kind of sentence has been seen, and often
    assert!(
        heads.len() == 8 && heads.values().all(|&n| n >= 15),
        "{heads:?}"
    );
}

fn check(one: &ThemeFinding, n_tests: usize) {
    let (text, name) = (&one.sentence, &one.name);
    let starts = |head: &str| text.starts_with(&head.replace('X', name));
    let heads = [
        (ThemeOutcome::Up, starts("X goes up")),
        (ThemeOutcome::Down, starts("X goes down")),
        (ThemeOutcome::Part, starts("part of X goes ")),
        (
            ThemeOutcome::BothDirections,
            starts("X changes in both directions: "),
        ),
        (
            ThemeOutcome::NoEvidence,
            starts("no evidence that X changes"),
        ),
        (ThemeOutcome::NotTestable, starts("X cannot be tested: ")),
    ];
    for (verdict, is_said) in heads {
        assert_eq!(is_said, verdict == one.verdict, "{text}");
    }
    let lists = [
        (Direction::Up, &one.list_up),
        (Direction::Down, &one.list_down),
    ];
    check_verdict(one, &lists);
    if one.verdict == ThemeOutcome::NotTestable {
        assert!(text.contains(one.reason.as_ref().unwrap()), "{text}");
        assert!(
            !text.contains("lie in it") && !text.contains("led by"),
            "{text}"
        );
    } else {
        assert!(
            text.ends_with(&format!("; p of lists adjusted over {n_tests} tests")),
            "{text}"
        );
        for (direction, list) in lists {
            check_evidence(one, direction, list);
        }
    }
    check_headline(one, &lists);
    check_whole(one);
    check_genes(one);
    check_expectation(one);
    check_reach(one);
}

/// The headline begins as the sentence does, and has the counts of the lists that call the theme,
/// without what is another theme's.
fn check_headline(one: &ThemeFinding, lists: &[(Direction, &ListEvidence); 2]) {
    let (line, text) = (&one.headline, &one.sentence);
    let head = line.split(": ").next().unwrap();
    assert!(text.starts_with(head), "{line}\n{text}");
    for (direction, list) in lists {
        let (n_overlap, n_list, expected) = match &list.own {
            None => (list.n_overlap, list.n_list, list.expected),
            Some(own) => (own.n_overlap, own.n_list, Some(own.expected)),
        };
        let said = format!("{n_overlap} of {n_list} genes {direction}");
        let is_called = list.answer == ListAnswer::Called;
        assert_eq!(line.contains(&said), is_called, "{line}");
        if is_called {
            assert!(
                list.own.is_none() || line.contains(" without those of "),
                "{line}"
            );
            assert!(
                line.contains(&format!("{:.1} expected", expected.unwrap())),
                "{line}"
            );
            assert!(list.adj_p_value.unwrap() <= ALPHA, "{line}");
        }
    }
    assert_eq!(line.contains("led by"), text.contains("led by"), "{line}");
    if one.verdict == ThemeOutcome::NotTestable {
        assert!(line.ends_with(one.reason.as_ref().unwrap()), "{line}");
    }
}

/// The word follows from the lists and the whole.
fn check_verdict(one: &ThemeFinding, lists: &[(Direction, &ListEvidence); 2]) {
    let text = &one.sentence;
    let called: Vec<Direction> = (lists.iter())
        .filter(|(_, list)| list.answer == ListAnswer::Called)
        .map(|(direction, _)| *direction)
        .collect();
    let clear = one
        .competitive
        .as_ref()
        .filter(|whole| whole.p_value <= ALPHA);
    let side = clear.map(|whole| whole.direction);
    match one.verdict {
        ThemeOutcome::Up | ThemeOutcome::Down => {
            assert_eq!(called, [one.direction.unwrap()], "{text}");
            assert_eq!(side, one.direction, "{text}");
            assert_eq!(one.verdict.direction(), one.direction);
        }
        ThemeOutcome::Part => {
            assert_eq!(called, [one.direction.unwrap()], "{text}");
            assert_eq!(side, None, "{text}");
            assert!(text.contains(&format!(" goes {}", called[0])), "{text}");
        }
        ThemeOutcome::BothDirections => {
            let by_whole = called.len() == 1 && side.is_some_and(|side| side != called[0]);
            assert!(called.len() == 2 || by_whole, "{text}");
        }
        ThemeOutcome::NoEvidence | ThemeOutcome::NotTestable => {
            assert!(called.is_empty() && one.direction.is_none(), "{text}");
        }
    }
    let explained: Vec<&ListEvidence> = (lists.iter())
        .filter(|(_, list)| list.answer == ListAnswer::Explained)
        .map(|(_, list)| *list)
        .collect();
    let is_beyond = one.verdict == ThemeOutcome::NoEvidence && !explained.is_empty();
    assert_eq!(text.contains(" changes beyond what "), is_beyond, "{text}");
    if is_beyond {
        let names = between(text, " changes beyond what ", " explain").unwrap();
        for name in names.split(", ") {
            let is_shared =
                |list: &&&ListEvidence| list.shared_with.iter().any(|one| one.name == name);
            assert!(explained.iter().any(|list| is_shared(&list)), "{text}");
        }
    }
}

/// What is said of all features follows from their test.
fn check_whole(one: &ThemeFinding) {
    let text = &one.sentence;
    for (phrase, side) in [
        ("as a whole lie above all others", Direction::Up),
        ("as a whole lie below all others", Direction::Down),
    ] {
        if text.contains(phrase) {
            let whole = one.competitive.as_ref().unwrap();
            assert!(whole.p_value <= ALPHA && whole.direction == side, "{text}");
            let is_alone = text.contains("which alone calls no theme");
            assert_eq!(is_alone, one.verdict == ThemeOutcome::NoEvidence, "{text}");
        }
    }
    if text.contains("do not clearly lie above or below all others") {
        assert!(one.competitive.as_ref().unwrap().p_value > ALPHA, "{text}");
    }
    if let Some(n) = between(text, "; its ", " features as a whole") {
        assert_eq!(
            number(n) as usize,
            one.competitive.as_ref().unwrap().n_features
        );
    }
}

/// Key genes and leading genes are counted right and go where the verdict goes.
fn check_genes(one: &ThemeFinding) {
    let text = &one.sentence;
    if text.contains("led by ") {
        assert!(one.verdict.is_change(), "{text}");
        for gene in &one.leading_genes {
            let goes = Direction::of(gene.log_fc);
            assert!(
                one.direction.is_none_or(|direction| direction == goes),
                "{text}"
            );
            assert!(called_at(gene.adj_p_value, ALPHA));
        }
    }
    let changed = one.key_genes.iter().filter(|key| key.is_changed).count();
    let (more, less) = (one.n_key_genes_for_more, one.n_key_genes_for_less);
    assert!(more + less <= changed);
    if one.verdict != ThemeOutcome::NotTestable && !one.key_genes.is_empty() {
        let is_measured = one.key_genes.iter().any(|key| key.feature_id.is_some());
        assert_eq!(
            text.contains(" changed"),
            is_measured || one.verdict == ThemeOutcome::NoEvidence,
            "{text}"
        );
        for (n, what) in [(more, "for more of it"), (less, "for less of it")] {
            let speak = if n == 1 { "speaks" } else { "speak" };
            assert_eq!(
                text.contains(&format!(" {n} {speak} {what}")),
                n > 0,
                "{text}"
            );
        }
    }
    let (with, against) = match one.direction {
        Some(Direction::Up) => (more, less),
        Some(Direction::Down) => (less, more),
        None => {
            assert_eq!(one.key_genes_say, None);
            return;
        }
    };
    let says = match (with, against) {
        (0, 0) => KeyGeneEvidence::Silent,
        (_, 0) => KeyGeneEvidence::Agree,
        (0, _) => KeyGeneEvidence::Disagree,
        _ => KeyGeneEvidence::Divided,
    };
    assert_eq!(one.key_genes_say, Some(says), "{text}");
    assert_eq!(
        text.contains("which turns no verdict"),
        against > 0,
        "{text}"
    );
}

fn check_expectation(one: &ThemeFinding) {
    let text = &one.sentence;
    let agrees = one
        .direction
        .zip(one.expected_direction)
        .map(|(one, other)| one == other);
    assert_eq!(one.is_as_expected, agrees, "{text}");
    assert_eq!(
        text.contains(", as expected"),
        agrees == Some(true),
        "{text}"
    );
    assert_eq!(
        text.contains("against what is expected"),
        agrees == Some(false),
        "{text}"
    );
}

/// What could have been seen stands where nothing was, and is no larger than the theme.
fn check_reach(one: &ThemeFinding) {
    let text = &one.sentence;
    let is_any_found = one.list_up.n_overlap + one.list_down.n_overlap > 0;
    let other = if is_any_found { "other genes" } else { "genes" };
    let n = between(
        text,
        " if about ",
        &format!(" of its {other} changed 2-fold"),
    );
    let none = text.contains(&format!(
        "could hardly be called even if all of its {other} changed"
    ));
    if one.verdict.is_change() {
        assert!(n.is_none() && !none, "{text}");
        return;
    }
    let Some(detectable) = one.detectable_change else {
        assert!(n.is_none() && !none, "{text}");
        return;
    };
    match detectable.n_genes {
        Some(genes) => {
            let shown = number(n.unwrap()) as usize;
            assert!((genes..genes + 1 + genes / 10).contains(&shown), "{text}");
            let n_now = one.list_up.n_overlap + one.list_down.n_overlap;
            assert!(genes >= 1 && genes + n_now <= one.n_genes_tested, "{text}");
            assert!(text.contains("in 80 % of such studies") && detectable.power == 0.8);
        }
        None => assert!(none, "{text}"),
    }
    assert!((0.0..=1.0).contains(&detectable.share_found));
}
