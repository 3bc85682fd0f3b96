//! How often verdicts on clusters and lists of gene sets find something where nothing differs: on
//! simulated noise, and on random splits of the arrays of a tissue.

mod cluster_verdicts;
mod gene_sets;
mod random;
mod tissue;

use anyhow::Context;
use clap::Args;
use std::fs;
use std::path::PathBuf;
use tissue::Tissue;

#[derive(Args)]
pub(crate) struct NullRates {
    /// Tables of real arrays, as testdata/evaluation/make_arrays.R writes them; each is a tissue.
    #[arg(long, value_name = "FILE")]
    arrays: Vec<PathBuf>,
    /// Simulated studies of each kind.
    #[arg(long, default_value_t = 2_000)]
    studies: u64,
    /// Random splits of each tissue and size.
    #[arg(long, default_value_t = 200)]
    splits: u64,
    /// Folder for the tables.
    #[arg(long)]
    out: PathBuf,
}

impl NullRates {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let tissues: Vec<Tissue> = (self.arrays.iter())
            .map(|path| Tissue::read(path))
            .collect::<anyhow::Result<_>>()?;
        let write = |name: &str, table: String| {
            let path = self.out.join(name);
            fs::write(&path, table).with_context(|| path.display().to_string())
        };
        let verdicts = cluster_verdicts::table(self.studies, self.splits, &tissues)?;
        write("cluster_null_rates.tsv", verdicts)?;
        if !tissues.is_empty() {
            write(
                "gene_set_null_rates.tsv",
                gene_sets::table(self.splits, &tissues)?,
            )?;
        }
        Ok(())
    }
}
