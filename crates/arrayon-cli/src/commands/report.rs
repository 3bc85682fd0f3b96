//! `arrayon report`.

use super::{check_files, write};
use crate::args::{Common, Report};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon::Error;
use arrayon_report::StudyResults;
use std::io::{self, Write};

pub(crate) fn report(args: &Report, common: &Common) -> Result<(), Failure> {
    check_files(&[&args.out], &[&args.results], args.force)?;
    let results = StudyResults::read(&args.results).map_err(Error::from)?;
    let page = arrayon_report::page(&results);
    write(&args.out, args.force, page.as_bytes())?;
    let place = args.out.display().to_string();
    let mut out = io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| writeln!(out, "report: {place}"))?,
        Reader::Program => report::write_json(&serde_json::json!({ "report": place }), &mut out)?,
        Reader::Nobody => {}
    }
    out.flush()?;
    Ok(())
}
