//! `arrayon demo`.

use crate::args::{Common, Demo};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::RunOptions;

pub(crate) fn demo(args: Demo, common: &Common) -> Result<(), Failure> {
    let options = RunOptions {
        command: super::command_line(),
        force: args.force,
        ..RunOptions::default()
    };
    let progress = progress::of(common);
    let summary = arrayon::run_demo(&args.out, args.seed, &options, progress.as_ref())?;
    report::print(
        &summary,
        &arrayon::demo_results(&args.out),
        report::reader(common),
    )?;
    Ok(())
}
