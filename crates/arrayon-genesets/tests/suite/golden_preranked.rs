//! Enrichment of ranked lists against exact counts and other programs.

use arrayon_genesets::{FeatureSets, PrerankedRow, PrerankedSettings, preranked};
use arrayon_testkit::{read_table, testdata};

/// The number of sets of `set_size` of `n` features whose running sum of counts reaches `score`
/// after some hit, over all sets: paths counted by hits and misses, scaled to stay finite.
fn exact_share(n: usize, set_size: usize, score: f64) -> f64 {
    let n_others = n - set_size;
    // shares[hits] of random orders that have not met the score after this many hits and misses.
    let mut shares = vec![0.0; set_size + 1];
    shares[0] = 1.0;
    let mut met = 0.0;
    for step in 0..n {
        let mut next = vec![0.0; set_size + 1];
        for hits in 0..=set_size.min(step) {
            let misses = step - hits;
            if shares[hits] == 0.0 || misses > n_others {
                continue;
            }
            let left = (n - step) as f64;
            let hit = shares[hits] * (set_size - hits) as f64 / left;
            let miss = shares[hits] * (n_others - misses) as f64 / left;
            let value = (hits + 1) as f64 / set_size as f64 - misses as f64 / n_others as f64;
            if hits < set_size {
                if value >= score - 1e-9 {
                    met += hit;
                } else {
                    next[hits + 1] += hit;
                }
            }
            next[hits] += miss;
        }
        shares = next;
    }
    met
}

fn find<'a>(results: &'a [PrerankedRow], id: &str) -> &'a PrerankedRow {
    results.iter().find(|result| result.set_id == id).unwrap()
}

#[test]
fn small_p_values_agree_with_exact_path_counts() {
    // Counts as weights: the probability of a deviation can be counted. Scores above a half are
    // the set's score whenever they are reached.
    let n = 1_000;
    let statistic: Vec<f64> = (0..n)
        .map(|row| 1.0 - f64::from(row) / f64::from(n))
        .collect();
    // Every `step`-th feature from the top: a score of about 1 - step * size / n.
    let sets = [
        (20, 10),
        (20, 5),
        (20, 2),
        (50, 9),
        (50, 6),
        (50, 4),
        (100, 5),
    ]
    .map(|(size, step)| {
        let rows = (0..size).map(|at| at * step).collect();
        (format!("{size} by {step}"), String::new(), rows)
    });
    let sets = FeatureSets::from_rows(n as usize, sets).unwrap();
    let settings = PrerankedSettings {
        exponent: 0.0,
        ..PrerankedSettings::default()
    };
    let found = preranked(&statistic, &sets, settings).unwrap();
    assert_eq!(found.len(), 7);
    let mut smallest = 1.0_f64;
    for result in &found {
        let share = exact_share(n as usize, result.n_features, result.enrichment_score);
        // Half of all random sets score above 0: a walk and its reverse have opposite scores.
        let expected = 2.0 * share;
        let off = (result.p_value / expected).ln();
        assert!(
            result.enrichment_score > 0.5 && !result.is_p_value_bound,
            "{}",
            result.set_id
        );
        assert!(
            off.abs() < 3.5 * (result.log2_error * std::f64::consts::LN_2).max(0.05),
            "{}: p {:e}, exact {expected:e}, error {:.2}",
            result.set_id,
            result.p_value,
            (result.log2_error * std::f64::consts::LN_2)
        );
        smallest = smallest.min(expected);
    }
    assert!(smallest < 1e-30, "{smallest:e}");
}

