# Linear, order-restricted and rank trends over doses. R 4.2.2, limma 3.54.1, mvtnorm.
# Run: Rscript make_doses.R. Writes dose_studies.tsv, doses.tsv.gz, levels.tsv.
suppressMessages({ library(limma); library(mvtnorm) }); source("../diffexpr/data.R")

# Probability of each number of levels of isotonic regression under equal means, from Kudo 1963
# (Biometrika 50:403): over the sets of neighbours held equal, the probability that their
# multipliers are positive times that the other differences are.
orthant <- function(v) {
  if (nrow(v) == 0) return(1)
  if (nrow(v) == 1) return(0.5)
  alg <- if (nrow(v) == 2 || nrow(v) == 3) TVPACK(abseps = 1e-13) else Miwa(steps = 4096)
  as.numeric(pmvnorm(rep(0, nrow(v)), rep(Inf, nrow(v)), corr = cov2cor(v), algorithm = alg))
}
level_probabilities <- function(w) {
  k <- length(w); d <- diff(diag(k)); v <- d %*% diag(1 / w) %*% t(d); p <- numeric(k)
  for (bits in 0:(2^(k - 1) - 1)) {
    held <- which(bitwAnd(bits, 2^(0:(k - 2))) > 0); free <- setdiff(seq_len(k - 1), held)
    inner <- v[held, held, drop = FALSE]
    rest <- v[free, free, drop = FALSE]
    if (length(held)) rest <- rest - v[free, held, drop = FALSE] %*% solve(inner) %*% v[held, free, drop = FALSE]
    p[k - length(held)] <- p[k - length(held)] + orthant(if (length(held)) solve(inner) else inner) * orthant(rest)
  }
  p
}
weights <- list(c(1, 1, 1), c(3, 5, 2), c(4, 3, 6, 2), c(10, 1, 1, 4), c(3, 3, 3, 3, 3), c(6, 2, 3, 5, 4), c(8, 1, 5, 2, 9))
levels <- "weights\tprobabilities"
for (w in weights) levels <- c(levels, paste(paste(w, collapse = " "), paste(format(level_probabilities(w), digits = 15), collapse = " "), sep = "\t"))
writeLines(levels, "levels.tsv")

# isotonic regression with weights as repeats of whole numbers, by R's isoreg
explained <- function(means, n) {
  fitted <- isoreg(rep(means, n))$yf
  sum((fitted - mean(rep(means, n)))^2)
}
jonckheere <- function(y, g) {
  s <- 0
  for (i in seq_along(y)) for (j in seq_along(y)) if (g[i] < g[j]) s <- s + (y[i] < y[j]) + 0.5 * (y[i] == y[j])
  s
}
# every way of dealing the ranks to the groups
all_statistics <- function(sizes) {
  deal <- function(left, sizes) {
    if (length(sizes) == 1) return(list(list(left)))
    unlist(lapply(combn(length(left), sizes[1], simplify = FALSE), function(at)
      lapply(deal(left[-at], sizes[-1]), function(rest) c(list(left[at]), rest))), recursive = FALSE)
  }
  vapply(deal(seq_len(sum(sizes)), sizes), function(parts)
    jonckheere(unlist(parts), rep(seq_along(parts), lengths(parts))), 0)
}

n_features <- 40
studies <- list(
  list(id = 1, sizes = c(3, 3, 3), doses = "", block = FALSE, trend = FALSE, robust = FALSE),
  list(id = 2, sizes = c(4, 2, 3), doses = "0 1 5", block = FALSE, trend = TRUE, robust = FALSE),
  list(id = 3, sizes = c(3, 2, 2, 2), doses = "0 0.5 1 4", block = FALSE, trend = FALSE, robust = FALSE),
  list(id = 4, sizes = c(6, 5, 4, 6, 5), doses = "", block = FALSE, trend = FALSE, robust = TRUE),
  list(id = 5, sizes = c(4, 4, 4), doses = "0 10 100", block = TRUE, trend = FALSE, robust = FALSE),
  # litters hold samples of several doses: the monotone test is not made
  list(id = 6, sizes = c(4, 4, 4), doses = "", block = FALSE, trend = FALSE, robust = FALSE, litter = 4),
  list(id = 7, sizes = c(5, 3, 4, 6), doses = "0 1 2 10", block = TRUE, trend = TRUE, robust = FALSE, litter = 6),
  list(id = 8, sizes = c(6, 6, 6), doses = "0 1 5", block = FALSE, trend = FALSE, robust = TRUE, litter = 5))
