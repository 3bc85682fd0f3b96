//! `arrayon qc`.

use crate::args::{Common, Quality, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::config::ChipSection;
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
    match &source {
        QualitySource::Matrix { .. } => {
            let why = "a matrix is normalised already, and no array is seen";
            draft.refuse_unread(&["chip.annotation"], why)?;
        }
        QualitySource::Arrays(_) => {
            let chip: ChipSection = draft.section()?;
            if !chip.names_library() {
                let why = "without a library the cells of the arrays are judged, and nothing else";
                draft.refuse_unread(&["quality.images"], why)?;
            }
        }
    }
    let stage = QualityStage {
        source,
        samples: args.samples,
        settings: NormalizeSettings::typed_for_any_chip(&draft)?,
    };
    let options = super::with_resources(super::options(&args.output), args.resources);
    let progress = progress::of(common);
    let place = &args.output.out;
    let summary = arrayon::quality_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
