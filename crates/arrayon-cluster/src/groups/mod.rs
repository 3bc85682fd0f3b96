//! Whether declared groups form clusters.

pub(crate) mod declared;
pub(crate) mod dispersion;
pub(crate) mod exchange;
pub(crate) mod headline;
pub(crate) mod judge;
pub(crate) mod permanova;
#[cfg(test)]
mod points_on_a_line;
pub(crate) mod rand_index;
pub(crate) mod rule;
pub(crate) mod verdict;
mod within_sums;