#[test]
fn many_chains_are_right_on_average() {
    // 24 seeds: the mean log error shows a bias that one chain would hide.
    let n = 2_000;
    let statistic: Vec<f64> = (0..n)
        .map(|row| 1.0 - f64::from(row) / f64::from(n))
        .collect();
    let rows = (0..40).map(|at| at * 15).collect();
    let sets = FeatureSets::from_rows(n as usize, [("s".into(), String::new(), rows)]).unwrap();
    let mut offs = Vec::new();
    for seed in 0..24 {
        let settings = PrerankedSettings {
            exponent: 0.0,
            seed,
            ..PrerankedSettings::default()
        };
        let found = preranked(&statistic, &sets, settings).unwrap();
        let expected = 2.0 * exact_share(n as usize, 40, found[0].enrichment_score);
        assert!(expected < 1e-10);
        offs.push(
            (found[0].p_value / expected).ln() / (found[0].log2_error * std::f64::consts::LN_2),
        );
    }
    let mean = offs.iter().sum::<f64>() / offs.len() as f64;
    let spread = (offs.iter().map(|off| (off - mean).powi(2)).sum::<f64>() / 23.0).sqrt();
    assert!(mean.abs() < 0.5, "mean error {mean:.2} of its stated size");
    assert!(
        (0.6..1.6).contains(&spread),
        "spread {spread:.2} of the stated error"
    );
}

#[test]
fn weighted_p_values_agree_with_plain_random_sets() {
    // 2,000 random sets decide the simple way; a chain must agree with them.
    let n: u32 = 3_000;
    let statistic: Vec<f64> = (0..n)
        .map(|row| 4.0 * (0.5 - f64::from(row) / f64::from(n)).powi(3))
        .collect();
    let rows = |size: u32, step: u32| {
        (0..size)
            .map(|at| (at * step * 7) % n)
            .collect::<Vec<u32>>()
    };
    let sets = [
        ("a", rows(15, 20)),
        ("b", rows(60, 5)),
        ("c", rows(30, 9)),
        ("d", rows(120, 3)),
    ]
    .map(|(id, rows)| (id.to_owned(), String::new(), rows));
    let sets = FeatureSets::from_rows(n as usize, sets).unwrap();
    let plain = PrerankedSettings {
        n_random: 200_000,
        min_exceeding: 0,
        ..PrerankedSettings::default()
    };
    let chains = PrerankedSettings {
        n_random: 2_000,
        min_exceeding: usize::MAX,
        ..plain
    };
    let plain = preranked(&statistic, &sets, plain).unwrap();
    let chains = preranked(&statistic, &sets, chains).unwrap();
    let mut n_compared = 0;
    for one in &plain {
        let other = find(&chains, &one.set_id);
        // too few of 2,000 random sets have the sign of this one for the chains to start from
        if other.p_value.is_nan() {
            continue;
        }
        n_compared += 1;
        assert_eq!(
            (one.enrichment_score, &one.leading_features),
            (other.enrichment_score, &other.leading_features)
        );
        let off = (one.p_value / other.p_value).ln();
        let error = (one.log2_error * std::f64::consts::LN_2)
            .hypot(other.log2_error * std::f64::consts::LN_2);
        assert!(
            off.abs() < 3.5 * error,
            "{}: {:e} {:e}",
            one.set_id,
            one.p_value,
            other.p_value
        );
    }
    assert!(n_compared >= 3, "{n_compared}");
}

#[test]
fn threads_change_nothing_and_signs_mirror() {
    let n: u32 = 500;
    let statistic: Vec<f64> = (0..n)
        .map(|row| (f64::from(row * 37 % n) - 180.0) / 100.0)
        .collect();
    let set = |seed: u32| {
        (0..10 + seed)
            .map(|at| (at * (seed + 3)) % n)
            .collect::<Vec<u32>>()
    };
    let sets = (0..20).map(|seed| (format!("s{seed:02}"), String::new(), set(seed)));
    let sets = FeatureSets::from_rows(n as usize, sets).unwrap();
    let settings = PrerankedSettings::default();
    let run = |threads, statistic: &[f64]| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| preranked(statistic, &sets, settings).unwrap())
    };
    let one = run(1, &statistic);
    assert_eq!(one, run(5, &statistic));
    let turned: Vec<f64> = statistic.iter().map(|value| -value).collect();
    for result in run(2, &turned) {
        let before = find(&one, &result.set_id);
        assert!(
            (result.enrichment_score + before.enrichment_score).abs() < 1e-11,
            "{result:?} {before:?}"
        );
        assert_eq!(result.leading_features, before.leading_features);
    }
}

