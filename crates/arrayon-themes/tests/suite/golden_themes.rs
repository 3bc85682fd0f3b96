//! The embedded themes against an independent build.

use arrayon_core::GeneSet;
use arrayon_testkit::{read_table, shared};
use arrayon_themes::{Species, default_panel};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Themes of the reference, and what they are called here.
const NAMES: [(&str, &str); 13] = [
    ("inflammation", "inflammation"),
    ("mineral_calcium", "mineral_calcium"),
    ("mineral_phosphate", "mineral_phosphate"),
    ("mineral_magnesium", "mineral_magnesium"),
    ("mineral_iron", "mineral_iron"),
    ("mineral_zinc", "mineral_zinc"),
    ("mineral_copper", "mineral_copper"),
    ("mineral_general", "mineral_general"),
    ("vitaminD_PTH", "vitamin_d_and_pth"),
    ("mineralization", "mineralisation"),
    ("bone", "bone"),
    ("cartilage", "cartilage"),
    ("ecm", "extracellular_matrix"),
];

fn folder(test: &str) -> Option<PathBuf> {
    Some(shared(test)?.join("data/genesets"))
}

#[test]
fn sets_equal_the_independent_build() {
    let Some(folder) = folder("sets_equal_the_independent_build") else {
        return;
    };
    let text =
        std::fs::read_to_string(folder.join("themes_rat_goa20190114_isa_partof.symbols.gmt"))
            .unwrap();
    let reference: BTreeMap<String, BTreeSet<String>> = (text.lines())
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            (cells.next().unwrap(), cells.skip(1).collect())
        })
        .collect();
    let panel = default_panel(Species::Rat);
    let genes = |set: &GeneSet| set.genes.iter().cloned().collect::<BTreeSet<_>>();
    let ours: BTreeMap<String, BTreeSet<String>> = (panel.sets.iter())
        .map(|set| (set.id.clone(), genes(set)))
        .collect();
    assert_eq!(ours.len(), 125);
    assert_eq!(ours, reference);
    let all: BTreeSet<&String> = ours.values().flatten().collect();
    assert_eq!(all.len(), 2928);
}

#[test]
fn themes_have_the_reference_s_terms_and_sizes() {
    let Some(folder) = folder("themes_have_the_reference_s_terms_and_sizes") else {
        return;
    };
    let counts = read_table(&folder.join("theme_counts.tsv"));
    let panel = default_panel(Species::Rat);
    for (reference, ours) in NAMES {
        let theme = panel.theme(ours).unwrap();
        let of_theme = || {
            (counts.text("theme").into_iter().enumerate())
                .filter(|(_, name)| *name == reference)
                .map(|(row, _)| row)
        };
        let terms: BTreeSet<&str> = of_theme()
            .map(|row| counts.text("go_id")[row])
            .filter(|id| *id != "UNION")
            .collect();
        assert_eq!(
            theme
                .terms
                .iter()
                .map(String::as_str)
                .collect::<BTreeSet<_>>(),
            terms
        );
        let union = of_theme()
            .find(|&row| counts.text("go_id")[row] == "UNION")
            .unwrap();
        assert_eq!(
            theme.genes.len() as f64,
            counts.numbers("rat2019_prop")[union],
            "{ours}"
        );
    }
}
