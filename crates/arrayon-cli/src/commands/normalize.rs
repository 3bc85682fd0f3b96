//! `arrayon normalize`.

use crate::args::{Common, Normalize, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{NormalizeSettings, NormalizeStage};
use clap::ArgMatches;

pub(crate) fn normalize(
    args: Normalize,
    typed: &ArgMatches,
    common: &Common,
) -> Result<(), Failure> {
    let draft = settings::draft("normalize", typed)?;
    let stage = NormalizeStage {
        files: args.files,
        samples: args.samples,
        settings: NormalizeSettings::typed(&draft)?,
        shard: args.shards.shard,
        shards: args.shards.merge_shards,
    };
    let options = super::with_resources(super::options(&args.output), args.resources);
    let progress = progress::of(common);
    let place = &args.output.out;
    let summary = arrayon::normalize_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
