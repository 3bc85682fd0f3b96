//! Numbers that metrics are made of.

mod distances;
mod hinge;
mod hoeffding;
mod kolmogorov;
mod quantiles;
mod relative_expression;
mod unscaled_errors;

pub use distances::mean_absolute_distances;
pub use hinge::upper_hinge_limit;
pub use hoeffding::hoeffding_d;
pub use kolmogorov::{Distribution, distances_to_pooled};
pub(crate) use quantiles::median;
pub use relative_expression::{RelativeExpression, relative_expression};
pub use unscaled_errors::{UnscaledErrors, unscaled_errors};
