//! `arrayon cluster`.

use crate::args::{Cluster, Common, settings};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{ClusterStage, GeneChoice};
use clap::ArgMatches;

pub(crate) fn cluster(args: Cluster, typed: &ArgMatches, common: &Common) -> Result<(), Failure> {
    let mut draft = settings::draft("cluster", typed)?;
    if let Some(choice) = &args.genes {
        let name = match choice {
            GeneChoice::None => "none",
            GeneChoice::TopVariance(_) => "top-variance",
            GeneChoice::Differential(_) => "differential",
            GeneChoice::List(_) => "list",
        };
        draft.set("cluster.genes.choose", name.into(), "--genes");
        match choice {
            GeneChoice::None => {}
            GeneChoice::TopVariance(number) | GeneChoice::Differential(number) => {
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                draft.set("cluster.genes.n_features", number.into(), "--genes");
            }
            GeneChoice::List(file) => {
                let file = file.display().to_string();
                draft.set("cluster.genes.file", file.into(), "--genes");
            }
        }
    }
    let stage = ClusterStage {
        matrix: args.matrix,
        scale: args.scale.into(),
        controls: args.controls,
        cluster: draft.section()?,
        groups: args.group.map(|column| (args.samples.clone(), column)),
        contrasts: args.samples.zip(args.contrasts),
        annotation: draft.annotation()?,
        tables: args.tables,
        gene_sets: draft.section()?,
        fdr: draft.typed_fdr()?,
        blocks: draft.typed_blocks()?,
        shard: args.shards.shard,
        shards: args.shards.merge_shards,
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    let place = &args.output.out;
    let summary = arrayon::cluster_stage(&stage, place, &options, progress.as_ref())?;
    report::print(&summary, place, report::reader(common))?;
    Ok(())
}
