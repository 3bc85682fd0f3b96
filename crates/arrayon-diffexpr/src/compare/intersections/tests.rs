use super::*;
use crate::SignedTest;
use proptest::prelude::*;

fn result(name: &str, decisions: &[i8]) -> SignedResult {
    let test = |(at, &decision): (usize, &i8)| {
        let t = 3.0 * f64::from(decision);
        (format!("g{at:02}"), SignedTest { t, decision })
    };
    let tests = decisions.iter().enumerate().map(test);
    SignedResult::new(name.into(), tests.collect())
}

#[test]
fn shared_reversed_and_specific() {
    let mut first = result("a", &[1, 1, -1, 1, 0, -1, 0, 0]);
    let second = result("b", &[1, 1, -1, -1, 1, 0, 0, 0]);
    // tested in one only
    let test = SignedTest {
        t: 9.0,
        decision: 1,
    };
    first.tests.insert("g99".into(), test);
    let all = intersect(&[first, second]);
    let pair = &all.contrast_pairs[0];
    assert_eq!((pair.n_tested, pair.n_first, pair.n_second), (8, 5, 5));
    assert_eq!(pair.up_up.feature_ids, ["g00", "g01"]);
    assert_eq!(pair.down_down.feature_ids, ["g02"]);
    assert_eq!(pair.up_down.feature_ids, ["g03"]);
    assert!(pair.down_up.feature_ids.is_empty());
    assert_eq!(
        (&pair.only_first[..], &pair.only_second[..]),
        (&["g05".to_owned()][..], &["g04".to_owned()][..])
    );
    assert_eq!((pair.n_shared(), pair.n_reversed()), (3, 1));
    assert_eq!(pair.jaccard, Some(4.0 / 6.0));
    // R: phyper(3, 5, 3, 5, lower.tail = FALSE); 5 * 5 / 8
    assert!((pair.both.p_value - 16.0 / 56.0).abs() < 1e-14);
    assert_eq!(pair.both.expected, 3.125);
    assert_eq!(
        pair.sentence,
        "a and b: 4 of 5 and 5 features found in both (3.1 expected of \
         independent lists; how much noise these have in common is not known); 3 in the same \
         direction (2 up, 1 down), 1 reversed (1 up in a and down in b, 0 the other way round)"
    );
    assert_eq!(all.not_in_all, ["g99"]);
    assert!(pair.noise_correlation.is_none());
    // shared controls: chance is no measure, and the sentence does not say that it is
    let said = |noise: Option<f64>| {
        let mut pair = pair.clone();
        pair.noise_correlation = noise;
        pair::words(&pair)
    };
    let shared = said(Some(0.5));
    assert!(
        shared.contains(
            "(3.1 expected of independent lists, which these are not: noise that they have in \
             common correlates their estimates by 0.50)"
        ),
        "{shared}"
    );
    assert!(!shared.contains("by chance"));
    for none in [0.0, -1e-17] {
        assert!(said(Some(none)).contains("(3.1 expected by chance)"));
    }
}

#[test]
fn patterns_are_sorted_and_named() {
    let all = intersect(&[
        result("a", &[1, 1, -1, 0, 0, 0]),
        result("b", &[1, 1, 0, 0, 0, -1]),
        result("c", &[0, 0, 1, 0, 0, 0]),
    ]);
    let words: Vec<&str> = all.patterns.iter().map(|p| p.sentence.as_str()).collect();
    let expected = [
        "up in a and b, not found in c",
        "not found in any",
        "up in c, down in a, not found in b",
        "down in b, not found in a and c",
    ];
    assert_eq!(words, expected);
    // 6 * 2/6 * 2/6 * 5/6
    assert!((all.patterns[0].expected - 10.0 / 18.0).abs() < 1e-14);
    assert_eq!(all.contrast_pairs.len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_make_the_whole(lists in prop::collection::vec((-1..=1i8, -1..=1i8, -1..=1i8), 1..40)) {
        let of = |name: &str, pick: fn(&(i8, i8, i8)) -> i8| {
            result(name, &lists.iter().map(pick).collect::<Vec<_>>())
        };
        let results = [of("a", |l| l.0), of("b", |l| l.1), of("c", |l| l.2)];
        let all = intersect(&results);
        let n_features: usize = all.patterns.iter().map(|p| p.n_features).sum();
        prop_assert_eq!(n_features, results[0].tests.len());
        let is_found = |id: &&String| results.iter().any(|one| one.tests[*id].decision != 0);
        let mut members: Vec<&String> = all.patterns.iter().flat_map(|p| &p.feature_ids).collect();
        members.sort();
        prop_assert_eq!(members, results[0].tests.keys().filter(is_found).collect::<Vec<_>>());
        for pair in &all.contrast_pairs {
            let n_both = pair.both.feature_ids.len();
            prop_assert_eq!(n_both, pair.n_shared() + pair.n_reversed());
            prop_assert_eq!(pair.n_first, n_both + pair.only_first.len());
            prop_assert_eq!(pair.n_second, n_both + pair.only_second.len());
            let parts = [&pair.up_up, &pair.down_down, &pair.up_down, &pair.down_up];
            let expected: f64 = parts.iter().map(|overlap| overlap.expected).sum();
            prop_assert!((expected - pair.both.expected).abs() < 1e-12);
        }
        let mut mirrored = intersect(&[results[1].clone(), results[0].clone()]);
        let (pair, mirror) = (&all.contrast_pairs[0], mirrored.contrast_pairs.remove(0));
        prop_assert_eq!(&pair.up_down.feature_ids, &mirror.down_up.feature_ids);
        prop_assert_eq!(&pair.only_first, &mirror.only_second);
    }
}
