//! Differential expression: linear models, contrasts and empirical-Bayes moderated statistics.
