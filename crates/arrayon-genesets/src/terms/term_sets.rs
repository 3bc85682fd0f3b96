//! Gene sets of ontology terms, by the true-path rule.

use super::annotation::{AnnotationCounts, MissingParent, TermSetSettings};
use super::term_graph::TermGraph;
use arrayon_core::{GeneSet, Ontology, TermAnnotation};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The genes of every term in use: annotated directly, and with all terms below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSets {
    genes: Vec<String>,
    terms: Vec<Term>,
    positions: FxHashMap<String, usize>,
    counts: AnnotationCounts,
    relations: Vec<String>,
    missing_parents: Vec<MissingParent>,
    n_genes_cut: usize,
    circle: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    id: String,
    /// Ids of the terms in use right above, sorted.
    parents: Vec<String>,
    name: String,
    direct: Vec<u32>,
    propagated: Arc<[u32]>,
}

impl TermSets {
    /// Turns annotation into gene sets.
    ///
    /// Negated rows and rows without data are dropped; terms that were merged or replaced are
    /// followed to the term in use; each gene then passes from its terms to all terms above,
    /// along `is_a` and the chosen relations, across branches of the ontology too. Parents that
    /// were merged or replaced are followed as rows are.
    ///
    /// Where terms stand [in a circle](Self::circle), no gene passes upwards: such sets are not
    /// for use.
    ///
    /// # Numerics
    /// The counts per term equal those of an independent implementation for 127 terms, with and
    /// without electronic annotation and with `regulates` (test `golden_themes`).
    pub fn new(
        ontology: &Ontology,
        annotations: &[TermAnnotation],
        settings: &TermSetSettings,
    ) -> Self {
        let graph = TermGraph::new(ontology, &settings.relations);
        let mut counts = AnnotationCounts::default();
        let mut pairs: Vec<(usize, &str)> = Vec::with_capacity(annotations.len());
        for row in annotations {
            if let Some(term) = graph.place(row, settings, &mut counts) {
                pairs.push((term, settings.gene.of(row)));
            }
        }
        let genes: Vec<&str> = pairs
            .iter()
            .map(|pair| pair.1)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let gene_at: FxHashMap<&str, u32> = genes.iter().copied().zip(0..).collect();
        let mut direct = vec![Vec::new(); ontology.terms.len()];
        for (term, gene) in pairs {
            direct[term].push(gene_at[gene]);
        }
        for genes in &mut direct {
            genes.sort_unstable();
            genes.dedup();
        }
        let (order, circle) = match graph.bottom_up() {
            Ok(order) => (order, Vec::new()),
            Err(circle) => (Vec::new(), circle),
        };
        let propagated = graph.propagate(&direct, &order);
        let terms: Vec<Term> = (ontology
            .terms
            .iter()
            .enumerate()
            .zip(direct)
            .zip(&propagated))
        .filter(|(((_, term), _), _)| !term.is_obsolete)
        .map(|(((at, term), direct), propagated)| Term {
            id: term.id.clone(),
            parents: graph.parents(at),
            name: term.name.clone(),
            direct,
            propagated: Arc::clone(propagated),
        })
        .collect();
        let n_genes_cut = graph.n_genes_cut(&propagated);
        let positions = terms
            .iter()
            .enumerate()
            .map(|(at, term)| (term.id.clone(), at))
            .collect();
        Self {
            genes: genes.into_iter().map(str::to_owned).collect(),
            terms,
            positions,
            counts,
            relations: std::iter::once(&"is_a".to_owned())
                .chain(&settings.relations)
                .cloned()
                .collect(),
            n_genes_cut,
            circle: (circle.into_iter())
                .map(|at| ontology.terms[at].id.clone())
                .collect(),
            missing_parents: graph.into_missing(),
        }
    }

    /// Ids of terms that stand above each other in a circle, each above the one before it and the
    /// first above the last; empty where there is none, as it must be. Of several circles one.
    pub fn circle(&self) -> &[String] {
        &self.circle
    }

    /// Relations to terms that are not there, in the ontology's order.
    pub fn missing_parents(&self) -> &[MissingParent] {
        &self.missing_parents
    }

    /// The number of genes that do not pass to all terms above since [parents are
    /// missing](Self::missing_parents).
    pub fn n_genes_cut(&self) -> usize {
        self.n_genes_cut
    }

    /// The sizes of all sets together: what [`Self::sets`] would hold.
    pub fn n_memberships(&self) -> usize {
        self.terms.iter().map(|term| term.propagated.len()).sum()
    }

    /// What became of the annotation rows.
    pub fn counts(&self) -> AnnotationCounts {
        self.counts
    }

    /// The relations along which genes passed upwards, `is_a` first: to be printed with results.
    pub fn relations(&self) -> &[String] {
        &self.relations
    }