out <- "study\tseed\tsizes\tdoses\tblock\ttrend\trobust\tlitters\tconsensus"; rows <- NULL
for (s in studies) {
  seed <- 200 + s$id; k <- length(s$sizes)
  group <- rep(seq_len(k), s$sizes); n <- length(group)
  doses <- if (s$doses == "") seq_len(k) - 1 else as.numeric(strsplit(s$doses, " ")[[1]])
  y <- expression(seed, n_features, group == k, 0.8, 1.2, 0)
  score <- doses[group]; block <- factor(rep(c("x", "y"), length.out = n))
  design <- if (s$block) model.matrix(~ score + block) else model.matrix(~ score)
  n_litters <- if (is.null(s$litter)) 0 else s$litter; rho <- NA
  if (n_litters > 0) {
    litter <- (seq_len(n) - 1) %% n_litters + 1
    u <- matrix(uniforms(seed + 300000, n_features * n_litters), n_features, n_litters, byrow = TRUE)
    y <- y + 2 * (u[, litter] - 0.5)
    rho <- duplicateCorrelation(y, design, block = litter)$consensus.correlation
  }
  fitted <- if (n_litters == 0) lmFit(y, design) else lmFit(y, design, block = litter, correlation = rho)
  fit <- eBayes(fitted, trend = s$trend, robust = s$robust)
  out <- c(out, paste(s$id, seed, paste(s$sizes, collapse = " "), s$doses, s$block, s$trend, s$robust, n_litters, format(rho, digits = 15), sep = "\t"))
  linear <- data.frame(study = s$id, slope = fit$coefficients[, 2], t = fit$t[, 2],
                       log_p = log(2) + pt(-abs(fit$t[, 2]), fit$df.total, log.p = TRUE))
  within <- eBayes(lmFit(y, model.matrix(~ 0 + factor(group))), trend = s$trend, robust = s$robust)
  f_bar <- f_log_p <- direction <- jt <- jt_p <- rep(NA_real_, n_features)
  if (!s$block) {
    p_level <- level_probabilities(s$sizes)
    dealt <- if (n <= 10) all_statistics(s$sizes)
    for (g in seq_len(n_features)) {
      jt[g] <- jonckheere(y[g, ], group)
      if (n_litters > 0) next
      m <- within$coefficients[g, ]
      up <- explained(m, s$sizes); down <- explained(-m, s$sizes)
      f_bar[g] <- max(up, down) / within$s2.post[g]; direction[g] <- sign(up - down)
      df <- rep(within$df.total, length.out = n_features)[g]
      p <- sum(p_level[-1] * pf(f_bar[g] / seq_len(k - 1), seq_len(k - 1), df, lower.tail = FALSE))
      f_log_p[g] <- log(min(1, 2 * p))
      if (!is.null(dealt)) jt_p[g] <- min(1, 2 * min(mean(dealt <= jt[g]), mean(dealt >= jt[g])))
    }
  }
  rows <- rbind(rows, data.frame(linear, f_bar, f_log_p, direction, jt, jt_p))
}
writeLines(out, "dose_studies.tsv")
file <- gzfile("doses.tsv.gz", "w")
write.table(format(rows, digits = 15, trim = TRUE), file, sep = "\t", quote = FALSE, row.names = FALSE); close(file)
