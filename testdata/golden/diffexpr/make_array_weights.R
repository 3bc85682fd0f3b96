# Array weights where values are missing, have weights, or share variances, by limma's arrayWeights.
# R 4.2.2, limma 3.54.1. Run: Rscript make_array_weights.R. Writes array_weights.tsv.
suppressMessages(library(limma)); source("data.R")
set.seed(5); f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
pick <- function(x, size = 1) x[sample.int(length(x), size, TRUE)]
design_of <- function(columns) {
  columns <- lapply(columns, function(x) if (is.character(x)) factor(x, levels = unique(x)) else x)
  model.matrix(reformulate(names(columns), intercept = FALSE), as.data.frame(columns))
}
out <- character()
for (case in 1:60) {
  repeat {
    n <- sample(c(3:12, 16, 30), 1)
    group <- sample(c("a", "b", "c")[c(1, 2, pick(1:3, n - 2))])
    columns <- list(group = group)
    if (runif(1) < 0.4) columns$sex <- pick(c("m", "f"), n)
    if (runif(1) < 0.3) columns$age <- round(runif(n, 20, 70), 1)
    if (runif(1) < 0.15 && !is.null(columns$age)) columns$months <- 12 * columns$age # adds nothing
    if (length(unique(columns$sex)) == 1) next
    design <- design_of(columns)
    if (n > qr(design)$rank + 1 || (n > qr(design)$rank && case <= 6)) break
  }
  n_features <- sample(c(2, 40, 120, 400), 1, prob = c(1, 4, 4, 4)); seed <- 80000 + case
  kind <- (case - 1) %% 4 # missing values, weights, both, neither (method of choice: reml)
  missing <- if (kind %in% c(0, 2)) pick(c(0.02, 0.1, 0.3, 0.5)) else 0
  weighted <- as.integer(kind %in% c(1, 2)); zeros <- if (weighted) pick(c(0, 0, 0.05)) else 0
  model <- if (kind == 3) pick(c("group", "line")) else pick(c("each", "each", "group", "line")) # of the variances
  method <- if (kind == 3) pick(c("auto", "genebygene")) else "auto"
  prior_n <- pick(c(10, 10, 1, 40))
  y <- expression(seed, n_features, group == "b", 1, 1.2, 1)
  u <- matrix(uniforms(seed + 700000, n_features * n), n_features, n, byrow = TRUE)
  noise <- round(runif(n, 0, 2) * rbinom(n, 1, 0.5), 2)
  y <- y + (u - 0.5) * rep(noise, each = n_features)
  constant <- seq_len(n_features) %% 37 == 0
  y[constant, ] <- y[constant, 1] # limma's limit for features without residual variance
  u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
  y[u < missing] <- NA
  weights <- NULL
  if (weighted) {
    weights <- 0.1 + matrix(uniforms(seed + 900000, n_features * n), n_features, n, byrow = TRUE)
    weights[weights < 0.1 + zeros] <- 0
  }
  scanner <- rep_len(c("x", "x", "y", "z", "y"), n)
  var_design <- switch(model, each = NULL, group = model.matrix(~ factor(scanner)), line = cbind(seq_len(n)))
  found <- suppressWarnings(arrayWeights(y, design, weights = weights, var.design = var_design, prior.n = prior_n, method = method))
  sheet <- paste(sapply(names(columns), function(name) paste0(name, "=", paste(columns[[name]], collapse = ","))), collapse = ";")
  out <- c(out, paste(c(case, seed, n_features, missing, weighted, zeros, model, method, prior_n, paste(noise, collapse = ","), paste(f(found), collapse = ","), sheet), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "missing", "weighted", "zeros", "model", "method", "prior_n", "noise", "weights", "sheet"), collapse = "\t"), out), "array_weights.tsv")
