# Values adjusted for batches by sva's ComBat and limma's removeBatchEffect.
# Run in this folder: Rscript make.R
suppressPackageStartupMessages({
  library(sva)
  library(limma)
})
set.seed(20)
n_features <- 60
litter <- c("a", "a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c", "c", "c")
day <- c("1", "2", "1", "2", "1", "1", "1", "2", "2", "1", "2", "2", "2", "1", "2")
diet <- c("low", "low", "low", "control", "control", "low", "control", "control", "control",
          "low", "low", "control", "low", "low", "control")
# one litter of a single sample
lone <- replace(litter, 15, "d")
samples <- sprintf("s%02d", seq_along(litter))
shift <- matrix(rnorm(n_features * 3, c(0, 0.8, -0.5), 0.6), n_features, 3, byrow = TRUE)
spread <- c(a = 0.2, b = 0.5, c = 0.3)
x <- matrix(rnorm(n_features * length(litter)), n_features) *
  rep(spread[litter], each = n_features) +
  rnorm(n_features, 8, 1.5) + shift[, match(litter, c("a", "b", "c"))] +
  outer(rnorm(n_features, 0, 0.7), as.numeric(diet == "low"))
# features that do not vary within a litter are left as they are
x[7, litter == "b"] <- 6.25
x[31, ] <- 5.5
dimnames(x) <- list(sprintf("f%02d", seq_len(n_features)), samples)

digits <- function(values) {
  shown <- formatC(values, digits = 17, format = "g", width = 1)
  matrix(shown, nrow(values))
}
save_table <- function(table, file) {
  write.table(table, file, sep = "\t", quote = FALSE, row.names = FALSE)
}
expression <- data.frame(feature = rownames(x), digits(x))
names(expression) <- c("feature", samples)
save_table(expression, "expression.tsv")
save_table(data.frame(sample = samples, litter, day, diet, lone), "samples.tsv")

mod <- model.matrix(~diet)
found <- list(
  "combat" = ComBat(x, litter, mod),
  "combat-without-groups" = ComBat(x, litter, NULL),
  "combat-mean-only" = ComBat(x, litter, mod, mean.only = TRUE),
  "combat-lone" = ComBat(x, lone, mod),
  "remove-batch-effect" = removeBatchEffect(x, litter, design = mod),
  "remove-batch-effect-without-groups" = removeBatchEffect(x, litter),
  "remove-batch-effect-two" = removeBatchEffect(x, litter, day, design = mod)
)
tables <- lapply(names(found), function(case) {
  data.frame(case, feature = rownames(x), digits(found[[case]]))
})
table <- do.call(rbind, tables)
names(table) <- c("case", "feature", samples)
save_table(table, "adjusted.tsv")
