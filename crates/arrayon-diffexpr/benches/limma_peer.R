# Times limma in-process on the shape of limma.rs: 27,000 features x 200 arrays, three contrasts.
# Run: Rscript limma_peer.R
suppressMessages(library(limma))
set.seed(1)
n <- 27000; m <- 200
y <- 3 + 10 * runif(n) + (0.1 + runif(n)) * matrix(runif(n * m) + runif(n * m) + runif(n * m) - 1.5, n, m)
rownames(y) <- paste0("g", seq_len(n))
sheet <- data.frame(group = factor(c("a", "b", "c", "d")[(0:(m - 1)) %% 4 + 1]), batch = factor(c("x", "y")[((0:(m - 1)) %/% 7) %% 2 + 1]))
run <- function(trend, robust) {
  design <- model.matrix(~ 0 + group + batch, sheet)
  contrasts <- makeContrasts(groupb - groupa, groupc - groupa, groupd - groupc, levels = design)
  fit <- eBayes(contrasts.fit(lmFit(y, design), contrasts), trend = trend, robust = robust)
  for (coef in 1:3) topTable(fit, coef = coef, number = Inf, confint = TRUE)
}
for (mode in list(c(FALSE, FALSE), c(TRUE, FALSE), c(TRUE, TRUE))) {
  times <- replicate(7, system.time(run(mode[1], mode[2]))[["elapsed"]])
  cat(sprintf("trend=%s robust=%s: median %.3f s (%.3f to %.3f)\n", mode[1], mode[2], median(times), min(times), max(times)))
}
