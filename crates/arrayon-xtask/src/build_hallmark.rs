//! The hallmark sets of MSigDB with the symbols of a species.

use crate::old_symbols::GeneTable;
use anyhow::{Context, ensure};
use clap::Args;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct BuildHallmark {
    /// Name of the species in file names.
    #[arg(long, default_value = "rat")]
    species: String,
    /// The sets with human symbols (GMT).
    #[arg(long)]
    gmt: PathBuf,
    /// Release of the sets, in words.
    #[arg(long)]
    release: String,
    /// Table of the species's symbols and old symbols.
    #[arg(long)]
    genes: PathBuf,
    /// Release of the table of symbols, in words.
    #[arg(long)]
    genes_release: String,
    /// Folder for the results.
    #[arg(long)]
    out: PathBuf,
}

impl BuildHallmark {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let (sets, symbols) = (read(&self.gmt)?, read(&self.genes)?);
        let table = GeneTable::parse(&symbols)?;
        let (mut text, mut named, mut lost) = (String::new(), BTreeSet::new(), BTreeSet::new());
        for line in sets.lines() {
            let mut cells = line.split('\t');
            let (id, _) = (cells.next().unwrap_or_default(), cells.next());
            ensure!(id.starts_with("HALLMARK_"), "'{id}' is no hallmark set");
            let name = id["HALLMARK_".len()..].replace('_', " ").to_lowercase();
            let mut genes = BTreeSet::new();
            for human in cells.filter(|gene| !gene.is_empty()) {
                named.insert(human);
                match table.namesake(human) {
                    Some(gene) => drop(genes.insert(gene)),
                    None => drop(lost.insert(human)),
                }
            }
            let genes: Vec<&str> = genes.into_iter().collect();
            writeln!(text, "{id}\t{name}\t{}", genes.join("\t"))?;
        }
        let origin = format!(
            "species: {}\nsets: MSigDB hallmark {}, CC BY 4.0, sha256 {}\nsymbols: {}, sha256 {}\n\
             genes: {} of {} human symbols have one namesake, whatever the case, among the current \
             symbols; the others are left out\n",
            self.species,
            self.release,
            sha256(&sets),
            self.genes_release,
            sha256(&symbols),
            named.len() - lost.len(),
            named.len()
        );
        self.write("gmt", &text)?;
        self.write("origin.txt", &origin)
    }

    fn write(&self, ending: &str, text: &str) -> anyhow::Result<()> {
        let path = self.out.join(format!("hallmark_{}.{ending}", self.species));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
