//! The names that would have been right, for messages.

pub(crate) use arrayon_core::suggest::{did_you_mean, quoted_list};
