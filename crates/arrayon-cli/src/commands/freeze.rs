//! `arrayon freeze`.

use crate::args::{Common, Estimate, Freeze, settings};
use crate::exit::Failure;
use crate::report::{self, Reader};
use crate::{messages, progress};
use arrayon::{FreezeStage, FrozenEstimate, FrozenSummary, NormalizeSettings};
use clap::ArgMatches;
use std::io::{self, Write};

pub(crate) fn freeze(args: Freeze, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let draft = settings::draft("freeze", typed)?;
    let stage = FreezeStage {
        files: args.files,
        samples: args.samples,
        batch: args.batch,
        estimate: match args.estimate {
            Estimate::Published => FrozenEstimate::Published,
            Estimate::Frma => FrozenEstimate::Frma,
        },
        settings: NormalizeSettings::typed(&draft)?,
        memory: args.resources.memory,
        scratch: args.resources.scratch,
    };
    let progress = progress::of(common);
    let found = arrayon::freeze_stage(&stage, &args.out, args.force, progress.as_ref())?;
    for warning in &found.warnings {
        messages::warning(warning);
    }
    let mut out = io::stdout().lock();
    match report::reader(common) {
        Reader::Person => report::for_person(&mut out, |out| print(&found, out))?,
        Reader::Program => report::write_json(&found, &mut out)?,
        Reader::Nobody => {}
    }
    Ok(())
}

fn print(found: &FrozenSummary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: {} arrays in {} batches, {} features of {} probes",
        found.file, found.n_arrays, found.n_batches, found.n_features, found.n_probes
    )
}
