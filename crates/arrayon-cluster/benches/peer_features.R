# The peer of benches/features.rs. Rscript peer_features.R 20000; R 4.2.2, fastcluster 1.2.3
n <- as.integer(commandArgs(TRUE)[1])
set.seed(1)
x <- matrix(runif(n * 48, 4, 5), n)
print(system.time({
  d <- as.dist(1 - cor(t(x)))
  h <- fastcluster::hclust(d, "average")
}))
