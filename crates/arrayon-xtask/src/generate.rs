//! `generate`: the pages under `docs/` that follow from declarations.

use anyhow::{Context, bail};
use arrayon::config::reference;
use arrayon::result_files;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Generate {
    /// Write nothing; fail where a page is out of date.
    #[arg(long)]
    check: bool,
}

/// Each page, below the folder of the repository, and its content.
fn pages() -> [(&'static str, String); 2] {
    [
        ("docs/settings.md", reference::page()),
        ("docs/files.md", result_files::page::page()),
    ]
}

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn place(page: &str) -> PathBuf {
    repository().join(page)
}

impl Generate {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        for (page, content) in pages() {
            let path = place(page);
            if !self.check {
                std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
                std::fs::write(&path, content).with_context(|| path.display().to_string())?;
            } else if std::fs::read_to_string(&path).unwrap_or_default() != content {
                bail!("{page} is out of date: `cargo run -p arrayon-xtask -- generate` writes it");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_those_of_the_declarations() {
        Generate { check: true }.run().unwrap();
    }
}
