//! Gene Ontology terms out of the columns of a chip's annotation.

use super::{id_table, transcript};
use crate::source::Input;
use crate::table::{Row, TableReader, position_of, refuse_repeats};
use crate::wanted::{self, Wanted};
use arrayon_core::missing::{is_missing, present};
use arrayon_core::{GeneAssignment, InputError, Ontology, OntologyTerm, Place, TermAnnotation};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns of the transcript annotation and of the 3' arrays' annotation, with their branch.
const COLUMNS: [(&str, &[&str]); 3] = [
    (
        "biological_process",
        &["go_biological_process", "gene_ontology_biological_process"],
    ),
    (
        "cellular_component",
        &["go_cellular_component", "gene_ontology_cellular_component"],
    ),
    (
        "molecular_function",
        &["go_molecular_function", "gene_ontology_molecular_function"],
    ),
];

/// Evidence as the vendor writes it out, and its code.
const EVIDENCE: [(&str, &str); 24] = [
    ("inferred by curator", "IC"),
    ("inferred from biological aspect of ancestor", "IBA"),
    ("inferred from biological aspect of descendant", "IBD"),
    ("inferred from direct assay", "IDA"),
    ("inferred from electronic annotation", "IEA"),
    ("inferred from experiment", "EXP"),
    ("inferred from expression pattern", "IEP"),
    ("inferred from genetic interaction", "IGI"),
    ("inferred from genomic context", "IGC"),
    ("inferred from key residues", "IKR"),
    ("inferred from mutant phenotype", "IMP"),
    ("inferred from physical interaction", "IPI"),
    ("inferred from rapid divergence", "IRD"),
    ("inferred from reviewed computational analysis", "RCA"),
    ("inferred from sequence alignment", "ISA"),
    ("inferred from sequence model", "ISM"),
    ("inferred from sequence or structural similarity", "ISS"),
    ("inferred from sequence orthology", "ISO"),
    ("no biological data", "ND"),
    ("no biological data available", "ND"),
    ("no biological data found", "ND"),
    ("non-traceable author statement", "NAS"),
    ("not recorded", "NR"),
    ("traceable author statement", "TAS"),
];

/// Genes with the terms that a chip's annotation gives them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnnotatedTerms {
    /// A row a gene and term, in the file's order; evidence as code where the vendor's words are
    /// known. The object id is the NCBI gene id.
    pub annotations: Vec<TermAnnotation>,
    /// The terms with their names and branches, by id, without relations: stands in for an
    /// ontology where none is given. Genes then do not pass to the terms above.
    pub ontology: Ontology,
    /// Terms that no gene could be found for, counted row by row.
    pub n_without_gene: usize,
}

/// Reads the Gene Ontology columns of an annotation: `accession // term // name // evidence` or
/// `term // name // evidence`, joined by `///`; a term is `GO:0006954` or its number alone.
///
/// A term belongs to the gene of its transcript's accession, else to the gene that the row names
/// first.
///
/// # Errors
/// A file that cannot be read or has none of the columns; an entry without a term. Each names
/// its line.
///
/// # Examples
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("genes.csv");
/// std::fs::write(&path, "id,symbol,GO_biological_process\n\
///     TC1,Il6,GO:0006954 // inflammatory response // inferred from direct assay\n")?;
/// let found = arrayon_formats::annotation::read_terms(&path)?;
/// assert_eq!(found.annotations[0].symbol, "Il6");
/// assert_eq!(found.annotations[0].evidence, "IDA");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_terms<'a>(input: impl Into<Input<'a>>) -> Result<AnnotatedTerms, InputError> {
    wanted::read_text_of(input, Wanted::Annotation, parse_terms)
}

fn parse_terms(path: &Path, text: &str) -> Result<AnnotatedTerms, InputError> {
    let mut table = TableReader::new(path, text)?;
    refuse_repeats(path, table.header_line, &table.header)?;
    let columns: Vec<(&str, usize)> = COLUMNS
        .iter()
        .filter_map(|(branch, names)| Some((*branch, position_of(&table.header, names)?)))
        .collect();
    if columns.is_empty() {
        return Err(table
            .missing_column("a column 'GO_biological_process' or another of the Gene Ontology")
            .hint("annotation of Clariom arrays has none: give an ontology and a GAF file"));
    }
    let genes = Genes::new(&table)?;
    let names = table.header.clone();
    let mut found = AnnotatedTerms::default();
    let mut terms: BTreeMap<String, OntologyTerm> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let genes = genes.of(&row);
        for &(branch, at) in &columns {
            for entry in row.cell(at).split("///").map(str::trim) {
                if is_missing(entry) {
                    continue;
                }
                let entry = Entry::parse(entry).map_err(|found| {
                    let column = names[at].clone();
                    InputError::new(path, found)
                        .at(Place::Field {
                            line: row.line,
                            column,
                        })
                        .expected("'GO:0006954 // name // evidence', joined by ' /// '")
                        .hint("the file may be damaged; give it as the vendor ships it")
                })?;
                entry.add(&genes, branch, &mut found, &mut terms);
            }
        }
    }
    found.ontology.terms = terms.into_values().collect();
    Ok(found)
}

/// Where a row's genes stand.
enum Genes {
    Assignment(usize),
    Table(id_table::Columns),
}

