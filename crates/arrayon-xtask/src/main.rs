//! Builds the data that arrayon embeds: `cargo run -p arrayon-xtask -- build-themes ...`.

mod build_themes;
mod old_symbols;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds the data that arrayon embeds")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Gene sets of the themes of one species, from an ontology and its annotation.
    BuildThemes(build_themes::BuildThemes),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::BuildThemes(task) => task.run(),
    }
}
