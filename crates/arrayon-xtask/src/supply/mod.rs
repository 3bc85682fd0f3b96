//! What the program is made of: the crates that go into it, their licences, and a bill of materials.

mod bill;
mod crates;
mod rules;

use anyhow::{Context, bail};
use clap::Args;
use crates::Crates;
use rules::Rules;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// What `supply` is asked.
#[derive(Args)]
pub(crate) struct Supply {
    /// Writes a bill of materials (CycloneDX 1.5) to this file.
    #[arg(long, value_name = "FILE")]
    bill: Option<PathBuf>,
}

impl Supply {
    /// Holds the crates of the lock file against `deny.toml`, and writes the bill.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let folder = crate::generate::repository();
        let crates = Crates::of_program(&folder)?;
        let rules = fs::read_to_string(folder.join("deny.toml")).context("deny.toml")?;
        let rules: Rules = toml::from_str(&rules).context("deny.toml")?;
        let faults = rules.faults(&crates)?;
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{} crates go into the program; licences, versions and sources are those that deny.toml allows",
            crates.of_others().count()
        )?;
        if let Some(path) = self.bill {
            let bill = serde_json::to_string_pretty(&bill::cyclonedx(&crates))?;
            fs::write(&path, bill + "\n").with_context(|| path.display().to_string())?;
            writeln!(out, "{}", path.display())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_the_program_is_allowed() {
        let folder = crate::generate::repository();
        let crates = Crates::of_program(&folder).unwrap();
        assert!(crates.of_others().count() > 100);
        let rules = fs::read_to_string(folder.join("deny.toml")).unwrap();
        let rules: Rules = toml::from_str(&rules).unwrap();
        assert_eq!(rules.faults(&crates).unwrap(), Vec::<String>::new());
    }
}
