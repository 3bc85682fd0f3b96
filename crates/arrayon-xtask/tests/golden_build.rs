//! The build from its sources against reference counts and the committed data.
//!
//! The sources (40 MB) are not committed: `ARRAYON_THEME_SOURCES` names the folder that
//! `fetch_sources.sh` filled; without it the tests say that they are skipped.

use arrayon_formats::gaf::read_gaf;
use arrayon_formats::obo::read_obo;
use arrayon_genesets::{TermSetSettings, TermSets};
use arrayon_testkit::{announce_skipped, read_table, shared};
use arrayon_themes::{Species, default_panel};
use std::path::PathBuf;

fn sources(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ARRAYON_THEME_SOURCES").map(PathBuf::from);
    if folder.is_none() {
        announce_skipped(test, "ARRAYON_THEME_SOURCES is not set");
    }
    folder
}

fn settings(relations: &[&str], excluded: &[&str]) -> TermSetSettings {
    let texts = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    TermSetSettings {
        relations: texts(relations),
        excluded_evidence: texts(excluded),
        ..TermSetSettings::default()
    }
}

#[test]
fn counts_per_term_equal_the_reference() {
    let test = "counts_per_term_equal_the_reference";
    let (Some(folder), Some(shared)) = (sources(test), shared(test)) else {
        return;
    };
    let ontology = read_obo(&folder.join("go-basic.obo")).unwrap();
    assert_eq!(ontology.terms.len(), 48_321);
    let gaf = read_gaf(&folder.join("goa_rat.gaf.gz"), None).unwrap();
    let build = |settings| TermSets::new(&ontology, &gaf.annotations, &settings);
    let with_regulates = [
        "part_of",
        "regulates",
        "positively_regulates",
        "negatively_regulates",
    ];
    let plain = build(settings(&["part_of"], &[]));
    let no_iea = build(settings(&["part_of"], &["IEA"]));
    let regulates = build(settings(&with_regulates, &[]));
    let only_is_a = build(settings(&[], &[]));
    let size = |sets: &TermSets, id: &str| sets.set(id).unwrap().genes.len() as f64;
    assert_eq!(size(&only_is_a, "GO:0006954"), 319.0);

    let counts = plain.counts();
    assert_eq!(counts.n_merged + counts.n_replaced, 14_597);
    assert_eq!(counts.n_without_successor + counts.n_unknown_term, 6_930);

    let table = read_table(&shared.join("data/genesets/theme_counts.tsv"));
    let column = |name| table.numbers_of_terms(name);
    let (direct, propagated) = (column("rat2019_direct"), column("rat2019_prop"));
    let (without, with) = (
        column("rat2019_prop_noIEA"),
        column("rat2019_prop_withregulates"),
    );
    assert_eq!(direct.len(), 127);
    for (row, (id, expected)) in direct.iter().enumerate() {
        assert_eq!(
            plain.n_direct(id).unwrap() as f64,
            *expected,
            "{id}, direct"
        );
        assert_eq!(size(&plain, id), propagated[row].1, "{id}");
        assert_eq!(size(&no_iea, id), without[row].1, "{id}, without IEA");
        assert_eq!(size(&regulates, id), with[row].1, "{id}, with regulates");
    }
}

trait OfTerms {
    fn numbers_of_terms(&self, column: &str) -> Vec<(String, f64)>;
}

impl OfTerms for arrayon_testkit::Table {
    /// Term and number of every row that is a term's.
    fn numbers_of_terms(&self, column: &str) -> Vec<(String, f64)> {
        let at = self.position(column);
        let ids = self.text("go_id").into_iter().enumerate();
        ids.filter(|(_, id)| *id != "UNION")
            .map(|(row, id)| (id.to_owned(), self.rows[row][at].parse().unwrap()))
            .collect()
    }
}

#[test]
fn embedded_sets_are_what_the_build_gives() {
    let Some(folder) = sources("embedded_sets_are_what_the_build_gives") else {
        return;
    };
    let ontology = read_obo(&folder.join("go-basic.obo")).unwrap();
    for species in Species::ALL {
        let name = format!("goa_{}.gaf.gz", species.name());
        let gaf = read_gaf(&folder.join(name), None).unwrap();
        let sets = TermSets::new(&ontology, &gaf.annotations, &TermSetSettings::default());
        for set in &default_panel(species).sets {
            assert_eq!(set.genes, sets.set(&set.id).unwrap().genes, "{}", set.id);
        }
    }
}
