# P-values of limma 3.54.1 adjusted with weights by strata of average expression: structSSI 1.1's
# Adaptive.GBH(method = "lsl"), R 4.2.2. Run: Rscript make_strata.R, with structSSI, or with a file in
# STRUCTSSI that defines grouped_bh(p, group) by its code. Writes strata.tsv: all features.
suppressMessages(library(limma)); source("data.R")
f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
if (nzchar(Sys.getenv("STRUCTSSI"))) source(Sys.getenv("STRUCTSSI")) else grouped_bh <- function(p, group) {
  names(p) <- seq_along(p); found <- structSSI::Adaptive.GBH(p, group, method = "lsl")
  list(adjusted = found@p.vals$adjp[order(found@p.vals$original_index)], pi0 = found@pi0)
}
out <- "study\tseed\tn_features\tn_strata\tfeature\tadjusted\tpi0"
for (study in 1:3) {
  n_features <- c(400, 900, 300)[study]; n_strata <- c(4, 7, 2)[study]; seed <- 80 + study
  y <- expression(seed, n_features, rep(c(FALSE, TRUE), each = 4), 0, 0.4, 0)
  # features of high expression change more often
  means <- rowMeans(y); changed <- rank(means) > 0.7 * n_features & seq_len(n_features) %% 2 == 0
  y[changed, 5:8] <- y[changed, 5:8] + 0.5
  fit <- eBayes(lmFit(y, model.matrix(~ rep(0:1, each = 4))))
  o <- order(fit$Amean); group <- integer(n_features)
  for (g in 1:n_strata) group[o[(floor((g - 1) * n_features / n_strata) + 1):floor(g * n_features / n_strata)]] <- g
  found <- grouped_bh(fit$p.value[, 2], group)
  cat(study, "called", sum(found$adjusted <= 0.05), "plain", sum(p.adjust(fit$p.value[, 2], "BH") <= 0.05), "false", sum(found$adjusted <= 0.05 & !changed), "\n")
  rows <- round(seq(1, n_features, length.out = 60))
  out <- c(out, paste(study, seed, n_features, n_strata, rows, f(found$adjusted[rows]), f(found$pi0[as.character(group[rows])]), sep = "\t"))
}
writeLines(out, "strata.tsv")
