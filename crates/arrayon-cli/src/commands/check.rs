//! `arrayon check`.

use crate::args::{Check, Common, settings};
use crate::exit::Failure;
use crate::report::{self, Reader};
use crate::{layout, messages};
use arrayon::config::draft::Draft;
use arrayon_core::printable;
use clap::ArgMatches;
use std::io::Write;

pub(crate) fn check(args: Check, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let mut draft = Draft::read(&args.study)?;
    settings::assign(&mut draft, typed)?;
    let checked = arrayon::check_study(&draft.study()?)?;
    let mut out = std::io::stdout().lock();
    match report::reader(common) {
        Reader::Person => {
            let lines = checked.lines();
            let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
            let report = lines.join("\n") + "\n";
            out.write_all(layout::wrapped(&report).as_bytes())?;
        }
        Reader::Program => report::write_json(&checked, &mut out)?,
        Reader::Nobody => {}
    }
    out.flush()?;
    checked
        .warnings
        .iter()
        .for_each(|text| messages::warning(text));
    Ok(())
}
