//! `arrayon compare`.

use crate::args::{Common, Compare};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon::Error;
use arrayon::results::Document;
use arrayon_compare::{Comparison, Tolerances, compare as compare_folders};
use std::io::{self, Write};

/// Differences of a stage that a person is shown; the JSON has more.
const SHOWN: usize = 5;

pub(crate) fn compare(args: &Compare, common: &Common) -> Result<(), Failure> {
    let mut tolerances = Tolerances::default();
    for typed in &args.tolerance {
        let wrong = |fault| Error::data(format!("--tolerance {typed}"), fault, "see --help");
        tolerances.add(typed).map_err(wrong)?;
    }
    if let Some(place) = &args.out {
        super::check_files(&[place], &[&args.baseline, &args.candidate], args.force)?;
    }
    let found =
        compare_folders(&args.baseline, &args.candidate, &tolerances).map_err(Error::from)?;
    if let Some(place) = &args.out {
        super::write(
            place,
            args.force,
            Document::new(&found).to_json().as_bytes(),
        )?;
    }
    let mut out = io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| print(&found, out))?,
        Reader::Program => out.write_all(Document::new(&found).to_json().as_bytes())?,
        Reader::Nobody => {}
    }
    out.flush()?;
    match found.is_same() {
        true => Ok(()),
        false => Err(Failure::Drift(found.in_words())),
    }
}

fn print(found: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", found.study, found.in_words())?;
    writeln!(
        out,
        "{:<11} {:>6} {:>9} {:>10} {:>12} {:>12}",
        "stage", "files", "values", "tolerance", "largest", "differences"
    )?;
    for stage in &found.stages {
        writeln!(
            out,
            "{:<11} {:>6} {:>9} {:>10.0e} {:>12.1e} {:>12}",
            stage.stage.to_string(),
            stage.n_files,
            stage.n_values,
            stage.tolerance,
            stage.largest_difference,
            stage.n_differences
        )?;
    }
    for stage in &found.stages {
        for difference in stage.differences.iter().take(SHOWN) {
            writeln!(out, "  {}", difference.in_words())?;
        }
        let more = stage.n_differences.saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "  and {more} more in {}", stage.stage)?;
        }
    }
    found
        .notes
        .iter()
        .try_for_each(|note| writeln!(out, "  {note}"))
}
