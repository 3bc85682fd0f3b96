//! `arrayon import`.

use crate::args::{Common, Import};
use crate::exit::Failure;
use crate::report;
use arrayon::ImportStage;

pub(crate) fn import(args: Import, common: &Common) -> Result<(), Failure> {
    let scale = args.scale();
    let stage = ImportStage {
        files: args.files,
        cdf: args.cdf,
        scale,
    };
    let place = &args.output.out;
    let summary = arrayon::import_stage(&stage, place, &super::options(&args.output))?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
