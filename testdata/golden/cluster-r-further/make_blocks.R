# Permutation tests within blocks and of whole blocks, all permutations looked at. Run in this folder
# after make.R: Rscript make_blocks.R
# R 4.2.2, vegan 2.6-4, permute 0.9-7
suppressMessages(library(vegan))
num <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)
words <- function(x) paste(x, collapse = " ")
read <- function(set, n) as.matrix(read.delim(paste0(set, ".tsv"), row.names = 1))[, seq_len(n)]

cases <- list(
  list(set = "modules", group = rep(1:2, 6), block = rep(1:6, each = 2), whole = FALSE),
  list(set = "blobs", group = rep(1:2, 6), block = rep(1:6, each = 2), whole = FALSE),
  list(set = "skewed", group = rep(c(1, 1, 2, 2), 3), block = rep(1:3, each = 4), whole = FALSE),
  list(set = "skewed", group = c(1, 2, 3, 2, 3, 1, 1, 2, 3), block = rep(1:3, each = 3), whole = FALSE),
  list(set = "blobs", group = c(1, 1, 2, 1, 2, 2, 2, 2, 2), block = c(1, 1, 1, 2, 2, 2, 3, 3, 3), whole = FALSE),
  list(set = "blobs", group = rep(1:2, each = 6), block = rep(1:6, each = 2), whole = TRUE),
  list(set = "modules", group = rep(c(1, 2, 1, 2, 2, 1), each = 2), block = rep(1:6, each = 2), whole = TRUE)
)
tests <- NULL
for (case in cases) {
  n <- length(case$group)
  x <- read(case$set, n)
  block <- factor(case$block)
  design <- if (case$whole) how(plots = Plots(strata = block, type = "free"), within = Within(type = "none")) else how(blocks = block)
  all <- allPerms(n, control = `setMaxperm<-`(design, 1e6), check = FALSE)
  for (d in c("pearson", "euclidean")) {
    distance <- if (d == "pearson") as.dist(1 - cor(x)) else dist(t(x))
    a <- adonis2(distance ~ factor(case$group), permutations = as.matrix(unclass(all)))
    tests <- rbind(tests, data.frame(set = case$set, distance = d, groups = words(case$group), blocks = words(case$block),
      relabelling = if (case$whole) "whole blocks" else "within blocks", n_permutations = nrow(all) + 1, f = num(a$F[1]), p_value = num(a[["Pr(>F)"]][1])))
  }
}
write.table(tests, "permanova_blocks.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
