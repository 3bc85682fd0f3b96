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
    let behind = args.expression;
    let stage = GeneSetsStage {
        tables: args.tables,
        section,
        fdr: super::typed_fdr(&draft)?,
        annotation: super::annotation(&draft)?,
        conditions: args.condition,
        expression: GeneSetExpression {
            matrix: behind.matrix,
            scale: behind.scale.into(),
            samples: behind.samples,
            contrasts: behind.contrasts,
            section: model(&draft)?,
        },
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::gene_sets_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}

/// The model, where a setting of it is named; else it is that of the tables' results.
fn model(draft: &Draft) -> Result<Option<DifferentialSection>, Error> {
    let settings = KEYS.of_section(DifferentialSection::NAME);
    // the rate is that of the table's lists, too
    let mut of_model = settings.filter(|one| one.key != "differential.fdr");
    let is_named = of_model.any(|one| draft.typed(&one.key).is_some());
    let section: DifferentialSection = draft.section()?;
    Ok(is_named.then_some(section))
}
