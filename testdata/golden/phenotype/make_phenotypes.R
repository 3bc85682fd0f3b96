# Slopes and natural splines of phenotypes. R 4.2.2, limma 3.54.1, splines 4.2.2, statmod 1.5.0.
# Run: Rscript make_phenotypes.R. Writes studies.tsv, slopes.tsv.gz, curves.tsv.gz.
suppressMessages({ library(limma); library(splines) }); source("../diffexpr/data.R")

n_features <- 60
# missing: every 13th feature lacks the value of sample (feature mod n) + 1
with_missing <- function(y) {
  for (g in seq_len(nrow(y))) if (g %% 13 == 0) y[g, g %% ncol(y) + 1] <- NA
  y
}
set.seed(12)
draw <- function(n, digits) round(rnorm(n, 2, 0.6), digits)
# block: none, or the sizes of blocks of samples with a shared effect, in random order
study <- function(id, n, levels, adjust, trend, robust, weights, missing, digits, df, block = NULL, effect = 0) {
  phenotype <- draw(n, digits); phenotype[sample(n, n %/% 8)] <- NA
  list(id = id, seed = 100 + id, n = n, phenotype = phenotype, group = sample(rep(levels, length.out = n)),
       age = sample(30:70, n, replace = TRUE), adjust = adjust, trend = trend, robust = robust,
       weights = weights, missing = missing, df = df, effect = effect,
       block = if (is.null(block)) rep("", n) else sample(rep(paste0("p", seq_along(block)), block)))
}
studies <- list(
  study(1, 8, c("a", "b"), "", FALSE, FALSE, FALSE, FALSE, 3, 2),
  study(2, 12, c("a", "b"), "group", FALSE, FALSE, FALSE, FALSE, 3, 3),
  study(3, 16, c("a", "b", "c"), "group age", TRUE, FALSE, FALSE, FALSE, 3, 4),
  study(4, 20, c("a", "b"), "age", FALSE, TRUE, FALSE, FALSE, 3, 5),
  study(5, 24, c("a", "b", "c"), "group", TRUE, TRUE, FALSE, FALSE, 3, 3),
  study(6, 14, c("a", "b"), "group", FALSE, FALSE, TRUE, FALSE, 3, 3),
  study(7, 18, c("a", "b"), "", TRUE, FALSE, TRUE, FALSE, 3, 1),
  study(8, 15, c("a", "b"), "group age", FALSE, FALSE, FALSE, TRUE, 3, 2),
  study(9, 30, c("a", "b", "c"), "group", TRUE, FALSE, FALSE, TRUE, 3, 4),
  study(10, 40, c("a", "b"), "", FALSE, FALSE, FALSE, FALSE, 1, 3),
  study(11, 6, c("a", "b"), "group", FALSE, FALSE, FALSE, FALSE, 3, 2),
  study(12, 22, c("a", "b"), "group", FALSE, TRUE, TRUE, FALSE, 2, 4),
  study(13, 12, c("a", "b"), "", FALSE, FALSE, FALSE, FALSE, 3, 2, rep(2, 6), 2),
  study(14, 16, c("a", "b"), "group", TRUE, FALSE, FALSE, FALSE, 3, 3, rep(4, 4), 1),
  study(15, 20, c("a", "b", "c"), "group age", FALSE, TRUE, FALSE, FALSE, 3, 2, rep(2, 10), 3),
  study(16, 24, c("a", "b"), "age", TRUE, TRUE, FALSE, FALSE, 3, 4, c(6, 5, 4, 3, 2, 2, 1, 1), 1),
  study(17, 18, c("a", "b"), "group", FALSE, FALSE, TRUE, FALSE, 3, 3, rep(3, 6), 2),
  study(18, 15, c("a", "b"), "", FALSE, FALSE, FALSE, TRUE, 3, 2, rep(3, 5), 2),
  study(19, 30, c("a", "b", "c"), "group", TRUE, FALSE, FALSE, TRUE, 3, 4, rep(2, 15), 1),
  study(20, 40, c("a", "b"), "group age", FALSE, FALSE, FALSE, FALSE, 1, 5, rep(5, 8), 0.3),
  study(21, 10, c("a", "b"), "", FALSE, FALSE, FALSE, FALSE, 3, 1, rep(2, 5), 3),
  study(22, 22, c("a", "b"), "group", TRUE, TRUE, TRUE, FALSE, 2, 3, c(rep(2, 8), rep(3, 2)), 1),
  study(23, 14, c("a", "b"), "age", FALSE, TRUE, FALSE, FALSE, 3, 3, rep(7, 2), 1),
  study(24, 28, c("a", "b", "c"), "", FALSE, FALSE, FALSE, TRUE, 3, 3, rep(4, 7), 3))

