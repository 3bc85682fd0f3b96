# Multiscale bootstrap of R on blobs.tsv and skewed.tsv. Run in this folder after make.R: Rscript make_pvclust.R
# R 4.2.2, pvclust 2.2-0; takes some minutes
suppressMessages(library(pvclust))
num <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)
out <- NULL
for (case in list(c("blobs", "correlation", "average"), c("skewed", "correlation", "average"), c("skewed", "euclidean", "complete"))) {
  x <- as.matrix(read.delim(paste0(case[1], ".tsv"), row.names = 1))
  p <- pvclust(x, method.dist = case[2], method.hclust = case[3], nboot = 10000, iseed = 7, quiet = TRUE)
  counts <- apply(as.matrix(p$count), 1, paste, collapse = " ")
  out <- rbind(out, data.frame(set = case[1], distance = case[2], linkage = case[3], counts = counts,
    relative_sizes = paste(num(p$r), collapse = " "), lapply(p$edges, num)))
}
write.table(out, "pvclust.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
