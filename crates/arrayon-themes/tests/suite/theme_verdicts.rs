//! The rule that joins lists and all features, case by case.

use arrayon_core::{Direction, GeneSet};
use arrayon_formats::theme_panel::parse;
use arrayon_genesets::{DifferentialRow, GeneUniverse, ListRule, SymbolAliases, select_up_down};
use arrayon_results::ThemeOutcome;
use arrayon_themes::{
    FeatureStatistic, JudgedContrast, KeyGeneEvidence, ListAnswer, Obstacle, ThemeFinding,
    ThemePanel, ThemeSettings, judge_themes,
};

const N_GENES: usize = 1_000;

/// Genes 0..40 are heat, 40..80 cold; G000 and G001 drive heat, G004..G006 hold it back, G002 means
/// nothing but itself.
fn panel() -> ThemePanel {
    let text = "arrayon_panel: 1\nid: test\nversion: '1'\nname: Test\nthemes:\n\
        - {id: heat, name: heat response, terms: ['T:1'], expected: up, expected_in: fever, \
           key_genes: [{gene: G000, more: up}, {gene: G001, more: up}, {gene: G002}, {gene: G004, more: down}, \
           {gene: G005, more: down}, {gene: G006, more: down}, {gene: Nowhere, more: up}]}\n\
        - {id: cold, name: cold response, terms: ['T:2']}\n\
        - {id: far, name: far theme, terms: ['T:3']}\n";
    let genes = |start: usize, n: usize| (start..start + n).map(|i| format!("G{i:03}")).collect();
    let set = |id: &str, genes| GeneSet::new(id.into(), String::new(), genes);
    let sets = [
        set("T:1", genes(0, 40)),
        set("T:2", genes(40, 40)),
        set("T:3", genes(995, 100)),
    ];
    let definition = parse("p.yaml".as_ref(), text).unwrap();
    ThemePanel::new(&definition, "test".into(), &sets, SymbolAliases::default())
}

/// Verdicts where the z of some genes is given; the others have quantiles of the normal, in an
/// order that has nothing to do with themes. Genes of |z| from 4 count as changed.
fn judge(z_of: impl Fn(usize) -> Option<f64>) -> Vec<ThemeFinding> {
    judge_under(&[], z_of)
}

/// The same of a contrast that compares conditions with their absence.
fn judge_under(conditions: &[&str], z_of: impl Fn(usize) -> Option<f64>) -> Vec<ThemeFinding> {
    let names: Vec<String> = (0..N_GENES).map(|i| format!("G{i:03}")).collect();
    let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).unwrap();
    let z = |i: usize| {
        z_of(i).unwrap_or_else(|| {
            let rank = (i * 383) % N_GENES;
            arrayon_stats::normal::quantile_of_ln(((rank as f64 + 0.5) / N_GENES as f64).ln())
        })
    };
    let features: Vec<FeatureStatistic<'_>> = (names.iter().enumerate())
        .map(|(i, name)| FeatureStatistic {
            feature_id: name,
            z: z(i),
            log_fc: z(i) / 2.0,
            standard_error: 0.15,
            p_value: (-z(i).abs()).exp(),
            adj_p_value: if z(i).abs() >= 4.0 { 0.01 } else { 0.9 },
        })
        .collect();
    let rows = features.iter().map(|feature| DifferentialRow {
        feature_id: feature.feature_id,
        log_fc: feature.log_fc,
        adj_p_value: feature.adj_p_value,
    });
    let lists = select_up_down(&universe, rows, ListRule::default()).unwrap();
    let (panel, settings) = (panel(), ThemeSettings::default());
    let contrast = JudgedContrast {
        lists: &lists,
        features: &features,
        df: Some(20.0),
        fdr: 0.05,
        residuals: None,
        conditions,
    };
    judge_themes(&panel, &universe, &contrast, settings)
        .unwrap()
        .verdicts
}

