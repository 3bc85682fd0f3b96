//! `arrayon genesets`.

use crate::args::{Common, Genesets, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::config::Section;
use arrayon::config::draft::Draft;
use arrayon::config::keys::KEYS;
use arrayon::{DifferentialSection, Error, GeneSetExpression, GeneSetsSection, GeneSetsStage};
use clap::ArgMatches;

pub(crate) fn genesets(args: Genesets, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let draft = settings::draft("genesets", typed)?;
    let section: GeneSetsSection = draft.section()?;
    if !section.names_a_source() {
        return Err(Error::Flag {
            flag: "--gmt".to_owned(),
            message: "no gene sets are named".to_owned(),
            hint: "give one of --gmt, --themes, --panels, --hallmark, --obo, --annotation-terms; \
                   `arrayon genesets --help` explains them"
                .to_owned(),
        }
        .into());
    }
    let model: DifferentialSection = draft.section()?;
    let behind = args.expression;
    if behind.matrix.is_none() {
        refuse_model(&draft)?;
    }
    let stage = GeneSetsStage {
        table: args.table,
        section,
        fdr: model.fdr,
        annotation: super::annotation(&draft)?,
        conditions: args.condition,
        expression: match (behind.matrix, behind.samples, behind.contrasts) {
            (Some(matrix), Some(samples), Some(contrasts)) => Some(GeneSetExpression {
                matrix,
                samples,
                contrasts,
                section: model,
            }),
            _ => None,
        },
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::gene_sets_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}

/// Refuses settings of a model without the expression that it would be fitted to.
fn refuse_model(draft: &Draft) -> Result<(), Error> {
    let settings = KEYS.of_section(DifferentialSection::NAME);
    // the rate is that of the table's lists, too
    let mut of_model = settings.filter(|one| !one.key.ends_with(".fdr"));
    match of_model.find_map(|one| draft.typed(&one.key)) {
        None => Ok(()),
        Some(flag) => Err(Error::Flag {
            flag: flag.to_owned(),
            message: "needs the expression behind the table".to_owned(),
            hint: "give --matrix, --samples and --contrasts; see `arrayon genesets --help`"
                .to_owned(),
        }),
    }
}
