//! `arrayon init`.

use crate::args::{Common, Init};
use crate::exit::Failure;
use crate::report::{self, Reader};
use arrayon_core::printable;
use serde::Serialize;

/// What was drafted, for programs.
#[derive(Serialize)]
struct Drafted {
    files: Vec<String>,
    n_samples: usize,
    n_contrasts: usize,
    notes: Vec<String>,
}

pub(crate) fn init(args: &Init, common: &Common) -> Result<(), Failure> {
    let platform = args.platform.as_deref();
    let draft =
        arrayon_init::draft(&args.source, &args.out, platform).map_err(arrayon::Error::from)?;
    let files = arrayon_init::write(&draft, &args.out, args.force).map_err(arrayon::Error::from)?;
    let files = files.iter().map(|path| path.display().to_string());
    let drafted = Drafted {
        files: files.collect(),
        n_samples: draft.n_samples,
        n_contrasts: draft.n_contrasts,
        notes: draft.notes,
    };
    let mut out = std::io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| {
            for note in &drafted.notes {
                writeln!(out, "{}", printable(note))?;
            }
            writeln!(out, "written: {}", printable(&drafted.files.join(", ")))?;
            let study = args.out.join("study.toml");
            writeln!(
                out,
                "next: arrayon check {}",
                printable(&study.display().to_string())
            )
        })?,
        Reader::Program => report::write_json(&drafted, &mut out)?,
        Reader::Nobody => {}
    }
    Ok(())
}
