# Makes expression.tsv and the reference numbers of samr. Run: Rscript make_sam.R
suppressMessages(library(samr))
set.seed(42)
n <- 600
x <- matrix(rnorm(n * 8, sd = rep(0.05 + 0.4 * rgamma(n, 2), 8)), n, 8)
x[1:40, 1:4] <- x[1:40, 1:4] + 1.2
x[41:60, 1:4] <- x[41:60, 1:4] - 1.2
x <- round(8 + x, 4)
dimnames(x) <- list(paste0("g", seq_len(n)), paste0("s", 1:8))
write.table(data.frame(feature = rownames(x), x), "expression.tsv", sep = "\t", quote = FALSE, row.names = FALSE)

analyse <- function(x, y, type, label) {
  data <- list(x = x, y = y, geneid = rownames(x), genenames = rownames(x), logged2 = TRUE)
  invisible(capture.output(fit <- samr(data, resp.type = type, nperms = 1000, random.seed = 1)))
  distance <- max(abs(sort(fit$tt) - fit$evo))
  steps <- c(10, 25, 40, 60, 80, 100, 130, 160)
  table <- samr.compute.delta.table(fit, dels = distance * (steps / 200)^2)
  list(
    features = data.frame(analysis = label, feature = rownames(x), r = fit$numer, s = fit$sd - fit$s0, d = fit$tt, expected = fit$evo),
    scalars = data.frame(analysis = label, s0 = fit$s0, s0_percentile = if (nrow(x) < 500) 5 else fit$s0.perc, pi0 = fit$pi0, n_permutations = ncol(fit$ttstar0)),
    table = data.frame(analysis = label, step = steps, table, check.names = FALSE))
}
all <- list(
  analyse(x[, c(1:3, 5:7)], c(2, 2, 2, 1, 1, 1), "Two class unpaired", "two_class"),
  analyse(x, c(1, 2, 3, 4, -1, -2, -3, -4), "Two class paired", "paired"),
  analyse(x[, 1:4] - x[, 5:8], rep(1, 4), "One class", "one_class"),
  # below 500 features samr takes the 5 % quantile of s
  analyse(x[1:300, c(1:3, 5:7)], c(2, 2, 2, 1, 1, 1), "Two class unpaired", "few_features"))
# samr's 16 labellings of pairs are not the 16 flips of signs: the expected d by definition instead
z <- x[, 1:4] - x[, 5:8]
flips <- expand.grid(rep(list(c(-1, 1)), 4))
flipped <- apply(flips, 1, function(signs) {
  w <- t(t(z) * signs)
  sort(rowMeans(w) / (sqrt(rowSums((w - rowMeans(w))^2) / 12) + all[[2]]$scalars$s0))
})
all[[2]]$features$expected <- rowMeans(flipped)
write <- function(name) {
  rows <- do.call(rbind, lapply(all, `[[`, name))
  numeric <- vapply(rows, is.numeric, TRUE)
  rows[numeric] <- lapply(rows[numeric], function(v) formatC(v, digits = 12, format = "g", width = 1))
  write.table(rows, paste0(name, ".tsv"), sep = "\t", quote = FALSE, row.names = FALSE)
}
for (name in c("features", "scalars", "table")) write(name)
