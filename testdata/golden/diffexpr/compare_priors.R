# How the two priors of limma differ where values are missing: prior df 4, two groups, a tenth of 3,000
# features changed by 0.8 log2, 25 studies of each kind. R 4.2.2, limma 3.54.1.
# Run: LIMMA_3_62=file Rscript compare_priors.R (see make_unequal_df.R). Prints the table of README.md.
suppressMessages(library(limma)); newer <- new.env(); sys.source(Sys.getenv("LIMMA_3_62"), newer)
set.seed(11); found <- NULL
for (n in c(3, 4, 6)) for (missing in c(0.1, 0.3)) for (study in 1:25) {
  n_features <- 3000; changed <- seq_len(n_features) <= 300
  y <- matrix(rnorm(n_features * 2 * n, sd = sqrt(0.05 * 4 / rchisq(n_features, 4))), n_features)
  y[changed, n + 1:n] <- y[changed, n + 1:n] + 0.8 * sample(c(-1, 1), 300, TRUE)
  y[runif(length(y)) < missing] <- NA
  known <- rowSums(!is.na(y[, 1:n])) > 0 & rowSums(!is.na(y[, n + 1:n])) > 0 & rowSums(!is.na(y)) > 2
  y <- y[known, ]; truth <- changed[known]
  fit <- lmFit(y, model.matrix(~ rep(0:1, each = n))); df <- fit$df.residual; s2 <- ifelse(df == 0, 0, fit$sigma^2)
  for (prior in c("limma-3.54", "limma-3.61")) {
    squeezed <- if (prior == "limma-3.54") squeezeVar(s2, df) else newer$squeezeVar(s2, df)
    t <- fit$coefficients[, 2] / fit$stdev.unscaled[, 2] / sqrt(squeezed$var.post)
    called <- p.adjust(2 * pt(-abs(t), pmin(df + squeezed$df.prior, sum(df))), "BH") <= 0.05
    found <- rbind(found, data.frame(n, missing, prior, df_prior = squeezed$df.prior[1], found = sum(called & truth) / sum(truth), false = sum(called & !truth) / max(1, sum(called))))
  }
}
mean_of <- aggregate(cbind(df_prior, found, false) ~ prior + missing + n, found, mean)
mean_of$df_sd <- aggregate(df_prior ~ prior + missing + n, found, sd)$df_prior
print(mean_of, digits = 3)
