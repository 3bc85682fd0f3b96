//! `arrayon genesets`.

use crate::args::{Common, Genesets, Policy};
use crate::exit::Failure;
use arrayon::{GeneSetsSection, GeneSetsStage};

pub(crate) fn genesets(args: Genesets, _common: &Common) -> Result<(), Failure> {
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
    };
    arrayon::gene_sets_stage(&stage, &args.output.out, &super::options(&args.output))?;
    Ok(())
}
