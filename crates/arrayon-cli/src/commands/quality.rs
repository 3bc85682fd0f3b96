//! `arrayon qc`.

use crate::args::{Common, Quality, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{NormalizeSettings, QualitySource, QualityStage};
use clap::ArgMatches;

pub(crate) fn quality(args: Quality, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let draft = settings::draft("qc", typed)?;
    let source = match args.matrix {
        Some(path) => QualitySource::Matrix {
            path,
            scale: args.scale.into(),
            controls: args.controls,
        },
        None => QualitySource::Arrays(args.files),
    };
    let stage = QualityStage {
        source,
        samples: args.samples,
        settings: NormalizeSettings::typed_for_any_chip(&draft)?,
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let place = &args.output.out;
    let summary = arrayon::quality_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
