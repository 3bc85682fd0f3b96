//! Hierarchical clustering of samples and features, and whether declared groups form clusters.
