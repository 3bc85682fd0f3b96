//! Special functions, distributions, least squares and random streams, exact enough to meet
//! R's numbers.

pub mod hypergeometric;
pub mod multiple_testing;
pub mod random_stream;
