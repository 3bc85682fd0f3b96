//! Numbers that metrics are made of.

mod area_under_curve;
mod by_array;
mod components;
mod distances;
mod hinge;
mod hoeffding;
mod kolmogorov;
mod products;
mod quantiles;
mod relative_expression;
mod spreads;
mod unscaled_errors;

pub use area_under_curve::area_under_curve;
pub use by_array::{ArrayColumns, ExpressionByArray, ExpressionSweep};
pub use components::{ArrayComponent, Closest};
pub(crate) use hinge::outlier_limit;
pub use hinge::upper_hinge_limit;
pub use hoeffding::hoeffding_d;
pub use kolmogorov::{Distribution, distances_to_pooled};
pub(crate) use quantiles::median;
pub use relative_expression::{RelativeExpression, relative_expression};
pub use spreads::{ScannedLog2, Spread, unscaled_error_spreads};
pub use unscaled_errors::{UnscaledErrors, unscaled_errors};
