# Dynamic tree cut, hybrid, with both stages. Run in this folder, after make.R, whose sets it reads.
# R 4.2.2, dynamicTreeCut 1.63-1
suppressMessages(library(dynamicTreeCut))
save_table <- function(x, file) write.table(x, file, sep = "\t", quote = FALSE, row.names = FALSE)
read_set <- function(s) as.matrix(read.delim(paste0(s, ".tsv"), row.names = 1))

# Five heaps that overlap, with noise around them
set.seed(11)
heaps <- matrix(rnorm(180 * 9), 180); centres <- matrix(rnorm(5 * 9), 5)
heaps[1:120, ] <- heaps[1:120, ] * 0.6 + centres[rep(1:5, 24), ]
heaps <- round(heaps, 4); dimnames(heaps) <- list(paste0("f", 1:180), paste0("s", 1:9))
save_table(data.frame(id = rownames(heaps), heaps), "heaps.tsv")

# One letter a label: 0 to 9, a to z, A to Z
letters_of <- function(labels) { stopifnot(labels < 62); paste(c(0:9, letters, LETTERS)[labels + 1], collapse = "") }
both <- NULL
for (s in c("blobs", "skewed", "modules", "heaps")) for (items in c("samples", "features")) {
  x <- read_set(s); if (items == "samples") x <- t(x)
  for (d in c("pearson", "euclidean")) for (l in c("average", "complete", "ward.D2", "single")) {
    distance <- if (d == "pearson") as.dist(1 - cor(t(x))) else dist(x)
    h <- hclust(distance, l)
    for (size in if (items == "samples") c(2, 3, 5) else if (s == "modules") c(10, 20) else c(3, 5, 20)) for (deep in 0:4) {
      cut <- function(pam) cutreeHybrid(h, as.matrix(distance), minClusterSize = size, deepSplit = deep, pamStage = pam, verbose = 0)$labels
      both <- rbind(both, data.frame(set = s, items = items, distance = d, linkage = l, size = size, deep = deep, first = letters_of(cut(FALSE)), both = letters_of(cut(TRUE))))
    }
  }
}
# Where the second stage has nothing to do the table would repeat the first
both$both[both$both == both$first] <- "same"
cat(nrow(both), "cuts, of which the second stage changes", sum(both$both != "same"), "\n")
save_table(both, "dynamic_both.tsv")