#[test]
fn scores_and_leading_edges_equal_gseapy() {
    let golden = |name: &str| read_table(&testdata().join("golden/genesets").join(name));
    let statistic = golden("moderated.tsv").numbers("t");
    let features = golden("moderated.tsv");
    let names = features.text("feature");
    let sets = golden("sets.tsv");
    let rows = |text: &str| {
        text.split(' ')
            .map(|row| row.parse().unwrap())
            .collect::<Vec<u32>>()
    };
    let sets = sets
        .rows
        .iter()
        .map(|row| (row[0].clone(), String::new(), rows(&row[1])));
    let sets = FeatureSets::from_rows(statistic.len(), sets).unwrap();
    let settings = PrerankedSettings {
        n_random: 10_000,
        min_size: 2,
        ..PrerankedSettings::default()
    };
    let found = preranked(&statistic, &sets, settings).unwrap();
    let gseapy = golden("preranked.tsv");
    assert_eq!(found.len(), gseapy.rows.len());
    let (es, nes, p) = (
        gseapy.numbers("es"),
        gseapy.numbers("nes"),
        gseapy.numbers("p"),
    );
    for (row, id) in gseapy.text("set").into_iter().enumerate() {
        let one = find(&found, id);
        assert!(
            (one.enrichment_score - es[row]).abs() < 1e-9,
            "{id}: {} {}",
            one.enrichment_score,
            es[row]
        );
        assert!(
            (one.normalized_enrichment_score.unwrap() / nes[row] - 1.0).abs() < 0.05,
            "{id}: {} {}",
            one.normalized_enrichment_score.unwrap(),
            nes[row]
        );
        // Both are shares of about 5,000 random sets.
        let error = (p[row].max(2e-4) / 5_000.0).sqrt() * 2f64.sqrt();
        assert!(
            (one.p_value - p[row]).abs() < 4.0 * error,
            "{id}: {} {}",
            one.p_value,
            p[row]
        );
        let mut edge: Vec<&str> = one
            .leading_features
            .iter()
            .map(|&feature| names[feature as usize])
            .collect();
        let mut expected: Vec<&str> = gseapy.rows[row][4].split(';').collect();
        edge.sort_unstable();
        expected.sort_unstable();
        assert_eq!(edge, expected, "{id}");
    }
}

#[test]
fn no_p_value_where_hardly_a_random_set_has_the_sign() {
    // Weights fall so fast that a random set scores below 0 only if all its features stand in the
    // lower half of the list: one set of 30 in a thousand million.
    let n = 1_000;
    let statistic: Vec<f64> = (0..n).map(|row| (-f64::from(row) / 40.0).exp()).collect();
    let sets = [
        ("low".to_owned(), String::new(), (960..990).collect()),
        ("high".to_owned(), String::new(), (0..30).collect()),
        (
            "spread".to_owned(),
            String::new(),
            (0..30).map(|at| 33 * at).collect(),
        ),
    ];
    let sets = FeatureSets::from_rows(n as usize, sets).unwrap();
    let found = preranked(&statistic, &sets, PrerankedSettings::default()).unwrap();
    let low = find(&found, "low");
    assert!(low.enrichment_score < -0.9, "{low:?}");
    assert!(low.p_value.is_nan() && low.log2_error.is_nan() && low.adj_p_value.is_nan());
    assert_eq!(low.normalized_enrichment_score, None);
    // the others are adjusted as if it were not there, and it stands last
    let high = find(&found, "high");
    assert!(high.p_value < 1e-6, "{high:?}");
    let expected = (2.0 * high.p_value).min(find(&found, "spread").p_value);
    assert_eq!(high.adj_p_value, expected);
    assert_eq!(found[2].set_id, "low");
    // in JSON it is null, and read back as it was
    let text = serde_json::to_string(low).unwrap();
    assert!(text.contains("\"p_value\":null"), "{text}");
    let read: PrerankedRow = serde_json::from_str(&text).unwrap();
    assert!(read.p_value.is_nan() && read.adj_p_value_all.is_nan());
}
