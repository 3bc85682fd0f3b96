# Random studies whose designs have columns that are combinations of others, and what limma makes of
# them. R 4.2.2, limma 3.54.1, statmod 1.5.0. Run: Rscript make_deficient.R
# limma fits the whole design (lmFit drops columns). Where features differ in their values or
# weights, the contrast is a coefficient of the kept columns (contrastAsCoef), because contrasts.fit
# approximates; so it is for F, which eBayes leaves out of whole designs. Studies whose contrast cannot be estimated have estimable 0 and no numbers.
# Writes deficient.tsv and deficient_limma.tsv.gz.
suppressMessages(library(limma)); source("data.R"); invisible(Sys.setlocale("LC_COLLATE", "C"))
set.seed(11); f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 15, format = "g", width = 1))
pick <- function(x, size = 1) x[sample.int(length(x), size, TRUE)]
spread_out <- function(levels, n) sample(rep_len(levels, n))
coded <- function(columns) as.data.frame(lapply(columns, function(x) if (is.character(x)) factor(x) else x))
cells <- function(columns, names) do.call(paste, c(columns[names], sep = "."))
kinds <- c("nested", "duplicated", "relabelled", "empty", "formula", "animals")

random_study <- function(case) {
  n <- sample(c(6:14, 18, 24, 40), 1)
  columns <- list(geno = spread_out(c("WT", "KO"), n), diet = spread_out(c("low", "full"), n), sex = spread_out(c("m", "f"), n),
    dose = spread_out(c("d0", "d10", "d5")[1:sample(2:3, 1)], n), batch = spread_out(paste0("b", 1:4), n), age = round(runif(n, 20, 70), 1),
    mg = round(rnorm(n, 0.8, 0.2), 2), animal = paste0("a", spread_out(1:(n %/% 2), n)))
  columns$lab <- c(b1 = "l1", b2 = "l1", b3 = "l2", b4 = "l2")[columns$batch]     # batches nested in laboratories
  columns$day <- c(b1 = "mo", b2 = "mo", b3 = "we", b4 = "fr")[columns$batch]     # two batches on one day
  columns$months <- 12 * columns$age; columns$flat <- rep(1.5, n)
  columns$sire <- paste0("s", as.integer(sub("a", "", columns$animal)) %% 3)       # animals nested in sires
  kind <- kinds[(case - 1) %% length(kinds) + 1]
  study <- list(variable = "dose", formula = "", combination = pick(c("d10 - d0", "d0 - d10")), second = "", blocking = "")
  if (length(unique(columns$dose)) == 3) {
    study$combination <- pick(c("d5 - d0", "(d10 + d5) / 2 - d0", "d0 - 2 * d5 + d10")); study$second <- "d10 - d0"
  }
  if (kind == "nested") study$blocking <- pick(c("batch;lab", "lab;batch", "sex;batch;lab;age", "lab;batch;lab:batch"))
  if (kind == "duplicated") study$blocking <- pick(c("age;months", "months;age;sex", "flat", "mg;flat;age;months"))
  if (kind == "relabelled") study$blocking <- pick(c("batch;day", "day;batch", "day;lab;batch", "batch;day;age"))
  if (kind == "empty") {
    columns$batch[columns$batch == "b2" & columns$sex == "f"] <- "b1"              # no females in batch b2
    columns$sex[columns$geno == "KO" & columns$diet == "low"] <- "m"
    study$blocking <- pick(c("sex;batch;sex:batch", "geno;diet;sex;geno:diet:sex", "sex;batch;sex:batch;age"))
  }
  if (kind == "formula") {
    study$variable <- ""; study$second <- ""
    study$formula <- pick(c("~ diet + age + months", "~ geno * diet + flat", "~ 0 + geno + batch + lab", "~ geno + batch * sex + lab", "~ mg + months + age",
      "~ geno + diet + sex + geno:diet:sex", "~ geno + batch + day"))
    study$combination <- ""
  }
  if (kind == "animals") { study$blocking <- pick(c("animal;sire", "sire;animal", "animal;sire;age")); if (n < 12) return(NULL) }
  blocking <- strsplit(study$blocking, ";")[[1]]
  data <- coded(columns)
  if (study$formula == "") {
    names <- strsplit(study$variable, ":")[[1]]
    data$.group <- factor(cells(columns, names), levels = unique(cells(columns, names)))
    design <- model.matrix(reformulate(c(".group", blocking), intercept = FALSE), data)
    colnames(design) <- sub("^\\.group", "", colnames(design))
  } else design <- model.matrix(as.formula(study$formula), data)
  colnames(design) <- make.names(colnames(design))
  decomposed <- qr(design); kept <- sort(decomposed$pivot[seq_len(decomposed$rank)])
  if (decomposed$rank == ncol(design) || n < decomposed$rank + 1) return(NULL)
  if (study$formula != "") {
    names <- colnames(design)
    study$combination <- pick(c(pick(names), if ("months" %in% names) c("age + 12 * months", "-age / 4 - 3 * months"), paste(pick(names), "-", pick(names))))
  }
  weights_of <- function(text) {
    if (text == "") return(NULL)
    contrast <- try(makeContrasts(contrasts = text, levels = colnames(design)), silent = TRUE)
    if (inherits(contrast, "try-error") || all(contrast == 0)) NULL else contrast[, 1]
  }
  contrast <- weights_of(study$combination)
  if (is.null(contrast)) return(NULL)
  is_estimable <- function(weights) qr(rbind(design / rep(sqrt(colSums(design^2)) + (colSums(design^2) == 0), each = n), weights / (sqrt(colSums(design^2)) + (colSums(design^2) == 0))))$rank == decomposed$rank
  second <- weights_of(study$second)
  if (!is.null(second) && !is_estimable(second)) return(NULL)
  c(study, list(columns = columns, design = design, kept = kept, contrast = contrast, second_weights = second, estimable = is_estimable(contrast), n = n))
}

