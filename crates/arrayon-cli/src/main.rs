//! The arrayon command line: what was typed becomes a run, a run's outcome an exit code.

mod args;
mod commands;
mod exit;
mod layout;
mod messages;
mod progress;
mod report;

use args::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (cli, typed) = match Cli::typed() {
        Ok(typed) => typed,
        Err(said) => return exit::usage(&said),
    };
    messages::set_up(cli.common.error_format, cli.common.quiet > 1);
    exit::remove_unfinished_on_interrupt();
    if let Some(largest) = cli.common.max_input {
        arrayon::set_largest_input(largest);
    }
    if let Some(threads) = cli.common.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads));
        if let Err(error) = pool.build_global() {
            return exit::without_threads(&error);
        }
    }
    let outcome = match cli.command {
        Command::Run(args) => commands::run::run(args, &typed, &cli.common),
        Command::Check(args) => commands::check::check(args, &typed, &cli.common),
        Command::Demo(args) => commands::demo::demo(args, &cli.common),
        Command::Normalize(args) => commands::normalize::normalize(args, &typed, &cli.common),
        Command::Quality(args) => commands::quality::quality(args, &typed, &cli.common),
        Command::Freeze(args) => commands::freeze::freeze(args, &typed, &cli.common),
        Command::Import(args) => commands::import::import(args, &cli.common),
        Command::Differential(args) => {
            commands::differential::differential(args, &typed, &cli.common)
        }
        Command::Cluster(args) => commands::cluster::cluster(args, &typed, &cli.common),
        Command::Genesets(args) => commands::genesets::genesets(args, &typed, &cli.common),
        Command::Init(args) => commands::init::init(&args, &cli.common),
        Command::Inspect(args) => commands::inspect::inspect(&args, &cli.common),
        Command::Gate(args) => commands::gate::gate(&args, &cli.common),
        Command::Compare(args) => commands::compare::compare(&args, &cli.common),
        Command::Report(args) => commands::report::report(&args, &cli.common),
        Command::Export(args) => commands::export::export(&args, &cli.common),
        Command::Schema(args) => commands::schema::schema(&args),
        Command::Convert(args) => commands::convert::convert(&args),
        Command::Completions(args) => commands::manual::completions(&args),
        Command::Man(args) => commands::manual::man(&args),
    };
    exit::of(match cli.common.fail_on_warning {
        true => outcome.and_then(|()| exit::without_warnings()),
        false => outcome,
    })
}
