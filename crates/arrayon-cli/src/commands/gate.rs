//! `arrayon gate`.

use super::{check_files, write};
use crate::args::{Common, Gate};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon::Error;
use arrayon::results::Document;
use arrayon_gate::{GateReport, Policy, judge, junit, markdown, sarif};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) fn gate(args: &Gate, common: &Common) -> Result<(), Failure> {
    let places = [&args.junit, &args.markdown, &args.sarif];
    let places: Vec<&Path> = places.into_iter().flatten().map(PathBuf::as_path).collect();
    let read = std::iter::once(&args.results).chain(&args.policy);
    let read: Vec<&Path> = read.map(PathBuf::as_path).collect();
    check_files(&places, &read, args.force)?;
    let policy = match &args.policy {
        Some(path) => Some(Policy::read(path).map_err(Error::from)?),
        None => None,
    };
    let report = judge(&args.results, policy.as_ref()).map_err(Error::from)?;
    if let Some(place) = &args.junit {
        let text = junit(&report).map_err(|error| Error::data("JUnit report", error, ""))?;
        write(place, args.force, text.as_bytes())?;
    }
    if let Some(place) = &args.markdown {
        write(place, args.force, markdown(&report).as_bytes())?;
    }
    if let Some(place) = &args.sarif {
        write(place, args.force, sarif(&report).as_bytes())?;
    }
    let mut out = io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| print(&report, out))?,
        Reader::Program => out.write_all(Document::new(&report).to_json().as_bytes())?,
        Reader::Nobody => {}
    }
    out.flush()?;
    match report.is_passed() {
        true => Ok(()),
        false => Err(Failure::Gate(format!("gate {}", report.in_words()))),
    }
}

pub(crate) fn print(report: &GateReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", report.study, report.in_words())?;
    for rule in &report.rules {
        let mark = if rule.is_failed() { "FAIL" } else { "pass" };
        writeln!(out, "  {mark}  {}: {}", rule.rule, rule.in_words())?;
    }
    Ok(())
}

/// The rules that are not met, for a message.
pub(crate) fn failed_in_words(report: &GateReport) -> String {
    let failed = report.rules.iter().filter(|rule| rule.is_failed());
    let words: Vec<String> = failed
        .map(|rule| format!("{}: {}", rule.rule, rule.in_words()))
        .collect();
    words.join("; ")
}
