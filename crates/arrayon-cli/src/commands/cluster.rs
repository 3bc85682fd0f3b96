//! `arrayon cluster`.

use crate::args::{Cluster, Common};
use crate::exit::Failure;
use arrayon::{ClusterSettings, ClusterStage};

pub(crate) fn cluster(args: Cluster, _common: &Common) -> Result<(), Failure> {
    let stage = ClusterStage {
        matrix: args.matrix,
        settings: ClusterSettings {
            distance: args.distance,
            linkage: args.linkage,
        },
        groups: args.samples.zip(args.group),
    };
    arrayon::cluster_stage(&stage, &args.output.out, &super::options(&args.output))?;
    Ok(())
}
