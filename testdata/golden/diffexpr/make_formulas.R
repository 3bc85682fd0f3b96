# Random studies whose formulas hold functions of columns and a random intercept, and what R's
# model.matrix and limma make of them. R 4.2.2, limma 3.54.1, statmod 1.5.0. Run:
# Rscript make_formulas.R. The contrast is a coefficient of the design (contrastAsCoef), because
# contrasts.fit approximates where features differ. The random intercept, which model.matrix does not
# know, becomes the block of duplicateCorrelation. Writes formulas.tsv and formulas_limma.tsv.gz.
suppressMessages(library(limma)); source("data.R"); invisible(Sys.setlocale("LC_COLLATE", "C"))
set.seed(11); f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
pick <- function(x) x[sample.int(length(x), 1)]
fixed <- c("~ geno + log2(age)", "~ geno * log2(age)", "~ 0 + diet + log10(mg)", "~ log(age):geno + diet", "~ sqrt(count) + geno",
  "~ geno * diet + log2(mg) + sqrt(count)", "~ log2(age) * sqrt(count)", "~ log(mg) + mg + geno", "~ 0 + log10(age) + geno:diet",
  "~ age + log2(age) + diet", "~ log10(mg):log2(age) + diet", "~ geno + diet")

studies <- out <- character()
for (case in 1:36) {
  repeat {
    n <- pick(c(10:14, 20, 32))
    columns <- list(geno = sample(rep_len(c("WT", "KO"), n)), diet = sample(rep_len(c("low", "full"), n)), age = round(runif(n, 20, 70), 1),
      mg = round(exp(rnorm(n, -0.2, 0.4)), 2), count = sample(0:9, n, TRUE), animal = paste0("a", sample(rep_len(1:(n %/% 2), n))))
    data <- as.data.frame(lapply(columns, function(x) if (is.character(x)) factor(x) else x))
    formula <- fixed[(case - 1) %% 12 + 1]
    design <- model.matrix(as.formula(formula), data)
    if (qr(design)$rank == ncol(design) && n > ncol(design) + 3) break
  }
  is_random <- case %% 5 > 1
  written <- if (!is_random) formula else if (case %% 2 == 0) paste(formula, "+ (1 | animal)") else sub("~ (0 \\+ )?", "~ \\1(1|animal) + ", formula)
  names <- make.names(colnames(design))
  combination <- if (runif(1) < 0.6) names[length(names)] else sprintf("2 * %s - 0.5 * %s", names[length(names)], names[length(names) - 1])
  n_features <- pick(c(40, 90)); seed <- 60000 + case
  missing <- pick(c(0, 0.05)); trend <- sample(0:1, 1); effect <- if (is_random) pick(c(0.5, 2)) else 0
  y <- expression(seed, n_features, columns$geno == "KO" & columns$diet == "low", 1, 1.2, 0)
  animals <- unique(columns$animal)
  u <- matrix(uniforms(seed + 300000, n_features * length(animals)), n_features, length(animals), byrow = TRUE)
  if (is_random) y <- y + effect * (u[, match(columns$animal, animals)] - 0.5)
  u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
  y[u < missing] <- NA
  plain <- design; colnames(plain) <- names
  contrast <- makeContrasts(contrasts = combination, levels = names)[, 1]
  coef_design <- contrastAsCoef(plain, contrast)$design
  consensus <- NA
  if (is_random) {
    consensus <- suppressWarnings(duplicateCorrelation(y, plain, block = columns$animal))$consensus.correlation
    fit <- suppressWarnings(lmFit(y, coef_design, block = columns$animal, correlation = consensus))[, 1]
  } else fit <- suppressWarnings(lmFit(y, coef_design))[, 1]
  for (g in 1:n_features) {
    x <- design[!is.na(y[g, ]), , drop = FALSE]
    if (qr(rbind(x, contrast))$rank > qr(x)$rank) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
  }
  fit <- suppressWarnings(eBayes(fit, trend = trend == 1))
  ln_p <- log(2) + pt(-abs(fit$t[, 1]), fit$df.total, log.p = TRUE)
  found <- list(log_fc = fit$coefficients[, 1], ave_expr = fit$Amean, t = fit$t[, 1], ln_p = ln_p, b = fit$lods[, 1])
  sheet <- paste(sapply(names(columns), function(name) paste0(name, "=", paste(columns[[name]], collapse = ","))), collapse = ";")
  studies <- c(studies, paste(c(case, seed, n_features, written, combination, paste(colnames(design), collapse = ","), missing, trend, effect, f(consensus), sheet), collapse = "\t"))
  for (row in round(seq(1, n_features, length.out = 5))) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
  out <- c(out, paste(c(case, 0, sapply(found, function(x) f(sum(abs(x), na.rm = TRUE)))), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "formula", "combination", "coefficients", "missing", "trend", "effect", "consensus", "sheet"), collapse = "\t"), studies), "formulas.tsv")
con <- gzfile("formulas_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
