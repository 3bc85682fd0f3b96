# Studies whose features share one variance: limma's prior has infinite degrees of freedom and its
# moderated F the chi-squared distribution. R 4.2.2, limma 3.54.1.
# Run: Rscript make_infinite_prior.R. Writes infinite_prior.tsv.
suppressMessages(library(limma)); source("data.R")
f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
out <- "study\tseed\tn_features\tfeature\tF\tln_p\tdf_total"
for (study in 1:4) {
  group <- strsplit(c("aabbcc", "aaabbbccc", "aabbccc", "aaaabbbbcccc")[study], "")[[1]]
  n_features <- c(12, 20, 60, 3000)[study]; seed <- 90 + study; robust <- study == 4
  y <- expression(seed, n_features, group == "b", 0.2, 0, 0)
  design <- model.matrix(~ 0 + factor(group))
  contrasts <- cbind(c(-1, 1, 0), c(-1, 0, 1))
  fit <- eBayes(contrasts.fit(lmFit(y, design), contrasts), robust = robust)
  stopifnot(max(fit$df.prior) == Inf)
  ln_p <- if (robust) pf(fit$F, 2, fit$df.prior + fit$df.residual, lower.tail = FALSE, log.p = TRUE) else pchisq(2 * fit$F, 2, lower.tail = FALSE, log.p = TRUE)
  stopifnot(all.equal(exp(ln_p), fit$F.p.value, tolerance = 1e-9))
  rows <- unique(c(which.max(fit$F), round(seq(1, n_features, length.out = 12))))
  for (row in rows) out <- c(out, paste(study, seed, n_features, row, f(fit$F[row]), f(ln_p[row]), f(rep_len(fit$df.total, n_features)[row]), sep = "\t"))
}
writeLines(out, "infinite_prior.tsv")
