//! An ontology of the user and the genes of its terms.

use crate::config::GeneSetsSection;
use crate::error::Error;
use crate::gene_sets::NamedCollection;
use crate::inputs::Inputs;
use arrayon_core::suggest::did_you_mean;
use arrayon_core::{InputError, Ontology, TermAnnotation};
use arrayon_formats::gaf::{GafFile, read_gaf};
use arrayon_formats::obo::read_obo;
use arrayon_genesets::term_sets::{TermSetSettings, TermSets};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Name of the collection of all terms.
const COLLECTION: &str = "ontology";

/// An ontology and its annotation, as read.
pub(crate) struct OntologyFiles {
    ontology: Ontology,
    annotation: GafFile,
    excluded_evidence: Vec<String>,
    /// Names of the files, without folders.
    names: [String; 2],
    /// The ontology's file, for messages.
    obo: PathBuf,
}

impl OntologyFiles {
    /// Reads the files that the section names; `None` where it names none.
    pub(crate) fn read(
        section: &GeneSetsSection,
        inputs: &mut Inputs,
    ) -> Result<Option<Self>, Error> {
        let (Some(obo), Some(gaf)) = (&section.obo, &section.gaf) else {
            return Ok(None);
        };
        inputs.add("obo", obo);
        inputs.add("gaf", gaf);
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into()
        };
        let annotation = read_gaf(gaf)?;
        check_evidence(section, &annotation.annotations, gaf)?;
        let ontology = read_obo(obo)?;
        check_relations(&section.relations, &ontology, obo)?;
        Ok(Some(Self {
            ontology,
            excluded_evidence: excluded_evidence(section, &annotation.annotations),
            annotation,
            names: [name(obo), name(gaf)],
            obo: obo.to_path_buf(),
        }))
    }

    /// Name of the ontology's file.
    pub(crate) fn name(&self) -> &str {
        &self.names[0]
    }

    /// The genes of every term along `is_a` and these relations.
    pub(crate) fn term_sets(&self, relations: &[String]) -> TermSets {
        let settings = TermSetSettings {
            relations: relations.to_vec(),
            excluded_evidence: self.excluded_evidence.clone(),
            ..TermSetSettings::default()
        };
        TermSets::new(&self.ontology, &self.annotation.annotations, &settings)
    }

    /// The sets of all terms with a gene.
    pub(crate) fn collection(&self, relations: &[String]) -> NamedCollection {
        let sets = self.term_sets(relations);
        let relations = relations.join(" ");
        NamedCollection {
            name: COLLECTION.to_owned(),
            origin: format!("{}; relations: is_a {relations}", self.origin(&sets)),
            notes: Vec::new(),
            sets: sets.sets(),
            is_panel: false,
            terms: Some(sets),
        }
    }

    /// Refuses relations that no ontology has.
    ///
    /// # Errors
    /// The first that is neither in the ontology nor known.
    pub(crate) fn check_relations(&self, relations: &[String]) -> Result<(), InputError> {
        check_relations(relations, &self.ontology, &self.obo)
    }

    /// The ontology.
    pub(crate) fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Where sets come from, and what became of the annotation's rows.
    pub(crate) fn origin(&self, sets: &TermSets) -> String {
        let [obo, gaf] = &self.names;
        format!(
            "{obo} ({}), {gaf} (generated {}): {}",
            known(&self.ontology.release),
            known(&self.annotation.generated),
            counts_in_words(sets)
        )
    }
}

/// What became of the annotation's rows.
pub(crate) fn counts_in_words(sets: &TermSets) -> String {
    let counts = sets.counts();
    format!(
        "{} of {} rows used, {} negated, {} without data, {} left out by evidence, {} of merged \
         or replaced terms followed, {} of terms without a single successor, {} of unknown terms",
        counts.n_used(),
        counts.n_rows,
        counts.n_negated,
        counts.n_no_data,
        counts.n_excluded_evidence,
        counts.n_merged + counts.n_replaced,
        counts.n_without_successor,
        counts.n_unknown_term
    )
}

/// The codes that the section leaves out: those that it names, and, where it names the codes to
/// be used, all others that the rows have.
pub(crate) fn excluded_evidence(section: &GeneSetsSection, rows: &[TermAnnotation]) -> Vec<String> {
    let codes: BTreeSet<&String> = rows.iter().map(|row| &row.evidence).collect();
    let is_other =
        |code: &&&String| !section.evidence.is_empty() && !section.evidence.contains(code);
    let others = codes.iter().filter(is_other).map(|code| (*code).clone());
    others.chain(section.exclude_evidence.clone()).collect()
}

/// Relations of the Gene Ontology, whether a release has terms so related or not.
const RELATIONS: [&str; 14] = [
    "is_a",
    "part_of",
    "has_part",
    "regulates",
    "positively_regulates",
    "negatively_regulates",
    "occurs_in",
    "happens_during",
    "ends_during",
    "capable_of",
    "capable_of_part_of",
    "located_in",
    "develops_from",
    "starts_during",
];

/// Evidence codes of the Gene Ontology.
const EVIDENCE: [&str; 27] = [
    "EXP", "IDA", "IPI", "IMP", "IGI", "IEP", "HTP", "HDA", "HMP", "HGI", "HEP", "IBA", "IBD",
    "IKR", "IRD", "IMR", "ISS", "ISO", "ISA", "ISM", "IGC", "RCA", "TAS", "NAS", "IC", "ND", "IEA",
];

/// Refuses relations that are neither in the ontology nor known: a wrong name would keep genes
/// from the terms above without a word.
pub(crate) fn check_relations(
    relations: &[String],
    ontology: &Ontology,
    path: &Path,
) -> Result<(), InputError> {
    let related = ontology.terms.iter().flat_map(|term| &term.relationships);
    let names: BTreeSet<&str> = related.map(|one| one.relation.as_str()).collect();
    let names: BTreeSet<&str> = names.into_iter().chain(RELATIONS).collect();
    check_names(relations, &names, "relation", path)
}

/// Refuses evidence codes that are neither in the rows nor known.
pub(crate) fn check_evidence(
    section: &GeneSetsSection,
    rows: &[TermAnnotation],
    path: &Path,
) -> Result<(), InputError> {
    let codes = [&section.evidence[..], &section.exclude_evidence].concat();
    if codes.is_empty() {
        return Ok(());
    }
    let names = rows.iter().map(|row| row.evidence.as_str());
    let names: BTreeSet<&str> = names.chain(EVIDENCE).collect();
    check_names(&codes, &names, "evidence code", path)
}

fn check_names(
    asked: &[String],
    known: &BTreeSet<&str>,
    what: &str,
    path: &Path,
) -> Result<(), InputError> {
    let is_unknown = |name: &&String| !known.contains(name.as_str());
    let Some(unknown) = asked.iter().find(is_unknown) else {
        return Ok(());
    };
    let names: Vec<&str> = known.iter().copied().collect();
    Err(InputError::new(path, format!("no {what} '{unknown}'"))
        .expected(format!("one of '{}'", names.join("', '")))
        .hint(did_you_mean(unknown, names).unwrap_or_default()))
}

fn known(text: &str) -> &str {
    if text.is_empty() { "not stated" } else { text }
}
