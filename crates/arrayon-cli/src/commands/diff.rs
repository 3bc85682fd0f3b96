//! `arrayon diff`.

use crate::args::Diff;
use crate::exit::Failure;
use arrayon::{DiffStage, DifferentialSection};

pub(crate) fn diff(args: Diff) -> Result<(), Failure> {
    let stage = DiffStage {
        matrix: args.matrix,
        samples: args.samples,
        contrasts: args.contrasts,
        section: DifferentialSection {
            trend: args.trend,
            robust: args.robust,
            treat: args.treat,
            array_weights: args.array_weights,
            fdr: args.fdr,
            factors: args.factor,
            decide: args.decide,
            leave_one_out: !args.no_leave_one_out,
            ..DifferentialSection::default()
        },
        annotation: args.annotation,
    };
    arrayon::diff_stage(&stage, &args.output.out, &super::options(&args.output))?;
    Ok(())
}
