//! Themes of one species out of ontology, annotation and gene table.

use crate::old_symbols::GeneTable;
use anyhow::{Context, bail, ensure};
use arrayon_core::GeneSet;
use arrayon_formats::gaf::{GafFile, read_gaf};
use arrayon_formats::obo::read_obo;
use arrayon_formats::theme_panel::{self, PanelDefinition};
use arrayon_genesets::{TermSetSettings, TermSets};
use arrayon_themes::built_in_definition;
use clap::Args;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct BuildThemes {
    /// Name of the species in file names.
    #[arg(long, default_value = "rat")]
    species: String,
    /// Ontology (go-basic.obo).
    #[arg(long)]
    obo: PathBuf,
    /// Annotation (GAF 2.x).
    #[arg(long)]
    gaf: PathBuf,
    /// Table of symbols and old symbols.
    #[arg(long)]
    genes: PathBuf,
    /// Release of the table of symbols, in words.
    #[arg(long)]
    genes_release: String,
    /// Panels of themes; may be repeated. Their relations must be the same.
    #[arg(long, required = true)]
    panel: Vec<PathBuf>,
    /// Evidence codes to leave out.
    #[arg(long, value_delimiter = ',')]
    exclude_evidence: Vec<String>,
    /// Folder for the results.
    #[arg(long)]
    out: PathBuf,
}

impl BuildThemes {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let panels = self.panels()?;
        let relations = &panels[0].relations;
        ensure!(
            panels.iter().all(|panel| panel.relations == *relations),
            "the panels follow different relations"
        );
        let ontology = read_obo(&self.obo)?;
        let gaf = read_gaf(&self.gaf, None)?;
        let settings = TermSetSettings {
            relations: relations.clone(),
            excluded_evidence: self.exclude_evidence.clone(),
            ..TermSetSettings::default()
        };
        let term_sets = TermSets::new(&ontology, &gaf.annotations, &settings);
        let (sets, without_genes) = theme_sets(&panels, &term_sets)?;
        let genes: BTreeSet<&str> = sets
            .iter()
            .flat_map(|set| set.genes.iter().map(String::as_str))
            .collect();
        let n_genes = genes.len();
        let named = panels.iter().flat_map(named_genes);
        let genes = genes.into_iter().chain(named).collect();
        let aliases = GeneTable::parse(&read(&self.genes)?)?.aliases_of(&genes);

        let mut origin = self.origin(&ontology.release, &gaf, &term_sets, relations)?;
        writeln!(origin, "sets: {}, with {n_genes} genes", sets.len())?;
        writeln!(origin, "terms without a gene: {}", without_genes.join(" "))?;
        writeln!(origin, "old symbols: {}", aliases.summary)?;
        self.write("themes", "gmt", &gmt(&sets))?;
        self.write("aliases", "tsv", &aliases.table)?;
        self.write("themes", "origin.txt", &origin)?;
        print(&origin);
        Ok(())
    }

    /// The panels with the species's symbols.
    fn panels(&self) -> anyhow::Result<Vec<PanelDefinition>> {
        let read_panel = |path: &PathBuf| {
            let text = read(path)?;
            theme_panel::parse(path, &text)?;
            Ok(built_in_definition(&text, &self.species))
        };
        self.panel.iter().map(read_panel).collect()
    }

    fn origin(
        &self,
        obo: &str,
        gaf: &GafFile,
        sets: &TermSets,
        relations: &[String],
    ) -> anyhow::Result<String> {
        let counts = sets.counts();
        let mut text = String::new();
        writeln!(text, "species: {}", self.species)?;
        writeln!(text, "ontology: {obo}, sha256 {}", sha256(&self.obo)?)?;
        writeln!(
            text,
            "annotation: GAF {} generated {}, sha256 {}",
            gaf.version,
            gaf.generated,
            sha256(&self.gaf)?
        )?;
        let symbols = sha256(&self.genes)?;
        writeln!(text, "symbols: {}, sha256 {symbols}", self.genes_release)?;
        writeln!(text, "relations: is_a {}", relations.join(" "))?;
        let excluded = match &self.exclude_evidence[..] {
            [] => "none".to_owned(),
            codes => codes.join(" "),
        };
        writeln!(text, "evidence left out: ND {excluded}")?;
        writeln!(
            text,
            "rows: {} used of {} ({} negated, {} no data, {} left out by evidence, {} of merged \
             terms, {} of replaced terms, {} without a single successor, {} of unknown terms)",
            counts.n_used(),
            counts.n_rows,
            counts.n_negated,
            counts.n_no_data,
            counts.n_excluded_evidence,
            counts.n_merged,
            counts.n_replaced,
            counts.n_without_successor,
            counts.n_unknown_term
        )?;
        Ok(text)
    }

    fn write(&self, what: &str, ending: &str, text: &str) -> anyhow::Result<()> {
        let path = self.out.join(format!("{what}_{}.{ending}", self.species));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The genes that a panel names one by one.
fn named_genes(panel: &PanelDefinition) -> impl Iterator<Item = &str> {
    panel.themes.iter().flat_map(|theme| {
        let keys = theme.key_genes.iter().map(|key| &key.gene);
        theme.genes.iter().chain(keys).map(String::as_str)
    })
}

/// The sets of all terms of the panels in their order, each once, described by name and theme; and
/// the terms without a gene.
fn theme_sets(
    panels: &[PanelDefinition],
    term_sets: &TermSets,
) -> anyhow::Result<(Vec<GeneSet>, Vec<String>)> {
    let (mut sets, mut without_genes) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for definition in panels.iter().flat_map(|panel| &panel.themes) {
        for term in &definition.terms {
            let Some(mut set) = term_sets.set(term) else {
                bail!(
                    "theme '{}': term {term} is not in use in this ontology",
                    definition.id
                );
            };
            if !seen.insert(term) {
                continue;
            }
            if set.genes.is_empty() {
                without_genes.push(term.clone());
                continue;
            }
            write!(set.description, " [{}]", definition.id)?;
            sets.push(set);
        }
    }
    Ok((sets, without_genes))
}

fn gmt(sets: &[GeneSet]) -> String {
    let line = |set: &GeneSet| {
        format!(
            "{}\t{}\t{}\n",
            set.id,
            set.description,
            set.genes.join("\t")
        )
    };
    sets.iter().map(line).collect()
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn sha256(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let digest = Sha256::digest(&bytes);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[allow(clippy::print_stdout)] // the report of a build
fn print(text: &str) {
    print!("{text}");
}
