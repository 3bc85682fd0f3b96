//! `arrayon normalize`.

use crate::args::{Common, CompatibilityArg, Normalize};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{ChipSection, Compatibility, NormalizeSettings};

pub(crate) fn normalize(args: Normalize, common: &Common) -> Result<(), Failure> {
    let settings = NormalizeSettings {
        chip: ChipSection {
            cdf: args.cdf,
            pgf: args.pgf,
            clf: args.clf,
            mps: args.mps,
            ..ChipSection::default()
        },
        compatibility: match args.compatibility {
            CompatibilityArg::Bioconductor => Compatibility::Bioconductor,
            CompatibilityArg::Apt => Compatibility::Apt,
        },
        probe_universe: args.probe_universe,
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let place = &args.output.out;
    let summary =
        arrayon::normalize_stage(&args.files, &settings, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
