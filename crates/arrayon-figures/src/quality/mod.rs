//! Figures of the quality of arrays.
//!
//! | module | figure |
//! |---|---|
//! | [`boxes`] | the spread of each array's values, an array a row |
//! | [`densities`] | the distributions of all arrays over each other |
//! | [`distances`] | how far each array is from each other one, as colours |

pub mod boxes;
pub mod densities;
pub mod distances;
mod rows;
