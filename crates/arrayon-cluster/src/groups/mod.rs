//! Whether declared groups form clusters.

mod declared;
pub(crate) mod permanova;
#[cfg(test)]
mod points_on_a_line;
pub(crate) mod rand_index;
pub(crate) mod rule;
pub(crate) mod verdict;