out <- "study\tseed\tn\tphenotype\tgroup\tage\tadjust\ttrend\trobust\tweights\tmissing\tdf\teffect\tblock\tconsensus\tconsensus_curve"
slopes <- curves <- NULL
for (s in studies) {
  words_of <- function(x) paste(vapply(x, function(v) if (is.na(v)) "NA" else format(v, digits = 15), ""), collapse = " ")
  y <- expression(s$seed, n_features, s$group == "b", 1, 1.2, 0)
  n_blocks <- length(unique(s$block))
  if (s$effect > 0) {
    u <- matrix(uniforms(s$seed + 300000, n_features * n_blocks), n_features, n_blocks, byrow = TRUE)
    y <- y + s$effect * (u[, match(s$block, unique(s$block))] - 0.5)
  }
  if (s$missing) y <- with_missing(y)
  used <- !is.na(s$phenotype)
  y <- y[, used]; pheno <- s$phenotype[used]; group <- factor(s$group[used]); age <- s$age[used]
  frame <- data.frame(pheno, group, age); block <- s$block[used]
  adjust <- strsplit(s$adjust, " ")[[1]]
  model <- function(term) model.matrix(as.formula(paste("~", paste(c(term, adjust), collapse = " + "))), frame)
  moderated <- function(design) {
    weights <- if (s$weights) arrayWeights(y, design, method = "reml") else NULL
    rho <<- NA
    if (s$effect == 0) return(eBayes(lmFit(y, design, weights = weights), trend = s$trend, robust = s$robust))
    rho <<- suppressWarnings(duplicateCorrelation(y, design, block = block, weights = weights))$consensus.correlation
    eBayes(lmFit(y, design, weights = weights, block = block, correlation = rho), trend = s$trend, robust = s$robust)
  }
  design <- model("pheno"); fit <- moderated(design); consensus <- rho
  table <- topTable(fit, coef = 2, number = Inf, sort.by = "none", confint = TRUE)
  log_p <- log(2) + pt(-abs(fit$t[, 2]), fit$df.total, log.p = TRUE)
  # the partial correlation from residuals; not of weighted studies and of blocks
  correlation <- vapply(seq_len(n_features), function(g) {
    if (s$weights || s$effect > 0) return(NA_real_)
    here <- !is.na(y[g, ]); rest <- design[here, -2, drop = FALSE]
    cor(lm.fit(rest, y[g, here])$residuals, lm.fit(rest, pheno[here])$residuals)
  }, 0)
  slopes <- rbind(slopes, data.frame(study = s$id, table[, c("logFC", "CI.L", "CI.R", "AveExpr", "t", "adj.P.Val", "B")], log_p, correlation))
  design <- model(sprintf("ns(pheno, %d)", s$df)); fit <- moderated(design)
  at <- seq_len(s$df) + 1
  out <- c(out, paste(s$id, s$seed, s$n, words_of(s$phenotype), paste(s$group, collapse = " "),
                      words_of(s$age), s$adjust, s$trend, s$robust, s$weights, s$missing, s$df, s$effect,
                      paste(s$block, collapse = " "), words_of(consensus), words_of(rho), sep = "\t"))
  f <- topTable(fit, coef = at, number = Inf, sort.by = "none")
  stat <- if (s$df == 1) fit$t[, 2]^2 else f$F
  # limma takes the correlation of coefficients from complete features for all; here each its own
  if (s$missing) for (g in which(rowSums(is.na(y)) > 0)) {
    here <- !is.na(y[g, ]); x <- design[here, ]
    errors <- if (s$effect == 0) diag(sum(here)) else { v <- rho * outer(block[here], block[here], "=="); diag(v) <- 1; v }
    covariance <- solve(t(x) %*% solve(errors, x))[at, at]; b <- fit$coefficients[g, at]
    stat[g] <- sum(b * solve(covariance, b)) / s$df / fit$s2.post[g]
  }
  members <- matrix(NA_real_, n_features, 5); members[, seq_len(s$df)] <- fit$coefficients[, at]
  colnames(members) <- paste0("c", 1:5)
  log_p <- pf(stat, s$df, fit$df.prior + fit$df.residual, lower.tail = FALSE, log.p = TRUE)
  adjusted <- if (s$missing) p.adjust(exp(log_p), "BH") else f$adj.P.Val
  curves <- rbind(curves, data.frame(study = s$id, members, F = stat, log_p, adj.P.Val = adjusted))
}
writeLines(out, "studies.tsv")
save <- function(table, path) {
  file <- gzfile(path, "w")
  write.table(format(table, digits = 15, trim = TRUE), file, sep = "\t", quote = FALSE, row.names = FALSE)
  close(file)
}
save(slopes, "slopes.tsv.gz"); save(curves, "curves.tsv.gz")
