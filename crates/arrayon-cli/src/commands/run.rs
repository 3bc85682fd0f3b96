//! `arrayon run`.

use crate::args::{Common, Run, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::config::draft::Draft;
use clap::ArgMatches;

pub(crate) fn run(args: Run, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let mut draft = Draft::read(&args.study)?;
    settings::assign(&mut draft, typed)?;
    let config = draft.study()?;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::run_study(config, &args.output.out, &options, progress.as_ref())?;
    report::print(&summary, &args.output.out, report::reader(common))?;
    Ok(())
}
