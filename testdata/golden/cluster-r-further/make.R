# Numbers of R for further data sets. Run in this folder: Rscript make.R
# R 4.2.2, vegan 2.6-4, cluster 2.1.4, WGCNA 1.72-1, dynamicTreeCut 1.63-1
suppressMessages({library(vegan); library(cluster); library(WGCNA, warn.conflicts = FALSE); library(dynamicTreeCut)})
cor <- stats::cor
num <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)
save_table <- function(t, f) write.table(t, f, sep = "\t", quote = FALSE, row.names = FALSE)
save_matrix <- function(x, f) {
  x <- round(x, 4); dimnames(x) <- list(paste0("f", seq_len(nrow(x))), paste0("s", seq_len(ncol(x))))
  save_table(data.frame(feature = rownames(x), x), f); x
}
words <- function(x) paste(x, collapse = " ")

set.seed(4)
group <- list(blobs = rep(1:3, c(6, 6, 8)), skewed = c(rep(1:3, c(3, 5, 7))), modules = rep(1:2, 6))
blobs <- matrix(rnorm(40 * 20, 8), 40)
blobs[1:15, group$blobs == 2] <- blobs[1:15, group$blobs == 2] + 3
blobs[10:30, group$blobs == 3] <- blobs[10:30, group$blobs == 3] - 3
skewed <- matrix(runif(120, 4, 12) + rt(120 * 15, 3), 120)
skewed[1:12, group$skewed == 3] <- skewed[1:12, group$skewed == 3] + 1.5
skewed[, 15] <- skewed[, 14] + rnorm(120, 0, 0.05)
# Features in modules: profiles of 12 samples followed more or less closely, and as many features of noise
profiles <- matrix(rnorm(6 * 12), 6)
modules <- rbind(profiles[rep(1:6, c(70, 50, 40, 30, 25, 20)), ] + rnorm(235 * 12) * runif(235, 0.2, 1.2), matrix(rnorm(165 * 12), 165))
sets <- list(blobs = save_matrix(blobs, "blobs.tsv"), skewed = save_matrix(skewed, "skewed.tsv"), modules = save_matrix(modules + 8, "modules.tsv"))

methods <- c("average", "complete", "single", "mcquitty", "ward.D2", "ward.D", "centroid", "median")
merges <- NULL; cuts <- NULL; pca <- NULL; tests <- NULL
for (s in names(sets)) {
  x <- sets[[s]]
  distances <- list(pearson = as.dist(1 - cor(x)), spearman = as.dist(1 - cor(x, method = "spearman")), euclidean = dist(t(x)), manhattan = dist(t(x), "manhattan"))
  for (d in names(distances)) {
    for (l in methods) {
      h <- hclust(distances[[d]], l)
      co <- cophenetic(h)
      merges <- rbind(merges, data.frame(set = s, distance = d, linkage = l, merges = words(t(h$merge)), heights = words(num(h$height)), order = words(h$order),
        cophenetic_correlation = num(cor(distances[[d]], co)), cophenetic_sum = num(sum(co * seq_along(co)))))
      for (k in c(2, 3, 4, 7)) cuts <- rbind(cuts, data.frame(set = s, distance = d, linkage = l, k = k, labels = words(cutree(h, k = k)),
        silhouette = num(mean(silhouette(cutree(h, k = k), distances[[d]])[, "sil_width"]))))
    }
    a <- adonis2(distances[[d]] ~ factor(group[[s]]), permutations = 9999)
    tests <- rbind(tests, data.frame(set = s, distance = d, groups = words(group[[s]]), f = num(a$F[1]), r_squared = num(a$R2[1]), p_value = num(a[["Pr(>F)"]][1])))
  }
  p <- prcomp(t(x)); n <- ncol(x) - 1
  pca <- rbind(pca, data.frame(set = s, component = 1:n, sd = num(p$sdev[1:n]), scores = unname(apply(p$x[, 1:n], 2, function(v) words(num(v * sign(v[1])))))))
}
save_table(merges, "merges.tsv"); save_table(cuts, "cuts.tsv"); save_table(pca, "pca.tsv"); save_table(tests, "permanova.tsv")


# Missing values: distances over what each pair has in common
set.seed(5)
x <- matrix(rnorm(30 * 9, 8, 2), 30); x[sample(length(x), 54)] <- NA; x[, 9] <- round(x[, 9])
x <- save_matrix(x, "missing.tsv")
pairs <- function(f) { m <- matrix(0, 9, 9); for (i in 1:9) for (j in 1:9) { ok <- complete.cases(x[, c(i, j)]); m[i, j] <- f(x[ok, i], x[ok, j]) }; as.dist(m) }
pairwise <- list(pearson = as.dist(1 - cor(x, use = "pairwise")), "absolute-pearson" = as.dist(1 - abs(cor(x, use = "pairwise"))),
  spearman = as.dist(1 - cor(x, use = "pairwise", method = "spearman")), bicor = as.dist(1 - bicor(x, use = "pairwise.complete.obs")),
  cosine = pairs(function(a, b) 1 - sum(a * b) / sqrt(sum(a^2) * sum(b^2))), euclidean = dist(t(x)), manhattan = dist(t(x), "manhattan"))
stopifnot(max(abs(pairwise$bicor - pairs(function(a, b) 1 - bicor(a, b)))) < 1e-12)
save_table(as.data.frame(lapply(pairwise, function(d) num(as.vector(d))), check.names = FALSE), "missing_distances.tsv")

# Gap statistic, squared distances as in the paper
gaps <- NULL
for (s in c("blobs", "skewed")) for (l in c("average", "ward.D2")) for (space in c("scaledPCA", "original")) {
  points <- t(sets[[s]])
  set.seed(6)
  g <- clusGap(points, function(x, k) list(cluster = cutree(hclust(dist(x), l), k = k)), K.max = 6, B = 500, d.power = 2, spaceH0 = space, verbose = FALSE)$Tab
  gaps <- rbind(gaps, data.frame(set = s, linkage = l, space = space, k = 1:6, log_w = num(g[, "logW"]), expected = num(g[, "E.logW"]), se = num(g[, "SE.sim"]),
    advised = maxSE(g[, "gap"], g[, "SE.sim"], "Tibs2001SEmax")))
}
save_table(gaps, "gap.tsv")

# Dynamic tree cut, hybrid, without the second stage
dynamic <- NULL
for (s in names(sets)) for (items in c("samples", "features")) {
  x <- sets[[s]]; if (items == "samples") x <- t(x)
  for (d in c("pearson", "euclidean")) for (l in c("average", "complete", "ward.D2")) {
    distance <- if (d == "pearson") as.dist(1 - cor(t(x))) else dist(x)
    h <- hclust(distance, l)
    for (size in if (items == "samples") c(2, 3, 5) else c(5, 20)) for (deep in 0:4) {
      labels <- cutreeHybrid(h, as.matrix(distance), minClusterSize = size, deepSplit = deep, pamStage = FALSE, verbose = 0)$labels
      dynamic <- rbind(dynamic, data.frame(set = s, items = items, distance = d, linkage = l, size = size, deep = deep, labels = words(labels)))
    }
  }
}
save_table(dynamic, "dynamic.tsv")
