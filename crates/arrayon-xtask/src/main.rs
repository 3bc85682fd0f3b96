//! Builds the data that arrayon embeds, and measures how often its verdicts are right:
//! `cargo run -p arrayon-xtask -- build-themes ...`, `... -- verdict-rates ...`.

mod build_hallmark;
mod build_themes;
mod old_symbols;
mod verdict_rates;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds the data that arrayon embeds, and measures its verdicts")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Gene sets of the themes of one species, from an ontology and its annotation.
    BuildThemes(build_themes::BuildThemes),
    /// The hallmark sets of MSigDB with the symbols of one species.
    BuildHallmark(build_hallmark::BuildHallmark),
    /// Rates at which verdicts are right over many simulated studies, with and without effects.
    VerdictRates(verdict_rates::VerdictRates),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::BuildThemes(task) => task.run(),
        Task::BuildHallmark(task) => task.run(),
        Task::VerdictRates(task) => task.run(),
    }
}
