# camera with estimated correlation against fry, where the genes of one hallmark set change: which
# of the two is done by default. Run in this folder, FOLDER as make_arrays.R wrote it:
#
#   Rscript camera_or_fry.R FOLDER ../../crates/arrayon-themes/data/hallmark_human.gmt
#
# In 100 random splits of the brains a quarter or half of the genes of a random hallmark set go up by
# 1 log2 in the second group, and 240 random genes up or down by as much. R 4.2.2, limma 3.54.1.
suppressMessages(library(limma))
arguments <- commandArgs(trailingOnly = TRUE)
arrays <- read.delim(file.path(arguments[1], "brain_as_measured.tsv"), check.names = FALSE)
values <- as.matrix(arrays[, -(1:2)])
lines <- strsplit(readLines(arguments[2]), "\t")
sets <- ids2indices(lapply(lines, function(line) line[-(1:2)]), arrays$symbol)
set.seed(2)
table <- NULL
for (size in c(3, 6, 12)) for (share in c(0.25, 0.5)) {
  found <- replicate(100, {
    y <- values[, sample(ncol(values), 2 * size)]
    group <- rep(0:1, each = size)
    design <- cbind(1, group)
    planted <- sample(length(sets), 1)
    genes <- sets[[planted]]
    up <- sample(genes, round(share * length(genes)))
    other <- sample(nrow(y), 240)
    y[other, group == 1] <- y[other, group == 1] + sample(c(-1, 1), 240, TRUE)
    y[up, group == 1] <- y[up, group == 1] + 1
    camera <- camera(y, sets, design, 2, inter.gene.cor = NA, sort = FALSE)$FDR <= 0.05
    fry <- fry(y, sets, design, 2, sort = "none")$FDR <= 0.05
    c(camera[planted], sum(camera[-planted]), fry[planted], sum(fry[-planted]))
  })
  means <- rowMeans(found)
  for (test in 1:2) table <- rbind(table, data.frame(arrays_per_group = size, share_of_set = share, test = c("camera", "fry")[test],
    studies = 100, planted_set_found = means[2 * test - 1], other_sets_mean = means[2 * test]))
}
write.table(table, "camera_or_fry.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
