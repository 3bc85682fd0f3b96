//! Packages of genes: those of a chip (`*.db`), whose features have NCBI gene ids, and those of a
//! species (`org.*.eg.db`), which name these genes.
//!
//! # Tables
//! - of a chip: `probes(probe_id, gene_id, is_multiple)`; a probe with several genes has a row for
//!   each, and one without a gene an empty `gene_id`. Symbols are not in it;
//! - of a species: `genes(_id, gene_id)`, `gene_info(_id, gene_name, symbol)`, `alias(_id,
//!   alias_symbol)`, and `go_bp`, `go_cc`, `go_mf (_id, go_id, evidence)`.
//!
//! The features of BrainArray's `entrezg` packages are called by NCBI gene id and `_at`: for these
//! the package of the species is the annotation.

use crate::database::Database;
use crate::package::Package;
use arrayon_core::{
    GeneAnnotation, GeneAssignment, InputError, Ontology, OntologyTerm, TermAnnotation,
};
use arrayon_formats::annotation::AnnotatedTerms;
use std::collections::{BTreeMap, BTreeSet};

/// A gene of a species.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Gene {
    symbol: String,
    title: String,
}

/// The genes of a species by their NCBI gene ids.
#[derive(Debug, Clone, Default)]
pub struct Genes {
    origin: String,
    /// NCBI gene ids by the numbers that the tables refer to.
    ids: BTreeMap<i64, String>,
    genes: BTreeMap<String, Gene>,
}

impl Genes {
    /// Reads the package of a species.
    ///
    /// # Errors
    /// A package of another kind; a database that is damaged.
    pub fn read(package: &Package) -> Result<Self, InputError> {
        let database = &package.database;
        if !is_of_species(package)? {
            let found = format!("'{}' is no package of the genes of a species", package.name);
            return Err(InputError::new(package.path(), found)
                .expected("a package such as org.Rn.eg.db: tables genes and gene_info"));
        }
        let mut ids: BTreeMap<i64, String> = BTreeMap::new();
        database.rows("genes", &["_id", "gene_id"], |row| {
            if let Some(number) = row[0].integer() {
                ids.insert(number, row[1].text());
            }
            Ok(())
        })?;
        let mut genes: BTreeMap<String, Gene> = BTreeMap::new();
        database.rows("gene_info", &["_id", "gene_name", "symbol"], |row| {
            if let Some(id) = row[0].integer().and_then(|number| ids.get(&number)) {
                let gene = Gene {
                    title: row[1].text(),
                    symbol: row[2].text(),
                };
                genes.entry(id.clone()).or_insert(gene);
            }
            Ok(())
        })?;
        if genes.is_empty() {
            return Err(InputError::new(package.path(), "the package names no gene"));
        }
        Ok(Self {
            origin: origin(package),
            ids,
            genes,
        })
    }

    fn gene(&self, number: Option<i64>) -> Option<(&str, &Gene)> {
        let id = self.ids.get(&number?)?;
        Some((id, self.genes.get(id)?))
    }

    /// Which terms of the Gene Ontology the package gives its genes, as it states them: terms above
    /// are left to the ontology.
    ///
    /// # Errors
    /// A package without terms; a database that is damaged.
    pub fn terms(&self, package: &Package) -> Result<AnnotatedTerms, InputError> {
        let mut found = AnnotatedTerms::default();
        let mut terms: BTreeMap<String, OntologyTerm> = BTreeMap::new();
        for (table, branch) in [
            ("go_bp", "biological_process"),
            ("go_cc", "cellular_component"),
            ("go_mf", "molecular_function"),
        ] {
            if !package.database.has(table)? {
                continue;
            }
            (package.database).rows(table, &["_id", "go_id", "evidence"], |row| {
                let Some((id, gene)) = self.gene(row[0].integer()) else {
                    found.n_without_gene += 1;
                    return Ok(());
                };
                let term = row[1].text();
                terms.entry(term.clone()).or_insert_with(|| OntologyTerm {
                    id: term.clone(),
                    name: term.clone(),
                    namespace: branch.to_owned(),
                    ..OntologyTerm::default()
                });
                found.annotations.push(TermAnnotation {
                    object_id: id.to_owned(),
                    symbol: gene.symbol.clone(),
                    term,
                    evidence: row[2].text(),
                    ..TermAnnotation::default()
                });
                Ok(())
            })?;
        }
        if found.annotations.is_empty() {
            return Err(
                InputError::new(package.path(), "the package has no terms of genes")
                    .expected("tables go_bp, go_cc and go_mf")
                    .hint("give an ontology and a GAF file instead"),
            );
        }
        found.ontology = Ontology {
            release: String::new(),
            terms: terms.into_values().collect(),
        };
        Ok(found)
    }

