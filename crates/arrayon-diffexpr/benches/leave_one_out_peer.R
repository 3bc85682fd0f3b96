# What benches/leave_one_out.rs is beside: one analysis of 27,000 features x 24 arrays by limma, nothing
# left out. Rscript leave_one_out_peer.R; R 4.2.2, limma 3.54.1
suppressMessages(library(limma))
set.seed(1)
y <- matrix(rnorm(27000 * 24, 8), 27000)
design <- model.matrix(~ 0 + factor(rep(c("a", "b"), 12)))
for (how in list(c(FALSE, FALSE), c(TRUE, FALSE), c(TRUE, TRUE))) {
  seconds <- replicate(7, system.time({
    fit <- contrasts.fit(lmFit(y, design), c(-1, 1))
    topTable(eBayes(fit, trend = how[1], robust = how[2]), number = Inf)
  })[["elapsed"]])
  cat(sprintf("trend=%s robust=%s: median %.3f s\n", how[1], how[2], median(seconds)))
}
