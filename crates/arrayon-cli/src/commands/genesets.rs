//! `arrayon genesets`.

use crate::args::{Common, Genesets, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{GeneSetExpression, GeneSetsStage};
use clap::ArgMatches;

pub(crate) fn genesets(args: Genesets, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let draft = settings::draft("genesets", typed)?;
    let section = draft.gene_sets()?;
    let behind = args.expression;
    let stage = GeneSetsStage {
        tables: args.tables,
        section,
        fdr: draft.typed_fdr()?,
        annotation: draft.annotation()?,
        conditions: args.condition,
        expression: GeneSetExpression {
            matrix: behind.matrix,
            scale: behind.scale.into(),
            samples: behind.samples,
            contrasts: behind.contrasts,
            section: draft.typed_model()?,
        },
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::gene_sets_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
