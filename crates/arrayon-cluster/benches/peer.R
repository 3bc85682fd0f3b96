# The peer of benches/bootstrap.rs. Rscript peer.R; R 4.2.2, pvclust 2.2-0
suppressMessages(library(pvclust))
set.seed(1)
x <- runif(23000, 4, 12) + matrix(runif(23000 * 12), 23000)
print(system.time(pvclust(x, "average", "correlation", nboot = 1000, quiet = TRUE)))