impl Genes {
    fn new(table: &TableReader<'_>) -> Result<Self, InputError> {
        match position_of(&table.header, &["gene_assignment"]) {
            Some(at) => Ok(Self::Assignment(at)),
            None => id_table::columns(table).map(Self::Table),
        }
    }

    fn of(&self, row: &Row<'_>) -> Vec<GeneAssignment> {
        let mut genes = match self {
            Self::Assignment(at) => transcript::assignments(row.cell(*at)),
            Self::Table(columns) => columns.assignments(row),
        };
        genes.retain(|gene| !gene.symbol.is_empty() || !gene.entrez_id.is_empty());
        genes
    }
}

struct Entry<'a> {
    accession: &'a str,
    term: String,
    name: &'a str,
    evidence: &'a str,
}

impl<'a> Entry<'a> {
    fn parse(text: &'a str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split("//").map(str::trim).collect();
        let term =
            (fields.iter().take(2).enumerate()).find_map(|(at, field)| Some((at, term_id(field)?)));
        let Some((at, term)) = term else {
            return Err(format!("'{text}' holds no term"));
        };
        let field = |at: usize| present(fields.get(at).copied().unwrap_or_default());
        Ok(Self {
            accession: if at == 1 { fields[0] } else { "" },
            term,
            name: field(at + 1),
            evidence: field(at + 2),
        })
    }

    fn add(
        self,
        genes: &[GeneAssignment],
        branch: &str,
        found: &mut AnnotatedTerms,
        terms: &mut BTreeMap<String, OntologyTerm>,
    ) {
        let by_accession = (genes.iter())
            .find(|gene| !self.accession.is_empty() && gene.accession == self.accession);
        let Some(gene) = by_accession.or(genes.first()) else {
            found.n_without_gene += 1;
            return;
        };
        let term = (terms.entry(self.term.clone())).or_insert_with(|| OntologyTerm {
            id: self.term.clone(),
            namespace: branch.to_owned(),
            ..OntologyTerm::default()
        });
        if term.name.is_empty() {
            self.name.clone_into(&mut term.name);
        }
        found.annotations.push(TermAnnotation {
            object_id: gene.entrez_id.clone(),
            symbol: gene.symbol.clone(),
            term: self.term,
            evidence: code(self.evidence).to_owned(),
            ..TermAnnotation::default()
        });
    }
}

/// `GO:` and seven digits, from that or from the number alone.
fn term_id(field: &str) -> Option<String> {
    let digits = field.strip_prefix("GO:").unwrap_or(field);
    let fits = (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("GO:{digits:0>7}"))
}

/// The code of evidence in words; other texts as they are.
fn code(evidence: &str) -> &str {
    (EVIDENCE.iter())
        .find(|(words, _)| words.eq_ignore_ascii_case(evidence))
        .map_or(evidence, |(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<AnnotatedTerms, InputError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        read_terms(&path).map_err(|mut error| {
            error.path = "a.csv".into();
            error
        })
    }

    fn row(symbol: &str, object_id: &str, term: &str, evidence: &str) -> TermAnnotation {
        TermAnnotation {
            object_id: object_id.into(),
            symbol: symbol.into(),
            term: term.into(),
            evidence: evidence.into(),
            ..TermAnnotation::default()
        }
    }

    #[test]
    fn transcript_annotation() {
        let found = read(
            "#%x=1\n\"transcript_cluster_id\",\"gene_assignment\",\"GO_biological_process\",\"GO_molecular_function\"\n\
             TC1,NM_1 // Il6 // interleukin 6 // 4q11 // 24498 /// NM_2 // Tnf // tumor // --- // 24835,\
             NM_2 // GO:0006954 // inflammatory response // inferred from direct assay /// \
             ENS9 // GO:0006954 // inflammatory response // Inferred from electronic annotation,\
             GO:0005125 // cytokine activity // ---\n\
             TC2,---,GO:0006954 // inflammatory response // traceable author statement,---\n",
        )
        .unwrap();
        assert_eq!(
            found.annotations,
            [
                row("Tnf", "24835", "GO:0006954", "IDA"),
                row("Il6", "24498", "GO:0006954", "IEA"),
                row("Il6", "24498", "GO:0005125", ""),
            ]
        );
        assert_eq!(found.n_without_gene, 1);
        let [activity, response] = &found.ontology.terms[..] else {
            panic!("two terms")
        };
        assert_eq!(activity.namespace, "molecular_function");
        assert_eq!(response.name, "inflammatory response");
    }

    #[test]
    fn annotation_of_3_prime_arrays() {
        let found = read(
            "Probe Set ID,Gene Symbol,Entrez Gene,Gene Ontology Biological Process\n\
             1_at,Il6,24498,6954 // inflammatory response // inferred from mutant phenotype\n",
        )
        .unwrap();
        assert_eq!(
            found.annotations,
            [row("Il6", "24498", "GO:0006954", "IMP")]
        );
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(
            read("id,symbol,GO_biological_process\nT,A,---\nT,B,inflammation // x\n")
                .unwrap_err()
                .to_string(),
            "a.csv, line 3, column 'GO_biological_process': 'inflammation // x' holds no term; \
             expected 'GO:0006954 // name // evidence', joined by ' /// '"
        );
        let error = read("id,symbol\nT,A\n").unwrap_err();
        assert!(error.to_string().contains("GO_biological_process"));
        assert!(error.hint.contains("GAF"));
    }
}
