//! Parent-child, elim and collapse against a slow independent script on random ontologies.

use arrayon_core::{Ontology, OntologyTerm, TermAnnotation};
use arrayon_genesets::{
    GeneList, GeneUniverse, MatchedSets, ParentGenes, SetSizes, SymbolAliases, TermHierarchy,
    TermRow, TermSetSettings, TermSets, collapse_terms, elim, over_representation, parent_child,
};
use arrayon_testkit::{Table, read_table, testdata};

const GRAPHS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];
const ALL_SIZES: SetSizes = SetSizes {
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
    fn parent_child(&self, genes: ParentGenes) -> Vec<TermRow> {
        let Self {
            universe,
            list,
            sets,
            hierarchy,
        } = self;
        parent_child(universe, list, sets, hierarchy, genes, ALL_SIZES).unwrap()
    }

    fn elim(&self) -> Vec<TermRow> {
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
                let one = found.iter().find(|one| one.set_id == row[2]).unwrap();
                // the p-value depends on the other two counts, of universe and list
                let counts = [one.n_compared, one.n_overlap].map(|count| count.to_string());
                assert_eq!([&counts[0], &counts[1]], [&row[4], &row[6]], "{what}");
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
            .filter(|one| one.p_value < 0.2)
            .map(|one| position(&one.set_id))
            .collect();
        let Study {
            universe,
            list,
            sets,
            hierarchy,
        } = &study;
        let found = collapse_terms(universe, list, sets, hierarchy, &significant, 0.05).unwrap();
        let rows: Vec<&Vec<String>> = expected.rows.iter().filter(|row| row[0] == graph).collect();
        let kept: Vec<&str> = found.iter().map(|one| one.set_id.as_str()).collect();
        let explained: Vec<(&str, &str)> = (found.iter())
            .flat_map(|kept| kept.stands_for.iter().map(move |one| (one, kept)))
            .map(|(one, kept)| (one.set_id.as_str(), kept.set_id.as_str()))
            .collect();
        assert_eq!(rows.len(), kept.len() + explained.len());
        let (expected, others): (Vec<&Vec<String>>, Vec<&Vec<String>>) =
            rows.into_iter().partition(|row| row[2] == "-");
        let expected: Vec<&str> = expected.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(kept, expected, "graph {graph}");
        for row in others {
            assert!(
                explained.contains(&(&row[1], &row[2])),
                "graph {graph}, {row:?}"
            );
        }
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
    let of = |id: &str| found.iter().find(|one| one.set_id == id).unwrap();
    assert_eq!(of(&leaf.id).n_overlap, leaf.members.len());
    assert_eq!((of("T00").n_overlap, of("T00").p_value), (0, 1.0));
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
    let none = SetSizes {
        min_size: 0,
        ..ALL_SIZES
    };
    assert!(parent_child(universe, list, sets, hierarchy, ParentGenes::Union, none).is_err());
}
