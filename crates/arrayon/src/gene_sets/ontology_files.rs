//! An ontology of the user and the genes of its terms.

use super::NamedCollection;
use crate::config::GeneSetsSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::plain_words::counted;
use arrayon_core::suggest::did_you_mean;
use arrayon_core::{InputError, Ontology, TermAnnotation};
use arrayon_formats::gaf::{GafFile, read_gaf};
use arrayon_formats::obo::read_obo;
use arrayon_formats::orthologs::taxon;
use arrayon_genesets::{SymbolAliases, TermSetSettings, TermSets};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Name of the collection of all terms.
const COLLECTION: &str = "ontology";

/// Genes of all terms together, as many times as they stand in one. The Gene Ontology of a
/// mammal has about five million; one that passes its genes up ever longer chains has no end.
const MOST_MEMBERSHIPS: usize = 10_000_000;

/// A taxon is that of a file of several where it has this many rows, or this share of them.
const MANY_ROWS: usize = 1000;
const LARGE_SHARE: usize = 10;

/// An ontology and its annotation, as read.
pub(crate) struct OntologyFiles {
    ontology: Ontology,
    annotation: GafFile,
    excluded_evidence: Vec<String>,
    /// The taxon whose rows are used, where the file has several.
    taxon: Option<String>,
    /// Names of the files, without folders.
    names: [String; 2],
    /// The files, for messages.
    obo: PathBuf,
    gaf: PathBuf,
}

impl OntologyFiles {
    /// Reads the files that the section names; `None` where it names none.
    pub(crate) fn read(section: &GeneSetsSection, inputs: &Inputs) -> Result<Option<Self>, Error> {
        let (Some(obo), Some(gaf)) = (&section.obo, &section.gaf) else {
            return Ok(None);
        };
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into()
        };
        let species = taxon(&section.species).map(|taxon| taxon.to_string());
        let annotation = read_gaf(inputs.file("gaf", gaf), species.as_deref())?;
        check_evidence(section, &annotation.annotations, gaf)?;
        let ontology = read_obo(inputs.file("obo", obo))?;
        check_relations(&section.relations, &ontology, obo)?;
        Ok(Some(Self {
            ontology,
            excluded_evidence: excluded_evidence(section, &annotation.annotations),
            taxon: main_taxon(&annotation.annotations, species.as_deref()),
            annotation,
            names: [name(obo), name(gaf)],
            obo: obo.to_path_buf(),
            gaf: gaf.to_path_buf(),
        }))
    }

    /// Name of the ontology's file.
    pub(crate) fn name(&self) -> &str {
        &self.names[0]
    }

    /// The genes of every term along `is_a` and these relations.
    ///
    /// # Errors
    /// As [`check_graph`].
    pub(crate) fn term_sets(&self, relations: &[String]) -> Result<TermSets, InputError> {
        let settings = TermSetSettings {
            relations: relations.to_vec(),
            excluded_evidence: self.excluded_evidence.clone(),
            taxon: self.taxon.clone(),
            ..TermSetSettings::default()
        };
        let sets = TermSets::new(&self.ontology, &self.annotation.annotations, &settings);
        check_graph(&sets, &self.obo)?;
        Ok(sets)
    }

    /// The sets of all terms with a gene, with the genes' synonyms.
    ///
    /// # Errors
    /// As [`check_graph`]; rows that give no gene to any term.
    pub(crate) fn collection(&self, relations: &[String]) -> Result<NamedCollection, InputError> {
        let sets = self.term_sets(relations)?;
        let of_terms = sets.sets();
        if of_terms.is_empty() {
            let found = format!("no term has a gene: {}", counts_in_words(&sets));
            return Err(InputError::new(&self.gaf, found)
                .expected(format!("rows whose terms are in use in {}", self.names[0]))
                .hint("take an ontology and an annotation of the same release"));
        }
        let relations = relations.join(" ");
        let synonyms = &self.annotation.synonyms;
        let symbols = self.annotation.annotations.iter().map(|row| &row.symbol);
        Ok(NamedCollection {
            name: COLLECTION.to_owned(),
            origin: format!("{}; relations: is_a {relations}", self.origin(&sets)),
            notes: self.warnings(&sets),
            sets: of_terms,
            is_panel: false,
            aliases: SymbolAliases::from_synonyms(symbols, synonyms),
            terms: Some(sets),
        })
    }

    /// What a reader should know of rows and relations that are not used.
    pub(crate) fn warnings(&self, sets: &TermSets) -> Vec<String> {
        let [obo, gaf] = &self.names;
        let (file, counts) = (&self.annotation, sets.counts());
        let mut warnings = Vec::new();
        if let Some(first) = &file.first_unreadable {
            let (n, n_rows) = (file.n_unreadable, file.n_rows());
            warnings.push(format!(
                "{gaf}: {n} of {n_rows} rows cannot be read and are left out; the first: {}{}",
                first.found, first.place
            ));
        }
        let n_lost = counts.n_without_successor + counts.n_unknown_term;
        if n_lost > 0 {
            let (gone, unknown) = (counts.n_without_successor, counts.n_unknown_term);
            warnings.push(format!(
                "{gaf}: {n_lost} of {} rows have no term in {obo}: {gone} name obsolete terms without \
                 a single successor, {unknown} name unknown terms; take files of the same release",
                counts.n_rows
            ));
        }
        if let Some(taxon) = self.taxon.as_ref().filter(|_| counts.n_other_taxon > 0) {
            let (n, n_rows) = (counts.n_other_taxon, counts.n_rows);
            warnings.push(format!(
                "{gaf}: {n} of {n_rows} rows are of other taxa than {taxon} and are left out"
            ));
        }
        warnings.extend(missing_parents_in_words(sets, obo));
        warnings
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
        "{} of {} rows used, {} of other taxa, {} negated, {} without data, {} left out by \
         evidence, {} of merged or replaced terms followed, {} of obsolete terms without a single \
         successor, {} of unknown terms",
        counts.n_used(),
        counts.n_rows,
        counts.n_other_taxon,
        counts.n_negated,
        counts.n_no_data,
        counts.n_excluded_evidence,
        counts.n_merged + counts.n_replaced,
        counts.n_without_successor,
        counts.n_unknown_term
    )
}

