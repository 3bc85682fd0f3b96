# Rscript camera.R : expression, sets and what limma says of them. Writes into the working folder.
suppressMessages(library(limma))
set.seed(7); G <- 240; n <- 9
E <- matrix(round(rnorm(G * n, 8, rep(runif(G, 0.1, 1), n)), 4), G)
common <- rnorm(n); E[1:30, ] <- round(E[1:30, ] + 0.3 * rep(common, each = 30), 4)   # correlated genes
E[31:50, 6:9] <- E[31:50, 6:9] + 0.5; E[61:90, 6:9] <- E[61:90, 6:9] - 0.25
rownames(E) <- sprintf("F%03d", 1:G); colnames(E) <- sprintf("S%d", 1:n)
sets <- c(list(correlated = 1:30, up = 31:50, down = 61:90, one = 100L, two = c(31L, 200L), most = 1:236, wide = seq(1, G, 3)),
  setNames(lapply(1:20, function(i) sort(sample(G, 3 + 4 * i))), sprintf("random%02d", 1:20)))
batch <- c(0, 1, 0, 1, 0, 1, 0, 1, 0); D <- cbind(a = c(1,1,1,1,1,0,0,0,0), b = c(0,0,0,0,0,1,1,1,1), batch); C <- c(-1, 1, 0)
fit <- eBayes(contrasts.fit(lmFit(E, D), C))
W <- function(x, f, ...) write.table(x, f, sep = "\t", quote = FALSE, ...)
N <- function(x) sprintf("%.17g", x)
W(E, "expression.tsv", col.names = NA)
W(data.frame(set = names(sets), rows = sapply(sets, function(s) paste(s - 1, collapse = " "))), "sets.tsv", row.names = FALSE)
W(data.frame(feature = rownames(E), t = N(fit$t[, 1]), df_total = N(fit$df.total), df_prior = N(fit$df.prior), s2_prior = N(fit$s2.prior)), "moderated.tsv", row.names = FALSE)
fixed <- camera(E, sets, D, contrast = C, sort = FALSE); est <- camera(E, sets, D, contrast = C, inter.gene.cor = NA, sort = FALSE)
neg <- camera(E, sets, D, contrast = C, inter.gene.cor = NA, allow.neg.cor = TRUE, sort = FALSE)
pr <- cameraPR(fit$t[, 1], sets, inter.gene.cor = 0.05, sort = FALSE); fr <- fry(E, sets, D, contrast = C, sort = FALSE)
W(data.frame(set = names(sets), n = fixed$NGenes, direction = fixed$Direction, fixed_p = N(fixed$PValue), fixed_fdr = N(fixed$FDR),
  correlation = N(est$Correlation), estimated_p = N(est$PValue), negative_p = N(neg$PValue), pr_p = N(pr$PValue),
  fry_direction = fr$Direction, fry_p = N(fr$PValue), fry_mixed_p = N(fr$PValue.Mixed)), "limma.tsv", row.names = FALSE)
