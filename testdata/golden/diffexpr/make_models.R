# Random studies with crossed factors, formulas, paired designs and random blocks, and what limma
# makes of them. R 4.2.2, limma 3.54.1, statmod 1.5.0. Run: Rscript make_models.R
# The contrast is a coefficient of the design (contrastAsCoef), because contrasts.fit approximates
# where features differ. Writes models.tsv and models_limma.tsv.gz.
suppressMessages(library(limma)); source("data.R"); invisible(Sys.setlocale("LC_COLLATE", "C"))
set.seed(7); f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
pick <- function(x, size = 1) x[sample.int(length(x), size, TRUE)]
spread_out <- function(levels, n) sample(rep_len(levels, n))
one_of <- function(design) {
  names <- make.names(colnames(design))
  if (length(names) == 1 || runif(1) < 0.5) return(pick(names))
  two <- sample(names, 2)
  sprintf(pick(c("%s - %s", "(%s + %s) / 2", "2 * %s - 0.5 * %s", "-(%s - %s) / 3")), two[1], two[2])
}
coded <- function(columns) as.data.frame(lapply(columns, function(x) if (is.character(x)) factor(x) else x))
cells <- function(columns, names) do.call(paste, c(columns[names], sep = "."))

random_study <- function(case) {
  n <- sample(c(8:14, 18, 24, 40), 1)
  columns <- list(geno = spread_out(c("WT", "KO"), n), diet = spread_out(c("low", "full"), n), sex = spread_out(c("m", "f"), n),
    dose = spread_out(c("d0", "d10", "d5", "d50")[1:sample(3:4, 1)], n), age = round(runif(n, 20, 70), 1), mg = round(rnorm(n, 0.8, 0.2), 2),
    animal = paste0("a", spread_out(1:(n %/% 2), n)))
  kind <- c("crossed", "three", "means", "formula", "formula", "formula", "paired", "blocking")[(case - 1) %% 8 + 1]
  study <- list(variable = "", formula = "", combination = "", blocking = "")
  if (kind == "crossed") {
    study$variable <- "geno:diet"; study$combination <- "(KO.low - WT.low) - (KO.full - WT.full)"
    study$blocking <- pick(c("", "sex", "age", "sex;age"))
  } else if (kind == "three") {
    study$variable <- "geno:diet:sex"; study$blocking <- pick(c("", "mg"))
    study$combination <- "((KO.low.m - WT.low.m) - (KO.full.m - WT.full.m)) - ((KO.low.f - WT.low.f) - (KO.full.f - WT.full.f))"
  } else if (kind == "means") {
    study$variable <- "dose"; study$combination <- pick(c("(d10 + d5) / 2 - d0", "d5 - 0.25 * d0 - 3 * d10 / 4", "d0 - 2 * d5 + d10"))
    study$blocking <- pick(c("", "geno", "geno;diet;geno:diet", "sex:age"))
  } else if (kind == "formula") {
    study$formula <- pick(c("~ geno * diet", "~ 0 + geno:diet + sex", "~ geno + diet:age", "~ age * geno", "~ geno * diet * sex", "~ sex + dose * mg",
      "~ 0 + dose + age:mg", "~ dose + geno - 1", "~ mg + age", "~ diet:mg:age + geno", "~ 0 + age + sex * diet", "~ geno + geno:diet"))
  } else if (kind == "paired") {
    columns$animal <- paste0("a", rep_len(1:(n %/% 2), n)); columns$geno <- rep(c("WT", "KO"), each = n %/% 2, length.out = n)
    study$variable <- "geno"; study$combination <- "KO - WT"; study$blocking <- "animal"
  } else {
    study$variable <- "dose"; study$combination <- "d5 - d0"; study$blocking <- pick(c("sex:age", "diet:sex", "sex;diet;diet:sex", "mg;geno;geno:mg", "geno:diet:mg"))
  }
  blocking <- strsplit(study$blocking, ";")[[1]]
  data <- coded(columns)
  if (study$formula == "") {
    names <- strsplit(study$variable, ":")[[1]]
    data$.group <- factor(cells(columns, names), levels = unique(cells(columns, names)))
    design <- model.matrix(reformulate(c(".group", blocking), intercept = FALSE), data)
    colnames(design) <- sub("^\\.group", "", colnames(design))
    group_columns <- levels(data$.group)
    decomposed <- qr(design) # a lone interaction repeats the constant
    design <- design[, sort(decomposed$pivot[seq_len(decomposed$rank)]), drop = FALSE]
    if (!all(group_columns %in% colnames(design))) return(NULL)
  } else {
    design <- model.matrix(as.formula(study$formula), data)
    if (qr(design)$rank < ncol(design)) return(NULL)
    study$combination <- one_of(design)
  }
  if (n < ncol(design) + 2) return(NULL)
  colnames(design) <- make.names(colnames(design))
  contrast <- try(makeContrasts(contrasts = study$combination, levels = colnames(design)), silent = TRUE)
  if (inherits(contrast, "try-error") || all(contrast == 0)) return(NULL)
  c(study, list(columns = columns, design = design, contrast = contrast[, 1], n = n))
}

