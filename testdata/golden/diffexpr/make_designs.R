# Random designs and what limma makes of them. R 4.2.2, limma 3.54.1. Run: Rscript make_designs.R
# Writes designs.tsv (the studies) and designs_limma.tsv.gz (numbers).
suppressMessages(library(limma)); source("data.R")
set.seed(20240817)
f <- function(x) formatC(x, digits = 15, format = "g", width = 1)
pick <- function(x, size, replace = TRUE) x[sample.int(length(x), size, replace)]

random_study <- function(case) {
  repeat {
    n <- sample(c(3:12, 15, 24, 40, 60), 1)
    n_levels <- min(sample(2:5, 1), n - 1)
    group <- sample(c(letters[1:n_levels], pick(letters[1:n_levels], n - n_levels)))
    columns <- list(group = group)
    if (runif(1) < 0.4) columns$sex <- pick(c("m", "f"), n)
    if (runif(1) < 0.3) columns$batch <- pick(c("b1", "b2", "b3"), n)
    if (runif(1) < 0.4) columns$age <- round(runif(n, 20, 70), 1)
    if (runif(1) < 0.2) columns$ph <- round(rnorm(n, 6.4, 0.2), 2)
    study <- list(case = case, seed = 1000 + case, columns = columns, group = group)
    design <- design_of(study)
    if (qr(design)$rank == ncol(design) && nrow(design) > ncol(design)) break
  }
  levels <- sample(unique(group), 2)
  study$reference <- levels[1]; study$target <- levels[2]
  study$n_features <- if (case %% 50 == 0) 30000 else sample(c(50, 60, 100, 250, 700), 1)
  study$constant <- sample(0:1, 1, prob = c(7, 3))
  study$trend <- as.integer(runif(1) < 0.5); study$robust <- as.integer(runif(1) < 0.4)
  study$spread <- sample(c(0, 0.02, 1.2), 1, prob = c(1, 1, 3))
  study$shift <- sample(c(0, 0.75, 2), 1)
  study
}

design_of <- function(study) {
  columns <- lapply(study$columns, function(x) if (is.character(x)) factor(x, levels = unique(x)) else x)
  columns <- columns[sapply(columns, function(x) !is.factor(x) || nlevels(x) > 1)]
  study_columns <- as.data.frame(columns)
  design <- model.matrix(reformulate(names(columns), intercept = FALSE), study_columns)
  design
}

analyse <- function(study) {
  design <- design_of(study)
  y <- expression(study$seed, study$n_features, study$group == study$target, study$shift, study$spread, study$constant)
  weights <- numeric(ncol(design)); names(weights) <- colnames(design)
  weights[paste0("group", study$target)] <- 1; weights[paste0("group", study$reference)] <- -1
  fit <- suppressWarnings(eBayes(contrasts.fit(lmFit(y, design), weights), trend = study$trend == 1, robust = study$robust == 1))
  ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  margin <- sqrt(fit$s2.post) * fit$stdev.unscaled[, 1] * qt(0.975, fit$df.total)
  list(log_fc = fit$coefficients[, 1], ci_right = fit$coefficients[, 1] + margin, ave_expr = fit$Amean,
       t = fit$t[, 1], ln_p = ln_p, adj_p = p.adjust(exp(ln_p), "BH"), b = fit$lods[, 1], sigma = fit$sigma,
       s2_prior = rep_len(fit$s2.prior, nrow(y)), df_prior = rep_len(fit$df.prior, nrow(y)))
}

studies <- out <- character()
for (case in 1:200) {
  study <- random_study(case)
  fields <- c(study[c("case", "seed", "n_features", "reference", "target", "shift", "spread", "constant", "trend", "robust")])
  sheet <- paste(sapply(names(study$columns), function(name) paste0(name, "=", paste(study$columns[[name]], collapse = ","))), collapse = ";")
  studies <- c(studies, paste(c(unlist(fields), sheet), collapse = "\t"))
  found <- analyse(study)
  n <- study$n_features
  rows <- unique(round(c(seq(1, n, length.out = 4), 37, 10, which.max(abs(found$t)))))
  for (row in rows) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
  # row 0: sums over all features, so that none can be wrong unseen
  sums <- sapply(names(found), function(name) { x <- found[[name]]; f(if (name == "df_prior" && any(is.infinite(x))) Inf else sum(abs(x))) })
  out <- c(out, paste(c(case, 0, sums), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "reference", "target", "shift", "spread", "constant", "trend", "robust", "sheet"), collapse = "\t"), studies), "designs.tsv")
con <- gzfile("designs_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
