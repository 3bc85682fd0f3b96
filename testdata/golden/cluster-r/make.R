# Numbers of R for small matrices. Run in this folder: Rscript make.R
# R 4.2.2, mclust 6.0.0
library(mclust)
num <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)
save_table <- function(t, f) write.table(t, f, sep = "\t", quote = FALSE, row.names = FALSE)

set.seed(1)
n <- 60; m <- 12
x <- matrix(rnorm(n * m, 7, 1.5), n, m)
x[1:20, 1:5] <- x[1:20, 1:5] + 2                      # a group of five
x[, 12] <- x[, 11] + rnorm(n, 0, 0.1)                  # a tight pair
x[7, ] <- round(x[7, ]); x[8, ] <- round(x[8, ])       # ties for ranks
x[9:40, 3] <- round(x[9:40, 3])
x <- matrix(as.numeric(num(x)), n, m)
dimnames(x) <- list(paste0("f", 1:n), paste0("s", 1:m))
save_table(data.frame(feature = rownames(x), matrix(num(x), n, m, dimnames = list(NULL, colnames(x)))), "expression.tsv")

distances <- list(pearson = as.dist(1 - cor(x)), spearman = as.dist(1 - cor(x, method = "spearman")),
                  euclidean = dist(t(x)))
save_table(as.data.frame(lapply(distances, function(d) num(as.vector(d)))), "distances.tsv")
features <- list(pearson = as.dist(1 - cor(t(x))), euclidean = dist(x))
save_table(as.data.frame(lapply(features, function(d) num(as.vector(d)))), "feature_distances.tsv")

merges <- NULL; leaves <- NULL; pairs <- NULL; facts <- NULL
for (d in names(distances)) for (l in c("average", "complete", "single", "mcquitty", "ward.D2")) {
  h <- hclust(distances[[d]], l)
  merges <- rbind(merges, data.frame(distance = d, linkage = l, left = h$merge[, 1], right = h$merge[, 2], height = num(h$height)))
  cuts <- cutree(h, k = c(2, 3, 5, 9)); at <- cutree(h, h = median(h$height))
  leaves <- rbind(leaves, data.frame(distance = d, linkage = l, order = h$order, cuts, at_median = at, check.names = TRUE))
  co <- cophenetic(h)
  pairs <- rbind(pairs, data.frame(distance = d, linkage = l, cophenetic = num(as.vector(co))))
  facts <- rbind(facts, data.frame(distance = d, linkage = l, cophenetic_correlation = num(cor(distances[[d]], co))))
}
save_table(merges, "merges.tsv"); save_table(leaves, "leaves.tsv")
save_table(pairs, "cophenetic.tsv"); save_table(facts, "cophenetic_correlation.tsv")

rand <- NULL
for (case in 1:12) {
  a <- sample(1:(case %% 4 + 2), 15, TRUE); b <- if (case %% 3) ifelse(runif(15) < .6, a, sample(1:3, 15, TRUE)) else sample(1:5, 15, TRUE)
  rand <- rbind(rand, data.frame(one = paste(a, collapse = " "), other = paste(b, collapse = " "), index = num(adjustedRandIndex(a, b))))
}
save_table(rand, "adjusted_rand_index.tsv")

# Tied distances whose tree does not depend on which tie is taken first
tied <- rbind(c(0, 0), c(0, 1), c(5, 5), c(5, 6), c(20, 0), c(20, 1))
d <- dist(tied, "manhattan")
ties <- NULL
for (l in c("average", "complete", "single", "mcquitty", "ward.D2")) {
  h <- hclust(d, l)
  ties <- rbind(ties, data.frame(linkage = l, left = h$merge[, 1], right = h$merge[, 2], height = num(h$height)))
}
save_table(data.frame(distance = num(as.vector(d))), "tied_distances.tsv"); save_table(ties, "tied_merges.tsv")

# Principal components; signs are R's
p <- prcomp(t(x))
save_table(data.frame(sd = num(p$sdev), fraction = num(p$sdev^2 / sum(p$sdev^2)), matrix(num(p$x), m, m, dimnames = list(NULL, paste0("score", 1:m)))), "pca_scores.tsv")
save_table(data.frame(matrix(num(p$rotation[, 1:11]), n, 11, dimnames = list(NULL, paste0("loading", 1:11)))), "pca_loadings.tsv")

# Permutational analysis of variance and silhouettes (vegan 2.6-4, cluster 2.1.4)
suppressMessages({library(vegan); library(cluster)})
groupings <- list(c(1,1,1,1,1,2,2,2,2,2,2,2), c(1,2,1,2,1,2,1,2,1,2,1,2), c(1,1,2,2,3,3,4,4,4,4,4,5), c(1,1,1,2,2,2,3,3,3,4,4,4))
out <- NULL; widths <- NULL
for (d in names(distances)) for (g in groupings) {
  group <- factor(g)
  a <- adonis2(distances[[d]] ~ group, permutations = 99999)
  out <- rbind(out, data.frame(distance = d, groups = paste(g, collapse = " "), f = num(a$F[1]), r_squared = num(a$R2[1]), p_value = num(a[["Pr(>F)"]][1])))
  widths <- rbind(widths, data.frame(distance = d, groups = paste(g, collapse = " "), width = num(silhouette(as.integer(g), distances[[d]])[, "sil_width"])))
}
save_table(out, "permanova.tsv"); save_table(widths, "silhouette.tsv")

# Further distances (WGCNA 1.72-1) and ward.D
suppressMessages(library(WGCNA, warn.conflicts = FALSE))
unit <- sweep(x, 2, sqrt(colSums(x^2)), "/")
further <- list("absolute-pearson" = as.dist(1 - abs(cor(x))), bicor = as.dist(1 - bicor(x)),
                cosine = as.dist(1 - crossprod(unit)), manhattan = dist(t(x), "manhattan"))
save_table(as.data.frame(lapply(further, function(d) num(as.vector(d))), check.names = FALSE), "further_distances.tsv")
h <- hclust(distances$euclidean, "ward.D")
save_table(data.frame(left = h$merge[, 1], right = h$merge[, 2], height = num(h$height)), "ward_d_merges.tsv")

# Optimal leaf order (seriation 1.4.1): only its length is unique
suppressMessages(library(seriation))
out <- NULL
for (d in names(distances)) for (l in c("average", "complete", "single", "mcquitty", "ward.D2")) {
  o <- get_order(seriate(distances[[d]], method = "OLO", control = list(hclust = hclust(distances[[d]], l))))
  m <- as.matrix(distances[[d]])
  out <- rbind(out, data.frame(distance = d, linkage = l, length = num(sum(m[cbind(o[-length(o)], o[-1])]))))
}
save_table(out, "leaf_order_length.tsv")
