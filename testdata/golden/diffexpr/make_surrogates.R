# Surrogate variables of limma 3.54.1 (wsva) and their number by sva 3.46 (num.sv, Buja and Eyuboglu),
# R 4.2.2. Run: Rscript make_surrogates.R. Writes surrogates.tsv (values), surrogates_fit.tsv (t, and
# shares of variance) and surrogates_studies.tsv.
suppressMessages({library(limma); library(sva)}); source("data.R")
f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
studies <- "study\tseed\tgroups\tbatch\tn_features\tsize\tn_sv\tn_by_permutation"
out <- "study\tvariable\tsample\tvalue"; fits <- "study\tfeature\tt\tln_p"
for (study in 1:4) {
  groups <- c("aaaabbbb", "abababababab", "aaabbbcccabc", "aaabbb")[study]; group <- strsplit(groups, "")[[1]]; n <- length(group)
  batch <- strsplit(c("xyxyxxyy", "xxyyzzxyzzyx", "xyzxyzxyzzyx", "------")[study], "")[[1]]
  n_features <- c(300, 800, 500, 200)[study]; size <- c(1.5, 1, 0.8, 0)[study]; n_sv <- c(1, 2, 3, 2)[study]; seed <- 70 + study
  y <- expression(seed, n_features, group == "b", 0.8, 0.5, 0)
  # batches shift every third feature, each by another amount
  u <- matrix(uniforms(seed + 800000, n_features * 3), n_features, 3, byrow = TRUE)
  hit <- seq_len(n_features) %% 3 == 0
  if (size > 0) y[hit, ] <- y[hit, ] + size * (u[hit, match(batch, c("x", "y", "z"))] - 0.5)
  design <- model.matrix(~ 0 + factor(group))
  sv <- wsva(y, design, n.sv = n_sv)
  set.seed(1); by_permutation <- num.sv(y, design, method = "be", B = 200)
  sign <- apply(sv, 2, function(v) sign(v[which.max(abs(v))])); sv <- t(t(sv) * sign)
  for (k in 1:n_sv) out <- c(out, paste(study, k, 1:n, f(sv[, k]), sep = "\t"))
  contrast <- c(-1, 1, rep(0, ncol(design) - 2 + n_sv))
  fit <- eBayes(lmFit(y, contrastAsCoef(cbind(design, sv), contrast)$design)[, 1])
  rows <- round(seq(1, n_features, length.out = 15))
  fits <- c(fits, paste(study, rows, f(fit$t[rows, 1]), f((log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE))[rows]), sep = "\t"))
  studies <- c(studies, paste(study, seed, groups, paste(batch, collapse = ""), n_features, size, n_sv, by_permutation, sep = "\t"))
}
writeLines(studies, "surrogates_studies.tsv"); writeLines(out, "surrogates.tsv"); writeLines(fits, "surrogates_fit.tsv")
