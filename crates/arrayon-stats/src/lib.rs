//! Special functions, distributions, least squares and random streams, exact enough to meet
//! R's numbers.
//!
//! | module | what it holds |
//! |---|---|
//! | [`gamma`] | ln gamma, digamma, trigamma and its inverse |
//! | [`normal`] | the normal distribution |
//! | [`student_t`] | tails and quantiles of t, to df of 1e10 and infinity |
//! | [`noncentral_t`] | t under an alternative, for power |
//! | [`f_distribution`] | tails of F |
//! | [`incomplete_gamma`] | the incomplete gamma function, tails of chi-squared |
//! | [`incomplete_beta`] | the incomplete beta function |
//! | [`hypergeometric`] | tails of the hypergeometric distribution |
//! | [`beta_binomial`] | tails of counts of correlated draws |
//! | [`qr`] | orthogonal decomposition with R's rule for columns that add nothing |
//! | [`natural_spline`], [`spline_fit`] | natural cubic splines, and many values fitted to them |
//! | [`elementary`] | logarithms and exponentials of many numbers |
//! | [`cholesky`] | small symmetric positive definite matrices |
//! | [`eigen`], [`leading_eigen`] | eigenvalues and eigenvectors of symmetric matrices: all, or the largest |
//! | [`lowess`] | robust local smoothing, and smoothing with weights |
//! | [`quadrature`] | Gauss-Legendre rules |
//! | [`root`], [`minimum`] | Brent's root finder and his search for a minimum |
//! | [`order`] | the order of many numbers, and their ranks |
//! | [`correlation`] | Pearson's and Spearman's correlation |
//! | [`row_pairs`] | sums over the values of two rows, and of all pairs of rows |
//! | [`descriptive`] | sums, means, medians, quantiles |
//! | [`multiple_testing`] | adjusted p-values |
//! | [`random_stream`] | seeded random streams |
//!
//! Probabilities are computed in logarithms and in the tail itself, never as one minus a number
//! close to one, so that a p-value below the smallest floating-point number keeps its logarithm.
//!
//! ```
//! use arrayon_stats::student_t;
//! let ln_p = student_t::ln_two_sided(60.0, 1000.0);
//! assert!((ln_p + 766.585786542521).abs() < 1e-9); // p is about 1e-333
//! assert!((student_t::two_sided(2.0, 10.0) - 0.07338803477074037).abs() < 1e-15);
//! ```
//!
//! # What is tested
//! `tests/golden.rs` compares every distribution with R 4.2.2 and with 40-digit arithmetic to
//! 1e-12 relative, splines and decompositions with R's `ns` and `qr`.
//!
//! Faster ways are held against the plain ones in unit tests: tails from tables within 4e-13 of
//! max(1, |ln p|), local lines from moments within 5e-13, splines fitted by moments within 1e-11
//! of an orthogonal decomposition.
//!
//! # What is not tested
//! Incomplete beta and gamma functions with parameters above 1e5 on both sides; degrees of
//! freedom below 0.1.

pub mod beta_binomial;
pub mod cholesky;
pub mod correlation;
pub mod descriptive;
pub mod eigen;
pub mod elementary;
pub mod f_distribution;
pub mod gamma;
pub mod hypergeometric;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod inner_product;
pub mod lane_median;
pub mod leading_eigen;
pub mod linear;
pub mod lowess;
pub mod minimum;
pub mod multiple_testing;
pub mod natural_spline;
pub mod noncentral_t;
pub mod normal;
pub mod order;
pub mod qr;
pub mod quadrature;
pub mod random_stream;
pub mod root;
pub mod row_pairs;
pub mod spline_fit;
pub mod student_t;
mod tabulated;
