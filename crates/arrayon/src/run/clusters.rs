//! The trees of a study: all samples, and the two groups of each contrast.

use crate::clustering::{
    ALL_SAMPLES, ClusterSettings, cluster_samples, groupings_of, samples_of_contrast,
};
use crate::config::parse_setting;
use crate::error::Error;
use crate::plan::Plan;
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_results::clusters::Clusters;

/// All samples, then the two groups of each contrast that has at least three samples in all.
pub(super) fn cluster_study(
    plan: &Plan,
    main: &ExpressionMatrix,
    progress: &dyn Progress,
) -> Result<Vec<Clusters>, Error> {
    let section = &plan.config.cluster;
    let setting_error = |message: String| Error::data("cluster", message, "");
    let settings = ClusterSettings {
        distance: parse_setting(&section.distance).map_err(setting_error)?,
        linkage: parse_setting(&section.linkage).map_err(setting_error)?,
        bootstrap: section.bootstrap,
        seed: section.seed,
    };
    let groupings = groupings_of(&plan.contrasts, &plan.sheet);
    let mut trees = vec![cluster_samples(
        ALL_SAMPLES,
        main,
        &groupings,
        settings,
        progress,
    )?];
    for contrast in &plan.contrasts {
        let (positions, groups) = samples_of_contrast(contrast, &plan.sheet);
        if positions.len() > 2 {
            let two_groups = main.select_samples(&positions);
            trees.push(cluster_samples(
                &contrast.id,
                &two_groups,
                &[groups],
                settings,
                progress,
            )?);
        }
    }
    Ok(trees)
}
