# Rscript roast.R : studies, sets and what limma's mroast says of them. Writes into the working folder.
suppressMessages(library(limma))
set.seed(11); G <- 120; N <- function(x) sprintf("%.12g", x)
W <- function(x, f) write.table(x, f, sep = "\t", quote = FALSE, row.names = FALSE)
sets <- c(list(up = 1:12, down = 13:30, both = 31:50, few = 51:90, one = 1L, two = c(20L, 100L), all = 1:G),
  setNames(lapply(1:8, function(i) sort(sample(G, 2 + 5 * i))), sprintf("random%d", 1:8)))
study <- function(n, group, spread = 0.5, effect = 0.5) {
  sd <- sqrt(spread / rchisq(G, 6) * 6); y <- matrix(rnorm(G * n, 8, rep(sd, n)), G)
  y[1:20, ] <- y[1:20, ] + 0.3 * rep(rnorm(n), each = 20)
  e <- rep(0, G); e[1:12] <- effect; e[13:30] <- -0.6 * effect; e[31:50] <- effect * c(1, -1); e[51:55] <- 3 * effect
  round(y + outer(e, group), 4)
}
block <- rep(1:6, each = 2)
studies <- list(
  plain = list(y = study(6, c(0,0,0,1,1,1)), D = cbind(1, c(0,0,0,1,1,1)), C = c(0, 1)),
  covariate = list(y = study(9, c(0,0,0,0,1,1,1,1,1)), D = cbind(c(1,1,1,1,0,0,0,0,0), c(0,0,0,0,1,1,1,1,1), c(0,1,0,1,0,1,0,1,0), c(3,1,4,1,5,9,2,6,5)), C = c(-1, 1, 0, 0)),
  block = list(y = study(12, rep(0:1, 6)) + rep(rnorm(6, 0, 0.4), each = 2 * G), D = cbind(1, rep(0:1, 6)), C = c(0, 1), block = block, rho = 0.4),
  weights = list(y = study(8, rep(0:1, 4)), D = cbind(1, rep(0:1, 4)), C = c(0, 1), weights = c(1, 2, 0.5, 1, 0.25, 1.5, 1, 1)),
  trend = list(y = study(7, c(0,0,0,1,1,1,1)), D = cbind(1, c(0,0,0,1,1,1,1)), C = c(0, 1), trend = TRUE),
  robust = list(y = study(8, rep(0:1, 4)), D = cbind(1, rep(0:1, 4)), C = c(0, 1), robust = TRUE),
  common = list(y = study(8, rep(0:1, 4)), D = cbind(1, rep(0:1, 4)), C = c(0, -1), df = Inf, s2 = 0.5))
# higher expression, smaller variance
studies$trend$y <- with(studies$trend, round(8 + seq(-3, 3, length.out = G) + (y - 8) * seq(2, 0.5, length.out = G), 4))
studies$robust$y[c(60, 100), ] <- round(8 + (studies$robust$y[c(60, 100), ] - 8) * 8, 4)
studies$block$y <- round(studies$block$y, 4)
expression <- do.call(rbind, lapply(names(studies), function(s) data.frame(study = s, values = apply(studies[[s]]$y, 1, paste, collapse = " "))))
design <- do.call(rbind, lapply(names(studies), function(s) with(studies[[s]], data.frame(study = s, design = apply(D, 1, paste, collapse = " "),
  block = if (is.null(studies[[s]]$block)) NA else block, weight = if (is.null(studies[[s]]$weights)) 1 else weights))))
priors <- list(); out <- list()
for (s in names(studies)) for (st in c("mean", "floormean", "mean50", "msq")) {
  S <- studies[[s]]; set.seed(5)
  E <- limma:::.lmEffects(S$y, S$D, contrast = S$C, array.weights = S$weights, block = S$block, correlation = S$rho)
  sv <- if (is.null(S$df)) squeezeVar(rowMeans(E[, -1]^2), ncol(E) - 1, covariate = if (isTRUE(S$trend)) rowMeans(S$y), robust = isTRUE(S$robust), winsor.tail.p = c(0.05, 0.1)) else list(df.prior = S$df, var.prior = S$s2)
  priors[[s]] <- data.frame(study = s, contrast = paste(S$C, collapse = " "), correlation = if (is.null(S$rho)) 0 else S$rho,
    df_prior = paste(N(sv$df.prior), collapse = " "), s2_prior = paste(N(sv$var.prior), collapse = " "))
  a <- c(list(y = S$y, index = sets, design = S$D, contrast = S$C, set.statistic = st, nrot = 19999, sort = "none", var.prior = sv$var.prior, df.prior = sv$df.prior),
    if (!is.null(S$weights)) list(array.weights = S$weights), if (!is.null(S$block)) list(block = S$block, correlation = S$rho))
  r <- do.call(mroast, a)
  out[[paste(s, st)]] <- data.frame(study = s, statistic = st, set = names(sets), n = r$NGenes, down = N(r$PropDown), up = N(r$PropUp), direction = r$Direction,
    p = N(r$PValue), fdr = N(r$FDR), p_mixed = N(r$PValue.Mixed), fdr_mixed = N(r$FDR.Mixed))
}
W(expression, "expression.tsv"); W(design, "design.tsv"); W(do.call(rbind, priors), "priors.tsv"); W(do.call(rbind, out), "mroast.tsv")
W(data.frame(set = names(sets), rows = sapply(sets, function(s) paste(s - 1, collapse = " "))), "sets.tsv")
