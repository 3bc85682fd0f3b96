//! Parent-child, elim and collapse against a slow independent script on random ontologies.

use arrayon_core::{Ontology, OntologyTerm, TermAnnotation};
use arrayon_genesets::GeneList;
use arrayon_genesets::GeneUniverse;
use arrayon_genesets::MatchedSets;
use arrayon_genesets::SymbolAliases;
use arrayon_genesets::TermHierarchy;
use arrayon_genesets::collapse_terms;
use arrayon_genesets::{OverRepresentationSettings, over_representation};
use arrayon_genesets::{ParentGenes, TermResult, elim, parent_child};
use arrayon_genesets::{TermSetSettings, TermSets};
use arrayon_testkit::{Table, read_table, testdata};

const GRAPHS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];
const ALL_SIZES: OverRepresentationSettings = OverRepresentationSettings {
    min_size: 1,
    max_size: usize::MAX,
};

fn golden(name: &str) -> Table {
    read_table(&testdata().join("golden/terms").join(name))
}

fn words(text: &str) -> Vec<String> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(String::from)
        .collect()
}

struct Study {
    universe: GeneUniverse,
    list: GeneList,
    sets: MatchedSets,
    hierarchy: TermHierarchy,
}

fn study(graph: &str) -> Study {
    let (mut ontology, mut annotations) = (Ontology::default(), Vec::new());
    for row in golden("graphs.tsv")
        .rows
        .iter()
        .filter(|row| row[0] == graph)
    {
        ontology.terms.push(OntologyTerm {
            id: row[1].clone(),
            is_a: words(&row[2]),
            ..OntologyTerm::default()
        });
        annotations.extend(words(&row[3]).into_iter().map(|symbol| TermAnnotation {
            symbol,
            term: row[1].clone(),
            ..TermAnnotation::default()
        }));
    }
    let terms = TermSets::new(&ontology, &annotations, &TermSetSettings::default());
    let lists = golden("lists.tsv");
    let row = lists.rows.iter().find(|row| row[0] == graph).unwrap();
    let genes = words(&row[2]);
    let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
    let listed = words(&row[1]);
    let list = GeneList::from_genes(&universe, listed.iter().map(String::as_str)).unwrap();
    let aliases = SymbolAliases::default();
    let sets = MatchedSets::new("terms", &terms.sets(), &universe, &aliases).unwrap();
    let hierarchy = TermHierarchy::new(&sets.sets, &terms);
    Study {
        universe,
        list,
        sets,
        hierarchy,
    }
}

impl Study {
    fn parent_child(&self, genes: ParentGenes) -> Vec<TermResult> {
        let Self {
            universe,
            list,
            sets,
            hierarchy,
        } = self;
        parent_child(universe, list, sets, hierarchy, genes, ALL_SIZES).unwrap()
    }

    fn elim(&self) -> Vec<TermResult> {
        let Self {
            universe,
            list,
            sets,
            hierarchy,
        } = self;
        elim(universe, list, sets, hierarchy, 0.05, ALL_SIZES).unwrap()
    }
}

#[test]
fn counts_and_p_equal_the_script_s() {
    let expected = golden("tests.tsv");
    for graph in GRAPHS {
        let study = study(graph);
        let methods = [
            ("union", study.parent_child(ParentGenes::Union)),
            (
                "intersection",
                study.parent_child(ParentGenes::Intersection),
            ),
            ("elim", study.elim()),
        ];
        for (method, found) in methods {
            let rows: Vec<&Vec<String>> = (expected.rows.iter())
                .filter(|row| row[0] == graph && row[1] == method)
                .collect();
            assert_eq!(rows.len(), found.len());
            for row in rows {
                let what = format!("graph {graph}, {method}, {}", row[2]);
                let one = found.iter().find(|one| one.id == row[2]).unwrap();
                let counts = one.counts;
                let counts = [
                    counts.n_universe,
                    counts.set_size,
                    counts.n_list,
                    counts.overlap,
                ];
                assert_eq!(
                    counts.map(|count| count.to_string())[..],
                    row[3..7],
                    "{what}"
                );
                let p: f64 = row[7].parse().unwrap();
                assert!((one.p_value / p - 1.0).abs() < 1e-11, "{what}");
            }
            assert!(
                found
                    .windows(2)
                    .all(|pair| pair[0].p_value <= pair[1].p_value)
            );
        }
    }
}