#[test]
fn a_theme_whose_genes_go_up_goes_up_with_its_evidence() {
    let verdicts = judge(|i| (i < 40 && !(4..=6).contains(&i) && i % 2 == 0).then_some(5.0));
    let heat = &verdicts[0];
    assert_eq!(heat.verdict, ThemeOutcome::Up);
    assert_eq!(
        (heat.n_key_genes_for_more, heat.n_key_genes_for_less),
        (1, 0)
    );
    assert_eq!(heat.leading_genes.len(), 10);
    assert_eq!(heat.leading_genes[0].gene, "G000");
    assert!(heat.leading_genes.iter().all(|gene| gene.log_fc == 2.5));
    let competition = heat.competitive.as_ref().unwrap();
    assert!(competition.p_value < 0.05 && competition.n_features == 40);
    assert_eq!(heat.list_up.answer, ListAnswer::Called);
    assert_eq!(heat.key_genes_say, Some(KeyGeneEvidence::Agree));
    let [start, middle, end] = [
        "heat response goes up: 18 of 18 genes up lie in it where 0.7 are expected by chance (p ",
        "led by G000 (+2.50)",
        "2 of 6 measured key genes (of 7) changed: 1 speaks for more of it, 1 speaks for neither \
         more nor less of it; 40 of its 40 genes are measured; p of lists adjusted over 2 tests",
    ];
    let sentence = &heat.sentence;
    assert!(sentence.starts_with(start), "{sentence}");
    assert!(sentence.contains(middle), "{sentence}");
    assert!(sentence.ends_with(end), "{sentence}");
    assert_eq!(verdicts[1].verdict, ThemeOutcome::NoEvidence);
    assert!(
        verdicts[1]
            .sentence
            .starts_with("no evidence that cold response changes")
    );
    assert_eq!(verdicts[2].verdict, ThemeOutcome::NotTestable);
    let reason = verdicts[2].reason.as_ref().unwrap();
    assert!(reason.starts_with("5 of its 100 genes"), "{reason}");
    assert!(verdicts[2].competitive.is_none());
}

#[test]
fn down_is_up_the_other_way_round() {
    let verdicts = judge(|i| ((40..80).contains(&i) && i % 2 == 0).then_some(-5.0));
    assert_eq!(verdicts[1].verdict, ThemeOutcome::Down);
    assert_eq!(verdicts[0].verdict, ThemeOutcome::NoEvidence);
    let verdicts = judge(|i| (i < 40 && !(4..=6).contains(&i) && i % 2 == 0).then_some(-5.0));
    assert_eq!(verdicts[0].verdict, ThemeOutcome::Down);
}

#[test]
fn an_expectation_speaks_only_of_contrasts_of_its_condition() {
    let heat = |conditions: &[&str], z: f64| {
        let is_heat = |i: usize| i < 40 && !(4..=6).contains(&i) && i.is_multiple_of(2);
        let verdicts = judge_under(conditions, |i| is_heat(i).then_some(z));
        (verdicts[0].is_as_expected, verdicts[0].sentence.clone())
    };
    let (as_expected, sentence) = heat(&["fever", "thirst"], 5.0);
    assert_eq!(as_expected, Some(true));
    assert!(
        sentence.starts_with("heat response goes up, as expected in fever: "),
        "{sentence}"
    );
    let (as_expected, sentence) = heat(&["fever"], -5.0);
    assert_eq!(as_expected, Some(false));
    assert!(
        sentence.starts_with("heat response goes down, against what is expected in fever: "),
        "{sentence}"
    );
    for conditions in [&[][..], &["thirst"]] {
        let (as_expected, sentence) = heat(conditions, -5.0);
        assert_eq!(as_expected, None);
        assert!(
            sentence.starts_with("heat response goes down: "),
            "{sentence}"
        );
    }
    let nothing = judge_under(&["fever"], |_| None);
    assert_eq!(nothing[0].is_as_expected, None);
}

#[test]
fn changed_key_genes_are_counted_by_what_they_speak_for() {
    let said = |changed: &[usize]| {
        let verdicts = judge(|i| changed.contains(&i).then_some(5.0));
        verdicts[0].sentence.clone()
    };
    let both = said(&[0, 1, 4]);
    assert!(
        both.contains(
            "3 of 6 measured key genes (of 7) changed: 2 speak for more of it, 1 speaks for less \
             of it, which turns no verdict;"
        ),
        "{both}"
    );
    let neither = said(&[40, 500, 700]);
    assert!(
        neither.contains("0 of 6 measured key genes (of 7) changed;"),
        "{neither}"
    );
    let shown = said(&[2, 500, 700]);
    assert!(
        shown.contains("1 of 6 measured key genes (of 7) changed: 1 speaks for neither"),
        "{shown}"
    );
}

#[test]
fn genes_that_go_both_ways_change_in_both_directions() {
    let verdicts = judge(|i| {
        (40..80)
            .contains(&i)
            .then_some(if i % 2 == 0 { 5.0 } else { -5.0 })
    });
    assert_eq!(verdicts[1].verdict, ThemeOutcome::BothDirections);
    assert_eq!(verdicts[1].direction, None);
    assert_eq!(verdicts[1].leading_genes.len(), 10);
}

