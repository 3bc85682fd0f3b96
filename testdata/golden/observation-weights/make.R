# Weights of single values in limma. R 4.2.2, limma 3.54.1, statmod 1.5.0. Run: Rscript make.R
# The test makes the same matrix, from a 32-bit linear congruence, and the same weights. The contrast is a coefficient of the design, because contrasts.fit
# approximates where features differ in their weights. Writes limma.tsv.
suppressMessages(library(limma))
n_features <- 40; n <- 6
y <- w <- matrix(0, n_features, n); state <- 1
for (gene in 0:(n_features - 1)) for (sample in 0:(n - 1)) {
  state <- (state * 1664525 + 1013904223) %% 4294967296
  noise <- (state %/% 2^20) / 8192 * (gene %% 5 + 1)
  effect <- if (gene < 4 && sample > 2) 3 else 0
  y[gene + 1, sample + 1] <- 5 + gene / 10 + effect + noise
  # 0, 0.25, ..., 2.5; a feature loses at most one value
  w[gene + 1, sample + 1] <- ((gene * 7 + sample * 3) %% 11) / 4
}
rownames(y) <- rownames(w) <- paste0("g", 0:(n_features - 1))
w["g39", 1:5] <- 0 # too few values
group <- factor(c("a", "a", "a", "b", "b", "b")); batch <- factor(c("x", "y", "x", "y", "x", "y"))
animal <- c(1, 1, 2, 2, 3, 3); age <- c(10, 12, 11, 14, 13, 12)
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
out <- NULL
case <- function(name, design, trend = FALSE, robust = FALSE, lfc = NULL, block = NULL, arrays = FALSE) {
  if (arrays) w <- t(t(w) * arrayWeights(y, design, weights = w))
  correlation <- NULL
  if (!is.null(block)) correlation <- suppressWarnings(duplicateCorrelation(y, design, block = block, weights = w))$consensus.correlation
  fit <- suppressWarnings(lmFit(y, design, weights = w, block = block, correlation = correlation))[, 2]
  for (g in rownames(y)) { # limma fits the coefficients that are left; the contrast is not among them
    x <- design[w[g, ] > 0, , drop = FALSE]
    if (qr(x)$rank < ncol(design)) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
  }
  if (is.null(lfc)) {
    fit <- eBayes(fit, trend = trend, robust = robust)
    b <- fit$lods[, 1]
    ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  } else {
    known <- !is.na(fit$coefficients[, 1]) # limma's treat stops at NA
    fit$coefficients[!known, ] <- 0; fit$stdev.unscaled[!known, ] <- 1
    fit <- treat(fit, lfc = lfc)
    fit$coefficients[!known, ] <- fit$t[!known, ] <- fit$p.value[!known, ] <- NA
    b <- rep(NA, n_features)
    ln_p <- log(fit$p.value[, 1])
  }
  out <<- rbind(out, data.frame(case = name, feature_id = rownames(y), logFC = f(fit$coefficients[, 1]), AveExpr = f(fit$Amean),
    t = f(fit$t[, 1]), ln_p = f(ln_p), B = f(b), correlation = f(if (is.null(correlation)) NA else correlation)))
}
plain <- model.matrix(~ group)
case("plain", plain)
case("trend", plain, trend = TRUE)
case("robust", plain, robust = TRUE)
case("trend-robust", plain, trend = TRUE, robust = TRUE)
case("treat", plain, lfc = 0.5)
case("batch", model.matrix(~ group + batch))
case("block", plain, block = animal)
case("arrays", plain, arrays = TRUE)
case("arrays-block", plain, block = animal, arrays = TRUE)
case("age", model.matrix(~ age))
case("age-block", model.matrix(~ age), block = animal)
write.table(out, "limma.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
