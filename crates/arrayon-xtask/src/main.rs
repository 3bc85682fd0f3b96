//! Builds the data that arrayon embeds, and measures how often its calls and verdicts are right:
//! `cargo run --release -p arrayon-xtask -- build-themes ...`, `... -- compare-methods ...`,
//! `... -- array-faults ...`, `... -- null-rates ...`,
//! `... -- verdict-rates ...`, `... -- generate`, `... -- supply`.

mod array_faults;
mod build_hallmark;
mod build_themes;
mod compare_methods;
mod generate;
mod null_rates;
mod old_symbols;
mod supply;
mod verdict_rates;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds the data that arrayon embeds, and measures its calls and verdicts")]
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
    /// The pages under docs/ that follow from declarations.
    Generate(generate::Generate),
    /// The hallmark sets of MSigDB with the symbols of one species.
    BuildHallmark(build_hallmark::BuildHallmark),
    /// Rates at which something is found where nothing differs.
    NullRates(null_rates::NullRates),
    /// Which faults of arrays are found, by which metric, and how often clean arrays are suspected.
    ArrayFaults(array_faults::ArrayFaults),
    /// Licences, versions and sources of the crates that go into the program, and its bill of materials.
    Supply(supply::Supply),
    /// Rates at which verdicts are right over many simulated studies, with and without effects.
    VerdictRates(verdict_rates::VerdictRates),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::BuildThemes(task) => task.run(),
        Task::CompareMethods(task) => task.run(),
        Task::Generate(task) => task.run(),
        Task::BuildHallmark(task) => task.run(),
        Task::NullRates(task) => task.run(),
        Task::ArrayFaults(task) => task.run(),
        Task::Supply(task) => task.run(),
        Task::VerdictRates(task) => task.run(),
    }
}
