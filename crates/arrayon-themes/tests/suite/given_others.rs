//! Themes that share genes: which of them is called.

use arrayon_core::GeneSet;
use arrayon_formats::theme_panel::parse;
use arrayon_genesets::{DifferentialRow, GeneUniverse, ListRule, SymbolAliases, select_up_down};
use arrayon_results::ThemeOutcome;
use arrayon_themes::{
    ContrastThemes, FeatureStatistic, JudgedContrast, ListAnswer, ThemeFinding, ThemePanel,
    ThemeSettings, judge_themes,
};

const N_GENES: usize = 2_000;

/// Fire has genes 0..200, and its element flame 0..50; smoke has 160..260, of which the first 40
/// are those of fire; stone has 400..460.
fn panel() -> ThemePanel {
    let text = "arrayon_panel: 1\nid: test\nversion: '1'\nname: Test\nthemes:\n\
        - {id: fire, name: fire, terms: ['T:1']}\n\
        - {id: flame, name: flame, part_of: fire, terms: ['T:2']}\n\
        - {id: smoke, name: smoke, terms: ['T:3']}\n\
        - {id: stone, name: stone, terms: ['T:4']}\n";
    let genes = |start: usize, n: usize| (start..start + n).map(|i| format!("G{i:04}")).collect();
    let set = |id: &str, genes| GeneSet::new(id.into(), String::new(), genes);
    let sets = [
        set("T:1", genes(0, 200)),
        set("T:2", genes(0, 50)),
        set("T:3", genes(160, 100)),
        set("T:4", genes(400, 60)),
    ];
    let definition = parse("p.yaml".as_ref(), text).unwrap();
    ThemePanel::new(&definition, "test".into(), &sets, SymbolAliases::default())
}

fn judge(is_up: impl Fn(usize) -> bool) -> ContrastThemes {
    let names: Vec<String> = (0..N_GENES).map(|i| format!("G{i:04}")).collect();
    let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).unwrap();
    let features: Vec<FeatureStatistic<'_>> = (names.iter().enumerate())
        .map(|(i, name)| FeatureStatistic {
            feature_id: name,
            z: if is_up(i) {
                6.0
            } else {
                ((i * 7) % 5) as f64 / 2.0 - 1.0
            },
            log_fc: 1.0,
            standard_error: 0.2,
            p_value: 0.1,
            adj_p_value: if is_up(i) { 0.01 } else { 0.9 },
        })
        .collect();
    let rows = features.iter().map(|feature| DifferentialRow {
        feature_id: feature.feature_id,
        log_fc: feature.log_fc,
        adj_p_value: feature.adj_p_value,
    });
    let contrast = JudgedContrast {
        lists: &select_up_down(&universe, rows, ListRule::default()).unwrap(),
        features: &features,
        df: None,
        fdr: 0.05,
        residuals: None,
        conditions: &[],
    };
    judge_themes(&panel(), &universe, &contrast, ThemeSettings::default()).unwrap()
}

fn of<'a>(found: &'a ContrastThemes, id: &str) -> &'a ThemeFinding {
    found.verdicts.iter().find(|one| one.theme == id).unwrap()
}

#[test]
fn genes_of_a_theme_that_explains_them_make_no_second_verdict() {
    // 60 genes of fire, 20 of them of smoke, too; and 40 genes of no theme
    let found = judge(|i| (140..200).contains(&i) || (1_000..1_040).contains(&i));
    assert_eq!(of(&found, "fire").verdict, ThemeOutcome::Up);
    let smoke = of(&found, "smoke");
    assert_eq!(smoke.verdict, ThemeOutcome::NoEvidence);
    assert_eq!(smoke.list_up.answer, ListAnswer::Explained);
    let shared = &smoke.list_up.shared_with;
    assert_eq!(
        (shared.len(), shared[0].name.as_str(), shared[0].n_genes),
        (1, "fire", 40)
    );
    let own = smoke.list_up.own.as_ref().unwrap();
    assert_eq!((own.n_genes_tested, own.n_list, own.n_overlap), (60, 40, 0));
    assert!(
        smoke.sentence.starts_with(
            "no evidence that smoke changes beyond what fire explains: 40 of 100 genes up lie in it \
             where 5.0 are expected by chance, but 40 of them in fire too; without the genes of \
             that theme, 0 of 40, not clearly more than the 1.3 expected (p 1.000)"
        ),
        "{}",
        smoke.sentence
    );
    // the element has none of the genes, and a whole is not held against it
    assert!(of(&found, "flame").list_up.shared_with.is_empty());
}

#[test]
fn genes_of_another_theme_are_named_where_a_theme_says_little_by_itself_too() {
    // all genes of fire, of which 40 are of smoke, too, and 500 of no theme: of so long a list 35 of
    // smoke are expected by chance
    let found = judge(|i| i < 200 || (1_000..1_500).contains(&i));
    let smoke = &of(&found, "smoke");
    let list = &smoke.list_up;
    assert_eq!(list.answer, ListAnswer::NoEvidence, "{}", smoke.sentence);
    let by_itself = list.adj_p_value_by_itself.unwrap();
    assert!(by_itself > 0.05 && by_itself < list.adj_p_value.unwrap());
    assert!(
        smoke.sentence.contains(
            " 40 of them in fire too; without the genes of that theme, 0 of 500 (p 1.000)"
        ),
        "{}",
        smoke.sentence
    );
    assert!(
        smoke
            .sentence
            .contains(&format!("by chance (p {by_itself:.3}), 40 of them")),
        "{}",
        smoke.sentence
    );
}

#[test]
fn a_theme_with_genes_of_its_own_is_called_beside_the_one_it_shares_some_with() {
    let found = judge(|i| (100..240).contains(&i));
    // 80 of its 100 genes go up
    assert_eq!(of(&found, "smoke").verdict, ThemeOutcome::Up);
    let fire = of(&found, "fire");
    assert_eq!(fire.verdict, ThemeOutcome::Up);
    assert_eq!(fire.list_up.own.as_ref().unwrap().n_overlap, 60);
    assert!(
        fire.sentence
            .contains(" 40 of them in smoke too; without the genes of that theme, 60 of 60"),
        "{}",
        fire.sentence
    );
}

#[test]
fn a_whole_and_its_element_are_not_held_against_each_other() {
    let found = judge(|i| i < 45 || (1_000..1_010).contains(&i));
    for id in ["fire", "flame"] {
        let one = of(&found, id);
        assert_eq!(one.list_up.answer, ListAnswer::Called, "{}", one.sentence);
        assert!(one.list_up.shared_with.is_empty());
    }
}

#[test]
fn all_tests_of_a_contrast_share_one_correction() {
    // the longer list is tested for four themes, the other list is too short
    let found = judge(|i| (400..420).contains(&i));
    assert_eq!(found.n_tests, 4);
    let stone = &of(&found, "stone").list_up;
    let p = stone.p_value.unwrap();
    assert!((stone.adj_p_value.unwrap() / (4.0 * p) - 1.0).abs() < 1e-12);
    assert_eq!(
        p,
        stone
            .ease_p_value
            .unwrap()
            .max(stone.noise_p_value.unwrap())
    );
}
