//! `arrayon cluster`.

use crate::args::{Cluster, Common};
use crate::exit::Failure;
use crate::progress;
use arrayon::{ClusterSettings, ClusterStage};

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
    };
    let options = super::options(&args.output);
    let progress = progress::of(common);
    arrayon::cluster_stage(&stage, &args.output.out, &options, progress.as_ref())?;
    Ok(())
}
