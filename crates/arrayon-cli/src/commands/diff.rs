//! `arrayon diff`.

use crate::args::{Common, Diff};
use crate::exit::Failure;
use crate::progress;
use arrayon::DiffStage;

pub(crate) fn diff(args: Diff, common: &Common) -> Result<(), Failure> {
    let stage = DiffStage {
        matrix: args.matrix,
        samples: args.samples,
        contrasts: args.contrasts,
        trend: args.trend,
        robust: args.robust,
        fdr: args.fdr,
        factors: args.factor,
        annotation: args.annotation,
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    arrayon::diff_stage(&stage, &args.output.out, &options, progress.as_ref())?;
    Ok(())
}