#[test]
fn a_few_genes_of_a_theme_that_stands_still_are_a_part() {
    let verdicts = judge(|i| match i {
        40..48 => Some(6.0),
        48..80 => Some(if i % 2 == 0 { -1.4 } else { -1.2 }),
        _ => None,
    });
    let cold = &verdicts[1];
    assert!(cold.competitive.as_ref().unwrap().p_value > 0.05);
    assert_eq!(cold.verdict, ThemeOutcome::Part);
    assert_eq!(cold.direction, Some(Direction::Up));
    let sentence = &cold.sentence;
    assert!(
        sentence.starts_with("part of cold response goes up: 8 of 8 genes up"),
        "{sentence}"
    );
    assert!(
        sentence.contains("as a whole do not clearly lie above or below all others (p 0."),
        "{sentence}"
    );
}

#[test]
fn a_list_against_all_other_features_is_both_directions() {
    let verdicts = judge(|i| match i {
        40..46 => Some(5.0),
        46..80 => Some(-3.5),
        _ => None,
    });
    assert_eq!(verdicts[1].verdict, ThemeOutcome::BothDirections);
    assert!(
        verdicts[1]
            .sentence
            .contains("as a whole lie below all others"),
        "{}",
        verdicts[1].sentence
    );
}

#[test]
fn key_genes_turn_no_verdict() {
    // the three genes that hold the process back go up with the theme, its drivers do not
    let verdicts = judge(|i| match i {
        0..4 => Some(0.1),
        4..24 => Some(5.0),
        _ => None,
    });
    let heat = &verdicts[0];
    assert_eq!(
        (heat.n_key_genes_for_more, heat.n_key_genes_for_less),
        (0, 3)
    );
    assert_eq!(heat.verdict, ThemeOutcome::Up);
    assert_eq!(heat.key_genes_say, Some(KeyGeneEvidence::Disagree));
    assert!(
        heat.sentence
            .contains("speak for less of it, which turns no verdict;")
    );
}

#[test]
fn nothing_changed_is_not_testable_and_says_what_could_have_been_seen() {
    let verdicts = judge(|i| (i % 97 == 0).then_some(0.0));
    for one in &verdicts[..2] {
        assert_eq!(one.verdict, ThemeOutcome::NotTestable);
        assert_eq!(one.obstacle, Some(Obstacle::TooFewChangedGenes));
        let n_genes = one.detectable_change.unwrap().n_genes.unwrap();
        assert!((3..40).contains(&n_genes), "{n_genes}");
    }
    let sentence = &verdicts[0].sentence;
    assert!(
        sentence.starts_with(
            "heat response cannot be tested: too few changed genes: 0 up and 0 down, at least 3 of \
             one direction are needed; with these arrays it would be called, in 80 % of such studies, \
             if about "
        ),
        "{sentence}"
    );
    assert_eq!(verdicts[2].obstacle, Some(Obstacle::TooFewGenesMeasured));
    assert_eq!(verdicts[2].detectable_change, None);
}

#[test]
fn a_list_that_chance_explains_is_no_evidence() {
    // three genes change, one of them of the theme
    let verdicts = judge(|i| [50, 500, 700].contains(&i).then_some(5.0));
    let cold = &verdicts[1];
    assert_eq!(cold.verdict, ThemeOutcome::NoEvidence);
    assert!(!cold.sentence.contains("led by"), "{}", cold.sentence);
    assert!(
        cold.sentence.contains(
            "1 of 3 genes up lies in it, not clearly more than the 0.1 expected by chance (p 1.000); \
             0 of 0 genes down lie in it, too few genes to test"
        ),
        "{}",
        cold.sentence
    );
}

#[test]
fn other_changed_genes_make_a_theme_harder_to_see() {
    let needed = |n_others: usize| {
        let verdicts = judge(|i| (i >= 100 && i < 100 + n_others).then_some(5.0));
        let heat = &verdicts[0];
        assert!(!heat.verdict.is_change());
        heat.detectable_change.unwrap().n_genes.unwrap()
    };
    let (alone, among_few, among_many) = (needed(0), needed(20), needed(120));
    assert!(
        alone < among_few && among_few < among_many,
        "{alone}, {among_few}, {among_many}"
    );
}
