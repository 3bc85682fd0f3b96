//! `arrayon check`.

use crate::args::{Check, Common};
use crate::exit::Failure;
use crate::report::{self, Reader};
use std::io::Write;

pub(crate) fn check(args: Check, common: &Common) -> Result<(), Failure> {
    let checked = arrayon::check_study(&args.study)?;
    let mut out = std::io::stdout().lock();
    match report::reader(common) {
        Reader::Person => {
            for line in checked.lines() {
                writeln!(out, "{line}")?;
            }
        }
        Reader::Program => report::write_json(&checked, &mut out)?,
        Reader::Nobody => {}
    }
    Ok(())
}
