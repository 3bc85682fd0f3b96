# Random studies with missing values, weights, array weights and blocks, and what limma makes of
# them. R 4.2.2, limma 3.54.1. Run: Rscript make_uneven.R
# The contrast is a coefficient of the design (contrastAsCoef), because contrasts.fit approximates
# where features differ. Writes uneven.tsv and uneven_limma.tsv.gz.
suppressMessages(library(limma)); source("data.R")
set.seed(42); f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
pick <- function(x, size) x[sample.int(length(x), size, TRUE)]
design_of <- function(columns) {
  columns <- lapply(columns, function(x) if (is.character(x)) factor(x, levels = unique(x)) else x)
  model.matrix(reformulate(names(columns), intercept = FALSE), as.data.frame(columns))
}
studies <- out <- character()
for (case in 1:80) {
  repeat {
    n <- sample(c(5:12, 16, 30), 1)
    group <- sample(c("a", "b", "c")[c(1, 2, pick(1:3, n - 2))])
    columns <- list(group = group)
    if (runif(1) < 0.4) columns$sex <- pick(c("m", "f"), n)
    if (runif(1) < 0.4) columns$age <- round(runif(n, 20, 70), 1)
    if (length(unique(columns$sex)) == 1) next
    design <- design_of(columns)
    if (qr(design)$rank == ncol(design) && n > ncol(design) + 1) break
  }
  n_features <- sample(c(40, 120, 400), 1); seed <- 70000 + case
  missing <- sample(c(0, 0.03, 0.15, 0.3), 1); weighted <- sample(0:1, 1); arrays <- sample(0:1, 1)
  trend <- sample(0:1, 1); robust <- as.integer(runif(1) < 0.3)
  block <- if (runif(1) < 0.4) pick(paste0("p", 1:ceiling(n / 2)), n) else rep("", n)
  correlation <- if (block[1] == "") 0 else sample(c(-0.02, 0.1, 0.35, 0.8), 1)
  if (missing + weighted + arrays + correlation == 0) weighted <- 1
  y <- expression(seed, n_features, group == "b", 1, 1.2, 1)
  u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
  y[u < missing] <- NA
  if (any(rowSums(!is.na(y)) == 0)) { trend <- 0; robust <- 0 } # limma refuses both then
  weights <- NULL
  array_weights <- if (arrays) round(runif(n, 0.3, 2.5), 3) else rep(1, n)
  if (weighted) weights <- 0.1 + matrix(uniforms(seed + 900000, n_features * n), n_features, n, byrow = TRUE)
  if (arrays) weights <- if (weighted) t(t(weights) * array_weights) else matrix(array_weights, n_features, n, byrow = TRUE)
  contrast <- numeric(ncol(design)); names(contrast) <- colnames(design); contrast["groupb"] <- 1; contrast["groupa"] <- -1
  coef_design <- contrastAsCoef(design, contrast)$design
  fit <- suppressWarnings(if (block[1] == "") lmFit(y, coef_design, weights = weights) else lmFit(y, coef_design, weights = weights, block = block, correlation = correlation))
  fit <- fit[, 1]
  for (g in 1:n_features) {
    x <- design[!is.na(y[g, ]), , drop = FALSE]
    if (nrow(x) == 0 || qr(rbind(x, contrast))$rank > qr(x)$rank) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
  }
  fit <- suppressWarnings(try(eBayes(fit, trend = trend == 1, robust = robust == 1), silent = TRUE))
  if (inherits(fit, "try-error")) stop("case ", case, ": ", fit)
  ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  found <- list(log_fc = fit$coefficients[, 1], ave_expr = fit$Amean, t = fit$t[, 1], ln_p = ln_p, b = fit$lods[, 1], sigma = fit$sigma,
    s2_prior = rep_len(fit$s2.prior, n_features), df_prior = rep_len(fit$df.prior, n_features), df_total = fit$df.total)
  sheet <- paste(sapply(names(columns), function(name) paste0(name, "=", paste(columns[[name]], collapse = ","))), collapse = ";")
  studies <- c(studies, paste(c(case, seed, n_features, missing, weighted, trend, robust, correlation, paste(block, collapse = ","), paste(array_weights, collapse = ","), sheet), collapse = "\t"))
  rows <- unique(c(round(seq(1, n_features, length.out = 5)), which.max(rowSums(is.na(y)))))
  for (row in rows) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
  sums <- sapply(found, function(x) f(if (any(is.infinite(x))) Inf else sum(abs(x), na.rm = TRUE)))
  out <- c(out, paste(c(case, 0, sums), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "missing", "weighted", "trend", "robust", "correlation", "block", "array_weights", "sheet"), collapse = "\t"), studies), "uneven.tsv")
con <- gzfile("uneven_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
