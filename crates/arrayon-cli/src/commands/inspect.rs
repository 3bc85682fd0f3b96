//! `arrayon inspect`.

use crate::args::{Common, Inspect};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon_core::printable;

pub(crate) fn inspect(args: &Inspect, common: &Common) -> Result<(), Failure> {
    let mut inspected = Vec::with_capacity(args.files.len());
    let mut refused = Vec::new();
    for file in &args.files {
        match arrayon::inspect(file) {
            Ok(one) => inspected.push(one),
            Err(error) => refused.push(error),
        }
    }
    // what can be said of the others is said all the same
    if inspected.is_empty() && !refused.is_empty() {
        return Err(all(refused).into());
    }
    let mut out = std::io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| {
            for file in &inspected {
                writeln!(out, "{}: {}", printable(&file.path), file.kind)?;
                for (name, value) in &file.facts {
                    writeln!(out, "  {name}: {}", printable(value))?;
                }
            }
            Ok(())
        })?,
        Reader::Program => report::write_json(&inspected, &mut out)?,
        Reader::Nobody => {}
    }
    drop(out);
    if !refused.is_empty() {
        return Err(all(refused).into());
    }
    match inspected.iter().find(|file| file.is_unknown) {
        None => Ok(()),
        Some(file) => {
            let hint = "arrayon reads CEL files, chip libraries, matrices, sheets, contrasts, gene sets \
                        and ontologies";
            Err(arrayon::Error::data(&file.path, format!("this is {}", file.kind), hint).into())
        }
    }
}

/// One error as it is, several together.
fn all(mut errors: Vec<arrayon::Error>) -> arrayon::Error {
    match errors.len() {
        1 => errors.swap_remove(0),
        _ => arrayon::Error::Several(errors),
    }
}