studies <- out <- character()
for (case in 1:120) {
  repeat { study <- random_study(case); if (!is.null(study)) break }
  n <- study$n; design <- study$design; columns <- study$columns
  n_features <- sample(c(40, 90, 250), 1); seed <- 30000 + case
  missing <- pick(c(0, 0, 0.03, 0.12)); weighted <- pick(c(0, 0, 0, 1)); arrays <- pick(c(0, 0, 1))
  trend <- sample(0:1, 1); robust <- as.integer(runif(1) < 0.3)
  effect <- pick(c(-1, 0.3, 1, 3)) # size of the block effects; below 0: no random block
  block <- if (runif(1) < 0.5) rep_len(1:(n %/% 2), n) else if (runif(1) < 0.5) rep(1:(n %/% 3 + 1), each = 3, length.out = n) else sample.int(n %/% 2, n, TRUE)
  block <- paste0("p", block)
  y <- expression(seed, n_features, columns$geno == "KO" & columns$diet == "low", 1, 1.2, 0)
  n_blocks <- length(unique(block))
  if (n <= ncol(design) + 2 || n_blocks < 2 || n_blocks >= n - 1) effect <- -1 # no estimate possible
  u <- matrix(uniforms(seed + 300000, n_features * n_blocks), n_features, n_blocks, byrow = TRUE)
  if (effect > 0) y <- y + effect * (u[, match(block, unique(block))] - 0.5)
  u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
  y[u < missing] <- NA
  if (any(rowSums(!is.na(y)) == 0)) { trend <- 0; robust <- 0 } # limma refuses both then
  array_weights <- if (arrays) round(runif(n, 0.3, 2.5), 3) else rep(1, n)
  weights <- NULL
  if (weighted) weights <- 0.1 + matrix(uniforms(seed + 900000, n_features * n), n_features, n, byrow = TRUE)
  if (arrays) weights <- if (weighted) t(t(weights) * array_weights) else matrix(array_weights, n_features, n, byrow = TRUE)
  coef_design <- contrastAsCoef(design, study$contrast)$design
  rho <- rep(NA, n_features); consensus <- NA
  if (effect > 0) {
    found <- suppressWarnings(duplicateCorrelation(y, design, block = block, weights = weights))
    consensus <- found$consensus.correlation; rho <- found$atanh.correlations
    if (!is.finite(consensus)) stop("case ", case, ": no consensus")
    fit <- suppressWarnings(lmFit(y, coef_design, weights = weights, block = block, correlation = consensus))
  } else fit <- suppressWarnings(lmFit(y, coef_design, weights = weights))
  fit <- fit[, 1]
  for (g in 1:n_features) {
    x <- design[!is.na(y[g, ]), , drop = FALSE]
    if (nrow(x) == 0 || qr(rbind(x, study$contrast))$rank > qr(x)$rank) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
  }
  fit <- suppressWarnings(try(eBayes(fit, trend = trend == 1, robust = robust == 1), silent = TRUE))
  if (inherits(fit, "try-error")) stop("case ", case, ": ", fit)
  ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  found <- list(log_fc = fit$coefficients[, 1], stdev_unscaled = fit$stdev.unscaled[, 1], ave_expr = fit$Amean, t = fit$t[, 1], ln_p = ln_p, b = fit$lods[, 1],
    sigma = fit$sigma, s2_prior = rep_len(fit$s2.prior, n_features), df_prior = rep_len(fit$df.prior, n_features), df_total = fit$df.total, atanh_rho = rho)
  sheet <- paste(sapply(names(columns), function(name) paste0(name, "=", paste(columns[[name]], collapse = ","))), collapse = ";")
  studies <- c(studies, paste(c(case, seed, n_features, study$variable, study$formula, study$combination, study$blocking, missing, weighted, trend, robust,
    effect, paste(block, collapse = ","), paste(array_weights, collapse = ","), f(consensus), sheet), collapse = "\t"))
  rows <- unique(c(round(seq(1, n_features, length.out = 5)), which.max(rowSums(is.na(y)))))
  for (row in rows) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
  sums <- sapply(found, function(x) f(if (any(is.infinite(x))) Inf else sum(abs(x), na.rm = TRUE)))
  out <- c(out, paste(c(case, 0, sums), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "variable", "formula", "combination", "blocking", "missing", "weighted", "trend", "robust", "effect", "block",
  "array_weights", "consensus", "sheet"), collapse = "\t"), studies), "models.tsv")
con <- gzfile("models_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