/// What relations to terms that are not there cost.
pub(crate) fn missing_parents_in_words(sets: &TermSets, obo: &str) -> Option<String> {
    let missing = sets.missing_parents();
    let first = missing.first()?;
    Some(format!(
        "{obo}: {} to terms that are not in use, the first from {} to {}: {} would belong to the \
         terms above and do not; take a whole ontology, such as go-basic.obo",
        counted(missing.len(), "relation"),
        first.term,
        first.parent,
        counted(sets.n_genes_cut(), "gene")
    ))
}

/// Refuses an ontology whose terms are above each other in a circle, or pass their genes to so
/// many terms that no machine holds them.
pub(crate) fn check_graph(sets: &TermSets, path: &Path) -> Result<(), InputError> {
    const SHOWN: usize = 6;
    let circle = sets.circle();
    if let Some(first) = circle.first() {
        let mut names: Vec<&str> = circle.iter().take(SHOWN).map(String::as_str).collect();
        if circle.len() > SHOWN {
            names.push("...");
        }
        names.push(first);
        let names = names.join(" below ");
        let found = match circle.len() {
            1 => format!("a term is above itself: {names}"),
            n => format!("{n} terms are above each other in a circle: {names}"),
        };
        let relations = sets.relations().join(", ");
        return Err(InputError::new(path, found)
            .expected(format!("no circle along {relations}"))
            .hint("take go-basic.obo, which has none, or fewer relations"));
    }
    let n = sets.n_memberships();
    if n > MOST_MEMBERSHIPS {
        let found = format!("the terms have {n} genes, each counted in every term above its own");
        return Err(InputError::new(path, found)
            .expected(format!("at most {MOST_MEMBERSHIPS}"))
            .hint("chains of terms this long are no ontology of genes; take go-basic.obo"));
    }
    Ok(())
}

/// The taxon whose rows are used: none where all are of one; that of the species where it has a
/// good part of the rows; else that of most rows.
fn main_taxon(rows: &[TermAnnotation], species: Option<&str>) -> Option<String> {
    let mut n_rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *n_rows.entry(row.own_taxon()).or_default() += 1;
    }
    if n_rows.len() < 2 {
        return None;
    }
    let named = species.map(|taxon| format!("taxon:{taxon}"));
    let is_many = |taxon: &String| {
        let n = n_rows.get(taxon.as_str()).copied().unwrap_or(0);
        n >= MANY_ROWS || LARGE_SHARE * n >= rows.len()
    };
    named.filter(is_many).or_else(|| {
        // of two with as many rows the first by name
        let most = n_rows.iter().rev().max_by_key(|(_, n)| **n)?;
        Some((*most.0).to_owned())
    })
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
