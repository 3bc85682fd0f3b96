# The prior of limma 3.62 where residual degrees of freedom differ: studies with missing values and
# weights of 0, and what the newer squeezeVar makes of them in eBayes of limma 3.54.1 under R 4.2.2.
# Run: LIMMA_3_62=file Rscript make_unequal_df.R, where the file defines squeezeVar and
# fitFDistUnequalDF1 of limma 3.62 (its R/squeezeVar.R, R/fitFDistUnequalDF1.R and
# R/chooseLowessSpan.R; version of August 2024, statmod 1.5.0); or under limma >= 3.62 without it.
# Writes unequal_df.tsv and unequal_df_limma.tsv.gz: per study the rows of some features, and in row 0
# sums of absolute values over all.
suppressMessages(library(limma)); source("data.R")
newer <- new.env()
if (nzchar(Sys.getenv("LIMMA_3_62"))) {
  sys.source(Sys.getenv("LIMMA_3_62"), newer)
  replace_in_limma <- function(name) { unlockBinding(name, asNamespace("limma")); assign(name, get(name, newer), asNamespace("limma")) }
  replace_in_limma("squeezeVar")
} else stopifnot(packageVersion("limma") >= "3.62")
set.seed(7); f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
pick <- function(x) x[sample.int(length(x), 1)]
# the generator's values, the spread of features raised by a heavy tail and by their mean
values <- function(seed, n_features, target, spread, rising, n_wild) {
  y <- expression(seed, n_features, target, 1, spread, 0)
  means <- rowMeans(y)
  scale <- 1 + rising * (means - 3) / 10
  wild <- if (n_wild > 0) seq_len(n_features) %% (n_features %/% n_wild) == 1 else rep(FALSE, n_features)
  scale[wild] <- scale[wild] * 12
  means + scale * (y - means)
}
studies <- out <- character()
for (case in 1:60) {
  n <- pick(c(6, 8, 10, 14)); n_features <- pick(c(4, 30, 30, 150, 150, 600, 600, 1500)); seed <- 30000 + case
  group <- rep_len(c("a", "b"), n)
  missing <- pick(c(0.05, 0.15, 0.3)); spread <- pick(c(0, 0.03, 0.1, 0.3, 1.5)); rising <- pick(c(0, 0.7)); n_wild <- pick(c(0, 0, 2))
  if (n_features < 30) n_wild <- 0
  trend <- pick(0:1); robust <- pick(0:1)
  y <- values(seed, n_features, group == "b", spread, rising, n_wild)
  u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
  y[u < missing] <- NA
  if (any(rowSums(!is.na(y)) == 0)) trend <- 0
  design <- model.matrix(~ factor(group))
  fit <- suppressWarnings(lmFit(y, design))[, 2]
  for (g in 1:n_features) {
    x <- design[!is.na(y[g, ]), , drop = FALSE]
    if (nrow(x) == 0 || qr(rbind(x, c(0, 1)))$rank > qr(x)$rank) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
  }
  fit <- suppressWarnings(eBayes(fit, trend = trend == 1, robust = robust == 1))
  ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  found <- list(t = fit$t[, 1], ln_p = ln_p, s2_prior = rep_len(fit$s2.prior, n_features), df_prior = rep_len(fit$df.prior, n_features),
    s2_post = fit$s2.post, df_total = fit$df.total)
  studies <- c(studies, paste(c(case, seed, n, n_features, missing, spread, rising, n_wild, trend, robust), collapse = "\t"))
  rows <- unique(c(round(seq(1, n_features, length.out = 6)), which.max(rowSums(is.na(y))), which.min(rep_len(fit$df.prior, n_features))))
  for (row in rows) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
  out <- c(out, paste(c(case, 0, sapply(found, function(x) f(sum(abs(x), na.rm = TRUE)))), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n", "n_features", "missing", "spread", "rising", "n_wild", "trend", "robust"), collapse = "\t"), studies), "unequal_df.tsv")
con <- gzfile("unequal_df_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
