//! `arrayon cluster`.

use crate::args::{Cluster, Common};
use crate::exit::Failure;
use crate::progress;
use arrayon::{ClusterSettings, ClusterStage, GeneTreeSettings};

pub(crate) fn cluster(args: Cluster, common: &Common) -> Result<(), Failure> {
    let stage = ClusterStage {
        matrix: args.matrix,
        settings: ClusterSettings {
            distance: args.distance,
            linkage: args.linkage,
            bootstrap: args.bootstrap,
            seed: args.seed,
        },
        groups: args.samples.zip(args.group),
        genes: GeneTreeSettings {
            choice: args.genes.genes,
            distance: args.genes.gene_distance,
            linkage: args.genes.gene_linkage,
            leaf_order: args.genes.leaf_order,
        },
        annotation: args.genes.annotation,
        tables: args.genes.tables,
        fdr: args.genes.fdr,
        shard: args.shards.shard,
        shards: args.shards.merge_shards,
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    arrayon::cluster_stage(&stage, &args.output.out, &options, progress.as_ref())?;
    Ok(())
}