    /// The terms in use right above a term, along these relations, sorted; `None` for a term not
    /// in use.
    pub fn parents(&self, term: &str) -> Option<Vec<&str>> {
        let term = self.term(term)?;
        Some(term.parents.iter().map(String::as_str).collect())
    }

    /// The number of genes with any term.
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// The number of genes annotated with the term itself; `None` for a term not in use.
    pub fn n_direct(&self, term: &str) -> Option<usize> {
        self.term(term).map(|term| term.direct.len())
    }

    /// The set of a term with its name as description: genes of the term and of all below.
    /// `None` for a term not in use.
    pub fn set(&self, term: &str) -> Option<GeneSet> {
        self.term(term).map(|term| self.to_set(term))
    }

    /// The sets of all terms with at least one gene, in the ontology's order.
    pub fn sets(&self) -> Vec<GeneSet> {
        let with_genes = self.terms.iter().filter(|term| !term.propagated.is_empty());
        with_genes.map(|term| self.to_set(term)).collect()
    }

    fn term(&self, id: &str) -> Option<&Term> {
        self.positions.get(id).map(|&at| &self.terms[at])
    }

    fn to_set(&self, term: &Term) -> GeneSet {
        let name = |&at: &u32| self.genes[at as usize].clone();
        GeneSet::new(
            term.id.clone(),
            term.name.clone(),
            term.propagated.iter().map(name).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::{OntologyTerm, TermRelation};

    fn term(id: &str, is_a: &[&str]) -> OntologyTerm {
        OntologyTerm {
            id: id.into(),
            is_a: is_a.iter().map(ToString::to_string).collect(),
            ..OntologyTerm::default()
        }
    }

    fn row(symbol: &str, term: &str, qualifier: &str, evidence: &str) -> TermAnnotation {
        TermAnnotation {
            symbol: symbol.into(),
            term: term.into(),
            qualifier: qualifier.into(),
            evidence: evidence.into(),
            ..TermAnnotation::default()
        }
    }

    /// root <- a <- c, root <- b; d is part of b and regulates a; x was replaced by c.
    fn ontology() -> Ontology {
        let relation = |relation: &str, target: &str| TermRelation {
            relation: relation.into(),
            target: target.into(),
        };
        let mut terms = vec![
            term("root", &[]),
            term("a", &["root"]),
            term("b", &["root"]),
            term("c", &["a"]),
            term("d", &[]),
            term("x", &[]),
            term("y", &[]),
        ];
        terms[1].alt_ids.push("old_a".into());
        terms[4].relationships = vec![relation("part_of", "b"), relation("regulates", "a")];
        terms[5].is_obsolete = true;
        terms[5].replaced_by.push("c".into());
        terms[6].is_obsolete = true;
        Ontology {
            terms,
            ..Ontology::default()
        }
    }

    fn rows() -> Vec<TermAnnotation> {
        vec![
            row("G1", "c", "", "IDA"),
            row("G2", "d", "involved_in", "IEA"),
            row("G3", "old_a", "", "IDA"),
            row("G4", "x", "", "IDA"),
            row("G5", "y", "", "IDA"),
            row("G6", "nowhere", "", "IDA"),
            row("G7", "a", "NOT|colocalizes_with", "IDA"),
            row("G8", "a", "", "ND"),
        ]
    }

    #[test]
    fn follows_relations_and_successors_and_counts_rows() {
        let sets = TermSets::new(&ontology(), &rows(), &TermSetSettings::default());
        let genes = |id| sets.set(id).unwrap().genes;
        assert_eq!(genes("root"), ["G1", "G2", "G3", "G4"]);
        assert_eq!(genes("a"), ["G1", "G3", "G4"]);
        assert_eq!(genes("b"), ["G2"]);
        assert_eq!(sets.n_direct("a"), Some(1));
        assert_eq!(sets.set("x"), None);
        assert_eq!(sets.sets().len(), 5);
        let expected = AnnotationCounts {
            n_rows: 8,
            n_other_taxon: 0,
            n_negated: 1,
            n_no_data: 1,
            n_excluded_evidence: 0,
            n_current: 2,
            n_merged: 1,
            n_replaced: 1,
            n_without_successor: 1,
            n_unknown_term: 1,
        };
        assert_eq!(sets.counts(), expected);
        assert_eq!((sets.counts().n_used(), sets.n_genes()), (4, 4));
        assert_eq!(sets.relations(), ["is_a", "part_of"]);
        assert_eq!(sets.parents("d").unwrap(), ["b"]);
        assert_eq!(
            (sets.parents("x"), sets.parents("root")),
            (None, Some(vec![]))
        );
    }

    #[test]
    fn relations_and_evidence_are_a_choice() {
        let settings = TermSetSettings {
            relations: vec!["part_of".into(), "regulates".into()],
            ..TermSetSettings::default()
        };
        let with = TermSets::new(&ontology(), &rows(), &settings);
        assert_eq!(with.set("a").unwrap().genes, ["G1", "G2", "G3", "G4"]);
        let settings = TermSetSettings {
            excluded_evidence: vec!["IEA".into()],
            ..TermSetSettings::default()
        };
        let without = TermSets::new(&ontology(), &rows(), &settings);
        assert!(without.set("b").unwrap().genes.is_empty());
        assert_eq!(without.counts().n_excluded_evidence, 1);
    }

    #[test]
    fn a_circle_of_terms_is_named() {
        let ontology = Ontology {
            terms: vec![
                term("below", &["a"]),
                term("a", &["b"]),
                term("b", &["c"]),
                term("c", &["a", "root"]),
                term("root", &[]),
            ],
            ..Ontology::default()
        };
        let rows = [row("G", "below", "", "IDA")];
        let sets = TermSets::new(&ontology, &rows, &TermSetSettings::default());
        assert_eq!(sets.circle(), ["b", "c", "a"]);
        let sets = TermSets::new(&self::ontology(), &rows, &TermSetSettings::default());
        assert!(sets.circle().is_empty());
    }

    #[test]
    fn successors_are_followed_to_their_end_and_missing_parents_counted() {
        let obsolete = |id: &str, by: &[&str]| OntologyTerm {
            is_obsolete: true,
            replaced_by: by.iter().map(ToString::to_string).collect(),
            ..term(id, &[])
        };
        let mut ontology = Ontology {
            terms: vec![
                term("root", &[]),
                term("a", &["root"]),
                term("b", &["old"]),
                term("c", &["nowhere", "gone", "a"]),
                obsolete("old", &["older"]),
                obsolete("older", &["alt"]),
                obsolete("round", &["about"]),
                obsolete("about", &["round"]),
                obsolete("gone", &[]),
                obsolete("two", &["a", "b"]),
            ],
            ..Ontology::default()
        };
        ontology.terms[1].alt_ids.push("alt".into());
        let rows = ["old", "b", "c", "round", "gone", "two"];
        let rows: Vec<TermAnnotation> = (1..)
            .zip(rows)
            .map(|(at, term)| row(&format!("G{at}"), term, "", "IDA"))
            .collect();
        let sets = TermSets::new(&ontology, &rows, &TermSetSettings::default());
        assert_eq!(sets.set("root").unwrap().genes, ["G1", "G2", "G3"]);
        assert_eq!(sets.parents("b").unwrap(), ["a"]);
        let counts = sets.counts();
        assert_eq!((counts.n_replaced, counts.n_without_successor), (1, 3));
        let missing: Vec<(&str, &str)> = (sets.missing_parents().iter())
            .map(|one| (one.term.as_str(), one.parent.as_str()))
            .collect();
        assert_eq!(missing, [("c", "nowhere"), ("c", "gone")]);
        assert_eq!(sets.n_genes_cut(), 1);
    }

    #[test]
    fn rows_of_other_taxa_are_left_out_where_one_is_named() {
        let rows: Vec<TermAnnotation> = ["taxon:10116|taxon:1280", "taxon:9606", ""]
            .map(|taxon| TermAnnotation {
                taxon: taxon.into(),
                ..row(taxon, "a", "", "IDA")
            })
            .into();
        let settings = TermSetSettings {
            taxon: Some("taxon:10116".into()),
            ..TermSetSettings::default()
        };
        let sets = TermSets::new(&ontology(), &rows, &settings);
        assert_eq!((sets.counts().n_other_taxon, sets.n_genes()), (2, 1));
    }

    #[test]
    fn a_long_chain_is_no_longer_than_its_genes() {
        let n = 100_000;
        let terms = (0..n).map(|at| match at {
            0 => term("0", &[]),
            _ => term(&at.to_string(), &[&(at - 1).to_string()]),
        });
        let ontology = Ontology {
            terms: terms.collect(),
            ..Ontology::default()
        };
        let rows: Vec<TermAnnotation> = (0..200)
            .map(|gene| row(&format!("G{gene}"), &(n - 1 - gene).to_string(), "", "IDA"))
            .collect();
        let sets = TermSets::new(&ontology, &rows, &TermSetSettings::default());
        assert_eq!(sets.set("0").unwrap().genes.len(), 200);
        let distinct: BTreeSet<*const u32> = (sets.terms.iter())
            .map(|term| term.propagated.as_ptr())
            .collect();
        assert!(distinct.len() < 202, "{}", distinct.len());
    }
}
