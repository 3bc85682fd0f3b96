# Reference values from R 4.2.2, limma 3.54.1 (trigammaInverse), splines. Run: Rscript make_reference.R
f <- function(x) formatC(x, digits = 17, format = "g", width = 1)
out <- "r.tsv"
cat("function\ta\tb\tc\tvalue\n", file = out)
emit <- function(name, value, a, b = 0, c = 0) cat(paste(name, f(a), f(b), f(c), f(value), sep = "\t"), "\n", sep = "", file = out, append = TRUE)
for (df in c(0.5, 1, 2, 5, 11.3, 19.5, 20.5, 44, 301.7, 5e3, 3e5)) {
  for (t in c(0.01, 0.5, 1.1, 2.2, 4.4, 8.8, 30)) emit("t", pt(-t, df, log.p = TRUE) + log(2), df, t)
  if (df >= 1) for (p in c(1e-12, 1e-5, 0.01, 0.025, 0.2, 0.45)) emit("t_quantile", qt(p, df, lower.tail = FALSE), log(p), df)
}
for (p in c(0.6, 0.975, 0.999)) for (df in c(3, 17.2, 1e4, Inf)) emit("t_quantile_lower", qt(p, df), p, df)
for (df2 in c(2.5, 18, 90.1, 4e3, 2e5, Inf)) for (df1 in c(1, 2, 4, 9)) for (x in c(0.1, 1, 2.5, 8, 33)) {
  emit("f", pf(x, df1, df2, lower.tail = FALSE, log.p = TRUE), df1, df2, x)
  emit("f_lower", pf(x, df1, df2, log.p = TRUE), df1, df2, x)
}
for (df in c(0.3, 1, 2, 7, 22, 350)) for (x in c(0.01, 0.5, 2, 9, 60, 700)) {
  emit("chi_squared", pchisq(x, df, lower.tail = FALSE, log.p = TRUE), df, x)
}
for (p in c(1e-300, 1e-20, 1e-8, 0.003, 0.07, 0.074, 0.076, 0.3, 0.5, 0.51, 0.93, 0.9999)) emit("normal_quantile", qnorm(p), p)
for (l in c(-730, -720, -40, -2, -0.9, -1e-4, -1e-20)) emit("normal_quantile_ln", qnorm(l, log.p = TRUE), l)
for (x in c(2e7, 9e6, 1000, 30, 2, 0.7, 0.02, 1e-4, 1.1e-6, 9e-7, 1e-9)) emit("trigamma_inverse", limma::trigammaInverse(x), x)

# natural splines: seeded data, columns of ns(), also outside the data
out <- "natural_spline.tsv"
set.seed(11); x <- round(rgamma(60, 3, 0.5), 6); new <- c(-2, 0.01, 40)
cat("x\tn_columns\tinside\tv1\tv2\tv3\tv4\n", file = out)
for (df in 2:4) {
  basis <- splines::ns(x, df = df, intercept = TRUE)
  show <- function(x, b, inside) for (i in seq_along(x)) cat(paste(c(f(x[i]), df, inside, f(b[i, ]), rep("NA", 4 - df)), collapse = "\t"), "\n", sep = "", file = out, append = TRUE)
  show(x, basis, 1); show(new, predict(basis, new), 0)
}

# qr with limited pivoting: seeded matrices, some rank-deficient: rank, pivot, effects of 1..n
out <- "qr.tsv"
cat("case\tn\tp\tmatrix\trank\tpivot\teffects\n", file = out)
for (case in 1:40) {
  set.seed(case); n <- sample(2:12, 1); p <- sample(1:7, 1)
  m <- matrix(round(rnorm(n * p), 3), n, p)
  if (case %% 2 == 0) m <- matrix(sample(0:1, n * p, TRUE), n, p)
  if (case %% 3 == 0 && p > 2) m[, 2] <- m[, 1] * 2 + if (p > 3) m[, 3] else 0
  q <- qr(m)
  cat(paste(case, n, p, paste(m, collapse = " "), q$rank, paste(q$pivot, collapse = " "), paste(f(qr.qty(q, 1:n)), collapse = " "), sep = "\t"), "\n", sep = "", file = out, append = TRUE)
}

# lowess: seeded scatterplots with ties and outliers
out <- "lowess.tsv"
cat("case\tspan\tn_robust\tx\ty\tfitted\n", file = out)
for (case in 1:6) {
  set.seed(100 + case); n <- c(5, 12, 40, 100, 100, 300)[case]
  x <- round(rgamma(n, 2), c(1, 1, 2, 2, 4, 3)[case]); y <- round(sin(x) + rnorm(n) / 4 + 5 * (runif(n) < 0.1), 3)
  span <- c(0.7, 0.4, 0.4, 2 / 3, 0.3, 0.4)[case]; iter <- c(3, 0, 3, 3, 1, 3)[case]
  fitted <- numeric(n); fitted[order(x)] <- lowess(x, y, f = span, iter = iter)$y
  cat(paste(case, f(span), iter, paste(x, collapse = " "), paste(y, collapse = " "), paste(f(fitted), collapse = " "), sep = "\t"), "\n", sep = "", file = out, append = TRUE)
}
# quantiles of F
out <- "r.tsv"
for (df2 in c(2.5, 18, 900, Inf)) for (df1 in c(1, 4, 19)) for (p in c(0.05, 0.5, 0.9, 0.99999)) if (p > 0.3 || df1 > 10) emit("f_quantile", qf(p, df1, df2), p, df1, df2)

out <- "noncentral_t.tsv"
cat("t\tdf\tncp\tvalue\n", file = out)
for (df in c(1, 2.5, 6, 20, 150, 4000)) for (ncp in c(0.3, 2, 5, 9)) for (t in c(0.5, 2, 4.5, 8)) {
  cat(paste(f(t), f(df), f(ncp), f(pt(t, df, ncp, lower.tail = FALSE)), sep = "\t"), "\n", sep = "", file = out, append = TRUE)
}
