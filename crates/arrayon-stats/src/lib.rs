//! Special functions, distributions, least squares and random streams, exact enough to meet R's numbers.
