//! Trees cut into clusters, and how many clusters there are.

pub(crate) mod advice;
pub(crate) mod dynamic;
pub(crate) mod flat;
pub(crate) mod gap;
pub(crate) mod gap_reference;
pub(crate) mod silhouette;
