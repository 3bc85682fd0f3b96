//! How often verdicts are right: the whole program over seeds of the recipe, and themes judged in
//! matrices of full chips, simulated and real, with and without anything to find.

mod arrays;
mod judged;
mod matrix;
mod plans;
mod recipe;

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct VerdictRates {
    /// Only this part of the evaluation.
    #[arg(long)]
    part: Option<Part>,
    /// Number of studies of each kind; without it what the committed tables have.
    #[arg(long)]
    studies: Option<u64>,
    /// First seed: rules are tuned on seeds from 100,001, tables are made from 1.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// Only this kind of study of the recipe.
    #[arg(long)]
    study: Option<String>,
    /// Only studies with so many arrays in a group.
    #[arg(long)]
    arrays_per_group: Option<usize>,
    /// Folder of the real arrays, as `testdata/evaluation/make_arrays.R` writes them; without it
    /// `evaluation` in the folder that ARRAYON_SHARED names.
    #[arg(long)]
    arrays: Option<PathBuf>,
    /// Folder for the tables.
    #[arg(long)]
    out: PathBuf,
}

/// A part of the evaluation: one table each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The recipe of the demo through the whole program: `verdict_rates.tsv`.
    Recipe,
    /// Themes in simulated matrices with the noise of independent genes: `themes_simulated.tsv`.
    Simulated,
    /// Effects planted into random splits of real arrays: `themes_real.tsv`.
    Real,
    /// Whether what is said to be detectable is detected: `themes_detectable.tsv`.
    Detectable,
}

/// Which studies are made.
#[derive(Debug, Clone, Copy)]
struct Seeds {
    first: u64,
    /// Instead of the number that a plan has.
    n: Option<u64>,
    /// Only this number of arrays in a group.
    arrays_per_group: Option<usize>,
}

impl VerdictRates {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let seeds = Seeds {
            first: self.first_seed,
            n: self.studies,
            arrays_per_group: self.arrays_per_group,
        };
        let is_asked = |part: Part| self.part.is_none_or(|one| one == part);
        ensure!(
            self.study.is_none() || self.part == Some(Part::Recipe),
            "--study needs --part recipe"
        );
        if is_asked(Part::Simulated) {
            self.write("themes_simulated.tsv", &plans::simulated(seeds)?)?;
        }
        if is_asked(Part::Real) {
            self.real(seeds)?;
        }
        if is_asked(Part::Detectable) {
            self.write("themes_detectable.tsv", &plans::detectable(seeds)?)?;
        }
        if is_asked(Part::Recipe) {
            let table = recipe::table(self.study.as_deref(), seeds.first, self.studies)?;
            self.write("verdict_rates.tsv", &table)?;
        }
        Ok(())
    }

    fn real(&self, seeds: Seeds) -> anyhow::Result<()> {
        let shared = std::env::var_os("ARRAYON_SHARED").map(PathBuf::from);
        let folder = (self.arrays.clone()).or_else(|| Some(shared?.join("evaluation")));
        match folder.filter(|folder| folder.is_dir()) {
            Some(folder) => self.write("themes_real.tsv", &plans::real(&folder, seeds)?),
            None => {
                say("skipped: real arrays (give --arrays the folder that make_arrays.R filled)");
                Ok(())
            }
        }
    }

    fn write(&self, name: &str, table: &str) -> anyhow::Result<()> {
        let path: &Path = &self.out.join(name);
        fs::write(path, table).with_context(|| format!("cannot write {}", path.display()))
    }
}

#[expect(clippy::print_stderr, reason = "progress of a task of an hour")]
fn say(text: &str) {
    eprintln!("{text}");
}
