//! RMA: background correction, quantile normalisation, median polish.
