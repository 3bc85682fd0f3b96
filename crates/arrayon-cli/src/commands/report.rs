//! `arrayon report`.

use super::{check_files, write};
use crate::args::{Common, Report};
use crate::exit::Failure;
use crate::messages::warning;
use crate::report::{self, Reader};
use arrayon::Error;
use arrayon_report::StudyResults;
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn report(args: &Report, common: &Common) -> Result<(), Failure> {
    check_files(&[&args.out], &[&args.results], args.force)?;
    let results = StudyResults::read(&args.results).map_err(Error::from)?;
    warn_of_changes(&results, &args.results);
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

/// How many files a warning names.
const NAMED: usize = 5;

/// Says which files of a folder are not as its run wrote them: what the page shows of them is not what the
/// run found.
fn warn_of_changes(results: &StudyResults, folder: &Path) {
    let changed = results.changed_files();
    if changed.is_empty() {
        return;
    }
    let named = changed[..changed.len().min(NAMED)].join(", ");
    let more = match changed.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    warning(&format!(
        "{}: not as the run wrote them: {named}{more}; what the page shows of them is not what the run found",
        folder.display()
    ));
}
