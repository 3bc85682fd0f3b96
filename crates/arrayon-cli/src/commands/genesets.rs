//! `arrayon genesets`.

use crate::args::{Common, Expression, Genesets, Policy};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{
    DifferentialSection, GeneSetExpression, GeneSetsSection, GeneSetsStage, OrthologsSection,
};

pub(crate) fn genesets(args: Genesets, common: &Common) -> Result<(), Failure> {
    let mut section = GeneSetsSection {
        themes: if args.themes.is_some() {
            "builtin"
        } else {
            "none"
        }
        .to_owned(),
        panels: args.panel,
        hallmark: args.hallmark,
        gmt: args.gmt,
        obo: args.obo,
        gaf: args.gaf,
        several_genes: match args.several_genes {
            Policy::First => "first",
            Policy::All => "all",
            Policy::Drop => "drop",
        }
        .to_owned(),
        orthologs: args.orthologs.map(|file| OrthologsSection {
            file,
            from: args.from.unwrap_or_default(),
            to: args.to.unwrap_or_default(),
            policy: "one-to-one".to_owned(),
        }),
        annotation_terms: args.annotation_terms,
        evidence: args.evidence,
        relations: args.relations,
        tests: args.tests,
        term_test: args.term_test,
        rotations: args.rotations as usize,
        seed: args.seed,
        sample_scores: args.sample_scores,
        ..GeneSetsSection::default()
    };
    if let Some(species) = args.themes.or(args.species) {
        section.species = species;
    }
    let stage = GeneSetsStage {
        table: args.table,
        section,
        fdr: args.fdr,
        annotation: args.annotation,
        conditions: args.condition,
        expression: expression(args.expression),
    };
    let place = &args.output.out;
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let summary = arrayon::gene_sets_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}

fn expression(args: Expression) -> Option<GeneSetExpression> {
    Some(GeneSetExpression {
        matrix: args.matrix?,
        samples: args.samples?,
        contrasts: args.contrasts?,
        section: DifferentialSection {
            trend: args.trend,
            robust: args.robust,
            array_weights: args.array_weights,
            block: args.block,
            factors: args.factor,
            ..DifferentialSection::default()
        },
    })
}
