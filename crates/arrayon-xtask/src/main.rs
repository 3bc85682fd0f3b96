//! Builds the data that arrayon embeds, and the tables by which its defaults are chosen:
//! `cargo run --release -p arrayon-xtask -- build-themes ...`, `... -- compare-methods ...`.

mod build_themes;
mod compare_methods;
mod old_symbols;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds the data that arrayon embeds and the tables that its defaults rest on")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Gene sets of the themes of one species, from an ontology and its annotation.
    BuildThemes(build_themes::BuildThemes),
    /// False discoveries and power of each method, where the truth is known.
    CompareMethods(compare_methods::CompareMethods),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::BuildThemes(task) => task.run(),
        Task::CompareMethods(task) => task.run(),
    }
}
