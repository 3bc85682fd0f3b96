//! `arrayon run`.

use super::gate;
use crate::args::{Common, Run, settings};
use crate::exit::Failure;
use crate::report::Reader;
use crate::{progress, report};
use arrayon::config::draft::Draft;
use arrayon::{Error, RunOptions};
use arrayon_gate::judge;
use clap::ArgMatches;
use std::io;

pub(crate) fn run(args: Run, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let mut draft = Draft::read(&args.study)?;
    settings::assign(&mut draft, typed)?;
    let config = draft.study()?;
    let has_gate = config.gate.is_some();
    let options = RunOptions {
        resume: args.resume,
        ..super::with_resources(super::options(&args.output), args.resources)
    };
    let progress = progress::of(common);
    let summary = arrayon::run_study(config, &args.output.out, &options, progress.as_ref())?;
    let reader = report::reader(common);
    report::print(&summary, &args.output.out, reader)?;
    if !has_gate {
        return Ok(());
    }
    // the rules that the provenance holds: those of [gate]
    let judged = judge(&args.output.out, None).map_err(Error::from)?;
    if reader == Reader::Person {
        let mut out = io::stdout().lock();
        report::for_person(&mut out, |out| gate::print(&judged, out))?;
    }
    match judged.is_passed() {
        true => Ok(()),
        false => Err(Failure::Gate(format!(
            "gate {}: {}",
            judged.in_words(),
            gate::failed_in_words(&judged)
        ))),
    }
}
