# Multiscale bootstrap of R on expression.tsv. Run in this folder after make.R: Rscript make_pvclust.R
# R 4.2.2, pvclust 2.2-0; takes some minutes
suppressMessages(library(pvclust))
num <- function(x) format(x, digits = 17, trim = TRUE, scientific = TRUE)
x <- as.matrix(read.delim("expression.tsv", row.names = 1))
out <- NULL
for (case in list(c("correlation", "average"), c("correlation", "complete"), c("euclidean", "ward.D2"), c("abscor", "average"))) {
  p <- pvclust(x, method.dist = case[1], method.hclust = case[2], nboot = 10000, iseed = 7, quiet = TRUE)
  e <- p$edges
  counts <- apply(as.matrix(p$count), 1, paste, collapse = " ")
  out <- rbind(out, data.frame(distance = case[1], linkage = case[2], counts = counts,
    relative_sizes = paste(num(p$r), collapse = " "), lapply(e, num)))
}
write.table(out, "pvclust.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