studies <- out <- character(); n_refused <- 0
for (case in 1:110) {
  repeat {
    study <- random_study(case)
    if (is.null(study) || (!study$estimable && n_refused >= 20)) next
    break
  }
  if (!study$estimable) n_refused <- n_refused + 1
  n <- study$n; design <- study$design; kept <- study$kept; columns <- study$columns; contrast <- study$contrast
  n_features <- sample(c(45, 90, 250), 1); seed <- 50000 + case
  missing <- pick(c(0, 0, 0.04, 0.15)); weighted <- pick(c(0, 0, 0, 1)); arrays <- pick(c(0, 0, 1))
  trend <- sample(0:1, 1); robust <- as.integer(runif(1) < 0.3); treat <- pick(c(0.2, 0.7))
  estimated <- as.integer(missing == 0 && weighted == 0 && runif(1) < 0.4) # array weights as limma finds them
  effect <- pick(c(-1, -1, 1, 3)) # size of the block effects; below 0: no random block
  block <- paste0("p", if (runif(1) < 0.5) rep_len(1:(n %/% 2), n) else sample.int(n %/% 2, n, TRUE))
  n_blocks <- length(unique(block))
  if (n <= length(kept) + 2 || n_blocks < 2 || n_blocks >= n - 1) effect <- -1 # no estimate possible
  data_with <- function(effect) {
    y <- expression(seed, n_features, columns$geno == "KO" & columns$diet == "low", 1, 1.2, 0)
    u <- matrix(uniforms(seed + 300000, n_features * n_blocks), n_features, n_blocks, byrow = TRUE)
    if (effect > 0) y <- y + effect * (u[, match(block, unique(block))] - 0.5)
    u <- matrix(uniforms(seed + 500000, n_features * n), n_features, n, byrow = TRUE)
    y[u < missing] <- NA
    y
  }
  y <- data_with(effect)
  correlation <- function(weights) suppressWarnings(duplicateCorrelation(y, design[, kept, drop = FALSE], block = block, weights = weights))
  if (effect > 0 && !is.finite(correlation(NULL)$consensus.correlation)) { effect <- -1; y <- data_with(effect) }
  if (any(rowSums(!is.na(y)) == 0)) { trend <- 0; robust <- 0 } # limma refuses both then
  array_weights <- if (arrays) round(runif(n, 0.3, 2.5), 3) else rep(1, n)
  consensus <- NA
  if (study$estimable) {
    if (estimated) array_weights <- unname(arrayWeights(y, design))
    weights <- NULL
    if (weighted) weights <- 0.1 + matrix(uniforms(seed + 900000, n_features * n), n_features, n, byrow = TRUE)
    if (arrays || estimated) weights <- if (weighted) t(t(weights) * array_weights) else array_weights
    rho <- rep(NA, n_features)
    fitted <- function(design) suppressWarnings(if (effect > 0) lmFit(y, design, weights = weights, block = block, correlation = consensus) else lmFit(y, design, weights = weights))
    if (effect > 0) {
      found <- correlation(weights)
      consensus <- found$consensus.correlation; rho <- found$atanh.correlations
      if (!is.finite(consensus)) stop("case ", case, ": no consensus")
    }
    whole <- fitted(design)
    is_even <- missing == 0 && weighted == 0
    f_ln_p <- rep(NA, n_features)
    if (is_even && all(contrast[-kept] == 0)) {
      fit <- contrasts.fit(whole, cbind(contrast))
      if (!is.null(study$second_weights)) {
        both <- eBayes(contrasts.fit(fitted(design[, kept]), cbind(contrast, study$second_weights)[kept, ]), trend = trend == 1, robust = robust == 1)
        f_ln_p <- pf(both$F, 2, both$df.prior + both$df.residual, lower.tail = FALSE, log.p = TRUE)
      }
    } else {
      fit <- fitted(contrastAsCoef(design[, kept, drop = FALSE], contrast[kept])$design)[, 1]
      stopifnot(all.equal(fit$sigma, whole$sigma, tolerance = 1e-9), all.equal(fit$df.residual, whole$df.residual))
    }
    for (g in 1:n_features) {
      x <- design[!is.na(y[g, ]), kept, drop = FALSE]
      if (nrow(x) == 0 || qr(rbind(x, contrast[kept]))$rank > qr(x)$rank) { fit$coefficients[g, ] <- NA; fit$stdev.unscaled[g, ] <- NA }
    }
    moderated <- suppressWarnings(try(eBayes(fit, trend = trend == 1, robust = robust == 1), silent = TRUE))
    if (inherits(moderated, "try-error")) stop("case ", case, ": ", moderated)
    open <- is.na(fit$coefficients[, 1]) # treat refuses these
    fit$coefficients[open, ] <- 0; fit$stdev.unscaled[open, ] <- 1
    against <- suppressWarnings(treat(fit, lfc = treat, trend = trend == 1, robust = robust == 1))
    against$p.value[open, ] <- NA
    ln_p <- log(2) + pt(-abs(moderated$t[, 1]), moderated$df.total, log.p = TRUE)
    found <- list(log_fc = moderated$coefficients[, 1], stdev_unscaled = moderated$stdev.unscaled[, 1], ave_expr = moderated$Amean, t = moderated$t[, 1], ln_p = ln_p,
      b = moderated$lods[, 1], sigma = moderated$sigma, s2_prior = rep_len(moderated$s2.prior, n_features), df_prior = rep_len(moderated$df.prior, n_features),
      df_total = moderated$df.total, atanh_rho = rho, treat_ln_p = log(against$p.value[, 1]), f_ln_p = f_ln_p)
    rows <- unique(c(round(seq(1, n_features, length.out = 5)), which.max(rowSums(is.na(y)))))
    for (row in rows) out <- c(out, paste(c(case, row, sapply(found, function(x) f(x[row]))), collapse = "\t"))
    sums <- sapply(found, function(x) f(if (any(is.infinite(x))) Inf else sum(abs(x), na.rm = TRUE)))
    out <- c(out, paste(c(case, 0, sums), collapse = "\t"))
  }
  sheet <- paste(sapply(names(columns), function(name) paste0(name, "=", paste(columns[[name]], collapse = ","))), collapse = ";")
  studies <- c(studies, paste(c(case, seed, n_features, study$variable, study$formula, study$combination, study$second, study$blocking, as.integer(study$estimable),
    length(kept), missing, weighted, trend, robust, treat, estimated, effect, paste(block, collapse = ","), paste(f(array_weights), collapse = ","),
    f(consensus), sheet), collapse = "\t"))
}
writeLines(c(paste(c("case", "seed", "n_features", "variable", "formula", "combination", "second", "blocking", "estimable", "n_kept", "missing", "weighted", "trend",
  "robust", "treat", "estimated", "effect", "block", "array_weights", "consensus", "sheet"), collapse = "\t"), studies), "deficient.tsv")
con <- gzfile("deficient_limma.tsv.gz", "w")
writeLines(c(paste(c("case", "feature", names(found)), collapse = "\t"), out), con)
close(con)