#[test]
fn the_collapse_equals_the_script_s() {
    let expected = golden("collapsed.tsv");
    for graph in GRAPHS {
        let study = study(graph);
        let plain =
            over_representation(&study.universe, &study.list, &study.sets, ALL_SIZES).unwrap();
        let position = |id: &str| study.sets.sets.iter().position(|set| set.id == id).unwrap();
        let significant: Vec<usize> = (plain.tested.iter())
            .filter(|one| one.p_fisher < 0.2)
            .map(|one| position(&one.id))
            .collect();
        let Study {
            universe,
            list,
            sets,
            hierarchy,
        } = &study;
        let found = collapse_terms(universe, list, sets, hierarchy, &significant, 0.05).unwrap();
        let rows: Vec<&Vec<String>> = expected.rows.iter().filter(|row| row[0] == graph).collect();
        assert_eq!(rows.len(), found.kept.len() + found.explained.len());
        let kept: Vec<usize> = (rows.iter().filter(|row| row[2] == "-"))
            .map(|row| position(&row[1]))
            .collect();
        assert_eq!(found.kept, kept, "graph {graph}");
        let explained: Vec<(usize, usize)> = (rows.iter().filter(|row| row[2] != "-"))
            .map(|row| (position(&row[1]), position(&row[2])))
            .collect();
        let ours: Vec<(usize, usize)> = (found.explained.iter())
            .map(|one| (one.set, one.explained_by))
            .collect();
        assert_eq!(ours, explained, "graph {graph}");
        let turned: Vec<usize> = significant
            .iter()
            .rev()
            .chain(&significant)
            .copied()
            .collect();
        let again = collapse_terms(universe, list, sets, hierarchy, &turned, 0.05).unwrap();
        assert_eq!(again, found);
    }
}

#[test]
fn by_hand() {
    // The list is the three genes of `leaf`: above it nothing is left to explain.
    let study = study("1");
    let leaf = (study.sets.sets.iter())
        .find(|set| (3..8).contains(&set.members.len()))
        .unwrap();
    let genes: Vec<&str> = (leaf.members.iter())
        .map(|&at| study.universe.genes()[at as usize].as_str())
        .collect();
    let list = GeneList::from_genes(&study.universe, genes).unwrap();
    let Study {
        universe,
        sets,
        hierarchy,
        ..
    } = &study;
    let found = elim(universe, &list, sets, hierarchy, 0.01, ALL_SIZES).unwrap();
    let of = |id: &str| found.iter().find(|one| one.id == id).unwrap();
    assert_eq!(of(&leaf.id).counts.overlap, leaf.members.len());
    assert_eq!((of("T00").counts.overlap, of("T00").p_value), (0, 1.0));
}

#[test]
fn refuses_what_does_not_fit() {
    let study = study("1");
    let Study {
        universe,
        list,
        sets,
        hierarchy,
    } = &study;
    assert!(elim(universe, list, sets, hierarchy, f64::NAN, ALL_SIZES).is_err());
    let other = TermHierarchy::new(
        &sets.sets[1..],
        &TermSets::new(&Ontology::default(), &[], &TermSetSettings::default()),
    );
    assert!(elim(universe, list, sets, &other, 0.01, ALL_SIZES).is_err());
    assert!(collapse_terms(universe, list, sets, hierarchy, &[999], 0.05).is_err());
    assert!(collapse_terms(universe, list, sets, hierarchy, &[0], 2.0).is_err());
    let none = OverRepresentationSettings {
        min_size: 0,
        ..ALL_SIZES
    };
    assert!(parent_child(universe, list, sets, hierarchy, ParentGenes::Union, none).is_err());
}
