//! `arrayon diff`.

use crate::args::{Common, Diff};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{DiffStage, DifferentialSection, FilterSection};

pub(crate) fn diff(args: Diff, common: &Common) -> Result<(), Failure> {
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
            method: args.method,
            block: args.block,
            decide: args.decide,
            leave_one_out: !args.no_leave_one_out,
            phenotypes: args.phenotype,
            adjust: args.adjust,
            spline_df: args.spline_df.map_or(0, usize::from),
            order: args.order,
            filter: FilterSection {
                above: args.filter.filter_above,
                samples: args.filter.filter_samples,
                mean: args.filter.filter_mean,
                mean_quantile: args.filter.filter_mean_quantile,
                variance_quantile: args.filter.filter_variance_quantile,
                variance_measure: args.filter.filter_variance_measure,
                annotation: args.filter.filter_annotation,
            },
            ..DifferentialSection::default()
        },
        annotation: args.annotation,
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::diff_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
