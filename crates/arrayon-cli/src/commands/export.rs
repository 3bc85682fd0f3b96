//! `arrayon export`.

use crate::args::{Common, Export};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon::exports::export_results;
use std::io::{self, Write};

pub(crate) fn export(args: &Export, common: &Common) -> Result<(), Failure> {
    let exported = export_results(&args.results, &args.out, &args.formats(), args.force)?;
    let place = args.out.display().to_string();
    let mut out = io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| {
            let n = exported.files.len();
            let files = if n == 1 { "file" } else { "files" };
            writeln!(out, "export: {place} ({n} {files})")?;
            exported
                .notes
                .iter()
                .try_for_each(|note| writeln!(out, "note: {note}"))
        })?,
        Reader::Program => {
            let found = serde_json::json!({
                "export": place,
                "files": exported.files,
                "notes": exported.notes,
            });
            report::write_json(&found, &mut out)?;
        }
        Reader::Nobody => {}
    }
    out.flush()?;
    Ok(())
}
