# Adaptive shrinkage of log fold changes by a direct optimisation of its penalised likelihood, as an
# independent reference: SQUAREM's accelerated EM and then plain EM until no weight moves by 1e-12,
# and the posterior quantities from their definitions (Stephens 2017; grid, weight of 10 on no effect
# and s-values as in ashr 2.2 with mixcompdist = "normal"). R 4.2.2, limma 3.54.1, SQUAREM 2021.1.
# With it, confidence intervals adjusted for selection at a false discovery rate of 10 % (Benjamini and
# Yekutieli 2005), from limma's standard errors and qt.
# Run: Rscript make_effects.R. Writes effects.tsv (features) and effects_fit.tsv (mixtures).
suppressMessages({library(limma); library(SQUAREM)}); source("data.R")
f <- function(x) formatC(x, digits = 12, format = "g", width = 1)
fit_mixture <- function(b, s) {
  least <- min(s) / 10
  largest <- if (all(b^2 <= s^2)) 8 * least else 2 * sqrt(max(b^2 - s^2))
  sds <- c(0, largest * sqrt(2)^(-ceiling(log2(largest / least) / 0.5):0))
  ln <- sapply(sds, function(sd) dnorm(b, 0, sqrt(s^2 + sd^2), log = TRUE))
  likelihood <- exp(ln - apply(ln, 1, max))
  penalty <- c(9, rep(0, length(sds) - 1))
  em <- function(w) { r <- likelihood * rep(w, each = length(b)); w <- colSums(r / rowSums(r)) + penalty; w / sum(w) }
  minus_ln <- function(w) { w <- pmax(w, 1e-14); -sum(log(likelihood %*% w)) - 9 * log(max(w[1], 1e-300)) }
  w <- squarem(rep(1 / length(sds), length(sds)), function(w) em(pmax(w, 1e-14)), minus_ln, control = list(tol = 1e-14, maxiter = 20000))$par
  w <- pmax(w, 1e-14); w <- w / sum(w)
  for (step in 1:50000) { new <- em(w); moved <- max(abs(new - w)); w <- new; if (moved < 1e-13) break }
  # the largest gain of likelihood that any direction offers, in all
  mixture <- as.vector(likelihood %*% w)
  gap <- max((colSums(likelihood / mixture) + penalty / pmax(w, 1e-300)) / (length(b) + 9)) - 1
  cat("EM steps", step, "moved", moved, "gap", gap * (length(b) + 9), "\n")
  share <- likelihood * rep(w, each = length(b)); share <- share / rowSums(share)
  kept <- outer(s, sds, function(s, sd) sd^2 / (s^2 + sd^2)); mean <- kept * b; sd <- sqrt(kept) * s
  negative <- rowSums(share[, -1] * pnorm(-mean[, -1] / sd[, -1])); positive <- rowSums(share[, -1] * pnorm(mean[, -1] / sd[, -1]))
  posterior <- rowSums(share * mean)
  lfsr <- share[, 1] + pmin(negative, positive)
  svalue <- numeric(length(b)); o <- order(lfsr); svalue[o] <- cumsum(lfsr[o]) / seq_along(b)
  list(sds = sds, w = w, ln = minus_ln(w), mean = posterior, sd = sqrt(rowSums(share * (mean^2 + sd^2)) - posterior^2), lfsr = lfsr, svalue = svalue)
}
out <- "study\tfeature\tlog_fc\terror\tmean\tsd\tlfsr\tsvalue\tci_left\tci_right"; fits <- "study\tseed\tgroups\tn_features\tshift\tspread\tpi0\tminus_ln\tn_called"
for (study in 1:4) {
  groups <- c("aabb", "aaabbb", "aaaabbbb", "aaaaabbbbb")[study]; group <- strsplit(groups, "")[[1]]
  n_features <- c(150, 600, 1500, 400)[study]; shift <- c(1, 0.5, 0.15, 0)[study]; spread <- c(0.6, 0.3, 0.2, 0.4)[study]; seed <- 60 + study
  y <- expression(seed, n_features, group == "b", shift, spread, 0)
  fit <- eBayes(lmFit(y, model.matrix(~ factor(group))))
  b <- fit$coefficients[, 2]; ln_p <- log(2) + pt(-abs(fit$t[, 2]), fit$df.total, log.p = TRUE)
  s <- abs(b) / -qnorm(ln_p - log(2), log.p = TRUE)
  m <- fit_mixture(b, s)
  called <- p.adjust(fit$p.value[, 2], "BH") <= 0.1
  half <- qt(1 - 0.1 * sum(called) / n_features / 2, fit$df.total) * sqrt(fit$s2.post) * fit$stdev.unscaled[, 2]
  half[!called] <- NA
  fits <- c(fits, paste(study, seed, groups, n_features, shift, spread, f(m$w[1]), f(m$ln), sum(called), sep = "\t"))
  rows <- unique(c(which.max(abs(b)), which.min(abs(b)), round(seq(1, n_features, length.out = 25)), seq(10, 100, 10)))
  out <- c(out, paste(study, rows, f(b[rows]), f(s[rows]), f(m$mean[rows]), f(m$sd[rows]), f(m$lfsr[rows]), f(m$svalue[rows]), f((b - half)[rows]), f((b + half)[rows]), sep = "\t"))
}
writeLines(out, "effects.tsv"); writeLines(fits, "effects_fit.tsv")
