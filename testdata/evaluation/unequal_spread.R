# How often the test of unequal spread finds it, without a difference and with one. R 4.2.2, base only.
# Run: Rscript unequal_spread.R > unequal_spread.tsv
# 500 features, 300 studies a row. `common` is how strongly three factors that all features share move
# samples, in units of 2.5 times the noise: real arrays differ by such, independent noise does not.
distances_to_centers <- function(d, g) {
  z <- numeric(length(g))
  for (level in unique(g)) {
    k <- which(g == level)
    n <- length(k)
    square <- rowSums(d[k, k]^2) / n - sum(d[k, k]^2) / (2 * n^2)
    z[k] <- sqrt(pmax(square, 0) * n / (n - 1))
  }
  z
}
p_value <- function(sizes, ratio, metric, common, p = 500) {
  g <- rep(seq_along(sizes), sizes)
  n <- length(g)
  scale <- diag(ifelse(g == 2, ratio, 1))
  x <- rnorm(p, 8, 1.5) + 0.4 * matrix(rnorm(p * n), p) %*% scale +
    common * matrix(rnorm(p * 3), p) %*% matrix(rnorm(3 * n), 3)
  d <- if (metric == "pearson") 1 - cor(x) else as.matrix(dist(t(x)))
  anova(lm(distances_to_centers(d, g) ~ factor(g)))[1, 5]
}
set.seed(20)
cat("group_sizes\tratio_of_sd\tdistance\tcommon\tp_at_most_0.01\tp_at_most_0.05\n")
for (sizes in list(c(3, 3), c(4, 4), c(6, 6), c(4, 8), c(12, 12), c(4, 4, 4)))
  for (ratio in c(1, 1.3, 2)) for (metric in c("pearson", "euclidean")) for (common in c(0, 0.3)) {
    p <- replicate(300, p_value(sizes, ratio, metric, common))
    cat(paste(sizes, collapse = " "), ratio, metric, common, round(mean(p <= 0.01), 3), round(mean(p <= 0.05), 3), sep = "\t")
    cat("\n")
  }
