//! Themes of lists that hold nothing.

use arrayon_genesets::{GeneList, GeneUniverse};
use arrayon_stats::random_stream::random_stream;
use arrayon_themes::{ListVerdict, Species, ThemeSettings, assess_themes, default_panel};
use rand::Rng;

/// A list drawn at random from the tested genes says nothing: a theme is called in at most the
/// share of lists that the threshold allows.
#[test]
fn random_lists_give_no_more_verdicts_than_alpha() {
    let panel = default_panel(Species::Rat);
    let mut genes: Vec<&str> = panel
        .sets
        .iter()
        .flat_map(|set| set.genes.iter().map(String::as_str))
        .collect();
    let others: Vec<String> = (0..17_000).map(|number| format!("Gene{number}")).collect();
    genes.extend(others.iter().map(String::as_str));
    genes.sort_unstable();
    genes.dedup();
    let universe = GeneUniverse::from_genes(genes.iter().copied()).unwrap();
    let n_lists = 400;
    let mut with_verdict = 0;
    for number in 0..n_lists {
        let mut rng = random_stream(11, number);
        let mut draw = || genes[rng.next_u32() as usize % genes.len()];
        let n = 20 + (number as usize * 7) % 800;
        let up: Vec<&str> = (0..n).map(|_| draw()).collect();
        let up = GeneList::from_genes(&universe, up).unwrap();
        let none = GeneList::default();
        let found = assess_themes(panel, &universe, &up, &none, ThemeSettings::default()).unwrap();
        let called =
            (found.up.iter().chain(&found.down)).any(|one| one.verdict == ListVerdict::Enriched);
        with_verdict += usize::from(called);
    }
    // 5 % of 400 is 20; EASE keeps well below.
    assert!(
        with_verdict <= 20,
        "{with_verdict} of {n_lists} random lists"
    );
}
