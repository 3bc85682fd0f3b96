//! Methods of differential expression side by side, where the truth is known.
//!
//! Writes `spike_in.tsv` (real arrays into which 16 transcripts were spiked) and `simulated.tsv`
//! (simulated arrays, several group sizes, many seeds).

mod independent;
mod methods;
mod score;
mod simulated;
mod spike_in;

use anyhow::Context;
use clap::Args;
use std::path::{Path, PathBuf};

/// False discovery rate at which all methods call features.
const FDR: f64 = 0.05;

#[derive(Args)]
pub(crate) struct CompareMethods {
    /// Folder of the spike-in arrays with `samples.csv`, `contrasts.csv`, a CDF and
    /// `sampleinfo.txt`; without it only simulated studies are compared
    #[arg(long)]
    spike_in: Option<PathBuf>,
    /// Simulated studies of each size
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// Arrays a group
    #[arg(long, value_delimiter = ',', default_value = "3,4,6,10")]
    arrays: Vec<usize>,
    /// Folder for the tables
    #[arg(long)]
    out: PathBuf,
}

impl CompareMethods {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.out).with_context(|| self.out.display().to_string())?;
        if let Some(folder) = &self.spike_in {
            write(&self.out.join("spike_in.tsv"), &spike_in::table(folder)?)?;
        }
        let table = simulated::table(&self.arrays, self.seeds)?;
        write(&self.out.join("simulated.tsv"), &table)
    }
}

fn write(path: &Path, table: &str) -> anyhow::Result<()> {
    std::fs::write(path, table).with_context(|| path.display().to_string())
}
