# Local lines with weights: limma 3.54.1's weightedLowess without robustness, R 4.2.2.
# Run: Rscript make_weighted_lowess.R. Writes weighted_lowess.tsv; point 0 holds the sum of |fitted|.
suppressMessages(library(limma)); source("../diffexpr/data.R")
f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
out <- "case\tn\tspan\ttied\tpoint\tfitted"
for (case in 1:6) {
  n <- c(12, 60, 200, 201, 900, 4000)[case]; span <- c(1, 0.7, 0.5, 0.4, 0.3, 0.65)[case]; tied <- case %in% c(2, 5)
  u <- matrix(uniforms(40000 + case, 3 * n), n, 3, byrow = TRUE)
  x <- if (tied) floor(20 * u[, 1]) / 2 else 10 * u[, 1]^2
  y <- sqrt(x) + u[, 2]; w <- u[, 3]^3 + 0.01
  fitted <- weightedLowess(x, y, w, span = span, iterations = 1)$fitted
  rows <- unique(round(seq(1, n, length.out = 20)))
  out <- c(out, paste(case, n, span, as.integer(tied), c(0, rows), f(c(sum(abs(fitted)), fitted[rows])), sep = "\t"))
}
writeLines(out, "weighted_lowess.tsv")
