//! `arrayon cluster`.

use crate::args::{Cluster, Common};
use crate::exit::Failure;
use crate::{progress, report};
use arrayon::{ClusterSettings, ClusterStage, GeneSetsSection, GeneTreeSettings};

pub(crate) fn cluster(args: Cluster, common: &Common) -> Result<(), Failure> {
    let stage = ClusterStage {
        matrix: args.matrix,
        controls: args.controls,
        settings: ClusterSettings {
            distance: args.distance,
            linkage: args.linkage,
            bootstrap: args.bootstrap,
            gap: args.gap,
            seed: args.seed,
        },
        groups: args.samples.zip(args.group),
        genes: GeneTreeSettings {
            choice: args.genes.genes,
            distance: args.genes.gene_distance,
            linkage: args.genes.gene_linkage,
            leaf_order: args.genes.leaf_order,
            n_clusters: (args.genes.gene_clusters > 0).then_some(args.genes.gene_clusters),
            assign_nearby: !args.genes.no_assign_nearby,
        },
        annotation: args.genes.annotation,
        tables: args.genes.tables,
        gene_sets: GeneSetsSection {
            themes: match args.genes.themes {
                Some(_) => "builtin",
                None => "none",
            }
            .to_owned(),
            species: (args.genes.themes).unwrap_or_else(|| GeneSetsSection::default().species),
            gmt: args.genes.gmt,
            ..GeneSetsSection::default()
        },
        fdr: args.genes.fdr,
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
