//! `arrayon run`.

use crate::args::{Common, Run};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::StudyConfig;

pub(crate) fn run(args: Run, common: &Common) -> Result<(), Failure> {
    let config = StudyConfig::read(&args.study)?;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::run_study(config, &args.output.out, &options, progress.as_ref())?;
    report::print(&summary, &args.output.out, report::reader(common))?;
    Ok(())
}