    /// Other symbols of the genes, by their symbols.
    ///
    /// # Errors
    /// A database that is damaged.
    pub fn synonyms(
        &self,
        package: &Package,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, InputError> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for gene in self.genes.values().filter(|gene| !gene.symbol.is_empty()) {
            found.entry(gene.symbol.clone()).or_default();
        }
        if package.database.has("alias")? {
            (package.database).rows("alias", &["_id", "alias_symbol"], |row| {
                let alias = row[1].text();
                let gene = self.gene(row[0].integer());
                if let Some((_, gene)) = gene.filter(|(_, gene)| gene.symbol != alias)
                    && let Some(synonyms) = found.get_mut(&gene.symbol)
                {
                    synonyms.insert(alias);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    fn assignment(&self, id: &str) -> GeneAssignment {
        let gene = self.genes.get(id).cloned().unwrap_or_default();
        GeneAssignment {
            accession: String::new(),
            symbol: gene.symbol,
            title: gene.title,
            entrez_id: id.to_owned(),
        }
    }

    /// How many genes it names.
    pub fn n_genes(&self) -> usize {
        self.genes.len()
    }

    /// The genes as features that are called by them: `1234`, and `1234_at` as BrainArray's are.
    pub fn as_features(&self) -> GeneAnnotation {
        let names = self.genes.keys();
        let names = names.flat_map(|id| [(id.clone(), id), (format!("{id}_at"), id)]);
        GeneAnnotation {
            origin: self.origin.clone(),
            genes: names
                .map(|(name, id)| (name, vec![self.assignment(id)]))
                .collect(),
        }
    }
}

/// Whether a package is that of a species.
///
/// # Errors
/// A database that is damaged.
pub fn is_of_species(package: &Package) -> Result<bool, InputError> {
    let database = &package.database;
    Ok(database.has("genes")? && database.has("gene_info")?)
}

/// The package of the species that a chip's package names genes of, without its `.db`:
/// `org.Rn.eg`. `None` where the package does not state its species.
///
/// # Errors
/// A database that is damaged.
pub(crate) fn species_package(package: &Package) -> Result<Option<String>, InputError> {
    if !package.database.has("metadata")? {
        return Ok(None);
    }
    let mut species = None;
    package
        .database
        .rows("metadata", &["name", "value"], |row| {
            if row[0].text() == "ORGANISM" {
                species = Some(row[1].text());
            }
            Ok(())
        })?;
    let code = species.as_deref().and_then(|species| match species {
        // the initials are those of the mouse
        "Macaca mulatta" => Some("Mmu".to_owned()),
        _ => {
            let mut words = species
                .split_whitespace()
                .filter_map(|word| word.chars().next());
            let (genus, kind) = (words.next()?, words.next()?);
            Some(format!("{}{}", genus.to_uppercase(), kind.to_lowercase()))
        }
    });
    Ok(code.map(|code| format!("org.{code}.eg")))
}

/// Checks that a package names genes of features.
///
/// # Errors
/// A package of another kind.
pub(crate) fn check(package: &Package) -> Result<(), InputError> {
    let columns = package.database.columns("probes")?;
    let has = |name: &str| columns.iter().any(|column| column == name);
    match has("probe_id") && has("gene_id") {
        true => Ok(()),
        false => Err(no_genes(&package.database)?),
    }
}

/// The genes of the features of a chip's package, named by the package of the species.
///
/// # Errors
/// A package of another kind, or of another species; a database that is damaged.
pub fn read(package: &Package, species: &Genes) -> Result<GeneAnnotation, InputError> {
    let database = &package.database;
    check(package)?;
    let mut genes: BTreeMap<String, Vec<GeneAssignment>> = BTreeMap::new();
    let (mut n_ids, mut n_named) = (0usize, 0usize);
    database.rows("probes", &["probe_id", "gene_id"], |row| {
        let (probe, id) = (row[0].text(), row[1].text());
        if probe.is_empty() {
            return Ok(());
        }
        let of_probe = genes.entry(probe).or_default();
        if !id.is_empty() && !of_probe.iter().any(|known| known.entrez_id == id) {
            let gene = species.assignment(&id);
            n_ids += 1;
            n_named += usize::from(!gene.symbol.is_empty());
            of_probe.push(gene);
        }
        Ok(())
    })?;
    if genes.is_empty() {
        return Err(InputError::new(package.path(), "table 'probes' has no row")
            .expected("one row for each feature"));
    }
    // ids of another species are other genes, or none
    if n_ids > 0 && 2 * n_named < n_ids {
        let found = format!(
            "{n_named} of its {n_ids} gene ids are in {}",
            species.origin
        );
        return Err(InputError::new(package.path(), found)
            .expected("the genes of one species in both packages")
            .hint("take the org package of the chip's species, of about the same year"));
    }
    Ok(GeneAnnotation {
        origin: format!("{} with {}", origin(package), species.origin),
        genes,
    })
}

fn origin(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
        .trim_end()
        .to_owned()
}

fn no_genes(database: &Database) -> Result<InputError, InputError> {
    let tables = database.tables()?;
    let is_design = tables.iter().any(|name| name == "pmfeature");
    let found = match tables.is_empty() {
        true => "the database has no table".to_owned(),
        false => format!("the tables of the database are {}", tables.join(", ")),
    };
    Ok(InputError::new(database.path(), found)
        .expected("the genes of a chip's features: table probes with probe_id and gene_id")
        .hint(match is_design {
            true => "this is a platform design: give it with --package, or package under [chip]",
            false => "take the package that is named after the chip, as in clariomsrattranscriptcluster.db",
        }))
}

#[cfg(test)]
mod tests;
